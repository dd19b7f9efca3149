"""The first rows of a source as recognition looks at them: column names, and what their values are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from curation.schemas.canonical import Unfit
from curation.schemas.messages import decoded, looks_like_messages, read_messages
from curation.schemas.rounds import is_rounds, loaded
from curation.schemas.values import flag_of, getter, number_of

ROWS = 400
# A column is of a kind when this share of its values is: a few spoiled cells do not hide it.
MOST = 0.8


def folded(name: str) -> str:
    """A column's name without case, hyphens, dots and blanks: ``Chosen-Rating`` is ``chosen_rating``.

    A capital inside a word begins another: ``responseA`` is ``response_a``.
    """
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z](?:[a-z]|$))", "_", name.strip())
    return re.sub(r"[\s\-.]+", "_", apart).lower()


class Sample:
    """Up to 400 rows, and questions about their columns.

    Args:
        rows: Raw rows; keys are columns.
    """

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = [row for row in rows[:ROWS] if isinstance(row, dict)]
        self.columns: tuple[str, ...] = tuple(dict.fromkeys(str(name) for row in self.rows for name in row))
        self._by_name: dict[str, str] = {}
        for name in self.columns:
            self._by_name.setdefault(folded(name), name)
        self._shares: dict[tuple[str, str], float] = {}

    def column(self, spellings: Iterable[str]) -> str | None:
        """The first column that is spelled in one of these ways."""
        return next((self._by_name[name] for name in spellings if name in self._by_name), None)

    def values(self, column: str) -> list[Any]:
        """The column's values, nulls left out; ``a.b`` also reaches into each record of a list ``a``."""
        fetch = getter(column)
        found = [value for row in self.rows if (value := fetch(row)) is not None]
        if found or "." not in column:
            return found
        return [value for row in self.rows for value in _inside(row, column.split("."))]

    def keys(self, column: str) -> list[str]:
        """The names in a column's records, or in the records of its lists, in order of appearance."""
        records = [item for value in self.values(column) for item in _items(value) if isinstance(item, dict)]
        return list(dict.fromkeys(str(key) for record in records for key in record))

    def texts(self, column: str) -> bool:
        """Most values are text, message lists in CSV cells not counted."""
        return self._most(column, "text", lambda v: isinstance(v, str) and decoded(v) is v)

    def messages(self, column: str) -> bool:
        """Most values are turns."""
        return self._most(column, "messages", lambda v: looks_like_messages(decoded(v)))

    def spoken(self, column: str) -> bool:
        """Most values are text or turns: something that can be a prompt or an answer."""
        return self._most(column, "spoken", lambda v: isinstance(v, str) or looks_like_messages(decoded(v)))

    def rounds(self, column: str) -> bool:
        """Most values are lists of texts, one a round."""
        return self._most(column, "rounds", is_rounds)

    def asks(self, column: str) -> bool:
        """Most values are text, or turns that do not end with the assistant's."""
        return self._most(column, "asks", lambda v: isinstance(v, str) or not _ends_with_answer(v))

    def numbers(self, column: str) -> bool:
        """All values that say anything are numbers."""
        return self._share(column, "number", _is_number) == 1

    def scores(self, column: str) -> bool:
        """All values are numbers, or records of numbers by attribute."""
        return self.numbers(column) or self._share(column, "scores", _is_scores) == 1

    def rating_lists(self, column: str) -> bool:
        """All values are lists of numbers."""
        return self._share(column, "ratings", _is_rating_list) == 1

    def lists(self, column: str) -> bool:
        """Most values are lists of records which are no turns."""
        return self._most(column, "lists", _is_record_list)

    def flags(self, column: str) -> bool:
        """Most values read as true or false."""
        return self._most(column, "flag", lambda v: flag_of(v) is not None)

    def records(self) -> list[str]:
        """Columns that hold nested records which are no turns."""
        return [
            name
            for name in self.columns
            if self._most(name, "record", lambda v: isinstance(v, dict) and not looks_like_messages(v))
        ]

    def _most(self, column: str, kind: str, test: Callable[[Any], bool]) -> bool:
        return self._share(column, kind, test) >= MOST

    def _share(self, column: str, kind: str, test: Callable[[Any], bool]) -> float:
        key = (column, kind)
        if key not in self._shares:
            values = self.values(column)
            self._shares[key] = sum(map(test, values)) / len(values) if values else 0.0
        return self._shares[key]


def _inside(value: Any, steps: list[str]) -> list[Any]:
    """What stands at the end of a path, in every record of the lists on the way."""
    found = [value]
    for step in steps:
        found = [
            item[step] for each in found for item in _items(each) if isinstance(item, dict) and step in item
        ]
    return [item for item in found if item is not None]


def _items(value: Any) -> list[Any]:
    items = loaded(value)
    return items if isinstance(items, list) else [value]


def _is_record_list(value: Any) -> bool:
    items = loaded(value)
    if not isinstance(items, list) or looks_like_messages(items):
        return False
    return bool(items) and all(isinstance(item, dict) for item in items)


def _ends_with_answer(value: Any) -> bool:
    try:
        return read_messages(value, "")[-1].role == "assistant"
    except Unfit:
        return False


def _is_number(value: Any) -> bool:
    try:
        number_of(value, "")
    except Unfit:
        return False
    return not isinstance(value, str) or bool(value.strip())


def _is_scores(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(v is None or _is_number(v) for v in value.values())


def _is_rating_list(value: Any) -> bool:
    if isinstance(value, str):
        # A CSV cell such as "[3, 4, 4]".
        return bool(re.fullmatch(r"\[[\d\s,.\-]+\]", value))
    tolist = getattr(value, "tolist", None)
    items = tolist() if callable(tolist) else value
    return isinstance(items, list) and bool(items) and all(map(_is_rating, items))


def _is_rating(item: Any) -> bool:
    """A number, or an annotator's record with one."""
    return _is_number(item["value"] if isinstance(item, dict) and "value" in item else item)
