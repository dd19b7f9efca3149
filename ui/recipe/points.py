"""Two points of a session side by side: their steps, what they keep, and the verdicts that differ."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from curation.errors import CurationError
from curation.recipe.history import Comparison
from curation.recipe.points import Point
from curation.recipe.steps import AnyStep
from ui.notices import show_error
from ui.recipe.telling import Line
from ui.state import Desk, kept_by
from ui.text import escaped, plural, shortened

_FIRST, _SECOND, _OPEN = "point-first", "point-second", "compare-points"
_MOST = 400


def compare_with_now(desk: Desk, seq: int) -> None:
    """Set a point beside the present one."""
    st.session_state[_FIRST], st.session_state[_SECOND] = seq, desk.session.at
    st.session_state[_OPEN] = True


def draw_comparison(desk: Desk, lines: Sequence[Line]) -> None:
    """A folded panel: two points to choose, and what differs."""
    if not st.session_state.get(_OPEN):
        return
    named = {0: "the start"}
    named |= {
        line.last.seq: f"{line.when:%d %b %H:%M} · {shortened(line.last.label, 70)}"
        for line in lines[-_MOST:]
    }
    now = desk.session.at
    for key in (_FIRST, _SECOND):
        chosen = st.session_state.get(key, now)
        if chosen not in named:
            event = next((e for line in lines for e in line.events if e.seq == chosen), None)
            named[chosen] = "the start" if event is None else event.label
    with st.container(border=True, key="points"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for label, key in (("This point", _FIRST), ("beside this one", _SECOND)):
                st.session_state.setdefault(key, now)
                st.selectbox(
                    label,
                    sorted(named, reverse=True),
                    format_func=lambda seq: named[seq] + (" (now)" if seq == now else ""),
                    key=key,
                )
            st.button("Close", icon=":material/close:", type="tertiary", key="points-close", on_click=_close)
        try:
            found = desk.session.compare(st.session_state[_FIRST], st.session_state[_SECOND])
            _draw_found(desk, found)
        except CurationError as error:
            show_error(error)


def _close() -> None:
    st.session_state[_OPEN] = False


def _draw_found(desk: Desk, found: Comparison) -> None:
    kept = [kept_by(desk.dataset, point.recipe) for point in (found.before, found.after)]
    sides = st.columns(2, gap="large")
    gone, new = list(found.steps.removed), list(found.steps.added)
    was, now = ([pair[at] for pair in found.steps.changed] for at in (0, 1))
    for side, point, rows, alone, other, more in (
        (sides[0], found.before, kept[0], gone, was, 0),
        (sides[1], found.after, kept[1], new, now, kept[1] - kept[0]),
    ):
        with side:
            st.html(_side(point, rows, desk.outcome.pairs_in, alone, other, more))
    if found.verdicts:
        differing = plural(len(found.verdicts), "pair")
        st.html(f'<div class="wn-note">{differing} decided otherwise, or at one point only.</div>')
    if not found.verdicts and found.before.recipe == found.after.recipe:
        st.html('<div class="wn-note">The two points are the same.</div>')


def _side(
    point: Point, kept: int, total: int, alone: list[AnyStep], changed: list[AnyStep], more: int
) -> str:
    told = f" ({more:+,})" if more else ""
    lines = [f'<div class="wn-count" data-testid="wn-point"><b>{kept:,}</b> of {total:,} pairs{told}</div>']
    for at, step in enumerate(point.recipe.steps, 1):
        mark = " alone" if step in alone else " changed" if step in changed else ""
        note = {" alone": "only here", " changed": "changed"}.get(mark, "")
        badge = f' <span class="wn-badge">{note}</span>' if note else ""
        off = " off" if not step.enabled else ""
        lines.append(f'<div class="wn-at{mark}{off}">{at}. {escaped(step.title)}{badge}</div>')
    return "".join(lines) if point.recipe.steps else "".join([*lines, '<div class="wn-note">no step</div>'])
