"""Rows that list several answers: what one entry of the list says, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from curation.schemas.canonical import Answer, Message, Unfit
from curation.schemas.mapping import Mapping
from curation.schemas.markup import answer_text
from curation.schemas.messages import check_answer, check_order
from curation.schemas.sides import side_turns
from curation.schemas.values import number_of

RANK = ("rank", "ranking", "response_rank", "answer_rank", "completion_rank")
# More answers than this to one prompt are another kind of data, and their pairs would be millions.
MANY = 1_000


def answer_to(prompt: tuple[Message, ...], value: Any, column: str, mapping: Mapping) -> Answer:
    """One listed answer: a text, or turns that follow the prompt and may repeat it.

    Raises:
        Unfit: ``missing_value``, ``wrong_type``, ``bad_messages`` or ``last_turn_not_assistant``.
    """
    if type(value) is str and value[:1] not in ("[", "{"):
        return Answer(answer_text(value, mapping.markup))
    turns = side_turns(value, column)
    if turns[: len(prompt)] == prompt and len(turns) > len(prompt):
        turns = turns[len(prompt) :]
    check_answer(turns, column)
    check_order(prompt + turns, column)
    return Answer(turns[-1].content, turns[:-1])


def rank_of(value: Any, column: str, mapping: Mapping) -> float | None:
    """The rank in a cell, counted from 1 for the best; None where there is none.

    Raises:
        Unfit: ``wrong_type``.
    """
    number = number_of(value, column)
    return None if number is None else number - mapping.best_rank + 1


def best_rank(ranks: Iterable[Any]) -> Literal[0, 1]:
    """Whether ranks count from 0 or from 1, judged by a sample of them."""
    return 0 if any(not isinstance(rank, (str, bool)) and rank == 0 for rank in ranks) else 1


def check_number(answers: list[Any], column: str) -> None:
    """See that a list of answers is one a prompt can have.

    Raises:
        Unfit: ``missing_value`` or ``too_many_answers``.
    """
    if not answers:
        raise Unfit("missing_value", f"'{column}' holds no answers")
    if len(answers) > MANY:
        raise Unfit(
            "too_many_answers",
            f"'{column}' holds {len(answers):,} answers; a row may have {MANY:,} at most",
        )
