"""Verdict cells → which of two answers is better, never by guessing.

A wrong direction is the worst mistake this tool can make: it trains a model on the opposite of
what people preferred. So a code counts only where its meaning follows from names (``model_a`` for
the column ``response_a``), from the row itself (the winner's own name or text, the higher score) or
is stated in the mapping.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from curation.errors import SchemaError
from curation.schemas.canonical import Unfit, Verdict
from curation.schemas.mapping import Mapping
from curation.schemas.phrases import TIE_WORDS, side_in
from curation.schemas.rivals import endings
from curation.schemas.sample import folded
from curation.schemas.values import code_of, flag_of, getter, number_of, shown

ONE_HOT = ("first_wins", "second_wins", "tie_wins", "both_bad_wins")
# Words for the first and the second of two things, whatever their columns are called.
_PLACES = (("a", "b"), ("first", "second"), ("left", "right"))
_NOUNS = (
    *("model", "response", "answer", "assistant", "completion", "output", "conversation"),
    *("option", "candidate", "summary", "system", "reply", "text"),
)
# What a table that lost its nulls holds in their place; "none" is a verdict, for neither.
_NOTHING = frozenset({"nan", "null", "n/a", "na"})
_REMEMBERED = 4096

VerdictReader = Callable[[dict[str, Any]], Verdict]


def verdict_reader(mapping: Mapping) -> VerdictReader:
    """How to read a row's verdict.

    From one column of codes, from one flag a possible outcome, or, where the mapping has neither,
    from the answers' scores: the higher one wins.

    Returns:
        A function that raises `Unfit` with ``bad_verdict`` or ``no_verdict``.

    Raises:
        SchemaError: The mapping does not say which codes prefer which answer.
    """
    if "first_wins" in mapping.columns:
        return _one_hot(mapping)
    if "verdict" not in mapping.columns:
        return _by_score(mapping)
    column = mapping.columns["verdict"]
    fetch = getter(column)
    meaning = code_meanings(mapping)
    named = _named(mapping)

    def read(row: dict[str, Any]) -> Verdict:
        value = fetch(row)
        code = code_of(value)
        if code in _NOTHING or (code is None and (not value or isinstance(value, float))):
            raise Unfit("no_verdict", f"'{column}' is empty: nobody said which answer is better")
        side = meaning.get(code or "") or named(row, value)
        if side is None and code is not None:
            side = side_in(code, mapping.first_is, mapping.second_is)
            if side is not None and len(meaning) < _REMEMBERED:
                meaning[code] = side
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
    # YAML takes an unquoted yes for true.
    for flag, word in (("true", "yes"), ("false", "no")):
        if flag in meaning:
            meaning.setdefault(word, meaning[flag])
    if not mapping.tie_is:
        meaning = dict.fromkeys(TIE_WORDS, "tie") | meaning
    return meaning


def words_for(first: str, second: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The verdict words that name one of two columns beyond doubt.

    Args:
        first: Column of the first answer, such as ``response_a``.
        second: Column of the second.

    Returns:
        For either, word for word in the same order: the column's name, its suffix, the suffix behind
        the usual nouns, and the same of the plain places (a and b, first and second, left and right).
    """
    one, two = endings(first, second)
    ends = [(one, two), *(pair for pair in _PLACES if pair != (one, two) and (one, two) != pair[::-1])]
    pairs = [(folded(first), folded(second))]
    pairs += [pair for end in ends for pair in zip(_words(end[0]), _words(end[1]), strict=True)]
    if not one.isdecimal():
        # Not the bare numbers: beside response_a, 1 may as well be a flag.
        pairs += list(zip(_words("1"), _words("2"), strict=True))[1:]
    clear = [(a, b) for a, b in dict.fromkeys(pairs) if a and b]
    return tuple(a for a, _ in clear), tuple(b for _, b in clear)


def names_in_row(mapping: Mapping, row: dict[str, Any], value: Any) -> str | None:
    """``first`` or ``second`` where a cell is the row's own name of one model, or one answer's own text."""
    return _named(mapping)(row, value)


def _words(suffix: str) -> list[str]:
    return [suffix, *(f"{noun}{gap}{suffix}" for noun in _NOUNS for gap in ("_", "", " "))]


def _named(mapping: Mapping) -> Callable[[dict[str, Any], Any], str | None]:
    roles = (("model_a", "model_b"), ("response_a", "response_b"))
    known = [pair for pair in roles if all(role in mapping.columns for role in pair)]
    fetchers = [tuple(getter(mapping.columns[role]) for role in pair) for pair in known]

    def side(row: dict[str, Any], value: Any) -> str | None:
        if not isinstance(value, str) or not value:
            return None
        for first_of, second_of in fetchers:
            first, second = first_of(row), second_of(row)
            if first != second and value in (first, second):
                return "first" if value == first else "second"
        return None

    return side


def _by_score(mapping: Mapping) -> VerdictReader:
    columns = [mapping.columns.get(role, "") for role in ("score_a", "score_b")]
    if not all(columns):
        raise SchemaError(
            "The mapping does not say where the verdict is",
            why="it gives no column for 'verdict', 'first_wins' or 'score_a' and 'score_b'",
            next="Add one under 'columns'",
        )
    first_of, second_of = map(getter, columns)

    def read(row: dict[str, Any]) -> Verdict:
        first, second = number_of(first_of(row), columns[0]), number_of(second_of(row), columns[1])
        if first is None or second is None:
            empty = columns[0] if first is None else columns[1]
            raise Unfit("no_verdict", f"'{empty}' is empty: nothing says which answer is better")
        return _VERDICTS["tie" if first == second else "first" if first > second else "second"]()

    return read


def _one_hot(mapping: Mapping) -> VerdictReader:
    columns = [(role, mapping.columns[role]) for role in ONE_HOT if role in mapping.columns]
    if "second_wins" not in mapping.columns:
        raise SchemaError("The mapping has no column for 'second_wins'", next="Add it under 'columns'")
    fetchers = [(role, column, getter(column)) for role, column in columns]
    names = ", ".join(column for _, column in columns)

    def read(row: dict[str, Any]) -> Verdict:
        cells = [(role, column, fetch(row)) for role, column, fetch in fetchers]
        if all(value is None or value == "" for _, _, value in cells):
            raise Unfit("no_verdict", f"{names} are all empty: nobody said which answer is better")
        won: list[str] = []
        for role, column, value in cells:
            flag = flag_of(value)
            if flag is None:
                raise Unfit("bad_verdict", f"'{column}' holds {shown(value)}, which is neither 0 nor 1")
            if flag:
                won.append(role)
        if len(won) != 1:
            raise Unfit("bad_verdict", f"{len(won)} of {names} are set where one should be")
        return _VERDICTS[_OUTCOMES[won[0]]]()

    return read


_OUTCOMES = {"first_wins": "first", "second_wins": "second", "tie_wins": "tie", "both_bad_wins": "tie"}
_VERDICTS: dict[str, Callable[[], Verdict]] = {
    "first": lambda: Verdict(0, 1),
    "second": lambda: Verdict(1, 0),
    "tie": lambda: Verdict(0, 1, tie=True),
}
