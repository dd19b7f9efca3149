"""Adding a filter: one condition on one field, checked against what the field can hold."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from curation.errors import CurationError
from curation.recipe import Compare, Condition, FilterStep, to_sql
from curation.store import Dataset, Field
from ui.state import Desk

OPS: dict[str, tuple[str, ...]] = {
    "number": (">=", "<=", "==", "!=", ">", "<", "between", "is null", "is not null"),
    "category": ("==", "!=", "is null", "is not null"),
    "flag": ("==",),
    "text": ("contains", "not contains", "matches", "is null", "is not null"),
}
WORDS = {
    ">=": "at least",
    "<=": "at most",
    "==": "is",
    "!=": "is not",
    ">": "more than",
    "<": "less than",
    "between": "between",
    "is null": "is missing",
    "is not null": "is there",
    "contains": "contains",
    "not contains": "does not contain",
    "matches": "matches (RE2)",
}
PROBLEM = "filter-problem"


def add_filter(desk: Desk) -> None:
    """The sidebar's popover that adds a filter pill."""
    dataset = desk.dataset
    with st.popover("Add filter", icon=":material/filter_alt:", width="stretch"):
        names = _in_order(dataset)
        name = st.selectbox("Field", names, key="filter-field")
        field = dataset.fields[name]
        op = st.selectbox(
            "Keep where it", OPS[field.kind], format_func=WORDS.__getitem__, key=f"filter-op-{field.kind}"
        )
        value = _value(dataset, field, op)
        st.button(
            "Keep these",
            type="primary",
            width="stretch",
            key="filter-add",
            on_click=_add,
            args=(desk, field, op, value),
        )
        about, problem = st.session_state.get(PROBLEM, (None, ""))
        if about == (name, op, value):
            st.text(problem)


def keep_where(desk: Desk, condition: Condition, name: str | None = None) -> None:
    """Add a filter pill, with words of its own where the condition's would be long.

    Raises:
        RecipeError: The condition does not fit the data set.
    """
    to_sql(condition, desk.dataset.fields)
    step = FilterStep(where=condition, name=name)
    desk.change(desk.session.recipe.with_step(step), f"filter: {step.title}")


def _add(desk: Desk, field: Field, op: Any, drawn: Any) -> None:
    # A value typed just before the click is in the state already, but not yet drawn.
    value = st.session_state.get(_value_key(field, op), drawn)
    value = None if value == "" else value
    try:
        keep_where(desk, Compare(field=field.name, op=op, value=value))
    except (CurationError, ValueError) as error:
        problem = str(error) if isinstance(error, CurationError) else "Give a value first."
        # Said for as long as that value stands there.
        st.session_state[PROBLEM] = ((field.name, op, value), problem)


def _in_order(dataset: Dataset) -> list[str]:
    """Attributes of the chosen side first: what curators filter by most."""
    rank = {"chosen": 0, "margin": 1, "rejected": 2}
    return sorted(
        dataset.fields,
        key=lambda name: (dataset.fields[name].kind != "number", rank.get(name.split(".")[0], 3)),
    )


def _value_key(field: Field, op: str) -> str:
    return f"filter-value-{field.name}-{op}"


def _value(dataset: Dataset, field: Field, op: str) -> Any:
    key = _value_key(field, op)
    if op in {"is null", "is not null"}:
        return None
    if field.kind == "flag":
        return st.segmented_control(
            "Value", [True, False], default=True, required=True, key=key, format_func=_yes_no
        )
    if field.kind == "category":
        return st.selectbox("Value", _categories(dataset.id, field.name, dataset), key=key)
    if field.kind == "text":
        return st.text_input("Text", key=key, placeholder="words, in either case") or None
    low, high = _range(dataset.id, field.name, dataset)
    if op == "between":
        return tuple(st.slider("Range", low, high, (low, high), key=key)) if high > low else (low, high)
    return st.number_input("Value", value=low + (high - low) / 2 if high > low else low, key=key, format="%g")


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


@st.cache_data(max_entries=256, show_spinner=False)
def _range(dataset_id: str, field: str, _dataset: Dataset) -> tuple[float, float]:
    found = _dataset.field_range(field)
    low, high = (float(bound) for bound in found)
    return (0.0, 0.0) if math.isnan(low) else (low, high)


@st.cache_data(max_entries=256, show_spinner=False)
def _categories(dataset_id: str, field: str, _dataset: Dataset) -> list[str]:
    return _dataset.field_values(field)
