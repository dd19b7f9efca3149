"""One answer a row, labelled good or bad: the shape KTO trains on."""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.canonical import Row, Unfit
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.roles import CHATS, PROMPT_ROLES, find_answer, sampled_texts
from curation.schemas.sample import Sample
from curation.schemas.single import rater, single_reader
from curation.schemas.surroundings import surroundings
from curation.schemas.values import flag_of, getter, shown


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with an answer and a label that reads as yes or no."""
    label = next(
        (name for spelling in spelled.LABEL if (name := sample.column((spelling,))) and sample.flags(name)),
        None,
    )
    columns = find_answer(sample) if label else {}
    if not label or not columns:
        return None
    columns["label"] = label
    rating = sample.column(("rating", "score", "reward"))
    prompt = columns.get("prompt")
    mapping = Mapping(
        family="labels",
        columns=columns,
        attributes=(rating,) if rating and sample.numbers(rating) else (),
        markup=detect_markup(sampled_texts(sample, prompt)) if prompt else None,
    )
    return Recognition(mapping, 0.9, f"'{label}' says whether '{columns['response']}' is good or bad")


def reader(mapping: Mapping) -> Reader:
    """Rows with one labelled answer."""
    read_single = single_reader(mapping)
    rate = rater(mapping) if mapping.attributes else None
    around = surroundings(mapping)
    column = mapping.columns["label"]
    label_of = getter(column)

    def read(row: dict[str, Any]) -> Row:
        value = label_of(row)
        label = value if value is True or value is False else flag_of(value)
        if label is None:
            raise Unfit("bad_label", f"'{column}' holds {shown(value)}, which is neither true nor false")
        prompt, answer = read_single(row)
        answer.label = label
        if rate is not None:
            try:
                rate(row, answer)
            except Unfit as unfit:
                if unfit.reason != "missing_value":
                    raise
        return Row(prompt, [answer], [], *around(row))

    return read


FAMILY = Family(
    name="labels",
    title="one answer a row labelled true or false (KTO)",
    needs=(
        Need("a prompt or messages", (*spelled.PROMPT, *CHATS)),
        Need("a completion", (*spelled.RESPONSE, *CHATS)),
        Need("a true/false label", spelled.LABEL),
    ),
    required=("response", "label"),
    optional=("prompt", *PROMPT_ROLES, "model"),
    recognise=recognise,
    reader=reader,
)
