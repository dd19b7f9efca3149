"""A block of source rows, understood: the columns of its prompts, answers and verdicts, numbered from 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.store.extras import Extras


@dataclass(frozen=True, slots=True)
class Misfit:
    """A row that goes to quarantine; ``row`` is its position in the block."""

    row: int
    reason: str
    detail: str
    raw: str


@dataclass(frozen=True, slots=True)
class Ratings:
    """Raw annotators' ratings of one attribute: answer i's are ``values[ends[i − 1]:ends[i]]``."""

    values: NDArray[np.float64]
    ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Prompts:
    """The distinct prompts of a block; ``key`` is the 64-bit content hash, ``split`` the rows' own."""

    key: list[int]
    split: list[str | None]
    messages: pa.Array
    text: pa.Array
    turns: pa.Array


@dataclass(frozen=True, slots=True)
class Answers:
    """One entry an answer.

    ``row`` counts understood rows, ``lead`` says whether turns of its own come before the answer,
    ``label`` is 1, 0 or −1 for none. ``texts`` is left out once somebody has stored them.
    """

    row: NDArray[np.int64]
    content: NDArray[np.uint64]
    texts: pa.RecordBatch | None
    lead: NDArray[np.bool_]
    label: NDArray[np.int8]
    rank: NDArray[np.float64]
    scores: dict[str, NDArray[np.float64]]
    ratings: dict[str, Ratings]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One entry a stated verdict; both sides count the block's answers."""

    chosen: NDArray[np.int64]
    rejected: NDArray[np.int64]
    strength: NDArray[np.float64]
    tie: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One block, understood.

    Attributes:
        read: Rows in the block.
        origin: Position in the block of each understood row, shape (n,). A source row may be
            several of them (a tree of messages), or none (a message that is only context).
        prompt: Index into ``prompts`` of each understood row, shape (n,).
        judged: Whether the row itself says which answer is better, shape (n,).
        source: The row's own source, where any row has one.
        prompts: The distinct prompts.
        answers: Every answer.
        verdicts: Every stated verdict.
        extras: Columns that mapped to nothing.
        misfits: Rows for quarantine.
    """

    read: int
    origin: NDArray[np.int64]
    prompt: NDArray[np.int64]
    judged: NDArray[np.bool_]
    source: list[str | None] | None
    prompts: Prompts
    answers: Answers
    verdicts: Verdicts
    extras: Extras
    misfits: list[Misfit]
