"""Pairs as conversations, and a block of them counted in tokens."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from curation.errors import ExportError
from curation.export.block import Block
from curation.export.fitting import fitted
from curation.export.seen.pieces import Segment, flat
from curation.export.seen.reader import Reader, Turns
from curation.export.seen.rendering import Conversation, common
from curation.export.seen.shelf import NONE, REFUSED, Tokens
from curation.recipe import ExportOptions

Written = str | ExportError


def conversations(block: Block, options: ExportOptions) -> list[Conversation]:
    """The pairs of a block as turns, as an export with these options has them."""
    leads = {side: block.leads(side) for side in ("chosen", "rejected")}
    return [
        Conversation(
            fitted(prompt, options), *(_side(lead, text) for lead, text in zip(led, texts, strict=True))
        )
        for prompt, led, texts in zip(
            block.prompts,
            zip(leads["chosen"], leads["rejected"], strict=True),
            zip(block.chosen, block.rejected, strict=True),
            strict=True,
        )
    ]


def _side(lead: Turns, text: str | None) -> Turns | None:
    return None if text is None else [*lead, {"role": "assistant", "content": text}]


def counted(block: Block, reader: Reader, options: ExportOptions) -> tuple[Tokens, NDArray[Any]]:
    """Tokens of each pair of a block.

    Returns:
        Tokens of prompt, chosen and rejected answer, and those of the prompt's end that are lost, int32
        [4, pairs]; and what the template said where it refused a conversation.
    """
    table = np.full((4, len(block)), NONE, np.int32)
    reasons = np.full(len(block), "", object)
    pairs = conversations(block, options)
    asked = _written(reader, [pair.prompt for pair in pairs], asking=True)
    chosen = _written(reader, [_whole(pair.prompt, pair.chosen) for pair in pairs])
    rejected = _written(reader, [_whole(pair.prompt, pair.rejected) for pair in pairs])
    texts = list(dict.fromkeys(text for text in (*asked, *chosen, *rejected) if isinstance(text, str)))
    read = dict(zip(texts, reader.read(texts), strict=True))
    sizes = {text: sum(segment.size for segment in segments) for text, segments in read.items()}
    for at, written in enumerate(zip(asked, chosen, rejected, strict=True)):
        refusal = next((one for one in written if isinstance(one, ExportError)), None)
        if refusal is not None:
            table[0, at], reasons[at] = REFUSED, refusal.why or refusal.what
            continue
        there = {row: text for row, text in enumerate(written) if isinstance(text, str)}
        prompt = there.pop(0)
        shared = min((_shared(read[prompt], read[text]) for text in there.values()), default=sizes[prompt])
        table[0, at], table[3, at] = shared, sizes[prompt] - shared
        for row, text in there.items():
            table[row, at] = sizes[text] - shared
    return table, reasons


def _whole(prompt: Turns, answer: Turns | None) -> Turns | None:
    return None if answer is None else [*prompt, *answer]


def _written(reader: Reader, many: list[Turns | None], *, asking: bool = False) -> list[Written | None]:
    """Conversations as the template writes them, equal ones once; what refuses one in its place."""
    keys = [
        None if said is None else tuple((turn["role"], turn["content"]) for turn in said) for said in many
    ]
    distinct = {
        key: said for key, said in zip(keys, many, strict=True) if key is not None and said is not None
    }
    texts = dict(zip(distinct, reader.written_each(list(distinct.values()), asking=asking), strict=True))
    return [None if key is None else texts[key] for key in keys]


def _shared(said: list[Segment], other: list[Segment]) -> int:
    """How many tokens two texts begin with alike."""
    both = list(zip(said, other, strict=False))
    alike = next((at for at, (ours, theirs) in enumerate(both) if ours is not theirs), len(both))
    return sum(segment.size for segment in said[:alike]) + common(flat(said[alike:]), flat(other[alike:]))
