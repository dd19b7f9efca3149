"""Several chosen or several rejected texts a row: every chosen one is better than every rejected one."""

from __future__ import annotations

from itertools import product
from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.canonical import Answer, Row, Unfit, Verdict
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.prompt import prompt_reader
from curation.schemas.roles import PROMPT_ROLES, find_context, find_surroundings, sampled_texts
from curation.schemas.rounds import loaded
from curation.schemas.sample import Sample
from curation.schemas.several import MANY, answer_to
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows where the chosen or the rejected side is a list of texts."""
    chosen, rejected = sample.column(spelled.CHOSEN), sample.column(spelled.REJECTED)
    columns = find_context(sample)
    if not chosen or not rejected or not columns:
        return None
    lists = [name for name in (chosen, rejected) if sample.rounds(name)]
    if not lists or not all(sample.rounds(name) or sample.texts(name) for name in (chosen, rejected)):
        return None
    columns |= {"chosen": chosen, "rejected": rejected} | find_surroundings(sample)
    markup = detect_markup(sampled_texts(sample, columns["prompt"]))
    names = " and ".join(f"'{name}'" for name in lists)
    return Recognition(
        Mapping(family="listed_sides", columns=columns, markup=markup),
        0.85,
        f"{names} hold{'s' if len(lists) == 1 else ''} several answers to '{columns['prompt']}': "
        "each chosen one goes before each rejected one",
    )


def reader(mapping: Mapping) -> Reader:
    """Rows with the chosen answers first, and a verdict for each of them against each rejected one."""
    prompt_of = prompt_reader(mapping)
    around = surroundings(mapping)
    one, two = mapping.columns["chosen"], mapping.columns["rejected"]
    one_of, two_of = getter(one), getter(two)

    def read(row: dict[str, Any]) -> Row:
        prompt = prompt_of(row)

        def answers(value: Any, column: str) -> list[Answer]:
            items = loaded(value)
            items = items if isinstance(items, list) else [items]
            return [answer_to(prompt, item, column, mapping) for item in items]

        chosen, rejected = answers(one_of(row), one), answers(two_of(row), two)
        if not chosen or not rejected:
            raise Unfit("missing_value", f"'{two if chosen else one}' is an empty list")
        if (made := len(chosen) * len(rejected)) > MANY:
            raise Unfit(
                "too_many_answers", f"'{one}' × '{two}' are {made:,} pairs; a row may have {MANY:,} at most"
            )
        places = range(len(chosen)), range(len(chosen), len(chosen) + len(rejected))
        verdicts = [Verdict(better, worse) for better, worse in product(*places)]
        return Row(prompt, [*chosen, *rejected], verdicts, *around(row))

    return read


FAMILY = Family(
    name="listed_sides",
    title="a prompt with a list of chosen and a list of rejected texts, each before each",
    needs=(
        Need("a prompt", spelled.CHAT_PROMPT),
        Need("a list of chosen answers", spelled.CHOSEN),
        Need("a list of rejected answers", spelled.REJECTED),
    ),
    required=("prompt", "chosen", "rejected"),
    optional=PROMPT_ROLES,
    recognise=recognise,
    reader=reader,
)
