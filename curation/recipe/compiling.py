"""Conditions → SQL with bound parameters.

No text of a user ever becomes SQL: a field's name is looked up, its expression is the program's
own, and every value is a parameter.

Missing values: a comparison on a missing value is **false**, ``!=``, ``not in``, ``not contains``
and ``not matches`` included; only ``is null`` finds them. ``not`` negates that two-valued result, so
``not (x >= 3)`` is true where x is missing, and ``x < 3`` is not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import duckdb

from curation.errors import RecipeError
from curation.recipe.conditions import All, Compare, CompareFields, Node, Not, Scalar
from curation.store.fields import Field, Kind

_LISTED = ("in", "not in", "is null", "is not null")
OPS_OF: dict[Kind, tuple[str, ...]] = {
    "number": ("==", "!=", ">=", ">", "<=", "<", "between", *_LISTED),
    "category": ("==", "!=", *_LISTED),
    "flag": ("==", "!=", *_LISTED),
    "text": ("contains", "not contains", "matches", "not matches", "==", "!=", *_LISTED),
}
FIELD_OPS_OF: dict[Kind, tuple[str, ...]] = {
    kind: ("==", "!=", ">=", ">", "<=", "<") if kind == "number" else ("==", "!=") for kind in OPS_OF
}
_TYPES: dict[Kind, tuple[tuple[type, ...], str]] = {
    "number": ((int, float), "a number"),
    "category": ((str,), "text in quotes"),
    "text": ((str,), "text in quotes"),
    "flag": ((bool,), "true or false"),
}
_TEMPLATES = {
    "contains": "regexp_matches({sql}, ?)",
    "not contains": "NOT regexp_matches({sql}, ?)",
    "matches": "regexp_matches({sql}, ?)",
    "not matches": "NOT regexp_matches({sql}, ?)",
    "==": "{sql} = ?",
    "!=": "{sql} <> ?",
    "between": "{sql} BETWEEN ? AND ?",
    "in": "{sql} IN (SELECT unnest(?))",
    "not in": "{sql} NOT IN (SELECT unnest(?))",
}
# The program's own words, so that no text of a recipe becomes SQL.
_SQL = {"==": "=", "!=": "<>", ">=": ">=", ">": ">", "<=": "<=", "<": "<"}
_INT64 = 1 << 63
_SPECIAL = re.compile(r"[^\w\x80-\U0010ffff]", re.ASCII)
_LONGEST_SEARCH = 10_000


def to_sql(node: Node, fields: Mapping[str, Field]) -> tuple[str, list[Any]]:
    """A condition as SQL over the tables that ``Dataset.select`` joins, and its parameters.

    Args:
        node: The condition.
        fields: The data set's fields.

    Raises:
        RecipeError: An unknown field, an operator or value that does not fit it, a broken pattern.
    """
    if isinstance(node, Compare):
        return _comparison(node, fields)
    if isinstance(node, CompareFields):
        return _of_fields(node, fields)
    if isinstance(node, Not):
        sql, params = to_sql(node.not_, fields)
        return f"(NOT {sql})", params
    members, word, empty = (
        (node.all, " AND ", "TRUE") if isinstance(node, All) else (node.any, " OR ", "FALSE")
    )
    parts = [to_sql(member, fields) for member in members]
    joined = word.join(sql for sql, _ in parts) or empty
    return f"({joined})", [value for _, params in parts for value in params]


def _comparison(node: Compare, fields: Mapping[str, Field]) -> tuple[str, list[Any]]:
    field = _field(node.field, fields)
    if node.op not in OPS_OF[field.kind]:
        raise RecipeError(
            f"{field.name!r} cannot be compared with {node.op!r}",
            why=f"it is a {field.kind} field",
            next=f"Use one of {', '.join(OPS_OF[field.kind])}",
        )
    if node.op == "is null":
        return f"({field.sql} IS NULL)", []
    if node.op == "is not null":
        return f"({field.sql} IS NOT NULL)", []
    given: Sequence[Scalar | None] = node.value if isinstance(node.value, tuple) else (node.value,)
    values = [_value(value, field, node.op) for value in given]
    if node.op in ("matches", "not matches"):
        check_pattern(values[0])
    elif node.op in ("contains", "not contains"):
        values = [literally(values[0])]
    template = _TEMPLATES.get(node.op, f"{{sql}} {node.op} ?")
    params = [_one_type(values)] if node.op in ("in", "not in") else values
    return f"coalesce({template.format(sql=field.sql)}, false)", params


def _of_fields(node: CompareFields, fields: Mapping[str, Field]) -> tuple[str, list[Any]]:
    field, other = _field(node.field, fields), _field(node.other, fields)
    # Categories are texts with few values, so one may be compared with the other.
    alike = field.kind == other.kind or {field.kind, other.kind} == {"category", "text"}
    if not alike or node.op not in FIELD_OPS_OF[field.kind]:
        raise RecipeError(
            f"{field.name!r} cannot be compared with {other.name!r} by {node.op!r}",
            why=f"they are a {field.kind} and a {other.kind} field",
            next="Numbers compare with numbers by any sign; others with their own kind by '==' and '!='",
        )
    if node.times == 1:
        return f"coalesce({field.sql} {_SQL[node.op]} {other.sql}, false)", []
    if field.kind != "number":
        raise RecipeError(
            f"{other.name!r} cannot be multiplied",
            why=f"it is a {other.kind} field",
            next="Leave out 'times'",
        )
    return f"coalesce({field.sql} {_SQL[node.op]} ? * {other.sql}, false)", [node.times]


def _field(name: str, fields: Mapping[str, Field]) -> Field:
    if name in fields:
        return fields[name]
    near = difflib.get_close_matches(name, fields, n=1)
    raise RecipeError(
        f"The data set has no field {name!r}",
        why=f"did you mean {near[0]!r}?" if near else "",
        next=f"Its fields are {', '.join(fields)}",
    )


def _value(value: Scalar | None, field: Field, op: str) -> Any:
    types, expected = _TYPES[field.kind]
    if not isinstance(value, types) or (isinstance(value, bool) and field.kind != "flag"):
        raise RecipeError(
            f"{field.name!r} {op} {value!r} makes no sense",
            why=f"it is a {field.kind} field",
            next=f"Give {expected} as the value",
        )
    return float(value) if isinstance(value, int) and not -_INT64 <= value < _INT64 else value


def _one_type(values: list[Any]) -> list[Any]:
    """A list DuckDB reads as one type: numbers are all floats as soon as one is."""
    return [float(value) for value in values] if any(isinstance(value, float) for value in values) else values


def literally(text: str) -> str:
    """A pattern for a plain text in any case: RE2 finds it four times faster than lowering every answer.

    Raises:
        RecipeError: The text is longer than RE2 takes.
    """
    if len(text) > _LONGEST_SEARCH:
        raise RecipeError(
            f"The text to search for is {len(text):,} characters long",
            why=f"at most {_LONGEST_SEARCH:,} can be searched for",
            next="Search for a part of it, or compare the whole with '=='",
        )
    return "(?i)" + _SPECIAL.sub(lambda found: rf"\{found[0]}" if found[0] != "\0" else r"\x00", text)


@lru_cache(maxsize=256)
def check_pattern(pattern: str) -> None:
    """Make sure that RE2, DuckDB's engine, takes the pattern.

    Raises:
        RecipeError: It does not; the message is RE2's.
    """
    connection = duckdb.connect(":memory:")
    try:
        connection.execute("SELECT regexp_matches('', ?)", [pattern])
    except duckdb.Error as error:
        raise RecipeError(
            f"The pattern {pattern!r} is no regular expression",
            why=str(error).split("\n")[0].removeprefix("Invalid Input Error: "),
            next="Correct it (syntax: RE2), or use 'contains' for plain text",
        ) from error
    finally:
        connection.close()
