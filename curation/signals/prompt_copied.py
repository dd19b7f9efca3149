"""How much of an answer is taken word for word from its prompt."""

from __future__ import annotations

import numpy as np

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch, Texts
from curation.signals.grams import among, share_within
from curation.signals.units import Hashes


def prompt_copied(batch: Batch) -> Column:
    """Share of words within runs of eight that the prompt holds too."""
    theirs = _bound(batch.prompts)
    shares, start = [], 0
    for block in batch.texts.blocks:
        at = batch.prompt_at[start : start + len(block)]
        shared = among(block.runs.bound(at), theirs)
        shares.append(share_within(block.units, block.runs.first[shared]))
        start += len(block)
    return np.concatenate(shares)


def _bound(prompts: Texts) -> Hashes:
    """The runs of all prompts, each bound to its own, ascending."""
    bound, start = [], 0
    for block in prompts.blocks:
        bound.append(block.runs.bound(np.arange(start, start + len(block))))
        start += len(block)
    return np.sort(np.concatenate(bound))


PROMPT_COPIED = Signal(
    "prompt_copied",
    "Copied from the prompt",
    "Share (0 to 1) of the answer's words that stand in a run of 8 words which the prompt's user turns hold "
    "too, letter case and punctuation included; a Chinese character counts as a word",
    prompt_copied,
    kind="share",
    source="the 8-gram overlap of Tülu 3 (arXiv 2411.15124), §3.2, between answer and prompt",
)
