"""Verdict cells → which of two answers is better, never by guessing.

A wrong direction is the worst mistake this tool can make: it trains a model on the opposite of
what people preferred. So a code counts only where its meaning follows from names (``model_a`` for
the column ``response_a``) or is stated in the mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from curation.errors import SchemaError
from curation.schemas.canonical import Unfit, Verdict
from curation.schemas.mapping import Mapping
from curation.schemas.sample import folded
from curation.schemas.values import code_of, flag_of, getter, shown

ONE_HOT = ("first_wins", "second_wins", "tie_wins", "both_bad_wins")
TIE_WORDS = (
    "tie",
    "draw",
    "equal",
    "same",
    "both",
    "neither",
    "none",
    "both_bad",
    "bothbad",
    "both bad",
    "both_good",
    "tie (bothbad)",
    "tie_both_bad",
)

VerdictReader = Callable[[dict[str, Any]], Verdict]


def verdict_reader(mapping: Mapping) -> VerdictReader:
    """How to read a row's verdict, from one column of codes or from one flag a possible outcome.

    Returns:
        A function that raises `Unfit` with ``bad_verdict`` or ``missing_value``.

    Raises:
        SchemaError: The mapping does not say which codes prefer which answer.
    """
    if "first_wins" in mapping.columns:
        return _one_hot(mapping)
    column = mapping.columns["verdict"]
    fetch = getter(column)
    meaning = code_meanings(mapping)

    def read(row: dict[str, Any]) -> Verdict:
        value = fetch(row)
        code = code_of(value)
        if code is None:
            raise Unfit("missing_value", f"'{column}' is empty")
        side = meaning.get(code)
        if side is None:
            raise Unfit("bad_verdict", f"'{column}' holds {shown(value)}, which the mapping does not explain")
        return _VERDICTS[side]()

    return read


def code_meanings(mapping: Mapping) -> dict[str, str]:
    """Verdict code → ``first``, ``second`` or ``tie``.

    Raises:
        SchemaError: A side has no code, or one code has two meanings.
    """
    if not mapping.first_is or not mapping.second_is:
        raise SchemaError(
            "The mapping does not say which verdicts prefer which answer",
            why="'first_is' and 'second_is' are both needed",
            next="Add, for example, 'first_is: model_a' and 'second_is: model_b'",
        )
    meaning: dict[str, str] = {}
    for side, codes in (("first", mapping.first_is), ("second", mapping.second_is), ("tie", mapping.tie_is)):
        for code in codes:
            if code in meaning:
                raise SchemaError(
                    f"The mapping gives the verdict '{code}' two meanings", next="Keep one of them"
                )
            meaning[code] = side
    if not mapping.tie_is:
        meaning = dict.fromkeys(TIE_WORDS, "tie") | meaning
    return meaning


def words_for(first: str, second: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The verdict words that name one of two columns beyond doubt.

    Args:
        first: Column of the first answer, such as ``response_a``.
        second: Column of the second.

    Returns:
        For either, the column's name, its suffix, and the suffix behind the usual nouns.
    """
    one, two = endings(first, second)
    return _words(folded(first), one), _words(folded(second), two)


def endings(first: str, second: str) -> tuple[str, str]:
    """What tells two column names apart: ``a`` and ``b`` of ``response_a`` and ``response_b``."""
    one, two = folded(first), folded(second)
    shared = next(
        (i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two))
    )
    return one[shared:], two[shared:]


def doubt(mapping: Mapping, first: str, second: str, codes: Iterable[str]) -> SchemaError:
    """The refusal to guess a direction: both readings, and the keys that choose between them."""
    seen = sorted(set(codes))[:6]
    column = mapping.columns["verdict"]
    roles = ", ".join(f"{role}: {name}" for role, name in mapping.columns.items())
    said = f"The verdicts in '{column}' ({', '.join(seen)}) can be read in two ways"
    low, high = (seen[0], seen[-1]) if len(seen) > 1 else (seen[0] if seen else "0", "…")
    signed = any(code.startswith("-") for code in seen) and len(seen) > 3
    if signed:
        roles = roles.replace("verdict:", "strength:")
        keys, family = "positive_is: second", "strength"
        why = f"a positive number may prefer '{first}' or '{second}'"
        other = "positive_is: first"
    else:
        keys, family = f"first_is: '{low}', second_is: '{high}'", "battles"
        why = f"{low} may prefer '{first}' and {high} '{second}', or the other way round"
        other = f"first_is: '{high}', second_is: '{low}'"
    file = f"{{family: {family}, columns: {{{roles}}}, {keys}}}"
    return SchemaError(said, why=why, next=f"Say which in a file for --mapping: {file}, or with {other}")


def _words(name: str, suffix: str) -> tuple[str, ...]:
    nouns = ("model", "response", "answer", "assistant", "completion", "output")
    words = [name, suffix, *(f"{noun}{gap}{suffix}" for noun in nouns for gap in ("_", "", " "))]
    return tuple(dict.fromkeys(word for word in words if word))


def _one_hot(mapping: Mapping) -> VerdictReader:
    columns = [(role, mapping.columns[role]) for role in ONE_HOT if role in mapping.columns]
    if "second_wins" not in mapping.columns:
        raise SchemaError("The mapping has no column for 'second_wins'", next="Add it under 'columns'")
    fetchers = [(role, column, getter(column)) for role, column in columns]

    def read(row: dict[str, Any]) -> Verdict:
        won: list[str] = []
        for role, column, fetch in fetchers:
            value = fetch(row)
            flag = flag_of(value)
            if flag is None:
                raise Unfit("bad_verdict", f"'{column}' holds {shown(value)}, which is neither 0 nor 1")
            if flag:
                won.append(role)
        if len(won) != 1:
            names = ", ".join(column for _, column, _ in fetchers)
            raise Unfit("bad_verdict", f"{len(won)} of {names} are set where one should be")
        return _VERDICTS[_OUTCOMES[won[0]]]()

    return read


_OUTCOMES = {"first_wins": "first", "second_wins": "second", "tie_wins": "tie", "both_bad_wins": "tie"}
_VERDICTS: dict[str, Callable[[], Verdict]] = {
    "first": lambda: Verdict(0, 1),
    "second": lambda: Verdict(1, 0),
    "tie": lambda: Verdict(0, 1, tie=True),
}
