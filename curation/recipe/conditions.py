"""Conditions on named fields: the tree a filter is made of, and its words for people.

In YAML a leaf is ``{field: chosen.helpfulness, op: ">=", value: 3}``, or with another field in place of the
value ``{field: chosen.words, op: ">", other: rejected.words}``, and a branch has one key: ``all``, ``any`` or
``not``. What a condition means in SQL is written in ``compiling``.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    field_validator,
    model_validator,
)

Op = Literal[
    "==",
    "!=",
    ">=",
    ">",
    "<=",
    "<",
    "between",
    "in",
    "not in",
    "contains",
    "not contains",
    "matches",
    "not matches",
    "is null",
    "is not null",
]
OPS: tuple[Op, ...] = get_args(Op)
FieldOp = Literal["==", "!=", ">=", ">", "<=", "<"]
LIST_OPS = frozenset({"in", "not in", "between"})
NULL_OPS = frozenset({"is null", "is not null"})

Scalar = StrictBool | StrictInt | StrictFloat | StrictStr
Value = Scalar | tuple[Scalar, ...] | None

_SIGNS = {
    "==": "is",
    "!=": "is not",
    ">=": "≥",
    "<=": "≤",
    "in": "is one of",
    "not in": "is none of",
    "is null": "is missing",
    "is not null": "is there",
}
_SHOWN = 3
_LONGEST = 40


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


T = TypeVar("T")


def _whole(value: T) -> T | int:
    """A float that is a whole number, and exactly so, as that number."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


class Compare(_Node):
    """One field compared with one value.

    Attributes:
        field: A name in the data set's ``fields``.
        op: How to compare; which ones apply depends on the field's kind.
        value: A number, text or true/false; a list for ``in`` and ``not in``; ``[low, high]``,
            both included, for ``between``; nothing for ``is null`` and ``is not null``.
        name: What people read in its place, e.g. the topic whose prompts it lists by key.
    """

    field: str
    op: Op
    value: Value = None
    name: str | None = None

    @field_validator("value", mode="before")
    @classmethod
    def _value_is_plain(cls, value: Any) -> Any:
        several = value if isinstance(value, list | tuple) else [value]
        plain = all(item is None or isinstance(item, bool | int | float | str) for item in several)
        _require(plain, "a value is a number, text, true or false, or a list of these")
        return value

    @field_validator("value")
    @classmethod
    def _whole_numbers_are_written_whole(cls, value: Value) -> Value:
        """3.0 is 3: a recipe made with a slider and one typed by hand are the same recipe."""
        return tuple(map(_whole, value)) if isinstance(value, tuple) else _whole(value)

    @model_validator(mode="after")
    def _value_fits_the_operator(self) -> Compare:
        if self.op in NULL_OPS:
            _require(self.value is None, f"'{self.op}' takes no value")
        elif self.op in LIST_OPS:
            _require(
                isinstance(self.value, tuple) and len(self.value) > 0, f"'{self.op}' takes a list of values"
            )
        else:
            _require(self.value is not None, f"'{self.op}' takes a value")
            _require(not isinstance(self.value, tuple), f"'{self.op}' takes one value, not a list")
        for value in self.value if isinstance(self.value, tuple) else (self.value,):
            _require(not isinstance(value, float) or math.isfinite(value), "a value is a finite number")
            _require(not isinstance(value, int) or abs(value) < 2**63, "a whole number fits in 64 bits")
        if self.op == "between" and isinstance(self.value, tuple):
            _require(len(self.value) == 2, "'between' takes two values, [low, high]")
        return self


class CompareFields(_Node):
    """One field compared with another field of the same row.

    Attributes:
        field: A name in the data set's ``fields``.
        op: How to compare.
        other: The other field, of the same kind.
        times: What the other is multiplied by, for numbers: ``chosen.words > 2 × rejected.words``.
    """

    field: str
    op: FieldOp
    other: str
    times: float = Field(default=1.0, allow_inf_nan=False)


class All(_Node):
    """True where every one of its conditions is; an empty list is true everywhere."""

    all: tuple[Condition, ...]


class Any_(_Node):  # noqa: N801 - `Any` is typing's
    """True where at least one of its conditions is; an empty list is true nowhere."""

    any: tuple[Condition, ...]


class Not(_Node):
    """True where its condition is not; see ``compiling`` for what that means for missing values."""

    not_: Condition = Field(alias="not")


def _which(value: Any) -> str:
    """The kind of node by its keys; anything else is read as a comparison, whose errors are clear."""
    keys = (
        value if isinstance(value, dict) else type(value).model_fields if isinstance(value, BaseModel) else ()
    )
    for key in ("all", "any", "not", "not_"):
        if key in keys:
            return key.rstrip("_")
    return "fields" if "other" in keys else "compare"


Condition = Annotated[
    Annotated[Compare, Tag("compare")]
    | Annotated[CompareFields, Tag("fields")]
    | Annotated[All, Tag("all")]
    | Annotated[Any_, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(_which),
]

Node = Compare | CompareFields | All | Any_ | Not

All.model_rebuild()
Any_.model_rebuild()
Not.model_rebuild()


def describe(node: Node) -> str:
    """A condition in short words: ``chosen.helpfulness ≥ 3 and prompt contains “poem”``."""
    if isinstance(node, Compare):
        return node.name or _leaf(node)
    if isinstance(node, CompareFields):
        times = "" if node.times == 1 else f"{node.times:g} × "
        return f"{node.field} {_SIGNS.get(node.op, node.op)} {times}{node.other}"
    if isinstance(node, Not):
        return f"not ({describe(node.not_)})"
    members, word, nothing = (
        (node.all, " and ", "all") if isinstance(node, All) else (node.any, " or ", "none")
    )
    parts = [
        describe(m) if not isinstance(m, All | Any_) or len(members) == 1 else f"({describe(m)})"
        for m in members
    ]
    return word.join(parts) or nothing


def _leaf(node: Compare) -> str:
    sign = _SIGNS.get(node.op, node.op)
    if node.op in NULL_OPS:
        return f"{node.field} {sign}"
    if isinstance(node.value, tuple):
        if node.op == "between":
            return f"{node.field} {sign} {' and '.join(map(_shown, node.value))}"
        rest = len(node.value) - _SHOWN
        more = f" and {rest:,} more" if rest > 0 else ""
        return f"{node.field} {sign} {', '.join(map(_shown, node.value[:_SHOWN]))}{more}"
    return f"{node.field} {sign} {_shown(node.value)}"


def _shown(value: Scalar | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value if len(value) <= _LONGEST else value[: _LONGEST - 1] + '…'}”"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
