"""What a column of verdict codes holds, before anyone says what the codes mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from curation.schemas.phrases import TIE_WORDS, Side, side_in
from curation.schemas.sample import Sample
from curation.schemas.values import code_of, number_of

# More different cells than this are names, texts or measurements, not codes.
MOST_CODES = 24
_LONGEST = 80
_FLAGS = (
    "winner_{word}",
    "{word}_wins",
    "{word}_won",
    "{word}_win",
    "{word}_is_better",
    "{word}_better",
    "is_{word}_better",
    "{word}_preferred",
    "{word}_is_preferred",
    "is_{word}_preferred",
    "prefers_{word}",
    "prefer_{word}",
)


def code_counts(sample: Sample, column: str) -> Counter[str]:
    """How often each code occurs; empty where the column holds no codes."""
    codes = Counter(code for value in sample.values(column) if (code := code_of(value)) is not None)
    return Counter() if len(codes) > MOST_CODES or any(len(code) > _LONGEST for code in codes) else codes


def is_scale(sample: Sample, column: str) -> bool:
    """Whether a column says how much, not only which: signed numbers, shares, more than three steps."""
    if not sample.numbers(column):
        return False
    numbers = {number for value in sample.values(column) if (number := number_of(value, column)) is not None}
    return any(number < 0 or not (2 * number).is_integer() for number in numbers) or len(numbers) > 3


def meant_by(code: str | None, firsts: Sequence[str], seconds: Sequence[str]) -> Side | None:
    """Which side a code names by these words, or that it is a tie in itself."""
    if code is None:
        return None
    return side_in(code, firsts, seconds) or ("tie" if code in TIE_WORDS else None)


def side_flags(sample: Sample, words: Sequence[str]) -> str | None:
    """The column of flags that says whether the answer these words name won, such as ``winner_model_a``."""
    for word in words:
        for form in _FLAGS:
            column = sample.column((form.format(word=word.replace(" ", "_")),))
            if column and sample.flags(column):
                return column
    return None
