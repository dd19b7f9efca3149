"""Lists of ranks: telling the rank of each answer from the answer in each place, and one from the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from curation.schemas.canonical import Unfit
from curation.schemas.values import number_of


def meaning_of(lists: Sequence[list[Any]]) -> Literal["ranks"] | None:
    """Whether lists can only be ranks, or mean the same either way; None where both readings differ.

    ``[3, 1, 2]`` is the third, first and second best answer, or the answers from best to worst. Ties and
    fractions can only be ranks, and ``[2, 1, 3]`` says the same either way.

    Args:
        lists: Lists of numbers, one a row.
    """
    if any(_places(ranks) is None for ranks in lists):
        return "ranks"
    return "ranks" if all(_same_either_way(ranks) for ranks in lists) else None


def ranks_from_order(order: list[Any], answers: int, column: str) -> list[float]:
    """The rank of each answer, from the answers' numbers in order of preference, counted from 0 or 1.

    Raises:
        Unfit: ``bad_rank`` where the numbers do not name each answer once.
    """
    places = _places(order)
    if places is None or len(places) != answers:
        raise Unfit("bad_rank", f"'{column}' does not name each of the {answers} answers once")
    ranks = [0.0] * answers
    for rank, place in enumerate(places, 1):
        ranks[place] = float(rank)
    return ranks


def _places(numbers: list[Any]) -> list[int] | None:
    """The numbers as 0 … n−1, each once; None where they are no such order."""
    try:
        cells = [number_of(number, "") for number in numbers]
    except Unfit:
        return None
    whole = [int(cell) for cell in cells if cell is not None and cell.is_integer()]
    lowest = 0 if 0 in whole else 1
    places = [number - lowest for number in whole]
    return places if sorted(places) == list(range(len(numbers))) else None


def _same_either_way(numbers: list[Any]) -> bool:
    places = _places(numbers) or []
    return all(places[place] == at for at, place in enumerate(places))
