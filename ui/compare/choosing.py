"""The choice of two sides, and their comparison, computed once."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from curation.analysis.comparison import Comparison, compare_datasets, compare_kept, compare_splits
from curation.analysis.comparison.parts import Part
from curation.errors import CurationError
from curation.store import DatasetInfo, list_datasets
from curation.store.revisions import earlier_revision
from ui.notices import show_error
from ui.state import Desk, dataset_named

RECIPE, SPLITS, SETS = "Before and after the recipe", "Two splits", "Two data sets"
KINDS = (RECIPE, SPLITS, SETS)


@dataclass(frozen=True)
class Sides:
    """What is compared.

    Attributes:
        kind: One of ``KINDS``.
        first: The left side.
        second: The right side.
        key: All that the comparison depends on.
    """

    kind: str
    first: Part
    second: Part
    key: tuple[str, ...] = field(default=())


def draw_choice(desk: Desk) -> Sides | None:
    """What to compare, left and right; None, and a sentence, where there is nothing to set against it."""
    known = list_datasets()
    row = st.container(horizontal=True, vertical_alignment="bottom")
    kind = row.segmented_control(
        "What to compare",
        KINDS,
        default=_likely(desk, known),
        required=True,
        key="compare-kind",
        persist_state="session",
    )
    if kind == SPLITS:
        return _splits(desk, row)
    if kind == SETS:
        return _sets(desk, known, row)
    if desk.outcome.pairs_kept == desk.outcome.pairs_in:
        st.info(
            "The recipe removes nothing yet, so before and after are the same. Add a filter in the sidebar,"
            " or compare two splits or two data sets."
        )
        return None
    after = Part("after", desk.dataset, desk.outcome.kept)
    return Sides(RECIPE, Part.whole(desk.dataset, "before"), after, (RECIPE, *desk.cache_key))


def _likely(desk: Desk, known: list[DatasetInfo]) -> str:
    if desk.outcome.pairs_kept < desk.outcome.pairs_in:
        return RECIPE
    if len(_split_names(desk)) > 1:
        return SPLITS
    return SETS if len(known) > 1 else RECIPE


def _split_names(desk: Desk) -> list[str]:
    return [name for name in desk.dataset.splits if name]


def _splits(desk: Desk, row: DeltaGenerator) -> Sides | None:
    names = _split_names(desk)
    if len(names) < 2:
        st.info("This data set has no two splits to compare.")
        return None
    left, right = _left_and_right(names, names[:2], f"split-{desk.dataset.id}", row)
    if left == right:
        st.info("Both sides are the same split: choose another one on either side.")
        return None
    parts = [Part(name, desk.dataset, desk.dataset.in_split(name)) for name in (left, right)]
    return Sides(SPLITS, parts[0], parts[1], (SPLITS, desk.dataset.id, left, right))


def _sets(desk: Desk, known: list[DatasetInfo], row: DeltaGenerator) -> Sides | None:
    ids = [info.id for info in known]
    if len(ids) < 2:
        st.info("This is the only data set on this machine: load another one to compare it with.")
        return None
    earlier = earlier_revision(desk.dataset.info)
    other = earlier.id if earlier else next(id_ for id_ in ids if id_ != desk.dataset.id)
    left, right = _left_and_right(ids, [other, desk.dataset.id], f"set-{desk.dataset.id}", row)
    if left == right:
        st.info("Both sides are the same data set: choose another one on either side.")
        return None
    try:
        parts = [Part.whole(dataset_named(id_)) for id_ in (left, right)]
    except CurationError as error:
        show_error(error)
        return None
    return Sides(SETS, parts[0], parts[1], (SETS, left, right))


def _left_and_right(names: list[str], starts: list[str], key: str, row: DeltaGenerator) -> tuple[str, str]:
    chosen = [
        row.selectbox(side, names, index=names.index(start), key=f"{side}-{key}", width=205)
        for side, start in zip(("Left", "Right"), starts, strict=True)
    ]
    return chosen[0], chosen[1]


@st.cache_data(max_entries=32, show_spinner=False)
def _compared(key: tuple[str, ...], _sides: Sides) -> Comparison:
    first, second = _sides.first, _sides.second
    if _sides.kind == SETS:
        return compare_datasets(first.dataset, second.dataset)
    if _sides.kind == SPLITS:
        return compare_splits(first.dataset, first.name, second.name)
    return compare_kept(first.dataset, second.rows)


def compared(sides: Sides) -> Comparison:
    """Every statistic of both sides; the page stops, with a sentence, where that cannot be had."""
    try:
        with st.spinner("Comparing every statistic of both sides …"):
            return _compared(sides.key, sides)
    except CurationError as error:
        show_error(error)
        st.stop()
