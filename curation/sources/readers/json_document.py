"""One JSON document: a list of rows, an object that wraps one, columns, or objects one after another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from curation.errors import SourceError
from curation.sources import bytestream, decoding
from curation.sources.limits import Budget
from curation.sources.readers import json_value
from curation.sources.readers.json_cursor import Cursor
from curation.sources.rows import BATCH_BYTES, Batch, RawRow, Shard
from curation.sources.splits import CANONICAL

_RUN = 1024

# Keys under which files keep their rows beside other fields.
WRAPPERS = frozenset(
    {
        "data",
        "rows",
        "examples",
        "instances",
        "items",
        "records",
        "samples",
        "entries",
        *CANONICAL,
    }
)


def read(shard: Shard, index: int, first: int, budget: Budget) -> Iterator[list[RawRow]]:
    """The rows of a JSON document, streamed; ``first`` is the number of its first row.

    Faults: ``not_an_object``, ``lone_surrogate``, ``broken_encoding``. A document that is broken or
    breaks off cannot be resumed with certainty and raises.

    Raises:
        SourceError: The JSON is broken; the message tells line and character.
    """
    head, stream = bytestream.with_head(bytestream.chunks(shard, budget))
    stream = decoding.utf8(stream, decoding.detect(head), shard.name)
    cursor = Cursor(stream, shard.name, budget)
    batch = Batch(index, first)
    start = cursor.peek()
    if start == "[":
        yield from _list(cursor, batch)
    elif start == "{":
        yield from _object(cursor, batch, shard.name)
    elif start:
        cursor.fail("the file starts with neither a list nor an object")
    if cursor.peek():
        cursor.fail("text follows the end of the document")
    yield from batch.rest()


def wraps(document: dict[str, Any], *, named_lines: bool) -> bool:
    """Whether an object that is all of a file holds rows instead of being one.

    Args:
        document: The object.
        named_lines: The file's name says JSON lines; then only a plain wrapper does.
    """
    lists = [value for key, value in document.items() if key in WRAPPERS and isinstance(value, list)]
    if any(value and isinstance(value[0], dict) for value in lists):
        return True
    if named_lines:
        return False
    return _holds_splits(document) or next(_rows_of(document), document) is not document


def _list(cursor: Cursor, batch: Batch, split: str | None = None) -> Iterator[list[RawRow]]:
    cursor.expect("[", "the list")
    items = cursor.items()
    yield from _rows(cursor, batch, items if split is None else _of_split(items, split))


def _of_split(items: Iterable[Any], split: str) -> Iterator[Any]:
    """The rows listed under a split's name say so, unless they have a word of their own for it."""
    for item in items:
        yield {"split": split, **item} if type(item) is dict else item


def _rows(cursor: Cursor, batch: Batch, items: Iterable[Any]) -> Iterator[list[RawRow]]:
    """Add items; readable ones in runs, because adding one by one takes longer than parsing."""
    run: list[dict[str, Any]] = []
    size = 0
    for item in items:
        size += cursor.size
        if type(item) is dict and not (cursor.suspect and json_value.has_lone_surrogate(item)):
            run.append(item if "row_idx" not in item else _unwrapped_row(item))
            if len(run) < _RUN and size < BATCH_BYTES:
                continue
        batch.add(run, size)
        run, size = [], 0
        if type(item) is not dict or (cursor.suspect and json_value.has_lone_surrogate(item)):
            _add_fault(cursor, batch, item)
        yield from batch.ready()
    batch.add(run, size)


def _unwrapped_row(item: dict[str, Any]) -> dict[str, Any]:
    """The Hub's rows endpoint wraps each row with its index."""
    inner = item.get("row")
    return inner if type(inner) is dict else item


