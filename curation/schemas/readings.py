"""The ways in which verdict codes, signed numbers and labels can be read, each as a mapping to choose."""

from __future__ import annotations

import re
from collections.abc import Iterable

from curation.schemas.direction import Reading
from curation.schemas.mapping import Mapping
from curation.schemas.phrases import TIE_WORDS
from curation.schemas.values import FALSE_WORDS, TRUE_WORDS, good_of

# Codes between two others, and the number that means "neither" beside 1 and 2.
_MIDDLES = {frozenset({"0", "1"}): "0.5", frozenset({"1", "2"}): "1.5"}
_THREES: dict[tuple[str, ...], tuple[str, str]] = {("0", "1", "2"): ("0", "1"), ("1", "2", "3"): ("3", "2")}


def code_readings(mapping: Mapping, codes: Iterable[str]) -> tuple[Reading, ...]:
    """The ways to read one column of codes; empty where they are no two sides and perhaps a tie.

    Args:
        mapping: With ``response_a``, ``response_b`` and ``verdict``, and no direction.
        codes: The verdicts seen, as words.
    """
    seen = set(codes)
    ties = tuple(sorted(code for code in seen if code in TIE_WORDS))
    sided = sorted(seen.difference(ties))
    if tuple(sided) in _THREES:
        low_tie, middle_tie = _THREES[tuple(sided)]
        outer = [code for code in sided if code != low_tie]
        first = _two(mapping, outer[0], outer[1], (low_tie, *ties))
        outer = [code for code in sided if code != middle_tie]
        return first + _two(mapping, outer[1], outer[0], (middle_tie, *ties))
    for both, middle in _MIDDLES.items():
        if middle in sided and set(sided) <= both | {middle}:
            sided, ties = sorted(both), (middle, *ties)
    if len(sided) == 1:
        other = _other(sided[0])
        sided = [*sided, other] if other else sided
    if len(sided) != 2:
        return ()
    one, other = sorted(sided, key=_prominence)
    return _two(mapping, one, other, ties)


def scale_readings(mapping: Mapping, values: Iterable[float]) -> tuple[Reading, ...]:
    """The two ways to read a signed number, a share or a scale whose middle is a tie."""
    numbers = list(values)
    low, high = min(numbers), max(numbers)
    signed = low < 0
    neutral = 0.0 if signed else 0.5 if high <= 1 else (low + high) / 2
    word = "positive" if signed else "high"
    where = "above 0" if signed else f"above {neutral:g}"
    named = {"first": mapping.columns["response_a"], "second": mapping.columns["response_b"]}
    return tuple(
        Reading(
            f"{word}-is-{side}",
            f"a number {where} prefers '{column}'",
            mapping.model_copy(update={"positive_is": side, "neutral_is": neutral}),
        )
        for side, column in named.items()
    )


def label_readings(mapping: Mapping, codes: Iterable[str]) -> tuple[Reading, ...]:
    """The two ways to read a label of two values; empty where there are more."""
    seen = sorted(set(codes), key=_prominence)
    if len(seen) == 1 and (other := _other(seen[0])):
        seen = sorted([*seen, other], key=_prominence)
    if len(seen) != 2:
        return ()
    found = []
    for meaning, good, bad in (("good", seen[0], seen[1]), ("bad", seen[1], seen[0])):
        name = f"{_slug(seen[0])}-is-{meaning}"
        stated = {"good_is": (good,), "bad_is": (bad,)}
        found.append(
            Reading(name, f"{good} marks a good answer, {bad} a bad one", mapping.model_copy(update=stated))
        )
    return tuple(found)


def _two(mapping: Mapping, one: str, other: str, ties: tuple[str, ...]) -> tuple[Reading, ...]:
    first, second = mapping.columns["response_a"], mapping.columns["response_b"]
    and_tie = f" and {ties[0]} prefers neither" if ties and ties[0] not in TIE_WORDS else ""
    found = []
    ways = (("first", first, second, (one, other)), ("second", second, first, (other, one)))
    for side, column, rest, codes in ways:
        name = f"{_slug(one)}-is-{side}"
        stated = {"first_is": (codes[0],), "second_is": (codes[1],), "tie_is": ties}
        sentence = f"{one} prefers '{column}', {other} prefers '{rest}'{and_tie}"
        found.append(Reading(name, sentence, mapping.model_copy(update=stated)))
    return tuple(found)


def _other(code: str) -> str:
    """The code that goes with one where a sample shows only that one; empty where nothing does."""
    pairs = (("0", "1"), ("true", "false"), ("yes", "no"), ("2", "1"))
    return next((pair[1 - pair.index(code)] for pair in pairs if code in pair), "")


def _prominence(code: str) -> tuple[int, str]:
    """Readings are named after 1, true or yes, which is what people ask about."""
    asked = code in TRUE_WORDS or (code not in FALSE_WORDS and good_of(code) is True)
    return (0 if asked else 1), code


def _slug(code: str) -> str:
    word = re.sub(r"[^\w.+]+", "-", code).strip("-")
    return f"minus-{word}" if code.startswith("-") and word else word or "this"
