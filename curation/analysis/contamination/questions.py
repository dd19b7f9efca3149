"""Which column of a benchmark holds its questions, and the question in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from curation.errors import SchemaError

QUESTION_NAMES = (
    "question",
    "prompt",
    "turns",
    "instruction",
    "problem",
    "instruct_prompt",
    "problem_statement",
    "query",
    "input",
    "goal",
    "messages",
    "conversation",
    "text",
)
ANSWER_NAMES = (
    "solution",
    "canonical_solution",
    "answer",
    "best_answer",
    "output",
    "response",
    "chosen",
    "code",
)
_PLACE = re.compile(r"(.+)\[(\d+)\]")
_CALCULATOR = re.compile(r"<<[^<>\n]*>>")


def question_column(rows: Sequence[Mapping[str, Any]], title: str) -> str:
    """The column that holds the questions: a usual name, else the only column of texts.

    Args:
        rows: The first rows.
        title: What to call the benchmark in an error.

    Raises:
        SchemaError: It cannot be told.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    found = _named(columns, QUESTION_NAMES, rows) or _only_texts(columns, rows)
    if found is None:
        raise SchemaError(
            f"Which column of {title} holds the questions cannot be told",
            why=f"its columns are {', '.join(columns)}" if columns else "it has no columns",
            next="Name the column, like question or turns[0]",
        )
    return found


def answer_column(rows: Sequence[Mapping[str, Any]], question: str) -> str | None:
    """The column that holds the solutions, by its name; None where no name says so."""
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name != question]
    return _named(columns, ANSWER_NAMES, rows)


def check_column(rows: Sequence[Mapping[str, Any]], column: str, title: str) -> None:
    """See that a column that was said holds texts.

    Raises:
        SchemaError: It does not, or there is none of that name.
    """
    if any(text_in(row, column) for row in rows):
        return
    columns = dict.fromkeys(name for row in rows for name in row)
    raise SchemaError(
        f"The column {column!r} of {title} holds no text",
        why=f"its columns are {', '.join(columns)}",
        next="Name the column that holds the questions",
    )


def text_in(row: Mapping[str, Any], column: str) -> str:
    """The text in a column: itself, the first of a list, the user turns of a conversation; else empty.

    Args:
        row: The row.
        column: Its name; ``name[1]`` is the second of a list, ``a.b`` reaches into a record.
    """
    if column in row:
        return _text(row[column])
    if placed := _PLACE.fullmatch(column):
        several = _reached(row, placed[1])
        at = int(placed[2])
        return _text(several[at]) if isinstance(several, list) and at < len(several) else ""
    return _text(_reached(row, column))


def solution_in(row: Mapping[str, Any], column: str | None) -> str:
    """The solution in a column, without GSM8K's marks for a calculator (``<<48/2=24>>``)."""
    return _CALCULATOR.sub("", text_in(row, column)) if column else ""


def _reached(row: Mapping[str, Any], path: str) -> Any:
    found: Any = row
    for part in [path] if path in row else path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, list) or not value:
        return ""
    if isinstance(value[0], Mapping):
        return "\n\n".join(_said_by_user(value))
    return _text(value[0])


def _said_by_user(turns: Iterable[Any]) -> list[str]:
    """The user turns of a conversation, whichever of the two usual shapes it has."""
    said = []
    for turn in turns:
        if isinstance(turn, Mapping) and turn.get("role", turn.get("from")) in ("user", "human"):
            text = turn.get("content", turn.get("value"))
            said += [text] if isinstance(text, str) else []
    return said


def _named(columns: Sequence[str], names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str | None:
    small = {column.casefold(): column for column in reversed(columns)}
    for name in names:
        if name in small and any(text_in(row, small[name]) for row in rows):
            return small[name]
    return None


def _only_texts(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str | None:
    texts = [name for name in columns if any(" " in text_in(row, name).strip() for row in rows)]
    return texts[0] if len(texts) == 1 else None
