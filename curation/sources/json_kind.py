"""Whether JSON text is one document or one object a line, told from its beginning, not from its name."""

from __future__ import annotations

import json
from typing import Any

import orjson

from curation.sources.readers.json_document import wraps

_LINES = 50


def kind(head: bytes, promised: str, *, whole: bool) -> str:
    """``"json"`` (one document) or ``"jsonl"`` (one object a line).

    Args:
        head: The beginning of the text as UTF-8 without mark.
        promised: What the file's name says, which decides unclear cases.
        whole: Whether ``head`` is all there is.
    """
    start = head.lstrip()[:1]
    lines = [line for line in head.split(b"\n") if line.strip()]
    if not whole and len(lines) > 1:
        lines.pop()
    elif not whole:
        return "json" if start == b"[" else promised
    if start == b"[":
        # [..] lines one after another are lines (each a fault); anything else is one list.
        several = len(lines) > 1 and all(_parsed(line) is not None for line in lines[:2])
        return "jsonl" if several else "json"
    if start != b"{":
        return promised if not lines else _by_majority(lines, promised, promised)
    first = _parsed(lines[0])
    if isinstance(first, dict):
        wrapper = len(lines) == 1 and wraps(first, named_lines=promised == "jsonl")
        return "json" if wrapper else "jsonl"
    return _by_majority(lines, promised, "json")


def _by_majority(lines: list[bytes], promised: str, otherwise: str) -> str:
    """Lines, if most lines are objects by themselves: then the first is only a broken row."""
    tried = lines[:_LINES]
    alone = _is_or_was_an_object if promised == "jsonl" else _is_object
    return "jsonl" if sum(map(alone, tried)) * 2 > len(tried) else otherwise


def _is_object(line: bytes) -> bool:
    return isinstance(_parsed(line), dict)


def _is_or_was_an_object(line: bytes) -> bool:
    """Whether a line is an object, or a broken one: no mere part of one that spans several lines."""
    if _is_object(line):
        return True
    line = line.strip()
    if line[:2] not in (b'{"', b"{'") or line.endswith((b",", b"[", b"{")):
        return False
    try:
        json.loads(line)
    except json.JSONDecodeError as error:
        # Several objects in one line are read one after another.
        return error.msg != "Extra data"
    except (ValueError, RecursionError):
        return True
    return False


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        try:
            return json.loads(line)
        except (ValueError, RecursionError):
            return None
