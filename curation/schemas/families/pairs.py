"""One row: prompt, chosen and rejected as plain text (orca_dpo_pairs has a module of its own)."""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.annotations import annotator
from curation.schemas.canonical import Row, Verdict
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.plain import plain_reader
from curation.schemas.roles import PROMPT_ROLES, SIDED, find_beside, find_prompt, sampled_texts
from curation.schemas.sample import Sample
from curation.schemas.sides import text_sides
from curation.schemas.surroundings import surroundings
from curation.schemas.values import code_of, getter


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with a text prompt and two text answers whose names say which one is preferred."""
    chosen, rejected = sample.column(spelled.CHOSEN), sample.column(spelled.REJECTED)
    if not chosen or not rejected or not (sample.texts(chosen) and sample.texts(rejected)):
        return None
    columns = find_prompt(sample)
    if not columns:
        return None
    columns |= {"chosen": chosen, "rejected": rejected} | find_beside(sample)
    markup = detect_markup(sampled_texts(sample, columns["prompt"]))
    mapping = Mapping(family="pairs", columns=columns, markup=markup)
    return Recognition(mapping, 0.8, f"'{chosen}' and '{rejected}' are two answers to '{columns['prompt']}'")


def reader(mapping: Mapping) -> Reader:
    """Rows with two answers, the chosen one first; a ``status`` of "tie" makes them a tie."""
    sides = text_sides(mapping, "chosen", "rejected")
    annotate = annotator(mapping, "chosen", "rejected")
    status = mapping.columns.get("status")
    status_of = getter(status) if status else None
    tie_words = frozenset(mapping.tie_is or ("tie",))
    # Which of its words a status is ("unchanged", "swapped") stays among the extras.
    around = surroundings(mapping, keep=("status",))

    def read(row: dict[str, Any]) -> Row:
        prompt, chosen, rejected = sides(row)
        if annotate is not None:
            annotate(row, chosen, rejected)
        tie = status_of is not None and code_of(status_of(row)) in tie_words
        return Row(prompt, [chosen, rejected], [Verdict(0, 1, tie=tie)], *around(row))

    return read


FAMILY = Family(
    name="pairs",
    title="a prompt with a chosen and a rejected answer, as text",
    needs=(
        Need("a prompt", spelled.PROMPT),
        Need("a chosen answer", spelled.CHOSEN),
        Need("a rejected answer", spelled.REJECTED),
    ),
    required=("prompt", "chosen", "rejected"),
    optional=(*PROMPT_ROLES, *SIDED, "status"),
    recognise=recognise,
    reader=reader,
    plain=plain_reader,
)
