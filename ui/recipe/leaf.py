"""One condition in widgets: a field, how to compare, and with what. The sidebar and the builder share it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from curation.errors import RecipeError
from curation.recipe import Compare, CompareFields, to_sql
from curation.recipe.conditions import NULL_OPS
from curation.store import Dataset, Field
from curation.store.fields import Kind

# An operator of the recipe; with this after it, it compares with another field in place of a value.
OTHER = " field"
OPS: dict[Kind, tuple[str, ...]] = {
    "number": (
        *(">=", "<=", "==", "!=", ">", "<", "between", "in", "not in", "is null", "is not null"),
        *(f"{op}{OTHER}" for op in (">=", "<=", "==", "!=", ">", "<")),
    ),
    "category": ("==", "!=", "in", "not in", "is null", "is not null", f"=={OTHER}", f"!={OTHER}"),
    "flag": ("==", "is null", "is not null", f"=={OTHER}", f"!={OTHER}"),
    "text": (
        *("contains", "not contains", "matches", "not matches", "==", "!=", "in", "not in"),
        *("is null", "is not null", f"=={OTHER}", f"!={OTHER}"),
    ),
}
WORDS = {
    ">=": "at least",
    "<=": "at most",
    "==": "is",
    "!=": "is not",
    ">": "more than",
    "<": "less than",
    "between": "between",
    "in": "is one of",
    "not in": "is none of",
    "is null": "is missing",
    "is not null": "is there",
    "contains": "contains",
    "not contains": "does not contain",
    "matches": "matches (RE2)",
    "not matches": "does not match (RE2)",
    f"=={OTHER}": "is the same as the field",
    f"!={OTHER}": "differs from the field",
    f">={OTHER}": "at least the field",
    f"<={OTHER}": "at most the field",
    f">{OTHER}": "more than the field",
    f"<{OTHER}": "less than the field",
}
# The session's state, or a dictionary: keys of widgets and what they hold.
Held = Mapping[Any, Any]
_LARGEST = float(2**53 - 1)
_STARTS = ("chosen", "margin", "rejected")


class Incomplete(ValueError):
    """A condition still lacks something; the message says what."""


def fields_in_order(dataset: Dataset) -> list[str]:
    """Names of fields, attributes of the chosen side first: what curators filter by most."""
    rank = {start: at for at, start in enumerate(_STARTS)}
    return sorted(
        dataset.fields,
        key=lambda name: (dataset.fields[name].kind != "number", rank.get(name.split(".")[0], len(rank))),
    )


def condition_at(held: Held, key: str, dataset: Dataset) -> Compare | CompareFields:
    """The condition that a leaf's widgets make.

    Args:
        held: What the widgets hold.
        key: What the keys of the leaf's widgets begin with.
        dataset: The data set whose fields it names.

    Raises:
        Incomplete: The value is missing or no value.
    """
    name = held.get(f"{key}-field", "")
    if name not in dataset.fields:
        raise Incomplete("Choose a field.")
    kind = dataset.fields[name].kind
    op = held.get(f"{key}-op-{kind}", OPS[kind][0])
    at = f"{key}-value-{name}-{op}"
    if op.endswith(OTHER):
        other = held.get(at)
        if other is None:
            raise Incomplete("Choose the other field.")
        return CompareFields.model_validate(
            {"field": name, "op": op.removesuffix(OTHER), "other": other, "times": held.get(f"{at}-times", 1)}
        )
    return Compare.model_validate({"field": name, "op": op, "value": _value(held, at, kind, op)})


def _value(held: Held, at: str, kind: Kind, op: str) -> Any:
    if op in NULL_OPS:
        return None
    if op == "between":
        low, high = held.get(f"{at}-low"), held.get(f"{at}-high")
        if low is None or high is None:
            raise Incomplete("Give both ends of the range.")
        return (low, high)
    given = held.get(at)
    if op in ("in", "not in") and kind == "number":
        return _numbers(given or "")
    if given is None or given in ("", [], ()):
        raise Incomplete("Give a value first.")
    return tuple(given) if isinstance(given, list) else given


def _numbers(text: str) -> tuple[float, ...]:
    """The numbers in a text, apart by commas or spaces."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            number = float(word)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise Incomplete(f"“{word}” is no number.")
        found.append(number)
    if not found:
        raise Incomplete("Give numbers, with commas between them.")
    return tuple(found)


def editable(node: Compare | CompareFields, dataset: Dataset) -> bool:
    """Whether widgets can show a condition: it fits the data set, and a number box holds its numbers."""
    try:
        to_sql(node, dataset.fields)
    except RecipeError:
        return False
    if isinstance(node, CompareFields):
        return True
    values = node.value if isinstance(node.value, tuple) else (node.value,)
    small = all(not isinstance(value, int | float) or abs(value) <= _LARGEST for value in values)
    return node.name is None and node.op in OPS[dataset.fields[node.field].kind] and small


def values_of(node: Compare | CompareFields, key: str, dataset: Dataset) -> dict[str, Any]:
    """What a leaf's widgets hold to make a condition that is ``editable``."""
    kind = dataset.fields[node.field].kind
    op = f"{node.op}{OTHER}" if isinstance(node, CompareFields) else node.op
    at = f"{key}-value-{node.field}-{op}"
    held: dict[str, Any] = {f"{key}-field": node.field, f"{key}-op-{kind}": op}
    if isinstance(node, CompareFields):
        return held | {at: node.other, f"{at}-times": float(node.times)}
    if isinstance(node.value, tuple):
        if node.op == "between":
            low, high = node.value
            return held | {f"{at}-low": float(low), f"{at}-high": float(high)}
        numbers = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in node.value)
        return held | {at: numbers if kind == "number" else list(node.value)}
    if node.value is None:
        return held
    return held | {at: float(node.value) if kind == "number" else node.value}


