"""Single cells → text, numbers and flags; a cell that is none of them makes its row `Unfit`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from curation.schemas.canonical import Unfit

Getter = Callable[[dict[str, Any]], Any]

TRUE_WORDS = frozenset({"true", "1", "yes"})
FALSE_WORDS = frozenset({"false", "0", "no"})
_GOOD = """good, like, liked, up, thumbs up, thumbsup, upvote, upvoted, positive, accept, accepted, approve,
approved, desirable, desired, preferred, chosen, correct, right, helpful, pass, passed, safe, win, ok, +, 1,
👍, ✅, ✓, ✔, :thumbsup:, :+1:"""
_BAD = """bad, dislike, disliked, down, thumbs down, thumbsdown, downvote, downvoted, negative, reject,
rejected, decline, declined, disapprove, disapproved, undesirable, undesired, dispreferred, incorrect, wrong,
unhelpful, not helpful, not good, fail, failed, unsafe, lose, -, -1, 👎, ❌, ✗, ✘, :thumbsdown:, :-1:"""
GOOD_WORDS = frozenset(re.split(r",\s", _GOOD))
BAD_WORDS = frozenset(re.split(r",\s", _BAD))
# Skin tones and the mark that asks for colour: a thumb is a thumb.
_TINTS = dict.fromkeys([0xFE0F, *range(0x1F3FB, 0x1F400)])
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d+)?")
# What data frames and spreadsheets write where nothing was rated.
NOTHING_WORDS = frozenset({"", "n/a", "na", "nan", "null", "none"})


def getter(path: str) -> Getter:
    """How to fetch a column; ``a.b`` also reaches into a nested record unless a column has that very name.

    A number is a place in a list: ``responses.0`` is the first of them.
    """
    if "." not in path:
        return lambda row: row.get(path)
    steps = path.split(".")

    def fetch(row: dict[str, Any]) -> Any:
        if path in row:
            return row[path]
        value: Any = row
        for step in steps:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value

    return fetch


def text_of(value: Any, column: str) -> str:
    """The text in a cell, byte for byte.

    Raises:
        Unfit: ``missing_value`` for null, ``wrong_type`` for anything that is not text.
    """
    if isinstance(value, str):
        return value
    if value is None:
        raise Unfit("missing_value", f"'{column}' is empty")
    raise Unfit("wrong_type", f"'{column}' holds {type_name(value)} where text should be")


def number_of(value: Any, column: str) -> float | None:
    """The finite number in a cell; None where it says that there is none (null, NaN, "N/A").

    Raises:
        Unfit: ``wrong_type`` for anything else.
    """
    if isinstance(value, str):
        if value.strip().lower() in NOTHING_WORDS:
            return None
    elif value is None:
        return None
    elif isinstance(value, bool) or not hasattr(value, "__float__"):
        raise Unfit("wrong_type", f"'{column}' holds {type_name(value)} where a number should be")
    try:
        number = float(value)
    except (ValueError, OverflowError, TypeError):
        number = math.inf
    if math.isinf(number):
        raise Unfit("wrong_type", f"'{column}' holds {shown(value)}, which is no finite number")
    return None if math.isnan(number) else number


def flag_of(value: Any) -> bool | None:
    """True or false as people write it: booleans, 0/1, yes/no, true/false; None for anything else."""
    if value is True or value is False:
        return bool(value)
    if isinstance(value, (int, float)):
        return bool(value) if value in (0, 1) else None
    if isinstance(value, str):
        word = value.strip().lower()
        return True if word in TRUE_WORDS else False if word in FALSE_WORDS else None
    # numpy's own booleans and integers, from Arrow or pandas.
    item = getattr(value, "item", None)
    return flag_of(item()) if callable(item) and getattr(value, "ndim", None) == 0 else None


def good_of(value: Any) -> bool | None:
    """Good or bad as people label answers: yes/no, 0/1, thumbs, "helpful"; None for anything else."""
    flag = flag_of(value)
    if flag is not None or not isinstance(value, (str, int)):
        return flag
    word = (code_of(value) or "").translate(_TINTS)
    spaced = word if word in ("-", "-1", ":-1:") else re.sub(r"[\s_-]+", " ", word)
    return True if spaced in GOOD_WORDS else False if spaced in BAD_WORDS else None


def code_of(value: Any) -> str | None:
    """A verdict cell as a comparable word: ``1``, ``1.0`` and ``"1"`` are the same; None for nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else None
    if isinstance(value, float):
        return None if math.isnan(value) else str(value)
    if isinstance(value, str):
        word = value.strip().lower()
        return code_of(float(word)) if _NUMBER.fullmatch(word) else word or None
    return None


def plain_cell(value: Any) -> str:
    """A cell as it stands in the source, for people to read."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def type_name(value: Any) -> str:
    """A value's type as a curator knows it, the Python name in brackets."""
    names = {
        bool: "true/false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a record",
        str: "text",
    }
    kind = type(value)
    return f"{names.get(kind, 'a value')} ({kind.__name__})"


def shown(value: Any) -> str:
    """A value, shortened, for an error sentence."""
    try:
        text = repr(value)
    except ValueError:  # an integer of thousands of digits
        text = "an enormous number"
    return text if len(text) <= 40 else f"{text[:37]}…"
