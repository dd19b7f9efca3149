"""Two answers a row and a number saying which is better and by how much.

HelpSteer2-Preference and HelpSteer3 both count from −3 to 3, negative where the *first* answer is
better, 0 where neither is. AlpacaEval counts from 1 (the first) to 2, the middle being a tie.
"""

from __future__ import annotations

from typing import Any, Literal

from curation.errors import SchemaError
from curation.schemas import columns as spelled
from curation.schemas.annotations import annotator
from curation.schemas.canonical import Row, Unfit, Verdict
from curation.schemas.codes import is_scale
from curation.schemas.direction import AmbiguousDirection
from curation.schemas.evidence import score_evidence
from curation.schemas.families.battles import candidates
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import Markup, detect_markup
from curation.schemas.readings import scale_readings
from curation.schemas.rivals import LISTS, find_rivals, spellings
from curation.schemas.roles import PROMPT_ROLES, sampled_texts
from curation.schemas.sample import Sample, folded
from curation.schemas.sides import chat_sides
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter, number_of

FIRST = ("response_1", "response1")
STRENGTH = ("preference_strength", "overall_preference")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows whose number's direction is documented, or proved by the answers' scores.

    Raises:
        AmbiguousDirection: Nothing says which answer a high number prefers.
    """
    columns = find_rivals(sample)
    if not columns:
        return None
    if claim := _documented(sample, columns):
        return claim
    scale = next((name for name in candidates(sample, columns) if is_scale(sample, name)), None)
    if scale is None:
        return None
    mapping = _mapping(sample, columns, scale)
    values = [number for value in sample.values(scale) if (number := number_of(value, scale)) is not None]
    if min(values) < 0 and (proof := score_evidence(sample, columns, scale, signed=True)):
        side: Literal["first", "second"] = "first" if proof.meaning["positive"] == "first" else "second"
        scores = f"'{columns['score_a']}' and '{columns['score_b']}'"
        why = f"'{scale}' has the sign of the higher of {scores} in all {proof.rows} rows that tell"
        return Recognition(mapping.model_copy(update={"positive_is": side}), 0.8, why)
    raise AmbiguousDirection(scale, scale_readings(mapping, values), [f"{v:g}" for v in sorted(set(values))])


def _documented(sample: Sample, columns: dict[str, str]) -> Recognition | None:
    first, second = columns["response_a"], columns["response_b"]
    strength = sample.column(STRENGTH)
    if folded(first) in FIRST and strength and sample.numbers(strength):
        mapping = _mapping(sample, columns, strength).model_copy(update={"positive_is": "second"})
        if sample.texts(columns.get("prompt", "")) and mapping.markup is None:
            # HelpSteer2's first prompts have a single turn: a sample need not show its markup.
            markup: Markup = "extra_id"
            mapping = mapping.model_copy(update={"markup": markup})
        why = f"'{strength}' compares '{first}' (negative) with '{second}' (positive)"
        return Recognition(mapping, 0.95, why)
    share = sample.column(("preference",))
    if folded(first) == "output_1" and share and is_scale(sample, share):
        values = [number_of(value, share) for value in sample.values(share)]
        if all(value is not None and 1 <= value <= 2 for value in values):
            stated = {"positive_is": "second", "neutral_is": 1.5}
            mapping = _mapping(sample, columns, share).model_copy(update=stated)
            why = f"'{share}' runs from 1 ('{first}') to 2 ('{second}'), as AlpacaEval writes it"
            return Recognition(mapping, 0.9, why)
    return None


def _mapping(sample: Sample, columns: dict[str, str], strength: str) -> Mapping:
    prompt = columns.get("prompt")
    markup = detect_markup(sampled_texts(sample, prompt)) if prompt else None
    return Mapping(family="strength", columns=columns | {"strength": strength}, markup=markup)


def reader(mapping: Mapping) -> Reader:
    """Rows with two answers in the source's order and the verdict between them.

    Raises:
        SchemaError: The mapping does not say what a positive number means.
    """
    if mapping.positive_is is None:
        raise SchemaError(
            "The mapping does not say which answer a positive strength prefers",
            why="positive can mean that the first answer is better or that the second is",
            next="Add 'positive_is: first' or 'positive_is: second' to the mapping",
        )
    up = 1 if mapping.positive_is == "second" else 0
    neutral = mapping.neutral_is
    sides = chat_sides(mapping, "response_a", "response_b")
    annotate = annotator(mapping, "response_a", "response_b")
    around = surroundings(mapping)
    column = mapping.columns["strength"]
    strength_of = getter(column)

    def read(row: dict[str, Any]) -> Row:
        prompt, first, second = sides(row)
        number = number_of(strength_of(row), column)
        if number is None:
            raise Unfit("no_verdict", f"'{column}' is empty: nobody said which answer is better")
        if annotate is not None:
            annotate(row, first, second)
        strength = number - neutral
        chosen = up if strength > 0 else 1 - up
        verdict = Verdict(chosen, 1 - chosen, abs(strength)) if strength else Verdict(0, 1, 0.0, tie=True)
        return Row(prompt, [first, second], [verdict], *around(row))

    return read


FAMILY = Family(
    name="strength",
    title="two answers a row with a signed preference (HelpSteer2 preference, HelpSteer3)",
    needs=(
        Need("a prompt", spelled.CHAT_PROMPT),
        Need("a first answer", (*spellings(0), *LISTS)),
        Need("a second answer", (*spellings(1), *LISTS)),
        Need("a preference strength", (*STRENGTH, "preference", "preference_score")),
    ),
    required=("response_a", "response_b", "strength"),
    optional=("prompt", *PROMPT_ROLES, "model_a", "model_b", "score_a", "score_b"),
    recognise=recognise,
    reader=reader,
)