def draw_leaf(dataset: Dataset, key: str, *, wide: bool) -> None:
    """The widgets of one condition: side by side where there is room, else below each other."""
    cells = st.columns([0.32, 0.26, 0.42], vertical_alignment="bottom") if wide else [st.container()] * 3
    seen: Any = "collapsed" if wide else "visible"
    name = cells[0].selectbox("Field", _names(dataset.id, dataset), key=f"{key}-field", label_visibility=seen)
    field = dataset.fields[name]
    op = cells[1].selectbox(
        "Keep where it",
        OPS[field.kind],
        format_func=WORDS.__getitem__,
        key=f"{key}-op-{field.kind}",
        label_visibility=seen,
    )
    with cells[2]:
        _draw_value(dataset, field, op, f"{key}-value-{name}-{op}", seen)


def problem_at(held: Held, key: str, dataset: Dataset) -> str:
    """What is wrong with a leaf, a sentence; empty where it is a condition or merely unfinished."""
    try:
        to_sql(condition_at(held, key, dataset), dataset.fields)
    except Incomplete:
        return ""
    except RecipeError as error:
        return error.sentences[0]
    except ValueError as error:
        return str(error)
    return ""


def _draw_value(dataset: Dataset, field: Field, op: str, at: str, seen: Any) -> None:
    if op in NULL_OPS:
        return
    if op.endswith(OTHER):
        _draw_other(dataset, field, at, seen)
    elif op == "between":
        low, high = _range(dataset.id, field.name, dataset)
        left, right = st.columns(2, vertical_alignment="bottom")
        for place, label, end, start in ((left, "From", "low", low), (right, "To", "high", high)):
            st.session_state.setdefault(f"{at}-{end}", start)
            place.number_input(label, key=f"{at}-{end}", format="%g", label_visibility=seen)
    elif op in ("in", "not in"):
        _draw_several(dataset, field, at, seen)
    elif field.kind == "flag":
        st.session_state.setdefault(at, True)
        st.segmented_control(
            "Value",
            [True, False],
            required=True,
            key=at,
            format_func=_yes_no,
            label_visibility=seen,
        )
    elif field.kind == "category":
        known = _categories(dataset.id, field.name, dataset)
        st.selectbox("Value", known, key=at, label_visibility=seen, accept_new_options=True)
    elif field.kind == "text":
        hint = "a pattern, e.g. ^Write (a|an)" if "matches" in op else "words, in either case"
        st.text_input(
            "Text",
            key=at,
            label_visibility=seen,
            placeholder=hint if op not in ("==", "!=") else "the whole text",
        )
    else:
        low, high = _range(dataset.id, field.name, dataset)
        st.session_state.setdefault(at, low + (high - low) / 2 if high > low else low)
        st.number_input("Value", key=at, format="%g", label_visibility=seen)


def _draw_other(dataset: Dataset, field: Field, at: str, seen: Any) -> None:
    others = [name for name in fields_in_order(dataset) if _alike(dataset.fields[name], field)]
    place: Any = st
    if field.kind == "number":
        times, place = st.columns([0.32, 0.68], vertical_alignment="bottom")
        st.session_state.setdefault(f"{at}-times", 1.0)
        times.number_input(
            "Times",
            key=f"{at}-times",
            format="%g",
            label_visibility=seen,
            help="So many times the other field",
        )
    twin = _twin(field.name)
    if others:
        st.session_state.setdefault(at, twin if twin in others else others[0])
    place.selectbox("Other field", others, key=at, label_visibility=seen)


def _draw_several(dataset: Dataset, field: Field, at: str, seen: Any) -> None:
    if field.kind == "number":
        st.text_input("Numbers", key=at, label_visibility=seen, placeholder="numbers, e.g. 0, 1, 4")
        return
    known = _categories(dataset.id, field.name, dataset) if field.kind == "category" else []
    given = st.session_state.get(at) or []
    st.multiselect(
        "Values",
        [*known, *(value for value in given if value not in known)],
        key=at,
        label_visibility=seen,
        accept_new_options=True,
        placeholder="choose values" if known else "type a text and press Enter",
    )


def _alike(one: Field, other: Field) -> bool:
    return one.name != other.name and (
        one.kind == other.kind or {one.kind, other.kind} == {"category", "text"}
    )


def _twin(name: str) -> str:
    """The same measure of the other side."""
    start, dot, rest = name.partition(".")
    return {"chosen": "rejected", "rejected": "chosen"}.get(start, "") + dot + rest


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


@st.cache_data(max_entries=32, show_spinner=False)
def _names(dataset_id: str, _dataset: Dataset) -> list[str]:
    return fields_in_order(_dataset)


@st.cache_data(max_entries=256, show_spinner=False)
def _range(dataset_id: str, field: str, _dataset: Dataset) -> tuple[float, float]:
    found = _dataset.field_range(field)
    low, high = (float(bound) for bound in found)
    return (0.0, 0.0) if math.isnan(low) else (low, high)


@st.cache_data(max_entries=256, show_spinner=False)
def _categories(dataset_id: str, field: str, _dataset: Dataset) -> list[str]:
    return _dataset.field_values(field)
