"""The history of a session as a story: by day, the latest first, every point of it within reach."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from itertools import groupby
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from curation.errors import CurationError
from curation.recipe import Recipe
from curation.recipe.session import Session
from ui.notices import told as errors_told
from ui.recipe.points import compare_with_now, draw_comparison
from ui.recipe.sessions import draw_sessions, switch
from ui.recipe.telling import Line, lines_of, told
from ui.state import Desk, kept_by, left_out
from ui.text import escaped, plural

PAGE_LINES = 12
_PAGE = "story-page"
_MOST_KNOWN = 10_000
Seen = dict[int, tuple[Recipe, int]]


def reader_zone() -> tzinfo:
    """The time zone of whoever looks at the page."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def draw_story(desk: Desk) -> None:
    """Sessions, the comparison of two points, and the story itself."""
    draw_sessions(desk)
    lines = lines_of(desk.session.history(), reader_zone())
    if not lines:
        st.caption("Nothing was done yet. Every change of the recipe and every verdict will be told here.")
        return
    draw_comparison(desk, lines)
    newest = lines[::-1]
    pages = max(1, -(-(len(newest) + 1) // PAGE_LINES))
    number = min(st.session_state.get(_PAGE, 1), pages)
    shown = newest[(number - 1) * PAGE_LINES : number * PAGE_LINES]
    seen: Seen = {}
    for day, of_day in groupby(shown, key=lambda line: line.when.date()):
        st.html(f'<div class="wn-day">{_day(day)}</div>')
        for line in of_day:
            _draw_line(desk, line, seen)
    if number == pages:
        _draw_start(desk)
    if pages > 1:
        st.pagination(pages, key=_PAGE)


def _day(day: date) -> str:
    today = datetime.now(reader_zone()).date()
    words = {0: "Today", 1: "Yesterday"}.get((today - day).days, "")
    plain = f"{day:%A} {day.day} {day:%B %Y}"
    return f"{words}, {plain}" if words else plain


def _draw_line(desk: Desk, line: Line, seen: Seen) -> None:
    seq = line.last.seq
    state = " now" if line.current else " undone" if line.undone else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"told-{seq}"):
        st.html(_words(desk, line, state, seen), width="stretch")
        _draw_ways(desk, seq, current=line.current)


def _words(desk: Desk, line: Line, state: str, seen: Seen) -> str:
    about = (desk.session.id, line.before, line.last.seq, line.last.at, len(line.events), desk.session.who)
    try:
        sentence, figures = _known().get(about) or _said(desk, line, about, seen)
    except CurationError as error:
        sentence, figures = line.last.label, error.sentences[0]
    return _line(f"{line.when:%H:%M}", sentence, figures, state)


@st.cache_resource(show_spinner=False)
def _known() -> dict[tuple[object, ...], tuple[str, str]]:
    """What has been said of lines: events never change, and recipes of thousands of verdicts take time."""
    return {}


def _said(desk: Desk, line: Line, about: tuple[object, ...], seen: Seen) -> tuple[str, str]:
    """A line's sentence, and what it left."""
    (before, was), (after, now) = (_at(desk, seq, seen) for seq in (line.before, line.last.seq))
    sentence = told(line, before, after, desk.session.who, was - now)
    change = f"{was - now:,} fewer" if was > now else f"{now - was:,} more" if now > was else ""
    count = f"{now:,} of {plural(desk.outcome.pairs_in, 'pair')}"
    found = sentence, f"{change + ' ' if change else ''}→ {count}"
    # What waits today may be counted tomorrow.
    if not any(left_out(desk.dataset, recipe) for recipe in (before, after)):
        known = _known()
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[about] = found
    return found


def _at(desk: Desk, seq: int, seen: Seen) -> tuple[Recipe, int]:
    """The recipe at a point and what it keeps; a line begins where the one below it ends."""
    if seq not in seen:
        recipe = desk.session.point(seq).recipe
        seen[seq] = recipe, kept_by(desk.dataset, recipe)
    return seen[seq]


def _line(when: str, sentence: str, figures: str, state: str) -> str:
    mark = {" now": "you are here", " undone": "undone"}.get(state, "")
    badge = f' <span class="wn-badge">{mark}</span>' if mark else ""
    return (
        f'<div class="wn-told{state}" data-testid="wn-told"><time>{when}</time>'
        f"<div>{escaped(sentence)}{badge}"
        f'<div class="wn-note wn-figures">{escaped(figures)}</div></div></div>'
    )


def _draw_start(desk: Desk) -> None:
    current = desk.session.at == 0
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="told-0"):
        figures = f"→ all {plural(desk.outcome.pairs_in, 'pair')}"
        state = " now" if current else ""
        st.html(_line("–", "The data set as it was loaded", figures, state), width="stretch")
        _draw_ways(desk, 0, current=current)


def _draw_ways(desk: Desk, seq: int, *, current: bool) -> None:
    """What can be done with a point."""
    ways = (
        (
            "Go here",
            ":material/my_location:",
            "Have everything as it was here; Undo comes back",
            _go,
            current,
        ),
        ("Compare", ":material/compare_arrows:", "Set this point beside now", compare_with_now, current),
        (
            "Branch",
            ":material/fork_right:",
            "Start another session from here; this one stays",
            _branch,
            False,
        ),
    )
    for label, icon, words, act, off in ways:
        st.button(
            label,
            icon=icon,
            type="tertiary",
            key=f"{label.lower().replace(' ', '-')}-{seq}",
            help=words,
            disabled=off,
            on_click=act,
            args=(desk, seq),
        )


def _go(desk: Desk, seq: int) -> None:
    with errors_told():
        desk.session.jump(seq)
        st.session_state[_PAGE] = 1


def _branch(desk: Desk, seq: int) -> None:
    with errors_told():
        of = desk.session.name or "the first session"
        made: Session = desk.session.branch(seq, f"branch of {of}, point {seq}")
        switch(desk, made.id)
        st.session_state[_PAGE] = 1
        st.toast("A new session begins here; the other one is kept.", icon=":material/fork_right:")
