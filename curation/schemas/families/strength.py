"""Two answers a row and a signed number saying which is better and by how much.

HelpSteer2-Preference and HelpSteer3 both count
from −3 to 3, negative where the *first* answer is better, 0 where neither is.
"""

from __future__ import annotations

from typing import Any

from curation.errors import SchemaError
from curation.schemas import columns as spelled
from curation.schemas.annotations import annotator
from curation.schemas.canonical import Row, Unfit, Verdict
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import Markup
from curation.schemas.roles import PROMPT_ROLES, find_context, find_surroundings
from curation.schemas.sample import Sample
from curation.schemas.sides import chat_sides
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter, number_of

FIRST = ("response_1", "response1")
SECOND = ("response_2", "response2")
STRENGTH = ("preference_strength", "overall_preference")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with NVIDIA's names, whose sign is documented; any other sign must be stated."""
    first, second, strength = sample.column(FIRST), sample.column(SECOND), sample.column(STRENGTH)
    columns = find_context(sample)
    if not (first and second and strength and columns) or not sample.numbers(strength):
        return None
    columns |= {"response_a": first, "response_b": second, "strength": strength}
    columns |= find_surroundings(sample)
    # HelpSteer2's first prompts have a single turn: a sample need not show its markup.
    markup: Markup | None = "extra_id" if sample.texts(columns["prompt"]) else None
    mapping = Mapping(family="strength", columns=columns, markup=markup, positive_is="second")
    return Recognition(
        mapping, 0.95, f"'{strength}' compares '{first}' (negative) with '{second}' (positive)"
    )


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
    sides = chat_sides(mapping, "response_a", "response_b")
    annotate = annotator(mapping, "response_a", "response_b")
    around = surroundings(mapping)
    column = mapping.columns["strength"]
    strength_of = getter(column)

    def read(row: dict[str, Any]) -> Row:
        prompt, first, second = sides(row)
        strength = number_of(strength_of(row), column)
        if strength is None:
            raise Unfit("missing_value", f"'{column}' is empty")
        if annotate is not None:
            annotate(row, first, second)
        chosen = up if strength > 0 else 1 - up
        verdict = Verdict(chosen, 1 - chosen, abs(strength)) if strength else Verdict(0, 1, 0.0, tie=True)
        return Row(prompt, [first, second], [verdict], *around(row))

    return read


FAMILY = Family(
    name="strength",
    title="two answers a row with a signed preference (HelpSteer2 preference, HelpSteer3)",
    needs=(
        Need("a prompt", spelled.CHAT_PROMPT),
        Need("a first answer", FIRST),
        Need("a second answer", SECOND),
        Need("a preference strength", STRENGTH),
    ),
    required=("response_a", "response_b", "strength"),
    optional=("prompt", *PROMPT_ROLES, "model_a", "model_b", "score_a", "score_b"),
    recognise=recognise,
    reader=reader,
)
