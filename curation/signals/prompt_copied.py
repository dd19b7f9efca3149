"""How much of an answer is taken word for word from its prompt."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.grams import among, runs_of, share_within, whole, whole_runs
from curation.signals.scan import Places
from curation.signals.texts import Texts
from curation.signals.units import Hashes


def prompt_copied(batch: Batch) -> Column:
    """Share of words within runs of eight that the prompt holds too."""
    return batch.seen(_copied)


def _copied(block: Batch) -> NDArray[np.float64]:
    units = block.texts.units
    asked, at = np.unique(block.prompt_at, return_inverse=True)
    shared = among(runs_of(units, at), _known(block.prompts, asked))
    return share_within(units, whole(units, shared))


def _known(prompts: Texts, asked: Places) -> Hashes:
    """The runs of these prompts, each bound to its own place among them, ascending."""
    # Answers mostly lie in the order of their prompts; then nothing is copied.
    adjoining = len(asked) > 0 and asked[-1] - asked[0] == len(asked) - 1
    some = prompts.array.slice(asked[0], len(asked)) if adjoining else prompts.array.take(pa.array(asked))
    units = Texts(some).units
    runs = runs_of(units, np.arange(len(asked)))
    return np.sort(runs[whole_runs(units)])


PROMPT_COPIED = Signal(
    "prompt_copied",
    "Copied from the prompt",
    "Share (0 to 1) of the answer's words that stand in a run of 8 words which the prompt's user turns hold "
    "too, letter case and punctuation included; a Chinese character counts as a word",
    prompt_copied,
    kind="share",
    source="the 8-gram overlap of Tülu 3 (arXiv 2411.15124), §3.2, between answer and prompt",
    looks=(_copied,),
)
