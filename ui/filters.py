"""Adding a filter: one condition in the sidebar, checked against what its field can hold."""

from __future__ import annotations

import streamlit as st

from curation.errors import CurationError
from curation.recipe import Condition, FilterStep, to_sql
from ui.pages import page_path
from ui.recipe.leaf import condition_at, draw_leaf
from ui.state import Desk

KEY = "filter"
PROBLEM = "filter-problem"


def add_filter(desk: Desk) -> None:
    """The sidebar's popover that adds a filter pill."""
    with st.popover("Add filter", icon=":material/filter_alt:", width="stretch"):
        draw_leaf(desk.dataset, KEY, wide=False)
        st.button(
            "Keep these", type="primary", width="stretch", key="filter-add", on_click=_add, args=(desk,)
        )
        about, problem = st.session_state.get(PROBLEM, (None, ""))
        if problem and about == _given():
            st.text(problem)
        st.page_link(
            page_path("history"), label="And, or, not: build a nested filter", icon=":material/account_tree:"
        )


def keep_where(desk: Desk, condition: Condition, name: str | None = None) -> None:
    """Add a filter pill, with words of its own where the condition's would be long.

    Raises:
        RecipeError: The condition does not fit the data set.
    """
    to_sql(condition, desk.dataset.fields)
    step = FilterStep(where=condition, name=name)
    desk.change(desk.session.recipe.with_step(step), f"filter: {step.title}")


def _add(desk: Desk) -> None:
    # Read here and not where the button was drawn: a value typed just before the click counts.
    try:
        keep_where(desk, condition_at(st.session_state, KEY, desk.dataset))
    except (CurationError, ValueError) as error:
        # Said for as long as nothing else is asked for.
        st.session_state[PROBLEM] = (_given(), str(error))


def _given() -> dict[str, object]:
    """What the popover's widgets hold."""
    return {
        str(key): value
        for key, value in st.session_state.items()
        if str(key).startswith(f"{KEY}-") and key not in (PROBLEM, f"{KEY}-add")
    }
