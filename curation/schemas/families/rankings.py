"""A list of answers a row as text, and beside it a list of ranks or scores, or an order in its name."""

from __future__ import annotations

from typing import Any

from curation.errors import SchemaError
from curation.schemas import columns as spelled
from curation.schemas.canonical import Row
from curation.schemas.direction import AmbiguousDirection, Reading
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.judging import judges
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.parallel import NAMES, fills
from curation.schemas.prompt import prompt_reader
from curation.schemas.ranks import meaning_of
from curation.schemas.roles import PROMPT_ROLES, find_context, find_surroundings, sampled_texts
from curation.schemas.rounds import list_of, loaded
from curation.schemas.sample import Sample, folded
from curation.schemas.several import answer_to, best_rank, check_number
from curation.schemas.surroundings import surroundings
from curation.schemas.values import getter

ORDERED = (
    "ranked_responses",
    "ranked_completions",
    "ranked_answers",
    "ranked_outputs",
    "responses_ranked",
    "best_to_worst",
    "responses_best_to_worst",
)
LISTED = (*ORDERED, "responses", "completions", "answers", "generations", "outputs", "candidates", "replies")
RANKS = ("ranks", "rank", "response_ranks", "answer_ranks", "completion_ranks")
# "ranking" may give the rank of each answer as well as the answer in each place.
EITHER = ("ranking", "rankings", "response_ranking", "ranked_order")
MODELS = ("models", "model_names", "generation_models", "generators")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with a list of texts and a list of numbers as long, or a list named after its order.

    Raises:
        SchemaError: The numbers may be ranks as well as an order.
    """
    columns = find_context(sample)
    listed = next((name for word in LISTED if (name := sample.column((word,))) and sample.rounds(name)), None)
    if not columns or listed is None or listed in columns.values():
        return None
    columns |= {"responses": listed} | _beside(sample, listed) | find_surroundings(sample)
    numbers = [
        name for name in sample.columns if sample.rating_lists(name) and _as_long(sample, listed, name)
    ]
    ranks = next((name for name in numbers if folded(name) in (*RANKS, *EITHER)), None)
    attributes = tuple(name for name in numbers if name != ranks and judges(name))
    mapping = Mapping(
        family="rankings",
        columns=columns,
        attributes=attributes,
        markup=detect_markup(sampled_texts(sample, columns["prompt"])),
    )
    if ranks:
        return _ranked(sample, mapping, ranks)
    if folded(listed) in ORDERED:
        mapping = mapping.model_copy(update={"best_first": True})
        return Recognition(
            mapping, 0.85, f"'{listed}' holds several answers to '{columns['prompt']}', the best first"
        )
    if not attributes:
        return None
    return Recognition(mapping, 0.85, f"'{listed}' holds several answers, scored by {_named(attributes)}")


def _ranked(sample: Sample, mapping: Mapping, column: str) -> Recognition:
    values = [loaded(value) for value in sample.values(column)]
    lowest = best_rank(number for value in values for number in value)
    as_ranks = mapping.model_copy(
        update={"columns": mapping.columns | {"ranks": column}, "best_rank": lowest}
    )
    if folded(column) in EITHER and meaning_of(values) is None:
        as_order = mapping.model_copy(update={"columns": mapping.columns | {"order": column}})
        listed = mapping.columns["responses"]
        raise AmbiguousDirection(
            column,
            [
                Reading(
                    "ranks", f"each number is the rank of the answer at its place in '{listed}'", as_ranks
                ),
                Reading("order", f"the numbers name the answers of '{listed}' from best to worst", as_order),
            ],
            [str(value) for value in values[:3]],
        )
    why = f"'{column}' ranks the answers in '{mapping.columns['responses']}', {lowest} being the best"
    return Recognition(as_ranks, 0.9, why)


def _beside(sample: Sample, listed: str) -> dict[str, str]:
    names = (sample.column((word,)) for word in MODELS)
    found = next(
        (name for name in names if name and sample.rounds(name) and _as_long(sample, listed, name)), None
    )
    return {"models": found} if found else {}


def _as_long(sample: Sample, listed: str, other: str) -> bool:
    """Whether both lists are of one length in every row that has both."""
    one, two = getter(listed), getter(other)
    rows = [
        (a, b) for row in sample.rows if isinstance(a := loaded(one(row)), list) for b in [loaded(two(row))]
    ]
    return all(len(a) == len(b) for a, b in rows if isinstance(b, list))


def _named(columns: tuple[str, ...]) -> str:
    return " and ".join(f"'{column}'" for column in columns)


def reader(mapping: Mapping) -> Reader:
    """Rows with several answers and no verdict: they are paired by rank or by score.

    Raises:
        SchemaError: The mapping gives both ranks and an order.
    """
    given = [name for name in ("ranks", "order") if name in mapping.columns] + [
        "best_first"
    ] * mapping.best_first
    if len(given) > 1:
        raise SchemaError(
            f"The mapping gives {' and '.join(given)}",
            why="each says how the answers stand",
            next="Keep one of them",
        )
    prompt_of = prompt_reader(mapping)
    around = surroundings(mapping)
    column = mapping.columns["responses"]
    fetch = getter(column)
    beside = fills(mapping)

    def read(row: dict[str, Any]) -> Row:
        prompt = prompt_of(row)
        items = list_of(fetch(row), column)
        check_number(items, column)
        answers = [answer_to(prompt, item, column, mapping) for item in items]
        for fill in beside:
            fill(row, answers)
        if mapping.best_first:
            for place, answer in enumerate(answers, 1):
                answer.rank = float(place)
        return Row(prompt, answers, [], *around(row))

    return read


FAMILY = Family(
    name="rankings",
    title="a list of answers a row with their ranks or scores in a list beside it, or best first",
    needs=(
        Need("a prompt", spelled.CHAT_PROMPT),
        Need("a list of answers", LISTED),
        Need("a list of ranks or scores", (*RANKS, *EITHER, *NAMES)),
    ),
    required=("prompt", "responses"),
    optional=(*PROMPT_ROLES, "ranks", "order", "models"),
    recognise=recognise,
    reader=reader,
)
