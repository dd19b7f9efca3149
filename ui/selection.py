"""Rows to look at, taken from a number that counts them; Browse shows exactly these, and the recipe stays.

What is shown is kept for the tab and written into the link; a long list of rows stays with the tab alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from curation.analysis.bias import grouped_by
from curation.analysis.checks import check_named, find
from curation.errors import CurationError, RecipeError
from curation.jobs.noise_kept import known_noise
from curation.recipe import CheckStep, Condition, DropStep, FilterStep, Not, to_sql
from curation.store import Dataset
from ui.browse import OPEN
from ui.notices import show_error
from ui.pages import page_path
from ui.state import OPEN_NEXT, Desk
from ui.text import escaped, plural

Ids = NDArray[np.int64]
LINK = "show"
_SHOWN = "_shown"
# Links beyond some thousand characters do not survive chats and mail.
MOST_LINKED = 150


def rows_in_words(dataset: Dataset, count: int) -> str:
    """So many rows of the pairs table as people call them: pairs, or answers where there are no pairs."""
    return plural(count, "pair" if dataset.info.counts.pairs else "answer")


class Selection(BaseModel):
    """Some rows of the pairs table: those of a check, a condition, or a list in its own order.

    Attributes:
        title: What they are, in words.
        check: A check's name.
        where: A condition on fields.
        pairs: Ids in the order to show them.
        queue: So many from the top of the kept queue of probably wrong labels.
        among: Only those of these groups, each a column and one of its labels as a report names it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(max_length=300)
    check: str | None = None
    where: Condition | None = None
    pairs: tuple[int, ...] | None = None
    queue: int | None = Field(default=None, ge=0)
    among: tuple[tuple[Literal["split", "source"], str], ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Selection:
        if sum(way is not None for way in (self.check, self.where, self.pairs, self.queue)) != 1:
            raise ValueError("rows are named by a check, a condition, a list or the queue")
        return self

    @classmethod
    def of_check(cls, name: str, *among: tuple[Literal["split", "source"], str]) -> Selection:
        """The rows a check hits, all or those of some groups.

        Raises:
            RecipeError: No such check.
        """
        title = check_named(name).title
        return cls(
            title=" · ".join([title, *(f"{column} {label}" for column, label in among)])[:300],
            check=name,
            among=among,
        )

    @classmethod
    def listed(cls, title: str, pairs: Ids) -> Selection:
        """These rows, in this order."""
        return cls(title=title[:300], pairs=tuple(pairs.tolist()))

    def rows(self, dataset: Dataset) -> Ids:
        """Their ids, in the order to show them.

        Raises:
            RecipeError: The check, a field or a group is not there.
        """
        if self.check is not None:
            ids = np.flatnonzero(find(dataset, self.check))
        elif self.where is not None:
            condition, params = to_sql(self.where, dataset.fields)
            ids = dataset.select([], condition, params)["pair_id"].to_numpy()
        elif self.queue is not None:
            kept = known_noise(dataset)
            if kept is None:
                raise RecipeError(
                    "The queue of probably wrong labels is not made yet",
                    next="Make it under Quality, Label noise",
                )
            ids = kept.pairs[: self.queue]
        else:
            given = np.array(self.pairs, np.int64)
            ids = given[(given >= 0) & (given < len(dataset.pairs))]
        for column, label in self.among:
            grouping = grouped_by(dataset, column)
            if label not in grouping.labels:
                raise RecipeError(f"No {column} is named {label!r} here", next="Close this list")
            ids = ids[grouping.codes[ids] == grouping.labels.index(label)]
        return ids

    def step(self, dataset: Dataset, ids: Ids) -> CheckStep | FilterStep | DropStep:
        """The step that drops these rows; by content where no rule says which they are."""
        if self.check is not None and not self.among:
            return CheckStep(check=self.check)
        if self.where is not None and not self.among:
            return FilterStep(where=Not(**{"not": self.where}), name=f"without {self.title}")
        keys = dict.fromkeys(dataset.pairs["key"].take(ids).to_pylist())
        return DropStep(keys=tuple(keys), name=f"without {self.title}")


@dataclass(frozen=True, eq=False)
class Shown:
    """A selection as it is shown: what it is, and its rows.

    Attributes:
        selection: What is shown.
        ids: Its rows in order.
        mask: The same as a mask over the pairs rows.
    """

    selection: Selection
    ids: Ids
    mask: NDArray[np.bool_]

    @property
    def key(self) -> str:
        """What figures of it depend on, besides the data set."""
        return _written(self.selection)

    def in_order(self, ids: Ids) -> Ids:
        """Some of its rows in its own order."""
        return self.ids[np.isin(self.ids, ids)]


def show(desk: Desk, selection: Selection, pair: int | None = None, *, of: Dataset | None = None) -> None:
    """Open Browse on these rows, at the first or at one of them; not from a callback.

    Args:
        desk: The desk.
        selection: The rows.
        pair: The one to begin at.
        of: Whose rows they are, where they are another data set's: that one is opened.
    """
    whose = (of or desk.dataset).id
    if whose != desk.dataset.id:
        st.session_state[OPEN_NEXT] = whose
    st.session_state[_SHOWN] = (whose, selection)
    _forget_place()
    if pair is not None:
        st.session_state[OPEN] = pair
    st.switch_page(page_path("browse"))


def show_button(
    desk: Desk,
    selection: Selection | Callable[[], Selection],
    label: str,
    *,
    key: str,
    of: Dataset | None = None,
    **look: Any,
) -> None:
    """A button that opens Browse on these rows.

    Args:
        desk: The desk.
        selection: The rows, or what finds them once they are asked for.
        label: Its words, where a number stands the number of these rows.
        key: The widget's key.
        of: Whose rows they are, where they are another data set's.
        look: As ``st.button`` takes it: ``type``, ``width``, ``disabled``, ``help``, ``icon``.
    """
    if st.button(label, key=key, **look):
        show(desk, selection if isinstance(selection, Selection) else selection(), of=of)


def shown(desk: Desk) -> Shown | None:
    """What Browse shows: opened last in this tab, else named by the link; None for all that is kept."""
    selection = _current(desk.dataset.id)
    if selection is None:
        return None
    try:
        ids = _rows(desk.dataset.id, _written(selection), desk.dataset, selection)
    except CurationError as error:
        close()
        show_error(error)
        return None
    if st.session_state.get(OPEN, -1) not in {-1, *ids.tolist()}:
        # A pair opened since, from a map or a hit: it is what the curator wants to see.
        close(forget=False)
        return None
    mask = np.zeros(len(desk.dataset.pairs), bool)
    mask[ids] = True
    _write_link(selection)
    return Shown(selection, ids, mask)


@st.cache_resource(max_entries=64, show_spinner=False)
def _rows(dataset_id: str, written: str, _dataset: Dataset, _selection: Selection) -> Ids:
    return _selection.rows(_dataset)


def _current(dataset_id: str) -> Selection | None:
    if _SHOWN not in st.session_state:
        given = _read(st.query_params.get(LINK, ""))
        st.session_state[_SHOWN] = (dataset_id, given)
    of, selection = st.session_state[_SHOWN]
    found: Selection | None = selection if of == dataset_id else None
    return found


def _read(written: str) -> Selection | None:
    if not written:
        return None
    try:
        return Selection.model_validate_json(written)
    except ValidationError:
        st.warning("The link names rows that cannot be read; all kept pairs are shown.", icon="⚠️")
        return None


@lru_cache(maxsize=64)
def _written(selection: Selection) -> str:
    return selection.model_dump_json(exclude_defaults=True, by_alias=True)


def _write_link(selection: Selection) -> None:
    if len(selection.pairs or ()) > MOST_LINKED:
        st.query_params.pop(LINK, None)
    elif st.query_params.get(LINK) != _written(selection):
        st.query_params[LINK] = _written(selection)


def close(*, forget: bool = True) -> None:
    """Go back to all kept pairs; ``forget`` the pair that is open, too."""
    st.session_state[_SHOWN] = ("", None)
    st.query_params.pop(LINK, None)
    if forget:
        _forget_place()


def _forget_place() -> None:
    """Begin at the first row, with nothing searched for or sorted by: the pair read last is not asked for."""
    for key in (OPEN, "list-page", "search", "sort"):
        st.session_state.pop(key, None)
    st.query_params.pop(OPEN, None)


def draw_banner(desk: Desk, found: Shown) -> None:
    """What is shown, how many of it the recipe has removed, and the two ways on."""
    ids, gone = found.ids, int((~desk.outcome.kept[found.ids]).sum())
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="shown"):
        told = f"<b>{rows_in_words(desk.dataset, len(ids))}</b>: {escaped(found.selection.title)}"
        if gone:
            whole = "all" if gone == len(ids) else f"{gone:,} of them"
            told += f'<div class="wn-note">The recipe removes {whole}; they are shown all the same.</div>'
        st.html(f'<div class="wn-shown" data-testid="wn-shown">{told}</div>')
        step = found.selection.step(desk.dataset, ids) if len(ids) else None
        used = step is not None and step in desk.recipe.steps
        st.button(
            "In the recipe" if used else "Add to recipe",
            key="shown-add",
            disabled=step is None or used,
            help="Drops these from what is kept; Undo takes it back.",
            on_click=add,
            args=(desk, found.selection),
        )
        st.button("Close", key="shown-close", icon=":material/close:", type="tertiary", on_click=close)


def add(desk: Desk, selection: Selection) -> None:
    """Drop these rows, by a step of the recipe."""
    ids = selection.rows(desk.dataset)
    desk.change(desk.session.recipe.with_step(selection.step(desk.dataset, ids)), f"drop: {selection.title}")
