"""What the beginning of JSON text shows: its columns, and objects that name one key twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_ROWS = 50
_GAP = re.compile(r"[\s,]*")


def column_names(head: bytes) -> tuple[str, ...] | None:
    """The columns of the first rows; ``None`` where the text does not begin with rows.

    Args:
        head: The beginning of JSON lines, or of a list of objects, as UTF-8.
    """
    names: dict[str, None] = {}
    for value in _values(head, json.JSONDecoder()):
        if not isinstance(value, dict):
            return None
        names |= dict.fromkeys(value)
    return tuple(names) or None


def repeated_key(head: bytes) -> str | None:
    """A key that an object in the first rows names twice; parsers silently keep the last value."""
    twice: list[str] = []

    def noticed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice.append(next(key for key in keys if keys.count(key) > 1))
        return found

    for _ in _values(head, json.JSONDecoder(object_pairs_hook=noticed)):
        if twice:
            break
    return twice[0] if twice else None


def note(head: bytes, name: str) -> str | None:
    """What to tell the user about keys named twice."""
    key = repeated_key(head)
    return None if key is None else f"{name} names {key!r} twice in one object; the last value was read"


def _values(head: bytes, decoder: json.JSONDecoder) -> Iterator[Any]:
    """The first values, of a list its items, up to one that is broken or cut."""
    text = head.decode("utf-8", "replace").lstrip()
    position = 1 if text.startswith("[") else 0
    for _ in range(_ROWS):
        position = _GAP.match(text, position).end()  # type: ignore[union-attr]  # always matches
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield value
