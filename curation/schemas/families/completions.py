"""A list of records a row, each an answer with its ratings or its rank: UltraFeedback, Nectar, NeMo RL."""

from __future__ import annotations

from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.canonical import Answer, Row, Unfit
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.judging import judges
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.prompt import prompt_reader
from curation.schemas.roles import PROMPT_ROLES, find_context, find_surroundings, sampled_texts
from curation.schemas.rounds import loaded
from curation.schemas.sample import Sample
from curation.schemas.several import RANK, answer_to, best_rank, check_number, rank_of
from curation.schemas.single import attribute_names
from curation.schemas.surroundings import surroundings
from curation.schemas.values import Getter, getter, number_of, type_name

LISTED = ("completions", "answers", "responses", "candidates", "outputs", "generations", "replies")
TEXT = ("response", "answer", "completion", "text", "content", "output", "generation", "message")
WRITER = ("model", "model_name", "generator", "policy")
OVERALL = ("overall_score", "fine-grained_score")
_KEYS = {"text": "response", "model": "model", "rank": "rank"}


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with a list of records that hold an answer each, rated, ranked, or by named models."""
    columns = find_context(sample)
    listed = next((name for word in LISTED if (name := sample.column((word,))) and sample.lists(name)), None)
    if not columns or listed is None:
        return None
    text = next((key for key in TEXT if sample.spoken(f"{listed}.{key}")), None)
    if text is None:
        return None
    keys = {"text": text} | _first(sample, listed, "model", WRITER) | _first(sample, listed, "rank", RANK)
    attributes = () if _rated(sample, listed) else _attributes(sample, listed, set(keys.values()))
    judged = bool(attributes or "rank" in keys or _rated(sample, listed))
    if not judged and "model" not in keys:
        return None
    named = {role: f"{listed}.{key}" for role, key in keys.items() if key != _KEYS[role]}
    columns |= {"completions": listed} | named | find_surroundings(sample)
    ranks = sample.values(f"{listed}.{keys['rank']}") if "rank" in keys else []
    mapping = Mapping(
        family="completions",
        columns=columns,
        attributes=attributes,
        best_rank=best_rank(ranks),
        markup=detect_markup(sampled_texts(sample, columns["prompt"])),
    )
    answers = f"answers to '{columns['prompt']}'"
    if not judged:
        return Recognition(mapping, 0.5, f"'{listed}' holds several models' {answers}, none of them rated")
    what = f"ranked ({mapping.best_rank} is the best)" if ranks else "rated"
    return Recognition(mapping, 0.9, f"'{listed}' holds several {what} {answers}")


def _first(sample: Sample, listed: str, role: str, spellings: tuple[str, ...]) -> dict[str, str]:
    test = sample.numbers if role == "rank" else sample.texts
    return next(({role: key} for key in spellings if test(f"{listed}.{key}")), {})


def _attributes(sample: Sample, listed: str, taken: set[str]) -> tuple[str, ...]:
    """Numbers in the records, and in a record such as ``scores`` within them."""
    found: list[str] = []
    for key in sample.keys(listed):
        path = f"{listed}.{key}"
        inner = [f"{path}.{name}" for name in sample.keys(path)] or [path]
        found += [name for name in inner if key not in taken and sample.numbers(name) and judges(key)]
    return tuple(found)


def _rated(sample: Sample, listed: str) -> bool:
    for item in sample.values(listed):
        for record in loaded(item):
            try:
                if isinstance(record, dict) and _scores(record, listed):
                    return True
            except Unfit:
                continue
    return False


def reader(mapping: Mapping) -> Reader:
    """Rows with several answers and no verdict; what else a completion says stays in the extras."""
    prompt_of = prompt_reader(mapping)
    around = surroundings(mapping)
    column = mapping.columns["completions"]
    fetch = getter(column)
    answer_of = _answer_reader(mapping, column)
    inside = [*mapping.attributes, *(mapping.columns.get(role, key) for role, key in _KEYS.items())]
    understood = {path.removeprefix(f"{column}.").partition(".")[0] for path in inside}
    understood |= set() if mapping.attributes else set(OVERALL)

    def read(row: dict[str, Any]) -> Row:
        prompt = prompt_of(row)
        items = loaded(fetch(row))
        if not isinstance(items, list):
            raise Unfit("wrong_type", f"'{column}' holds {type_name(items)} where a list should be")
        check_number(items, column)
        answers = [answer_of(prompt, item) for item in items]
        split, source, extras = around(row)
        rest = [{key: value for key, value in item.items() if key not in understood} for item in items]
        if any(rest):
            extras[column] = rest
        return Row(prompt, answers, [], split, source, extras)

    return read


def _answer_reader(mapping: Mapping, column: str) -> Any:
    def inside(path: str) -> Getter:
        return getter(path.removeprefix(f"{column}."))

    text_of, model_of, rank_at = (inside(mapping.columns.get(role, key)) for role, key in _KEYS.items())
    scores = [(name, path, inside(path)) for name, path in attribute_names(mapping.attributes)]
    where = mapping.columns.get("text", f"{column}.{_KEYS['text']}")

    def answer(prompt: Any, item: Any) -> Answer:
        if not isinstance(item, dict):
            raise Unfit("wrong_type", f"'{column}' has {type_name(item)} where a completion should be")
        found = answer_to(prompt, text_of(item), where, mapping)
        model = model_of(item)
        found.model = model if isinstance(model, str) and model else None
        rank = rank_at(item)
        if rank is not None:
            found.rank = rank_of(rank, f"{column}.rank", mapping)
        if scores:
            cells = [(name, number_of(fetch(item), path)) for name, path, fetch in scores]
            found.scores = {name: number for name, number in cells if number is not None}
        else:
            found.scores = _scores(item, column)
        return found

    return answer


def _scores(item: dict[str, Any], column: str) -> dict[str, float]:
    """Overall figures and the rating of each aspect, as far as they are numbers ("N/A" is none)."""
    cells = [(name, item[name]) for name in OVERALL if name in item]
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
    title="several rated or ranked completions a row (UltraFeedback, Nectar, NeMo RL)",
    needs=(Need("a prompt", spelled.CHAT_PROMPT), Need("a list of rated or ranked completions", LISTED)),
    required=("prompt", "completions"),
    optional=(*PROMPT_ROLES, *_KEYS),
    recognise=recognise,
    reader=reader,
)
