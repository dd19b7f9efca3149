"""One answer a row, with numbers: HelpSteer, HelpSteer2, its disagreements, and sets of that shape."""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.canonical import Row
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.judging import judges
from curation.schemas.mapping import Mapping
from curation.schemas.markup import Markup, detect_markup
from curation.schemas.roles import PROMPT_ROLES, find_answer, find_sole_answer, sampled_texts
from curation.schemas.sample import Sample, folded
from curation.schemas.several import RANK, best_rank, rank_of
from curation.schemas.single import rater, single_reader
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter

_RECORDS = ("scores", "ratings", "attributes", "annotations", "labels")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with a prompt, one answer, and at least one number that judges it."""
    return _claim(sample, annotators=False)


def recognise_annotators(sample: Sample) -> Recognition | None:
    """Claim rows with a prompt, one answer, and attributes that hold a list of ratings."""
    return _claim(sample, annotators=True)


def _claim(sample: Sample, *, annotators: bool) -> Recognition | None:
    columns = find_answer(sample) or find_sole_answer(sample)
    if not columns:
        return None
    response, prompt = columns["response"], columns.get("prompt")
    attributes = _attributes(sample, set(columns.values()), annotators)
    rank = next((name for word in RANK if (name := sample.column((word,))) and sample.numbers(name)), None)
    if rank and not annotators:
        columns["rank"] = rank
    if not attributes and "rank" not in columns:
        return None
    known = [name for name in attributes if folded(name) in spelled.HELPSTEER]
    mapping = Mapping(
        family="annotator_ratings" if annotators else "ratings",
        columns=columns,
        attributes=attributes,
        annotators=annotators,
        best_rank=best_rank(sample.values(rank)) if rank and not annotators else 1,
        markup=_markup(sample, prompt, bool(known)),
    )
    said = (
        [f"{'lists of ratings' if annotators else 'ratings'} ({', '.join(attributes)})"] if attributes else []
    )
    said += [f"a rank ('{rank}', {mapping.best_rank} the best)"] if "rank" in columns else []
    like = ", as in HelpSteer" if len(known) > 1 else ""
    confidence = (0.9 if known else 0.75 if annotators else 0.7) if find_answer(sample) else 0.5
    return Recognition(mapping, confidence, f"'{response}' comes with {' and '.join(said)}{like}")


def _markup(sample: Sample, prompt: str | None, helpsteer: bool) -> Markup | None:
    if prompt is None or not sample.texts(prompt):
        return None
    # HelpSteer2's first hundred prompts have a single turn: a sample need not show its markup.
    if helpsteer:
        return "extra_id"
    return detect_markup(sampled_texts(sample, prompt))


def _attributes(sample: Sample, taken: set[str], annotators: bool) -> tuple[str, ...]:
    rated = sample.rating_lists if annotators else sample.numbers
    found = [
        name
        for name in sample.columns
        if name not in taken and rated(name) and judges(name, sample.values(name))
    ]
    if not found:
        for record in sample.records():
            if folded(record) in _RECORDS:
                keys = dict.fromkeys(
                    key for value in sample.values(record) if isinstance(value, dict) for key in value
                )
                found += [f"{record}.{key}" for key in keys if rated(f"{record}.{key}")]
    # HelpSteer's attributes first, in their own order; the rest as the source has them.
    order = {name: rank for rank, name in enumerate(spelled.HELPSTEER)}
    return tuple(sorted(found, key=lambda name: order.get(folded(name), len(order))))


def reader(mapping: Mapping) -> Reader:
    """Rows with one answer and its scores or its rank."""
    read_single = single_reader(mapping)
    rank = mapping.columns.get("rank")
    rate = rater(mapping) if mapping.attributes or rank is None else None
    rank_at = getter(rank) if rank else None
    around = surroundings(mapping)

    def read(row: dict[str, Any]) -> Row:
        prompt, answer = read_single(row)
        if rank_at is not None and rank is not None:
            answer.rank = rank_of(rank_at(row), rank, mapping)
        if rate is not None:
            rate(row, answer)
        return Row(prompt, [answer], [], *around(row))

    return read


_NEEDS = (Need("a prompt", spelled.PROMPT), Need("a response", spelled.RESPONSE))
_OPTIONAL = ("prompt", *PROMPT_ROLES, "model", "rank")

FAMILY = Family(
    name="ratings",
    title="one answer a row with rated attributes or a rank (HelpSteer)",
    needs=(*_NEEDS, Need("a numeric rating or a rank", (*spelled.HELPSTEER, *RANK))),
    required=("response",),
    optional=_OPTIONAL,
    recognise=recognise,
    reader=reader,
)
ANNOTATORS = Family(
    name="annotator_ratings",
    title="one answer a row with every annotator's rating (HelpSteer2 disagreements)",
    needs=(*_NEEDS, Need("lists of ratings", spelled.HELPSTEER)),
    required=("response",),
    optional=_OPTIONAL,
    recognise=recognise_annotators,
    reader=reader,
)
