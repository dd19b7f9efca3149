"""UltraFeedback as it was collected: one instruction, several models' completions, each with its ratings."""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.canonical import Answer, Row, Unfit
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.prompt import prompt_reader
from curation.schemas.roles import PROMPT_ROLES, find_prompt, find_surroundings
from curation.schemas.sample import Sample
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter, number_of, text_of, type_name

OVERALL = ("overall_score", "fine-grained_score")
_UNDERSTOOD = frozenset({"response", "model", *OVERALL})


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with a list of completions of which at least one is rated."""
    columns = find_prompt(sample)
    listed = sample.column(("completions",))
    if not columns or not listed:
        return None
    completions = [item for value in sample.values(listed) if isinstance(value, list) for item in value]
    if not any(
        isinstance(item, dict) and "response" in item and _rated(item, listed) for item in completions
    ):
        return None
    columns |= {"completions": listed, **find_surroundings(sample)}
    mapping = Mapping(family="completions", columns=columns)
    return Recognition(mapping, 0.9, f"'{listed}' holds several rated answers to '{columns['prompt']}'")


def _rated(item: dict[str, Any], column: str) -> bool:
    try:
        return bool(_scores(item, column))
    except Unfit:
        return False


def reader(mapping: Mapping) -> Reader:
    """Rows with several scored answers and no verdict; what else a completion says stays in the extras."""
    prompt_of = prompt_reader(mapping)
    around = surroundings(mapping)
    column = mapping.columns["completions"]
    fetch = getter(column)

    def read(row: dict[str, Any]) -> Row:
        prompt = prompt_of(row)
        items = fetch(row)
        if not isinstance(items, list) or not items:
            raise Unfit("missing_value", f"'{column}' holds no completions")
        answers = [_answer(item, column) for item in items]
        split, source, extras = around(row)
        rest = [{key: value for key, value in item.items() if key not in _UNDERSTOOD} for item in items]
        if any(rest):
            extras[column] = rest
        return Row(prompt, answers, [], split, source, extras)

    return read


def _answer(item: Any, column: str) -> Answer:
    if not isinstance(item, dict):
        raise Unfit("wrong_type", f"'{column}' has {type_name(item)} where a completion should be")
    model = item.get("model")
    text = text_of(item.get("response"), f"{column}.response")
    return Answer(text, model=model if isinstance(model, str) else None, scores=_scores(item, column))


def _scores(item: dict[str, Any], column: str) -> dict[str, float]:
    """Overall figures and the rating of each aspect, as far as they are numbers ("N/A" is none)."""
    cells = [(name, item.get(name)) for name in OVERALL]
    annotations = item.get("annotations")
    if isinstance(annotations, dict):
        cells += [
            (name, aspect.get("Rating")) for name, aspect in annotations.items() if isinstance(aspect, dict)
        ]
    return {
        name: number for name, cell in cells if (number := number_of(cell, f"{column}.{name}")) is not None
    }


FAMILY = Family(
    name="completions",
    title="several rated completions a row (UltraFeedback)",
    needs=(Need("an instruction", spelled.PROMPT), Need("rated completions", ("completions",))),
    required=("prompt", "completions"),
    optional=PROMPT_ROLES,
    recognise=recognise,
    reader=reader,
)
