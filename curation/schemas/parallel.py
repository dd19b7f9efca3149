"""Lists that stand beside a list of answers, one entry an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from curation.schemas.canonical import Answer, Unfit
from curation.schemas.mapping import Mapping
from curation.schemas.ranks import ranks_from_order
from curation.schemas.rounds import list_of
from curation.schemas.sample import folded
from curation.schemas.several import rank_of
from curation.schemas.values import getter, number_of

# What a list is called, and what one entry of it is then called.
NAMES = {"scores": "score", "ratings": "rating", "rewards": "reward"}

Fill = Callable[[dict[str, Any], list[Answer]], None]


def fills(mapping: Mapping) -> list[Fill]:
    """How to fill in what the lists beside the answers say of each: scores, models, ranks or their order."""

    def score(column: str) -> Callable[[Answer, Any], None]:
        name = NAMES.get(folded(column), column)

        def fill(answer: Answer, cell: Any) -> None:
            if (number := number_of(cell, column)) is not None:
                answer.scores[name] = number

        return fill

    def model(answer: Answer, cell: Any) -> None:
        answer.model = cell if isinstance(cell, str) and cell else None

    def rank(answer: Answer, cell: Any) -> None:
        answer.rank = rank_of(cell, mapping.columns["ranks"], mapping)

    found = [_parallel(column, score(column)) for column in mapping.attributes]
    found += [_parallel(mapping.columns["models"], model)] if "models" in mapping.columns else []
    found += [_parallel(mapping.columns["ranks"], rank)] if "ranks" in mapping.columns else []
    return found + ([_ordered(mapping.columns["order"])] if "order" in mapping.columns else [])


def _parallel(column: str, fill: Callable[[Answer, Any], None]) -> Fill:
    fetch = getter(column)

    def apply(row: dict[str, Any], answers: list[Answer]) -> None:
        value = fetch(row)
        if value is None:
            return
        cells = list_of(value, column)
        if len(cells) != len(answers):
            raise Unfit("bad_list", f"'{column}' has {len(cells)} entries for {len(answers)} answers")
        for answer, cell in zip(answers, cells, strict=True):
            fill(answer, cell)

    return apply


def _ordered(column: str) -> Fill:
    fetch = getter(column)

    def apply(row: dict[str, Any], answers: list[Answer]) -> None:
        ranks = ranks_from_order(list_of(fetch(row), column), len(answers), column)
        for answer, rank in zip(answers, ranks, strict=True):
            answer.rank = rank

    return apply
