"""NeMo's ``extra_id`` markup: how conversations look as one text, and which texts would break it."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from curation.export.block import Ids, Turns
from curation.export.fitting import Place, spoken_of, system_of
from curation.export.refusing import Mask
from curation.store import Dataset

MARK = "<extra_id_"
PLACE = Place(system="first", alternating=True, tool=False)
NAMES = {"user": "User", "assistant": "Assistant"}


def prompt_text(prompt: Turns) -> str:
    """A prompt from its system turn, perhaps empty, to the place where the answer begins."""
    turns = "".join(f"<extra_id_1>{NAMES[said['role']]}\n{said['content']}\n" for said in spoken_of(prompt))
    return f"<extra_id_0>System\n{system_of(prompt)}\n{turns}<extra_id_1>Assistant\n"


def bare_text(prompt: Turns) -> str:
    """A prompt as HelpSteer2 writes it: the first question bare, later turns under their speakers' names."""
    first, *later = prompt
    marked = [f"\n<extra_id_1>{NAMES[said['role']]}\n{said['content']}" for said in later]
    return "".join([first["content"], *marked])


def markup_in_text(dataset: Dataset, ids: Ids) -> Mask:
    """Rows a text of which holds the markup, which the reader would take for a turn's end."""
    prompts = _marked_prompts(dataset)[dataset.pairs["prompt_id"].to_numpy()[ids]]
    answers = pc.match_substring(dataset.responses["text"], MARK).to_numpy(zero_copy_only=False)
    sides = [
        answers[dataset.pairs[f"{side}_id"].fill_null(0).to_numpy()[ids]]
        & dataset.pairs[f"{side}_id"].is_valid().to_numpy()[ids]
        for side in ("chosen", "rejected")
    ]
    mask: Mask = prompts | sides[0] | sides[1]
    return mask


def _marked_prompts(dataset: Dataset) -> Mask:
    found: list[Mask] = []
    for chunk in dataset.prompts["messages"].chunks:
        held = pc.match_substring(chunk.flatten().field("content"), MARK).to_numpy(zero_copy_only=False)
        lengths = chunk.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        prompt = np.repeat(np.arange(len(chunk)), lengths)
        found.append(np.bincount(prompt[held], minlength=len(chunk)) > 0)
    return np.concatenate(found) if found else np.empty(0, bool)
