"""Two answers a row and several annotators' verdicts on them (PandaLM's test set).

PandaLM documents its codes: 1 prefers response1, 2 prefers response2, 0 is a tie.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.canonical import Row, Unfit, Verdict
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.roles import PROMPT_ROLES, find_prompt, find_surroundings
from curation.schemas.sample import Sample, folded
from curation.schemas.sides import text_sides
from curation.schemas.surroundings import surroundings
from curation.schemas.values import code_of, getter, shown
from curation.schemas.verdicts import code_meanings

ROLES = tuple(f"annotator_{number}" for number in range(1, 10))


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with response1, response2 and numbered annotators who say 0, 1 or 2."""
    first, second = sample.column(("response1", "response_1")), sample.column(("response2", "response_2"))
    judges = [name for name in sample.columns if re.fullmatch(r"annotator_?\d", folded(name))]
    columns = find_prompt(sample)
    if not (first and second and columns and len(judges) > 1):
        return None
    codes = {code_of(value) for name in judges for value in sample.values(name)}
    if not codes or not codes <= {"0", "1", "2"}:
        return None
    columns |= {"response_a": first, "response_b": second, **dict(zip(ROLES, judges, strict=False))}
    columns |= find_surroundings(sample)
    mapping = Mapping(family="panels", columns=columns, first_is=("1",), second_is=("2",), tie_is=("0",))
    return Recognition(
        mapping, 0.9, f"{len(judges)} annotators say which of '{first}' and '{second}' is better"
    )


def reader(mapping: Mapping) -> Reader:
    """Rows with two answers in the source's order and the majority's verdict; no majority is a tie.

    Raises:
        SchemaError: The mapping does not say which codes prefer which answer.
    """
    sides = text_sides(mapping, "response_a", "response_b")
    meaning = code_meanings(mapping)
    judges = [(column, getter(column)) for role in ROLES if (column := mapping.columns.get(role))]
    # The single votes stay among the extras: agreement is measured on them.
    around = surroundings(mapping, keep=ROLES)

    def read(row: dict[str, Any]) -> Row:
        votes: Counter[str] = Counter()
        for column, fetch in judges:
            value = fetch(row)
            if value is None:
                continue
            side = meaning.get(code_of(value) or "")
            if side is None:
                raise Unfit(
                    "bad_verdict", f"'{column}' holds {shown(value)}, which the mapping does not explain"
                )
            votes[side] += 1
        if not votes:
            raise Unfit("missing_value", "no annotator gave a verdict")
        prompt, first, second = sides(row)
        return Row(prompt, [first, second], [_majority(votes)], *around(row))

    return read


def _majority(votes: Counter[str]) -> Verdict:
    half = votes.total() / 2
    if votes["first"] > half:
        return Verdict(0, 1)
    return Verdict(1, 0) if votes["second"] > half else Verdict(0, 1, tie=True)


FAMILY = Family(
    name="panels",
    title="two answers a row and several annotators' verdicts (PandaLM)",
    needs=(
        Need("a prompt", spelled.PROMPT),
        Need("a first answer", ("response1", "response_1")),
        Need("a second answer", ("response2", "response_2")),
        Need("annotators' verdicts", ("annotator1", "annotator_1")),
    ),
    required=("prompt", "response_a", "response_b", "annotator_1"),
    optional=(*PROMPT_ROLES, *ROLES[1:]),
    recognise=recognise,
    reader=reader,
)
