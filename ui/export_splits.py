"""The export's splits: as in the source or drawn anew, what stays together, and the proof of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from curation.errors import CurationError
from curation.export import splitting_of
from curation.export.block import Ids
from curation.export.split_draw import TOPIC
from curation.export.split_groups import GroupSizes, group_sizes, in_words, settled
from curation.export.split_leaks import straddling
from curation.export.splitting import parts
from curation.jobs import FLOOR
from curation.recipe import ExportSpec
from curation.recipe.grouping import GroupBy
from curation.store import Dataset
from ui.notices import show_error
from ui.selection import Selection, rows_in_words, show_button
from ui.state import Desk
from ui.text import plural

SPLITS = {
    "existing": "as in the source",
    "none": "one file",
    "prompt": "anew, by prompt",
    "group": "anew, by near prompts",
}
STRATA = ("source", "split", "chosen.language", "prompt.language")


def draw_splits(desk: Desk, *, fixed: bool) -> dict[str, Any]:
    """The choice of splits, as ``ExportSpec`` takes it.

    Args:
        desk: The desk.
        fixed: Whether the format keeps the source's splits whatever is chosen.
    """
    by = st.segmented_control(
        "Splits",
        list(SPLITS),
        format_func=SPLITS.__getitem__,
        default="existing",
        required=True,
        key="split-by",
        persist_state="session",
        disabled=fixed,
    )
    if fixed or by not in ("prompt", "group"):
        return {"split_by": "existing" if fixed else by}
    told: dict[str, Any] = {"split_by": by, **_draw_shares()}
    if by == "group":
        told["group_by"] = _draw_groups(_known(desk.dataset.id, desk.dataset)).model_dump()
    strata = st.selectbox(
        "Shares met within",
        [None, *_strata(desk.dataset), TOPIC],
        format_func=lambda name: name or "the whole set",
        key="stratify",
        width=190,
    )
    return told | {"stratify": strata}


def _draw_groups(known: GroupBy) -> GroupBy:
    """How near prompts must be to stay together; the graph that is known reaches down to the floor."""
    if known.method == "exact":
        return known
    threshold = st.slider(
        "Prompts this near stay together",
        FLOOR,
        1.0,
        known.threshold,
        0.01,
        key="group-threshold",
        width=230,
        help="Their similarity; the lower, the larger the groups, and the surer that none leaks.",
    )
    return known.model_copy(update={"threshold": round(float(threshold), 2)})


def _draw_shares() -> dict[str, Any]:
    folds = int(st.number_input("Folds", 0, 20, 0, key="folds", width=110, help="0: train and validation"))
    seed = int(st.number_input("Seed", 0, 2**31 - 1, 0, key="seed", width=110))
    if folds >= 2:
        return {"folds": folds, "seed": seed}
    valid = st.number_input("Validation share", 0.01, 0.5, 0.1, 0.01, key="share", width=150)
    test = st.number_input("Test share", 0.0, 0.4, 0.0, 0.01, key="share-test", width=130)
    shares = [1 - valid - test, valid, *([test] if test else [])]
    return {"ratios": tuple(round(share, 6) for share in shares), "seed": seed}


def _strata(dataset: Dataset) -> list[str]:
    """Categories of more than one value, and the source's own columns that repeat themselves."""
    named = [name for name in STRATA if name in dataset.fields]
    return [name for name in named if 1 < len(_values(dataset.id, name, dataset)) <= 200]


@st.cache_data(max_entries=64, show_spinner=False)
def _values(dataset_id: str, field: str, _dataset: Dataset) -> list[str]:
    return _dataset.field_values(field)


@st.cache_data(max_entries=16, ttl=20, show_spinner=False)
def _known(dataset_id: str, _dataset: Dataset) -> GroupBy:
    return settled(_dataset, None)


@st.cache_data(max_entries=64, show_spinner=False)
def _check(
    key: tuple[str, str], spec: str, held: str, _desk: Desk, _spec: ExportSpec, _by: GroupBy
) -> tuple[int, int, Ids]:
    """How many splits there are, how many groups stand in several, and the rows of these."""
    found = parts(_desk.dataset, _desk.outcome.kept_ids, splitting_of(_spec))
    if len(found) < 2:
        return len(found), 0, np.empty(0, np.int64)
    leaks = straddling(_desk.dataset, found, _by)
    return len(found), leaks.groups, np.flatnonzero(leaks.hit)


@st.cache_data(max_entries=64, show_spinner=False)
def _sizes(key: tuple[str, str], held: str, _desk: Desk, _by: GroupBy) -> GroupSizes:
    return group_sizes(_desk.dataset, _desk.outcome.kept_ids, _by)


def draw_check(desk: Desk, spec: ExportSpec) -> None:
    """How the prompts group, and whether any group stands in two of the splits."""
    by = spec.group_by or _known(desk.dataset.id, desk.dataset)
    try:
        if spec.split_by == "group":
            _draw_sizes(_sizes(desk.cache_key, by.model_dump_json(), desk, by))
        splits, leaks, rows = _check(
            desk.cache_key, spec.model_dump_json(), by.model_dump_json(), desk, spec, by
        )
    except CurationError as error:
        show_error(error)
        return
    if splits < 2:
        return
    held = in_words(by)
    if leaks:
        stand = "stands" if leaks == 1 else "stand"
        st.warning(f"{plural(leaks, 'group')} of {held} {stand} in several splits.", icon="⚠️")
        show_button(
            desk,
            Selection.listed(f"{held} in several splits of the export", rows),
            f"Show {rows_in_words(desk.dataset, len(rows))}",
            key="leak-rows",
            type="tertiary",
        )
        return
    st.text(f"Leak check: 0 groups of {held} stand in two splits.")
    if spec.split_by == "group" and by.method == "exact":
        st.caption("Near prompts are not known yet; find them on Duplicates to hold those together, too.")


def _draw_sizes(found: GroupSizes) -> None:
    told = f"{plural(found.groups, 'group')} to deal out"
    if found.joined:
        told += (
            f": {found.joined:,} of several prompts, {found.prompts:,} prompts in all,"
            f" the largest of {found.largest:,}"
        )
    st.text(f"{told}.")
