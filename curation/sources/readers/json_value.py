"""One JSON value that orjson will not take: told apart from what Python's own parser can still read."""

from __future__ import annotations

import json
from typing import Any

_NAMES = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    type(None): "null",
}


class Unreadable(Exception):
    """A value that is no usable JSON.

    Args:
        reason: A fault code.
        detail: The rest of a sentence that starts with where the value is.
    """

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}")


def parse(line: bytes) -> Any:
    """Parse UTF-8 JSON, allowing NaN, Infinity and integers of any size.

    Raises:
        Unreadable: ``broken_encoding``, ``broken_json`` or ``lone_surrogate``.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("broken_encoding", f"is not valid UTF-8 (byte {error.start + 1})") from error
    if not text.strip("\0 \t\r\n"):
        raise Unreadable("broken_json", "holds only zero bytes, as a write that was cut off leaves them")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable("broken_json", f"is not valid JSON: {explain(error)}") from error
    except RecursionError as error:
        raise Unreadable("broken_json", "is nested too deeply") from error
    except ValueError as error:
        raise Unreadable("broken_json", "holds a number with too many digits") from error
    if has_lone_surrogate(value):
        raise Unreadable(
            "lone_surrogate", "holds half of a surrogate pair (\\ud800 to \\udfff), which is no character"
        )
    return value


def explain(error: json.JSONDecodeError) -> str:
    """The parser's complaint with a 1-based column: ``"Expecting ',' delimiter at character 12"``."""
    return f"{error.msg.removesuffix(' at').removesuffix(' starting')} at character {error.pos + 1}"


def has_lone_surrogate(value: Any) -> bool:
    """Whether any text inside ``value`` cannot be encoded."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def describe(value: Any) -> str:
    """A JSON value's kind for a sentence: ``"a list"``."""
    return _NAMES.get(type(value), "an object")
