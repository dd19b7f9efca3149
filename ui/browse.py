"""The browse page's parts: search and sort, one page of the list, and the open pair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from curation.analysis.listing import facts, listed
from curation.recipe import Any_, Compare, FilterStep
from ui.pair_view import PairOptions, draw_pair
from ui.state import Desk
from ui.text import plural, shortened

if TYPE_CHECKING:
    from ui.selection import Shown

PAGE_ROWS = 25
OPEN = "pair"


@st.cache_data(max_entries=64, show_spinner=False)
def _listed(key: tuple[str, ...], search: str, sort: str, descending: bool, _desk: Desk, _rows: Any) -> Any:
    return listed(_desk.dataset, _rows, search=search, sort=sort, descending=descending)


def draw_search(desk: Desk, shown: Shown | None = None) -> Any:
    """Search box and sorting; the ids they leave of what is shown, or of all that is kept."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Search prompts and answers", key="search", type="search", live="300ms", bind="query-params"
        )
        numbers = [name for name, field in desk.dataset.fields.items() if field.kind == "number"]
        unsorted = "source order" if shown is None else "the list's own order"
        sort = st.selectbox(
            "Sort by", ["", *numbers], format_func=lambda name: name or unsorted, key="sort", width=260
        )
        descending = st.toggle("Largest first", key="descending", value=True, disabled=not sort)
    if shown is None:
        found = _listed(desk.cache_key, search.strip(), sort, descending, desk, desk.outcome.kept)
    else:
        key = (desk.dataset.id, shown.key)
        found = _listed(key, search.strip(), sort, descending, desk, shown.mask)
        found = found if sort else shown.in_order(found)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{plural(len(found), 'pair')} listed")
        if shown is None:
            st.button(
                "Keep only these",
                on_click=_keep_found,
                args=(desk,),
                key="keep-found",
                disabled=not search.strip() or not len(found),
            )
    return found


def _keep_found(desk: Desk) -> None:
    # Read here and not where the button was drawn: words typed just before the click count.
    search = st.session_state["search"].strip()
    condition = Any_(
        any=tuple(
            Compare(field=name, op="contains", value=search) for name in ("prompt", "chosen", "rejected")
        )
    )
    desk.change(
        desk.session.recipe.with_step(FilterStep(where=condition, name=f'holds "{search}"')),
        f"search: {search}",
    )
    st.session_state["search"] = ""


def draw_list(desk: Desk, found: Any, shown: Shown | None = None) -> None:
    """One page of the list; a click on a row opens the pair below.

    Rows that the recipe removed are among them only where ``shown`` says which rows to list.
    """
    pages = max(1, -(-len(found) // PAGE_ROWS))
    opened = _position(found, _wanted())
    number = min(st.session_state.setdefault("list-page", opened // PAGE_ROWS + 1), pages)
    ids = found[(number - 1) * PAGE_ROWS : number * PAGE_ROWS]
    rated = desk.dataset.info.attributes
    main = tuple(f"margin.{name}" for name in desk.dataset.main_measures if name in rated)[:1]
    page = facts(desk.dataset, ids, ("prompt", "chosen", "rejected", "split", "tie", *main, "margin.words"))
    rows = [
        {
            "pair": row["pair_id"],
            **({} if shown is None else {"kept": bool(desk.outcome.kept[row["pair_id"]])}),
            "prompt": shortened(row["prompt"]),
            "chosen": shortened(row["chosen"]),
            "rejected": shortened(row["rejected"]),
            **{name.removeprefix("margin.") + " Δ": row[name] for name in (*main, "margin.words")},
            "split": row["split"],
            "tie": row["tie"],
        }
        for row in page.to_pylist()
    ]
    view = (
        *desk.cache_key,
        hash(shown.key) if shown else "",
        number,
        len(found),
        st.session_state.get("search", ""),
        st.session_state.get("sort", ""),
    )
    key = f"list-{'-'.join(map(str, view))}"
    # The marked row is the open pair, however it was opened; a click anywhere in a row opens it.
    marked = np.flatnonzero(ids == found[opened]).tolist()
    st.session_state[key] = {"selection": {"rows": marked, "columns": [], "cells": []}}
    st.dataframe(
        rows,
        hide_index=True,
        height=min(280, 35 * (len(rows) + 1) + 2),
        on_select=lambda: _clicked(key, ids),
        selection_mode=["single-row", "single-cell"],
        key=key,
        column_config={
            "prompt": st.column_config.TextColumn(width="large"),
            "chosen": st.column_config.TextColumn(width="medium"),
            "rejected": st.column_config.TextColumn(width="medium"),
            "split": st.column_config.TextColumn(width="small"),
        },
        alt="One page of the list of pairs",
    )
    st.pagination(pages, key="list-page")


def _clicked(key: str, ids: Any) -> None:
    """Remember a click as the pair's id at once, since positions go stale."""
    selected = st.session_state[key]["selection"]
    rows = [cell[0] for cell in selected["cells"]] or selected["rows"]
    if rows:
        st.session_state[OPEN] = int(ids[rows[0]])


def draw_chosen(desk: Desk, found: Any) -> None:
    """The open pair, with its neighbours one key away."""
    position = _position(found, _wanted())
    pair_id = int(found[position])
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous",
            shortcut="K",
            key="previous",
            disabled=position == 0,
            on_click=_go,
            args=(found, position - 1),
        )
        st.button(
            "Next",
            shortcut="J",
            key="next",
            disabled=position + 1 >= len(found),
            on_click=_go,
            args=(found, position + 1),
        )
        st.text(f"{position + 1:,} of {len(found):,}")
        diff = st.toggle("Mark differences", value=True, key="diff")
        only = st.toggle("Only differences", value=False, key="only", disabled=not diff)
    st.query_params[OPEN] = str(pair_id)
    draw_pair(desk.dataset, pair_id, PairOptions(diff=diff, only_differences=only and diff))


def _go(found: Any, position: int) -> None:
    if 0 <= position < len(found):
        st.session_state[OPEN] = int(found[position])
        st.session_state["list-page"] = position // PAGE_ROWS + 1


def _wanted() -> int:
    """The pair opened last in this tab, else the one the link names; -1 for none."""
    given = st.query_params.get(OPEN, "")
    pair_id: int = st.session_state.get(OPEN, int(given) if given.isdecimal() else -1)
    return pair_id


def _position(found: Any, pair_id: int) -> int:
    at = np.flatnonzero(found == pair_id)
    return int(at[0]) if len(at) else 0
