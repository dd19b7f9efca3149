"""Whether the codes of a verdict column name the answers' own columns, and by which words."""

from __future__ import annotations

import re
from collections import Counter

from curation.schemas import columns as spelled
from curation.schemas.codes import meant_by
from curation.schemas.sample import MOST, folded
from curation.schemas.verdicts import words_for


def naming_words(
    codes: Counter[str], first: str, second: str, verdict: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The words by which most codes of a verdict column name one of the two answers.

    Args:
        codes: How often each code occurs.
        first: Column of the first answer.
        second: Column of the second.
        verdict: Column of the codes.

    Returns:
        Word for the first → word for the second, empty where the codes name neither; and the numbers
        among the codes that mean a tie.
    """
    pairs = dict(zip(*words_for(first, second), strict=True))
    if "." in first:
        pairs = _counted(pairs, codes)
    digits = {one: two for one, two in pairs.items() if one.isdecimal()}
    ties: tuple[str, ...] = ()
    for one, two in digits.items():
        if two in codes and one in codes:
            # Only beside both numbers: alone with 1, a 0 would be the other side of a flag.
            middle = f"{(int(one) + int(two)) / 2:g}"
            ties = tuple(code for code in ("0", middle) if code in codes and code not in (one, two))
        if not _numbers_name(codes, verdict, one, two, ties):
            pairs.pop(one)
    used = {one: two for one, two in pairs.items() if any(_sided(code, one, two) for code in codes)}
    explained = sum(
        count
        for code, count in codes.items()
        if code in ties or meant_by(code, tuple(used), tuple(used.values()))
    )
    return (used, ties) if used and explained >= MOST * codes.total() else ({}, ())


def _counted(pairs: dict[str, str], codes: Counter[str]) -> dict[str, str]:
    """The words for places in a list, which are counted from 0 or from 1: only a 0 or a 2 shows which."""
    shown = {number for code in codes for number in re.findall(r"\d+", code)}
    if "0" in shown:
        return pairs
    if "2" in shown:
        return dict(zip(*words_for("answer_1", "answer_2"), strict=True))
    return {one: two for one, two in pairs.items() if not re.search(r"\d", one)}


def _sided(code: str, one: str, two: str) -> bool:
    # A tie of two names ("a=b") needs them too.
    return meant_by(code, (one,), (two,)) in ("first", "second") or (one in code and two in code)


def _numbers_name(codes: Counter[str], verdict: str, one: str, two: str, ties: tuple[str, ...]) -> bool:
    """Whether bare numbers are the answers' own: not in columns that are flags as a rule."""
    numbers = {code for code in codes if code.replace(".", "").lstrip("-").isdecimal()}
    if not numbers <= {one, two, *ties} or folded(verdict) in spelled.FLAG_LIKE:
        return False
    return (one, two) == ("1", "2") or folded(verdict) not in spelled.FLAG_OR_NUMBER
