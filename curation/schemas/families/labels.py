"""One answer a row, labelled good or bad: the shape KTO trains on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from curation.errors import SchemaError
from curation.schemas import columns as spelled
from curation.schemas.canonical import Row, Unfit
from curation.schemas.codes import code_counts
from curation.schemas.direction import AmbiguousDirection
from curation.schemas.family import Family, Need, Reader, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.markup import detect_markup
from curation.schemas.readings import label_readings
from curation.schemas.rivals import find_rivals
from curation.schemas.roles import CHATS, PROMPT_ROLES, find_answer, sampled_texts
from curation.schemas.sample import MOST, Sample, folded
from curation.schemas.single import rater, single_reader
from curation.schemas.surroundings import surroundings
from curation.schemas.values import NOTHING_WORDS, code_of, flag_of, getter, good_of, shown

_NOTHING = frozenset({None, *NOTHING_WORDS})


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with an answer and a label whose name or words say what is good.

    Raises:
        AmbiguousDirection: There is a label of two values, and nothing says which one is good.
    """
    label = next((name for name in _labels(sample) if _reads(sample, name)), None)
    columns = find_answer(sample) if label and not _compares(sample) else {}
    if not label or not columns or label in columns.values():
        return None
    columns["label"] = label
    rating = sample.column(("rating", "score", "reward"))
    prompt = columns.get("prompt")
    mapping = Mapping(
        family="labels",
        columns=columns,
        attributes=(rating,) if rating and rating != label and sample.numbers(rating) else (),
        markup=detect_markup(sampled_texts(sample, prompt)) if prompt else None,
    )
    codes = code_counts(sample, label)
    if folded(label) in spelled.BAD_LABEL and _plain(codes):
        why = f"'{label}' marks the bad ones among the answers in '{columns['response']}'"
        return Recognition(mapping.model_copy(update={"good_is": ("false",)}), 0.9, why)
    if folded(label) in spelled.VALUED_LABEL and _plain(codes):
        raise AmbiguousDirection(label, label_readings(mapping, codes), sorted(codes))
    return Recognition(mapping, 0.9, f"'{label}' says whether '{columns['response']}' is good or bad")


def _compares(sample: Sample) -> bool:
    """Whether rows hold two answers: a label then compares them, and a message list is their prompt."""
    sides = [sample.column(spellings) for spellings in (spelled.CHOSEN, spelled.REJECTED)]
    return bool(find_rivals(sample)) or all(side and sample.spoken(side) for side in sides)


def _labels(sample: Sample) -> list[str]:
    names = (sample.column((spelling,)) for spelling in spelled.LABEL)
    return [name for name in names if name and sample.values(name)]


def _reads(sample: Sample, column: str) -> bool:
    values, codes = sample.values(column), code_counts(sample, column)
    if folded(column) in spelled.VALUED_LABEL and len(codes) != 2:
        return False
    if folded(column) in spelled.RATED_LABEL and (_plain(codes) or sample.numbers(column)):
        return False
    return sum(good_of(value) is not None for value in values) >= MOST * len(values)


def _plain(codes: Counter[str]) -> bool:
    """Whether the codes only say yes or no, not good or bad."""
    return any(flag_of(code) is not None for code in codes)


def reader(mapping: Mapping) -> Reader:
    """Rows with one labelled answer."""
    read_single = single_reader(mapping)
    rate = rater(mapping) if mapping.attributes else None
    around = surroundings(mapping)
    column = mapping.columns["label"]
    label_of = getter(column)
    good = goodness(mapping)

    def read(row: dict[str, Any]) -> Row:
        value = label_of(row)
        label = good(value)
        if label is None:
            if value is None or (isinstance(value, (str, float)) and code_of(value) in _NOTHING):
                raise Unfit("no_label", f"'{column}' is empty: nobody said whether the answer is good")
            raise Unfit("bad_label", f"'{column}' holds {shown(value)}, which is neither good nor bad")
        prompt, answer = read_single(row)
        answer.label = label
        if rate is not None:
            try:
                rate(row, answer)
            except Unfit as unfit:
                if unfit.reason != "missing_value":
                    raise
        return Row(prompt, [answer], [], *around(row))

    return read


def goodness(mapping: Mapping) -> Callable[[Any], bool | None]:
    """What a label cell means: good, bad, or None for nothing that is understood.

    ``good_is: false`` also covers 0 and "no", and then true, 1 and "yes" are bad.

    Raises:
        SchemaError: One word is both good and bad.
    """
    if both := set(mapping.good_is) & set(mapping.bad_is):
        raise SchemaError(
            f"The mapping calls the label '{min(both)}' both good and bad", next="Keep one of them"
        )
    if not mapping.good_is and not mapping.bad_is:
        return good_of
    stated = dict.fromkeys(mapping.good_is, True) | dict.fromkeys(mapping.bad_is, False)
    flags = {flag: means for word, means in stated.items() if (flag := flag_of(word)) is not None}
    if len(flags) == 1:
        flags |= {not flag: not means for flag, means in flags.items()}

    def read(value: Any) -> bool | None:
        code = code_of(value)
        if code is not None and code in stated:
            return stated[code]
        flag = flag_of(value)
        return flags.get(flag) if flag is not None else None

    return read


FAMILY = Family(
    name="labels",
    title="one answer a row labelled good or bad (KTO)",
    needs=(
        Need("a prompt or messages", (*spelled.PROMPT, *CHATS)),
        Need("a completion", (*spelled.RESPONSE, *CHATS)),
        Need("a true/false label", spelled.LABEL),
    ),
    required=("response", "label"),
    optional=("prompt", *PROMPT_ROLES, "model"),
    recognise=recognise,
    reader=reader,
)
