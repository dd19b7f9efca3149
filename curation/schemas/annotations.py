"""Scores and models of the two answers of a row, from columns beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from curation.schemas.canonical import Answer
from curation.schemas.mapping import Mapping
from curation.schemas.values import Getter, getter, number_of

Annotate = Callable[[dict[str, Any], Answer, Answer], None]


def annotator(
    mapping: Mapping, first: str, second: str
) -> Callable[[dict[str, Any], Answer, Answer], None] | None:
    """How to fill in both answers' scores and models; None where the mapping names neither."""
    fills = [_fill(mapping, role) for role in (first, second)]
    if not any(fills):
        return None

    def annotate(row: dict[str, Any], a: Answer, b: Answer) -> None:
        for fill, answer in zip(fills, (a, b), strict=True):
            for step in fill:
                step(row, answer)

    return annotate


def score_name(column: str) -> str:
    """What a score column scores: ``rating``, ``reward``, else ``score``."""
    lowered = column.lower()
    return next((name for name in ("rating", "reward") if name in lowered), "score")


def model_column(role: str) -> str:
    """The role of the column that names who wrote ``role``: ``chosen_model``, ``model_a``."""
    return f"model_{role[-1]}" if role.startswith("response_") else f"{role}_model"


def score_column(role: str) -> str:
    """The role of the column that scores ``role``: ``chosen_score``, ``score_a``."""
    return f"score_{role[-1]}" if role.startswith("response_") else f"{role}_score"


def _fill(mapping: Mapping, role: str) -> list[Callable[[dict[str, Any], Answer], None]]:
    steps: list[Callable[[dict[str, Any], Answer], None]] = []
    if score := mapping.columns.get(score_column(role)):
        steps.append(_scorer(getter(score), score, score_name(score)))
    if model := mapping.columns.get(model_column(role)):
        steps.append(_namer(getter(model)))
    elif model := mapping.models.get(role):
        steps.append(_namer(_always(model)))
    return steps


def _scorer(fetch: Getter, column: str, name: str) -> Callable[[dict[str, Any], Answer], None]:
    def score(row: dict[str, Any], answer: Answer) -> None:
        value = fetch(row)
        if isinstance(value, dict):
            numbers = {str(key): number_of(cell, f"{column}.{key}") for key, cell in value.items()}
            answer.scores |= {key: number for key, number in numbers.items() if number is not None}
            return
        number = number_of(value, column)
        if number is not None:
            answer.scores[name] = number

    return score


def _namer(fetch: Getter) -> Callable[[dict[str, Any], Answer], None]:
    def name(row: dict[str, Any], answer: Answer) -> None:
        model = fetch(row)
        if isinstance(model, str) and model:
            answer.model = model

    return name


def _always(value: str) -> Getter:
    return lambda row: value
