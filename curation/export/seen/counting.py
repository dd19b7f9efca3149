"""Pairs as conversations, and a block of them counted in tokens."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from curation.errors import ExportError
from curation.export.block import Block
from curation.export.fitting import fitted
from curation.export.seen.reader import Reader, Turns
from curation.export.seen.rendering import Conversation, common
from curation.export.seen.shelf import NONE, REFUSED, Tokens
from curation.recipe import ExportOptions

Asked = dict[str, int]


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
    # Texts are told apart once: a prompt of many pairs is tokenized once.
    texts: Asked = {}
    wanted: list[tuple[int, int, list[tuple[int, int]]]] = []
    for at, pair in enumerate(conversations(block, options)):
        try:
            asked, sides = _texts(reader, pair)
        except ExportError as error:
            table[0, at], reasons[at] = REFUSED, error.why or error.what
            continue
        places = [(row, texts.setdefault(text, len(texts))) for row, text in sides]
        wanted.append((at, texts.setdefault(asked, len(texts)), places))
    ids = reader.counted(list(texts))
    for at, asked_at, places in wanted:
        prompt = ids[asked_at]
        shared = min((common(prompt, ids[place]) for _, place in places), default=len(prompt))
        table[0, at], table[3, at] = shared, len(prompt) - shared
        for row, place in places:
            table[row, at] = len(ids[place]) - shared
    return table, reasons


def _texts(reader: Reader, pair: Conversation) -> tuple[str, list[tuple[int, str]]]:
    """The prompt's text, and the whole text of each side with its row in the table."""
    asked = reader.written(pair.prompt, asking=True)
    sides = ((1, pair.chosen), (2, pair.rejected))
    return asked, [(row, reader.written([*pair.prompt, *said])) for row, said in sides if said is not None]
