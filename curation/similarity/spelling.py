"""Misspelling or another word? Edit distance, and which words are known."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from curation.similarity.encoder import BUNDLED_PACKAGE
from curation.similarity.synonyms import SYNONYMS
from curation.similarity.words import (
    ANTONYMS,
    GLUE,
    LANGUAGES,
    LIGHT,
    NEGATIONS,
    NUMBER_WORDS,
    OPPOSITE_PREFIXES,
    WEAK_NUMBERS,
)

_TRE = re.compile(r"([tb])re(s?)\Z")
_OWN = 5
_RARER = 10
_FAR_RARER = 100
# Nearly every short string stands in some list of words: how common it is tells whether it is one.
_RARE_SHORT = {1: 0, 2: 4_000, 3: 4_000, 4: 8_000}
_SUFFIXES = ("ingly", "edly", "ings", "ing", "ied", "ies", "ers", "ed", "es", "ly", "er", "s", "e", "y", "d")


_MEANT = LIGHT | NEGATIONS | frozenset(NUMBER_WORDS) | frozenset(WEAK_NUMBERS)
_SLIPPING = LIGHT | GLUE | NEGATIONS | frozenset(["far", "got", "lot", "air", "its"])


@dataclass(frozen=True)
class Vocabulary:
    """Words that are words: a general list, and those that the data set itself uses often.

    Attributes:
        general: Common English words and names.
        counts: Word → number of prompts of the data set that hold it.
    """

    general: frozenset[str]
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def knows(self, word: str) -> bool:
        """Whether the word is in the general list or in at least 5 prompts."""
        return word in self.general or self.counts.get(word, 0) >= _OWN

    def misspells(self, word: str, other: str) -> bool:
        """Whether ``word`` is so rare beside ``other`` that it is hardly a word of its own."""
        if word in self.general or not self.knows(other):
            return False
        return _RARER * self.counts.get(word, 0) <= max(self.counts.get(other, 0), _RARER * _OWN - 1)


def vocabulary_of(texts: Iterable[str]) -> Vocabulary:
    """The vocabulary of a data set.

    Args:
        texts: Its prompts, or enough of them.
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(re.findall(r"[^\W\d_]+", text.casefold())))
    return Vocabulary(general_words(), {word: count for word, count in counts.items() if count > 1})


@cache
def general_words() -> frozenset[str]:
    """Common words: the bundled model's own vocabulary of whole words, and the lists of ``words``."""
    own = LIGHT | NEGATIONS | LANGUAGES | frozenset(ANTONYMS) | frozenset(SYNONYMS) | frozenset(NUMBER_WORDS)
    return own | frozenset(word for word in _ranks() if word.isalpha() and len(word) > 1)


@cache
def _ranks() -> dict[str, int]:
    """Word → its place among the words of the bundled model's vocabulary, the commonest first."""
    spec = find_spec(BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return {}
    path = Path(spec.submodule_search_locations[0]) / "model" / "vocab.txt"
    if not path.is_file():
        return {}
    return {word: rank for rank, word in enumerate(path.read_text(encoding="utf-8").split("\n"))}


def is_typo(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether one word is a misspelling of the other.

    Near by optimal string alignment (insert, delete, replace, swap neighbours): 1 edit, or 2 in
    words of 6 letters and more; not two words both in their own right, and not a word and the same
    behind a negating prefix.
    """
    if left == right:
        return True
    if not (left.isalpha() and right.isalpha()) or max(len(left), len(right)) < 2:
        return False
    if _plain_letters(left) == _plain_letters(right):
        return True
    from rapidfuzz.distance import OSA

    longest = max(len(left), len(right))
    edits = OSA.distance(left, right, score_cutoff=2)
    if edits > (2 if longest >= 6 else 1) or _opposite(left, right):
        return False
    slip = edits == 1 and (_glue(left, right) or _slipped(left, right, vocabulary))
    return slip or _one_is_no_word(left, right, edits, vocabulary)


def _opposite(left: str, right: str) -> bool:
    if right in ANTONYMS.get(left, ()):
        return True
    short, long = sorted((left, right), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in OPPOSITE_PREFIXES if len(prefix) > 1)


def _glue(left: str, right: str) -> bool:
    """A content word in the place of a function word (``tis`` for ``this``) is a slip, known or not."""
    return min(len(left), len(right)) > 2 and (
        (left in GLUE and right not in _MEANT) or (right in GLUE and left not in _MEANT)
    )


def _slipped(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether one is a light word or a negation, the other a short string that is hardly a word (``te``)."""
    return _slips_from(left, right, vocabulary) or _slips_from(right, left, vocabulary)


def _slips_from(light: str, word: str, vocabulary: Vocabulary) -> bool:
    if light not in _SLIPPING or word in _MEANT or len(word) not in _RARE_SHORT:
        return False
    # In a large set a slip as common as "te" comes several times; beside the word it is meant for it is rare.
    seen = vocabulary.counts.get(word, 0)
    if seen >= max(_OWN, vocabulary.counts.get(light, 0) // _FAR_RARER):
        return False
    return _ranks().get(word, 1 << 20) >= _RARE_SHORT[len(word)]


def _one_is_no_word(left: str, right: str, edits: int, vocabulary: Vocabulary) -> bool:
    longest = max(len(left), len(right))
    known = vocabulary.knows(left), vocabulary.knows(right)
    if all(known):
        return vocabulary.misspells(left, right) or vocabulary.misspells(right, left)
    if any(known):
        return longest > 2 or sorted(left) == sorted(right)
    return (longest >= 5 and edits * 5 <= longest) or (longest >= 4 and sorted(left) == sorted(right))


def _plain_letters(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@cache
def stem(word: str) -> str:
    """What inflections and spellings of a word share (cats/cat, colour/color); not itself a word."""
    root = _TRE.sub(r"\1er\2", word)
    for suffix in _SUFFIXES:
        if root.endswith(suffix) and len(root) - len(suffix) >= 3:
            root = root[: -len(suffix)]
            break
    root = root.replace("our", "or").replace("yz", "ys").replace("iz", "is").replace("ll", "l")
    if len(root) > 3 and root[-1] == root[-2]:
        root = root[:-1]
    root = root[:-1] + "i" if root.endswith("y") else root
    return root.removesuffix("i").removesuffix("e") if len(root) > 3 else root
