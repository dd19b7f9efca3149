"""Rows as recognition reads them, and what a test asks of one."""

from __future__ import annotations

from typing import Any

from curation.schemas import Row, recognise, row_reader

Q, A, B = "How do I sort a list?", "Call sorted().", " By hand.\n"
Raw = dict[str, Any]


def read_all(rows: list[Raw]) -> list[Row]:
    read = row_reader(recognise(rows).mapping)
    found = [read(row) for row in rows]
    return [row for row in found if isinstance(row, Row)]


def chosen(row: Row) -> str:
    verdict = row.verdicts[0]
    return "tie" if verdict.tie else row.answers[verdict.chosen].text


def scores(row: Row) -> list[dict[str, float]]:
    return [answer.scores for answer in row.answers]


def models(row: Row) -> list[str | None]:
    return [answer.model for answer in row.answers]
