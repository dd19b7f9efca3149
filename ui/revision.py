"""What changed since the same source was loaded before: counts, and the recipe carried over."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from curation.store import Dataset, open_dataset
from curation.store.revisions import EXAMPLES, Revision, compare, earlier_revision
from ui.pair_view import PairOptions, draw_pair
from ui.selection import Selection, rows_in_words, show_button
from ui.state import Desk
from ui.text import escaped, label

KINDS = {
    "same": "the same",
    "rejudged": "other scores or verdict strength, same answers",
    "swapped": "the preference turned round",
    "changed": "same prompt, other answers",
    "added": "added",
    "removed": "removed",
}
CARRIED = "carried over"


@st.cache_resource(max_entries=16, show_spinner="Comparing row against row …")
def _compared(old: str, new: str, _old: Dataset, _new: Dataset) -> Revision:
    return compare(_old, _new)


def draw_revision(desk: Desk) -> None:
    """An expander on the earlier revision, where there is one; compared when it is opened."""
    before = earlier_revision(desk.dataset.info)
    if before is None:
        return
    panel = st.expander("What changed since the earlier revision", key="revision", on_change="rerun")
    if not panel.open:
        return
    old = open_dataset(before.id)
    with panel:
        found = _compared(old.id, desk.dataset.id, old, desk.dataset)
        draw_changes(desk, found, (old, desk.dataset), key="revision-kind", more=_steps(desk))


def draw_changes(
    desk: Desk, found: Revision, sides: tuple[Dataset, Dataset], *, key: str, more: Sequence[str] = ()
) -> None:
    """What became of the rows, with a few of each kind to look at and a way to all of them.

    Args:
        desk: The desk.
        found: The rows matched.
        sides: The earlier data set and the later one.
        key: The key of the choice of a kind.
        more: Lines below the counts.
    """
    old, new = sides
    lines = [f"Rows of the pairs table against {old.id}:"]
    lines += [f"{getattr(found, kind):,} {words}" for kind, words in KINDS.items()]
    lines += more
    st.html("".join(f'<div class="wn-note">{escaped(line)}</div>' for line in lines))
    seen = [kind for kind in KINDS if len(found.rows[kind])]
    if not seen:
        return
    kind = st.segmented_control(
        "Show",
        seen,
        default=next((kind for kind in seen if kind != "same"), seen[0]),
        required=True,
        format_func=KINDS.__getitem__,
        key=key,
    )
    whose, other = (old, new) if kind == "removed" else (new, old)
    rows = found.rows[kind]
    show_button(
        desk,
        lambda: Selection.listed(f"{KINDS[kind]}, against {other.id}", rows),
        f"Show {rows_in_words(whose, len(rows))}",
        key=f"{key}-show",
        of=whose,
        help=None if whose.id == desk.dataset.id else f"Opens {label(whose.id)}.",
    )
    examples = rows[:EXAMPLES].tolist()
    if len(examples) < len(rows):
        st.caption(f"The first {len(examples)} of {len(rows):,}:")
    for pair_id in examples:
        with st.container(border=True):
            draw_pair(whose, pair_id, PairOptions(diff=False))


def _steps(desk: Desk) -> list[str]:
    """What became of the recipe, as the session's history tells it."""
    carried = [event for event in desk.session.history() if event.label.startswith(CARRIED)]
    if not carried:
        return []
    steps = carried[0].recipe.steps
    off = [step.title for step in steps if not step.enabled]
    lines = [f"{len(steps) - len(off):,} recipe steps went on to this revision."]
    return lines + [f"Switched off, for it does not fit here: {title}" for title in off]
