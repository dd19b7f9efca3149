"""Answers in columns of their own, ranked by annotators who name them: Argilla's ranking question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.canonical import Row, Unfit
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.prompt import prompt_reader
from curation.schemas.roles import PROMPT_ROLES, find_context, find_surroundings, sampled_texts
from curation.schemas.rounds import loaded
from curation.schemas.sample import Sample, folded
from curation.schemas.several import answer_to
from curation.schemas.surroundings import surroundings
from curation.schemas.values import Getter, getter, number_of, shown

ROLES = tuple(f"answer_{number}" for number in range(1, 10))
_RANKING = ("ranking", "preference", "preferences", "rank", "reply_ranking", "response_ranking")
RANKING = tuple(f"{name}{end}" for end in ("_responses", "", "_suggestion") for name in _RANKING)

Ranks = dict[str, float]


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows where a column ranks other columns by their names."""
    columns = find_context(sample)
    ranking, named = next(
        (
            (name, found)
            for word in RANKING
            if (name := sample.column((word,))) and (found := _named(sample, name))
        ),
        (None, []),
    )
    if not columns or ranking is None or not 2 <= len(named) <= len(ROLES):
        return None
    columns |= dict(zip(ROLES, named, strict=False)) | {"ranking": ranking}
    if folded(ranking).endswith("_responses") or not folded(ranking).endswith("_suggestion"):
        stem = folded(ranking).removesuffix("_responses")
        suggested = sample.column((f"{stem}_suggestion",))
        columns |= {"suggestion": suggested} if suggested and _named(sample, suggested) else {}
    columns |= find_surroundings(sample)
    markup = detect_markup(sampled_texts(sample, columns["prompt"]))
    names = ", ".join(f"'{name}'" for name in named)
    return Recognition(
        Mapping(family="surveys", columns=columns, markup=markup),
        0.92,
        f"'{ranking}' ranks {names} by their names",
    )


def _named(sample: Sample, column: str) -> list[str]:
    """The text columns that all of a column's rankings name, in the source's order."""
    names: set[str] = set()
    for value in sample.values(column):
        for ranks in _rankings(value):
            names |= ranks.keys()
    known = {folded(name): name for name in sample.columns if sample.spoken(name)}
    if not names or not all(folded(name) in known for name in names):
        return []
    taken = {known[folded(name)] for name in names}
    return [name for name in sample.columns if name in taken]


def reader(mapping: Mapping) -> Reader:
    """Rows with several answers, each with the mean of the ranks that annotators gave it.

    Where no annotator answered, the suggestion stands in for them.
    """
    prompt_of = prompt_reader(mapping)
    # The single rankings stay among the extras: agreement is measured on them.
    around = surroundings(mapping, keep=("ranking", "suggestion"))
    answers_at = [(column, getter(column)) for role in ROLES if (column := mapping.columns.get(role))]
    asked = [
        _ranks_at(mapping.columns[role]) for role in ("ranking", "suggestion") if role in mapping.columns
    ]

    def read(row: dict[str, Any]) -> Row:
        prompt = prompt_of(row)
        given = [(column, value) for column, fetch in answers_at if (value := fetch(row)) is not None]
        answers = [answer_to(prompt, value, column, mapping) for column, value in given]
        if not answers:
            raise Unfit("missing_value", "no answer is given")
        rankings = next((found for ranks_of in asked if (found := ranks_of(row))), [])
        for (column, _), answer in zip(given, answers, strict=True):
            ranks = [ranking[folded(column)] for ranking in rankings if folded(column) in ranking]
            answer.rank = sum(ranks) / len(ranks) if ranks else None
        return Row(prompt, answers, [], *around(row))

    return read


def _ranks_at(column: str) -> Callable[[dict[str, Any]], list[Ranks]]:
    fetch: Getter = getter(column)

    def ranks(row: dict[str, Any]) -> list[Ranks]:
        value = fetch(row)
        found = _rankings(value)
        if not found and loaded(value) not in (None, [], {}):
            raise Unfit("bad_rank", f"'{column}' holds {shown(value)}, which is no ranking")
        return [{folded(name): rank for name, rank in ranking.items()} for ranking in found]

    return ranks


def _rankings(value: Any) -> list[Ranks]:
    """Every annotator's ranking in a cell, answer's name → rank; those discarded are left out.

    One ranking is names from best to worst, or records of rank and value, or a record of two lists; a
    cell holds one, a list of them, or a list of records ``{user_id, value, status}`` around them.
    """
    value = loaded(value)
    if one := _ranking(value):
        return [one]
    found: list[Ranks] = []
    for item in value if isinstance(value, list) else []:
        given = isinstance(item, dict) and "status" in item
        if given and item["status"] == "discarded":
            continue
        found += [ranks] if (ranks := _ranking(item.get("value") if given else item)) else []
    return found


def _ranking(value: Any) -> Ranks:
    if (
        isinstance(value, dict)
        and isinstance(value.get("rank"), list)
        and isinstance(value.get("value"), list)
    ):
        pairs = list(zip(value["value"], value["rank"], strict=False))
    elif not isinstance(value, list):
        return {}
    elif all(isinstance(item, str) for item in value):
        pairs = [(name, place) for place, name in enumerate(value, 1)]
    elif all(isinstance(item, dict) and "rank" in item for item in value):
        pairs = [(item.get("value"), item["rank"]) for item in value]
    else:
        return {}
    try:
        ranks = {name: number_of(rank, "") for name, rank in pairs if isinstance(name, str)}
    except Unfit:
        return {}
    return {name: rank for name, rank in ranks.items() if rank is not None}


FAMILY = Family(
    name="surveys",
    title="answers in columns of their own, ranked by name (Argilla)",
    needs=(Need("a prompt", spelled.CHAT_PROMPT), Need("a ranking of columns by their names", RANKING)),
    required=("prompt", "ranking", "answer_1", "answer_2"),
    optional=(*PROMPT_ROLES, *ROLES[2:], "suggestion"),
    recognise=recognise,
    reader=reader,
)
