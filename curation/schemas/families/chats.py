"""Chosen and rejected as lists of turns, with or without a prompt column.

The shape of TRL, UltraFeedback binarized, Tülu, ShareGPT, LLaMA-Factory, OpenAI, Azure and ms-swift.
"""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.annotations import annotator
from curation.schemas.canonical import Row, Verdict
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.roles import PROMPT_ROLES, SIDED, find_beside, find_context, sampled_texts
from curation.schemas.sample import Sample
from curation.schemas.sides import chat_sides
from curation.schemas.surroundings import surroundings


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows where the prompt, the chosen or the rejected side is a list of turns."""
    rejected = sample.column(spelled.REJECTED)
    chosen = sample.column(spelled.CHOSEN) or (_whole(sample) if rejected else None)
    if not chosen or not rejected or not (sample.spoken(chosen) and sample.spoken(rejected)):
        return None
    columns = find_context(sample)
    prompt = columns.get("prompt")
    listed = [name for name in (prompt, chosen, rejected) if name and sample.messages(name)]
    if not listed or (not prompt and not sample.messages(chosen)):
        return None
    if prompt and sample.messages(f"{prompt}.messages"):
        # What else such a record says, as Azure's tools, belongs to the extras.
        columns["prompt"] = f"{prompt}.messages"
    columns |= {"chosen": chosen, "rejected": rejected} | find_beside(sample)
    markup = detect_markup(sampled_texts(sample, prompt)) if prompt and sample.texts(prompt) else None
    mapping = Mapping(family="chats", columns=columns, markup=markup)
    shared = f"'{prompt}' is the prompt" if prompt else "the turns they share are the prompt"
    return Recognition(mapping, 0.85, f"{_named(listed)} {_are(listed)} of turns, and {shared}")


def _whole(sample: Sample) -> str | None:
    """ms-swift names the chosen conversation ``messages`` and only the other side ``rejected``."""
    column = sample.column(("messages",))
    return column if column and sample.messages(column) and not sample.asks(column) else None


def reader(mapping: Mapping) -> Reader:
    """Rows with two answers, the chosen one first."""
    sides = chat_sides(mapping, "chosen", "rejected")
    annotate = annotator(mapping, "chosen", "rejected")
    around = surroundings(mapping)

    def read(row: dict[str, Any]) -> Row:
        prompt, chosen, rejected = sides(row)
        if annotate is not None:
            annotate(row, chosen, rejected)
        return Row(prompt, [chosen, rejected], [Verdict(0, 1)], *around(row))

    return read


def _named(columns: list[str]) -> str:
    names = [f"'{column}'" for column in columns]
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[:-1] else names)


def _are(columns: list[str]) -> str:
    return "is a list" if len(columns) == 1 else "are lists"


FAMILY = Family(
    name="chats",
    title="chosen and rejected as lists of turns",
    needs=(Need("a chosen conversation", spelled.CHOSEN), Need("a rejected conversation", spelled.REJECTED)),
    required=("chosen", "rejected"),
    optional=("prompt", *PROMPT_ROLES, *SIDED),
    recognise=recognise,
    reader=reader,
)
