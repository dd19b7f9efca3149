"""A conversation a row whose last turn carries its ratings as a text: NeMo-Aligner's SteerLM."""

from __future__ import annotations

import re
from typing import Any

from curation.schemas.canonical import Answer, Message, Row, Unfit
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.messages import check_answer, check_order
from curation.schemas.prompt import check_prompt
from curation.schemas.roles import CHATS
from curation.schemas.sample import Sample
from curation.schemas.sides import side_turns
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter, text_of

SYSTEM = "system"
_RATING = r"[^\s:,][^:,]*:-?\d+(?:\.\d+)?"
# ``helpfulness:4,correctness:3.5``
_LABEL = re.compile(rf"{_RATING}(?:,{_RATING})*")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows of one conversation whose last turn has a label of names and numbers."""
    column = next(
        (name for word in CHATS if (name := sample.column((word,))) and sample.messages(name)), None
    )
    if column is None:
        return None
    found = sample.values(column)
    if not found or any(_ratings(value) is None for value in found):
        return None
    system = sample.column((SYSTEM,))
    columns = {"response": column} | ({SYSTEM: system} if system else {})
    why = f"the last turn of each '{column}' has its ratings as a label, as in NeMo-Aligner's SteerLM"
    return Recognition(Mapping(family=FAMILY.name, columns=columns), 0.9, why)


def _ratings(turns: Any) -> dict[str, float] | None:
    """The ratings in the last turn's label; None where it has no such label."""
    last = turns[-1] if isinstance(turns, list) and turns else None
    label = last.get("label") if isinstance(last, dict) else None
    if not isinstance(label, str) or not _LABEL.fullmatch(label):
        return None
    return {name: float(number) for name, number in (one.split(":") for one in label.split(","))}


def reader(mapping: Mapping) -> Reader:
    """Rows with one rated answer, the system turn from a column of its own."""
    column, system = mapping.columns["response"], mapping.columns.get(SYSTEM)
    fetch, system_of = getter(column), getter(system) if system else None
    around = surroundings(mapping)

    def read(row: dict[str, Any]) -> Row:
        value = fetch(row)
        turns = side_turns(value, column)
        scores = _ratings(value)
        if scores is None:
            raise Unfit("missing_value", f"the last turn of '{column}' has no label of names and numbers")
        said = system_of(row) if system_of is not None and system is not None else None
        if said is not None and system is not None and (text := text_of(said, system)):
            turns = (Message("system", text), *turns)
        check_answer(turns, column)
        check_prompt(turns[:-1], column)
        check_order(turns, column)
        answer = Answer(turns[-1].content)
        answer.scores = scores
        return Row(turns[:-1], [answer], [], *around(row))

    return read


FAMILY = Family(
    name="labelled_turns",
    title="a conversation a row with its ratings as its last turn's label (NeMo-Aligner SteerLM)",
    needs=(Need("a conversation with labelled turns", CHATS),),
    required=("response",),
    optional=(SYSTEM,),
    recognise=recognise,
    reader=reader,
)
