"""The rules of ``difference`` that look at which words and signs two texts do not share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from curation.similarity.framing import framed
from curation.similarity.reading import Reading, is_number
from curation.similarity.words import (
    ANTONYMS,
    LANGUAGE_CUES,
    LANGUAGE_TOPICS,
    LANGUAGES,
    NEGATIONS,
    OPPOSITE_PREFIXES,
    PROGRAMMING,
    WEAK_LANGUAGES,
)

_NONE: frozenset[str] = frozenset()
_MANY = 15


@dataclass(frozen=True, slots=True)
class Both:
    """Two texts to be told apart.

    Attributes:
        left: One text.
        right: The other.
        only_left: Words that the left one has more often.
        only_right: Words that the right one has more often.
    """

    left: Reading
    right: Reading
    only_left: frozenset[str]
    only_right: frozenset[str]

    @classmethod
    def of(cls, left: Reading, right: Reading) -> Both:
        """Compare the words of two texts."""
        return cls(left, right, *_more(left.counts, right.counts))


def _folded(both: Both) -> str:
    if both.left.plain == both.right.plain:
        return "none"
    return "case/punctuation" if both.left.key == both.right.key else ""


def _script(both: Both) -> str:
    return "language" if both.left.script != both.right.script else ""


def _wrapped(both: Both) -> str:
    if both.left.core != both.right.core or both.left.code != both.right.code:
        return ""
    return "wrapper" if both.left.whole != both.right.whole else "case/punctuation"


def _framed(both: Both) -> str:
    same = both.left.code == both.right.code
    return "wrapper" if same and framed(both.left.whole, both.right.whole) else ""


def _spelt_otherwise(both: Both) -> str:
    same = both.left.code == both.right.code and both.left.spelt_out == both.right.spelt_out
    return "reworded" if same else ""


def _code(both: Both) -> str:
    return "code or formula" if both.left.code != both.right.code else ""


def _number(both: Both) -> str:
    only_left, only_right = _only(both.left.numbers, both.right.numbers)
    if only_left or only_right:
        return "number"
    weak_left, weak_right = _only(both.left.weak_numbers, both.right.weak_numbers)
    if weak_left and weak_right:
        return "number"
    if both.left.numbers != both.right.numbers:
        rest = [[t for t in side.core if not is_number(t)] for side in (both.left, both.right)]
        return "number" if rest[0] == rest[1] else ""
    return ""


def _only(left: Sequence[str], right: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
    return (_NONE, _NONE) if left == right else _more(Counter(left), Counter(right))


def _more(left: Counter[str], right: Counter[str]) -> tuple[frozenset[str], frozenset[str]]:
    """What each side has more of than the other."""
    if left == right:
        return _NONE, _NONE
    more_left = frozenset([word for word, count in left.items() - right.items() if count > right[word]])
    return more_left, frozenset([word for word, count in right.items() - left.items() if count > left[word]])


def _language(both: Both) -> str:
    only_left, only_right = both.only_left, both.only_right
    if (only_left | only_right) & PROGRAMMING:
        return "language"
    if _meant(both.left, only_left) or _meant(both.right, only_right):
        return "language"
    if only_left & WEAK_LANGUAGES and only_right & WEAK_LANGUAGES:
        return "language"
    order = [[t for t in side.core if t in LANGUAGES] for side in (both.left, both.right)]
    return "language" if order[0] != order[1] and sorted(both.left.core) == sorted(both.right.core) else ""


def _meant(side: Reading, words: frozenset[str]) -> bool:
    """Whether one of ``words`` names a language to write or speak, not a people or a dish."""
    named = words & LANGUAGES
    return bool(named) and any(
        word in named and (before in LANGUAGE_CUES or not LANGUAGE_TOPICS.isdisjoint(side.words))
        for before, word in pairwise(("", *side.core))
    )


def _opposite(both: Both) -> str:
    negations = [sum(t in NEGATIONS for t in side.core) for side in (both.left, both.right)]
    if negations[0] != negations[1]:
        return "negation/opposite"
    only_left, only_right = both.only_left, both.only_right
    if len(only_left) > _MANY or len(only_right) > _MANY:
        return ""
    opposed = any(not ANTONYMS.get(word, _NONE).isdisjoint(only_right) for word in only_left)
    if opposed or _prefixed(only_left, only_right) or _prefixed(only_right, only_left):
        return "negation/opposite"
    return ""


def _prefixed(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of ``others`` is one of ``words`` behind a negating prefix."""
    return any(len(w) > 3 and prefix + w in others for w in words for prefix in OPPOSITE_PREFIXES)


def _formula(both: Both) -> str:
    only_left, only_right = _only(both.left.operators, both.right.operators)
    return "code or formula" if only_left or only_right else ""


Rule = Callable[[Both], str]

FOLDING: tuple[Rule, ...] = (_folded, _script, _wrapped, _spelt_otherwise, _framed)
ASK: tuple[Rule, ...] = (_code, _number, _language, _opposite, _formula)