def _add_fault(cursor: Cursor, batch: Batch, item: Any) -> None:
    text = cursor.text
    raw = text.encode("utf-8", "replace").decode("utf-8", "replace")
    if type(item) is not dict:
        sentence = (
            f"the item at line {cursor.line} is {json_value.describe(item)}, not an object with named fields"
        )
        batch.add_fault("not_an_object", sentence, raw)
    elif cursor.broken_bytes and raw != text:
        batch.add_fault("broken_encoding", f"the item at line {cursor.line} is not valid UTF-8", raw)
    else:
        sentence = f"the item at line {cursor.line} holds half of a surrogate pair, which is no character"
        batch.add_fault("lone_surrogate", sentence, raw)


def _object(cursor: Cursor, batch: Batch, name: str) -> Iterator[list[RawRow]]:
    fields: dict[str, Any] = {}
    wrapped: str | None = None
    cursor.expect("{", "the object")
    while not cursor.take("}"):
        if fields or wrapped:
            cursor.expect(",", "the object")
        if cursor.peek() != '"':
            cursor.fail("a field name in double quotes should come here")
        key = cursor.value()
        cursor.expect(":", "the object")
        if key in WRAPPERS and cursor.peek() == "[":
            split = CANONICAL.get(key.lower())
            if wrapped is not None and not (split and wrapped.lower() in CANONICAL):
                raise SourceError(
                    f"{name!r} holds two lists of rows, {wrapped!r} and {key!r}",
                    next="Save each as a file of its own, in one folder",
                )
            wrapped = key
            yield from _list(cursor, batch, split)
        else:
            fields[key] = cursor.value()
    if wrapped is None:
        if _holds_splits(fields):
            raise SourceError(
                f"{name!r} holds the splits {', '.join(map(repr, fields))} in one object",
                next="Save each as a file of its own, in one folder",
            )
        yield from _unwrapped(cursor, batch, fields)


def _holds_splits(fields: Mapping[str, Any]) -> bool:
    """Whether an object is nothing but splits, each an object of columns or rows."""
    return bool(fields) and all(
        key.lower() in CANONICAL and isinstance(value, dict) for key, value in fields.items()
    )


def _unwrapped(cursor: Cursor, batch: Batch, fields: dict[str, Any]) -> Iterator[list[RawRow]]:
    if cursor.peek() != "{":
        yield from _rows(cursor, batch, _rows_of(fields))
        return
    # Pretty-printed objects one after another, as jq writes them.
    yield from _rows(cursor, batch, chain([fields], _others(cursor)))


def _others(cursor: Cursor) -> Iterator[Any]:
    while cursor.peek():
        yield cursor.value()


def _rows_of(fields: dict[str, Any]) -> Iterator[Any]:
    """The rows of a whole object: one list of rows, columns, rows by number, or itself a row."""
    values = list(fields.values())
    if len(values) == 1 and isinstance(values[0], list) and values[0] and isinstance(values[0][0], dict):
        yield from values[0]
    elif values and all(isinstance(value, dict) for value in values) and all(key.isdigit() for key in fields):
        yield from values
    elif columns := _columns(fields):
        length = len(next(iter(columns.values())))
        yield from ({key: column[row] for key, column in columns.items()} for row in range(length))
    elif fields:
        yield fields


def _columns(fields: Mapping[str, Any]) -> dict[str, list[Any]] | None:
    """Columns as lists (``to_dict``) or as objects by row number (pandas' ``to_json``)."""
    if not all(isinstance(value, (list, dict)) for value in fields.values()):
        return None
    if len({tuple(value) if isinstance(value, dict) else len(value) for value in fields.values()}) != 1:
        return None
    if any(isinstance(value, dict) and not all(key.isdigit() for key in value) for value in fields.values()):
        return None
    if all(isinstance(value, list) and value and isinstance(value[0], dict) for value in fields.values()):
        # {"chosen": [turns], "rejected": [turns]} is one row of conversations.
        return None
    return {key: list(value.values()) if isinstance(value, dict) else value for key, value in fields.items()}
