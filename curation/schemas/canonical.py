"""One source row, understood: the values every schema family produces and the store takes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Message(NamedTuple):
    """One turn; ``role`` is ``system``, ``user``, ``assistant`` or ``tool``."""

    role: str
    content: str


@dataclass(slots=True)
class Answer:
    """One answer to a prompt.

    Attributes:
        text: The final assistant turn.
        lead: Turns of this side alone between the shared prompt and ``text``; empty unless
            the two sides of a pair had different histories.
        scores: Attribute → number, e.g. ``{"helpfulness": 3.0}``.
        ratings: Attribute → raw ratings, one number an annotator.
    """

    text: str
    lead: tuple[Message, ...] = ()
    model: str | None = None
    label: bool | None = None
    rank: float | None = None
    scores: dict[str, float] = field(default_factory=dict)
    ratings: dict[str, list[float]] = field(default_factory=dict)


@dataclass(slots=True)
class Verdict:
    """A stated preference between two answers of one row, by their index in ``Row.answers``.

    ``strength`` is the annotators' own figure where there is one (its absolute size; the
    direction is already in ``chosen``/``rejected``).
    """

    chosen: int
    rejected: int
    strength: float | None = None
    tie: bool = False


@dataclass(slots=True)
class Row:
    """A source row as the canonical model sees it.

    ``verdicts`` is empty for rated or labelled answers, which are paired later by prompt.
    ``extras`` holds the columns that mapped to nothing.
    """

    prompt: tuple[Message, ...]
    answers: list[Answer]
    verdicts: list[Verdict] = field(default_factory=list)
    split: str | None = None
    source: str | None = None
    extras: dict[str, Any] = field(default_factory=dict)


class Unfit(Exception):
    """A row that does not fit its schema; it goes to quarantine.

    Args:
        reason: A short code, e.g. ``"empty_prompt"``.
        detail: One sentence a curator understands.
    """

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}")
