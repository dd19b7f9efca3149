"""A block of source rows → the columns of its prompts, answers and verdicts, numbered from 0.

Pure and picklable both ways, so that blocks can be understood in several processes at once; what
needs the whole source (ids, equal prompts, pairs) is left to `curation.store.tally`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from curation.schemas.canonical import Answer, Message, Row, Unfit
from curation.sources import RawRow
from curation.store.extras import Extras
from curation.store.keys import prompt_number, text_numbers
from curation.store.parcel import Answers, Misfit, Parcel, Prompts, Ratings, Verdicts
from curation.store.tables import MESSAGES, TEXTS

NAN = float("nan")
Understand = Callable[[dict[str, Any]], Row | list[Row]]


@dataclass(slots=True)
class _Understood:
    rows: list[Row] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    extras: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)


def take(raws: list[RawRow], understand: Understand) -> Parcel:
    """Understand a block's rows; every one of them is used or ends in ``misfits``."""
    found = _understood(raws, understand)
    rows = found.rows
    answers = [answer for row in rows for answer in row.answers]
    counts = [len(row.answers) for row in rows]
    prompt, prompts = _prompts(rows)
    sources = [row.source for row in rows]
    return Parcel(
        len(raws),
        np.asarray(found.origin, np.int64),
        prompt,
        np.asarray([bool(row.verdicts) for row in rows], bool),
        sources if any(sources) else None,
        prompts,
        _answers(answers, np.repeat(np.arange(len(rows)), counts)),
        _verdicts(rows, counts),
        Extras.of(found.extras),
        found.misfits,
    )


def _understood(raws: list[RawRow], understand: Understand) -> _Understood:
    found = _Understood()
    rows, origin, extras, misfits = found.rows, found.origin, found.extras, found.misfits
    for position, (_, _, data, fault, raw) in enumerate(raws):
        if data is None:
            reason, detail = fault or ("unreadable", "the row could not be read")
            misfits.append(Misfit(position, reason, detail, raw or ""))
            continue
        try:
            row = understand(data)
        except Unfit as unfit:
            misfits.append(Misfit(position, unfit.reason, unfit.detail, _as_json(data)))
            continue
        for part in row if isinstance(row, list) else (row,):
            extras.append((position, part.extras))
            if part.prompt:
                rows.append(part)
                origin.append(position)
    return found


def _prompts(rows: list[Row]) -> tuple[NDArray[np.int64], Prompts]:
    """Each row's prompt, and the distinct ones: equal turns of equal split are one prompt."""
    numbers: dict[tuple[str | None, int], int] = {}
    distinct: list[tuple[Message, ...]] = []
    index = []
    for row in rows:
        key = (row.split, prompt_number(row.prompt))
        known = numbers.get(key)
        if known is None:
            known = numbers[key] = len(distinct)
            distinct.append(row.prompt)
        index.append(known)
    users = [[text for role, text in prompt if role == "user"] for prompt in distinct]
    return np.asarray(index, np.int64), Prompts(
        [key for _, key in numbers],
        [split for split, _ in numbers],
        message_lists(distinct),
        pa.array([texts[0] if len(texts) == 1 else "\n\n".join(texts) for texts in users], pa.large_string()),
        pa.array([len(texts) for texts in users], pa.int32()),
    )


def message_lists(conversations: Iterable[tuple[Message, ...]]) -> pa.Array:
    """Conversations as Arrow lists of role and content; an empty one is null."""
    conversations = list(conversations)
    lengths = np.asarray([len(turns) for turns in conversations], np.int32)
    turns = [turn for turns in conversations for turn in turns]
    fields = MESSAGES.value_type
    struct = pa.StructArray.from_arrays(
        [
            pa.array([role for role, _ in turns], fields.field("role").type),
            pa.array([content for _, content in turns], fields.field("content").type),
        ],
        fields=list(fields),
    )
    offsets = np.r_[np.int32(0), np.cumsum(lengths, dtype=np.int32)]
    return pa.ListArray.from_arrays(pa.array(offsets), struct, mask=pa.array(lengths == 0), type=MESSAGES)


def _answers(answers: list[Answer], row: NDArray[np.int64]) -> Answers:
    texts = [answer.text for answer in answers]
    names = Counter(name for answer in answers if answer.scores for name in answer.scores)
    rated = dict.fromkeys(name for answer in answers if answer.ratings for name in answer.ratings)
    return Answers(
        row,
        text_numbers(texts),
        pa.RecordBatch.from_arrays(
            [
                pa.array(texts, pa.large_string()),
                message_lists([answer.lead for answer in answers]),
                pa.array([answer.model for answer in answers], pa.string()),
            ],
            schema=TEXTS,
        ),
        np.asarray([bool(answer.lead) for answer in answers], bool),
        np.asarray([-1 if answer.label is None else answer.label for answer in answers], np.int8),
        np.asarray([NAN if answer.rank is None else answer.rank for answer in answers], np.float64),
        {name: np.asarray([a.scores.get(name, NAN) for a in answers], np.float64) for name in names},
        {name: _ratings([answer.ratings.get(name, ()) for answer in answers]) for name in rated},
    )


def _ratings(lists: list[Any]) -> Ratings:
    values = [value for ratings in lists for value in ratings]
    return Ratings(np.asarray(values, np.float64), np.cumsum([len(ratings) for ratings in lists]))


def _verdicts(rows: list[Row], counts: list[int]) -> Verdicts:
    firsts = np.cumsum([0, *counts])[:-1].tolist()
    stated = [(first, verdict) for first, row in zip(firsts, rows, strict=True) for verdict in row.verdicts]
    return Verdicts(
        np.asarray([first + verdict.chosen for first, verdict in stated], np.int64),
        np.asarray([first + verdict.rejected for first, verdict in stated], np.int64),
        np.asarray([NAN if v.strength is None else v.strength for _, v in stated], np.float64),
        np.asarray([verdict.tie for _, verdict in stated], bool),
    )


def _as_json(data: dict[str, Any]) -> str:
    """A raw row as JSON text, whatever it holds."""
    try:
        return orjson.dumps(
            data, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS
        ).decode()
    except TypeError:
        return json.dumps(data, default=str, ensure_ascii=False)
