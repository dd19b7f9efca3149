"""Plain pairs → a parcel, column by column; the same parcel that ``intake`` makes of them row by row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.schemas.canonical import Message
from curation.schemas.plain import PlainPairs
from curation.store.extras import Extras
from curation.store.intake import message_lists
from curation.store.keys import prompt_number, text_numbers
from curation.store.parcel import Answers, Parcel, Prompts, Verdicts
from curation.store.tables import MESSAGES, TEXTS


def take_plain(found: PlainPairs) -> Parcel:
    """The parcel of a block whose every row is a plain pair."""
    count = len(found.prompt)
    index, prompts = _prompts(found)
    sources = [source for _, source, _ in found.around]
    rows = np.arange(count)
    return Parcel(
        count,
        rows,
        index,
        np.ones(count, bool),
        sources if any(sources) else None,
        prompts,
        _answers(found),
        Verdicts(2 * rows, 2 * rows + 1, np.full(count, np.nan), np.zeros(count, bool)),
        Extras.of((position, extras) for position, (_, _, extras) in enumerate(found.around)),
        [],
    )


def _prompts(found: PlainPairs) -> tuple[NDArray[np.int64], Prompts]:
    """Equal texts are hashed once: a prompt of many pairs comes many times in a row."""
    numbers: dict[tuple[str | None, str, str], int] = {}
    index = np.empty(len(found.prompt), np.int64)
    systems = found.system or [""] * len(found.prompt)
    for row, ((split, _, _), system, prompt) in enumerate(
        zip(found.around, systems, found.prompt, strict=True)
    ):
        index[row] = numbers.setdefault((split, system, prompt), len(numbers))
    turns = [_turns(system, prompt) for _, system, prompt in numbers]
    return index, Prompts(
        [prompt_number(messages) for messages in turns],
        [split for split, _, _ in numbers],
        message_lists(turns),
        pa.array([prompt for _, _, prompt in numbers], pa.large_string()),
        pa.array(np.ones(len(numbers), np.int32)),
    )


def _turns(system: str, prompt: str) -> tuple[Message, ...]:
    user = Message("user", prompt)
    return (Message("system", system), user) if system else (user,)


def _answers(found: PlainPairs) -> Answers:
    count = 2 * len(found.prompt)
    texts = _interleaved(*found.answers)
    names = [*dict.fromkeys([*found.scores[0], *found.scores[1]])]
    missing: list[Any] = [None] * len(found.prompt)
    models = _interleaved(found.models[0] or missing, found.models[1] or missing)
    return Answers(
        np.repeat(np.arange(len(found.prompt)), 2),
        text_numbers(texts),
        pa.RecordBatch.from_arrays(
            [
                pa.array(texts, pa.large_string()),
                pa.nulls(count, MESSAGES),
                pa.array(models, pa.string()) if any(found.models) else pa.nulls(count, pa.string()),
            ],
            schema=TEXTS,
        ),
        np.zeros(count, bool),
        np.full(count, -1, np.int8),
        np.full(count, np.nan),
        {
            name: np.asarray(_interleaved(*(side.get(name, missing) for side in found.scores)), np.float64)
            for name in names
        },
        {},
    )


def _interleaved(first: list[Any], second: list[Any]) -> list[Any]:
    both = [None] * (2 * len(first))
    both[0::2], both[1::2] = first, second
    return both
