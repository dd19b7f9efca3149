"""What differs between two near texts, and whether it changes the ask.

Nearness alone cannot tell "a typo" from "another number". The aligned words can. The rules, first
that applies:

1. equal but for white space → ``none``; equal key texts → ``case/punctuation``;
2. another script (Latin, Cyrillic, CJK, …) → ``language``;
3. equal once greetings, thanks and framing at the ends are dropped → ``wrapper``;
4. every change is a misspelling → ``typo``;
5. other contents of code fences or inline code → ``code or formula``;
6. other numbers (digits or words), or the same ones in another order → ``number``;
7. other languages to write in, programming languages included → ``language``;
8. another count of negations, an antonym or a prefix such as un- on one side → ``negation/opposite``;
9. other operators → ``code or formula``;
10. in an otherwise equal frame another content word, or one more inside a sentence; a sentence or turn
    more at the end → ``name or object``;
11. anything else → ``reworded``.

Rules 2 and 5–10 change the ask: look-alikes. Where in doubt, a pair is a look-alike: keeping one
prompt too many costs less than losing one that asked something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled
from curation.similarity.exact import normalise
from curation.similarity.neighbours import DIFFERENCES, Codes
from curation.similarity.reading import Reading, is_number, read
from curation.similarity.spelling import Vocabulary, is_typo, same_word
from curation.similarity.words import (
    ANTONYMS,
    FILLERS,
    LANGUAGE_CUES,
    LANGUAGE_TOPICS,
    LANGUAGES,
    LIGHT,
    NEGATIONS,
    OPPOSITE_PREFIXES,
    PROGRAMMING,
    SYNONYMS,
    WEAK_LANGUAGES,
)
from curation.similarity.wrapper import unwrap

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
PLAIN = LIGHT | FILLERS
_FRAME = 0.5
_LONG = 180
_LONG_OVERLAP = 0.5
_MANY = 15


def difference(left: Reading, right: Reading, vocabulary: Vocabulary) -> str:
    """The kind of difference between two texts, one of ``DIFFERENCES``."""
    kind = next((kind for rule in _FIRST if (kind := rule(left, right))), "")
    if kind:
        return kind
    changes = _align(left, right, vocabulary)
    if left.code == right.code and (changes.only_typos or _slipped_framing(left, right, vocabulary)):
        return "typo"
    kind = next((kind for rule in _RULES if (kind := rule(left, right))), "")
    return kind or ("name or object" if _asks_else(left, right, changes) else "reworded")


def _folded(left: Reading, right: Reading) -> str:
    if left.plain == right.plain:
        return "none"
    return "case/punctuation" if left.key == right.key else ""


def _script(left: Reading, right: Reading) -> str:
    return "language" if left.script != right.script else ""


def _wrapped(left: Reading, right: Reading) -> str:
    if left.core != right.core or left.code != right.code:
        return ""
    return "wrapper" if left.whole != right.whole else "case/punctuation"


_FIRST: tuple[Callable[[Reading, Reading], str], ...] = (_folded, _script, _wrapped)


def _slipped_framing(left: Reading, right: Reading, vocabulary: Vocabulary) -> bool:
    """A typo in the framing hides it on one side only: then the whole texts are aligned."""
    if (left.core == left.whole) == (right.core == right.whole):
        return False
    whole = _align(replace(left, core=left.whole), replace(right, core=right.whole), vocabulary)
    return whole.only_typos


def _code(left: Reading, right: Reading) -> str:
    return "code or formula" if left.code != right.code else ""


def _number(left: Reading, right: Reading) -> str:
    only_left, only_right = _only(left.numbers, right.numbers)
    if only_left or only_right:
        return "number"
    weak_left, weak_right = _only(left.weak_numbers, right.weak_numbers)
    if weak_left and weak_right:
        return "number"
    if left.numbers != right.numbers:
        rest = [[t for t in side.core if not is_number(t)] for side in (left, right)]
        return "number" if rest[0] == rest[1] else ""
    return ""


def _only(left: Sequence[str], right: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """What each side has more of than the other."""
    if left == right:
        return Counter(), Counter()
    a, b = Counter(left), Counter(right)
    return a - b, b - a


def _language(left: Reading, right: Reading) -> str:
    only_left, only_right = map(frozenset, _only(left.core, right.core))
    if (only_left | only_right) & PROGRAMMING:
        return "language"
    if _meant(left, only_left) or _meant(right, only_right):
        return "language"
    if only_left & WEAK_LANGUAGES and only_right & WEAK_LANGUAGES:
        return "language"
    order = [[t for t in side.core if t in LANGUAGES] for side in (left, right)]
    return "language" if order[0] != order[1] and sorted(left.core) == sorted(right.core) else ""


def _meant(side: Reading, words: frozenset[str]) -> bool:
    """Whether one of ``words`` names a language to write or speak, not a people or a dish."""
    named = words & LANGUAGES
    return bool(named) and any(
        word in named and (before in LANGUAGE_CUES or not LANGUAGE_TOPICS.isdisjoint(side.words))
        for before, word in pairwise(("", *side.core))
    )


def _opposite(left: Reading, right: Reading) -> str:
    negations = [sum(t in NEGATIONS for t in side.core) for side in (left, right)]
    if negations[0] != negations[1]:
        return "negation/opposite"
    only_left, only_right = map(frozenset, _only(left.core, right.core))
    if len(only_left) > _MANY or len(only_right) > _MANY:
        return ""
    opposed = any(not ANTONYMS.get(word, frozenset()).isdisjoint(only_right) for word in only_left)
    if opposed or _prefixed(only_left, only_right) or _prefixed(only_right, only_left):
        return "negation/opposite"
    return ""


def _prefixed(words: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of ``others`` is one of ``words`` behind a negating prefix."""
    return any(len(w) > 3 and prefix + w in others for w in words for prefix in OPPOSITE_PREFIXES)


def _formula(left: Reading, right: Reading) -> str:
    only_left, only_right = _only(left.operators, right.operators)
    return "code or formula" if only_left or only_right else ""


_RULES: tuple[Callable[[Reading, Reading], str], ...] = (_code, _number, _language, _opposite, _formula)


@dataclass
class _Changes:
    """What the aligned words say, summed over the changed places."""

    places: int = 0
    typos: int = 0
    gone: int = 0
    come: int = 0
    swapped: bool = False
    equal_share: float = 0.0

    @property
    def only_typos(self) -> bool:
        """Whether every changed place is a misspelling."""
        return self.typos == self.places


def _asks_else(left: Reading, right: Reading, changes: _Changes) -> bool:
    """Whether another name or object is asked about, or something more is asked."""
    if changes.swapped or _goes_on(left, right) or _goes_on(right, left):
        return True
    if not changes.gone and not changes.come:
        return False
    names = [(one.proper & one.words) - two.words for one, two in ((left, right), (right, left))]
    if names[0] and names[1]:
        return True
    if changes.equal_share >= _FRAME:
        return bool(changes.gone and changes.come) or _narrowed(left, right)
    # Of long texts the model read the beginnings only; its cosine says nothing of the rest.
    long = max(len(left.core), len(right.core)) > _LONG
    return long and _overlap(left, right) < _LONG_OVERLAP


def _narrowed(left: Reading, right: Reading) -> bool:
    """Whether what one text has more than the other is not just a remark before or after it."""
    short, long = sorted((_sentences(left), _sentences(right)), key=lambda s: sum(map(len, s)))
    at = 0
    while at < len(long) and at < len(short) and long[-1 - at] == short[-1 - at]:
        at += 1
    if at == len(short):
        return False
    after = long[len(short) :] if long[: len(short)] == short else None
    return after is None or len({w for sentence in after for w in sentence} - LIGHT - FILLERS) > 1


def _sentences(side: Reading) -> list[list[str]]:
    parts = (unwrap(normalise(part)).split() for part in _SENTENCE.split(side.text) if part.strip())
    return [words for words in parts if set(words) - LIGHT]


def _goes_on(one: Reading, other: Reading) -> bool:
    """Whether ``other`` is ``one`` and then another paragraph or turn that asks or says something."""
    start, more = len(one.core), other.core[len(one.core) :]
    return (
        bool(more)
        and start > 0
        and one.breaks < other.breaks
        and other.core[:start] == one.core
        and bool(set(more) - LIGHT)
    )


def _overlap(left: Reading, right: Reading) -> float:
    a, b = left.words - LIGHT, right.words - LIGHT
    return len(a & b) / max(len(a | b), 1)


def _align(left: Reading, right: Reading, vocabulary: Vocabulary) -> _Changes:
    from rapidfuzz.distance import Levenshtein

    out = _Changes()
    places: list[tuple[list[str], list[str]]] = []
    equal, adjacent = 0, False
    for op in Levenshtein.opcodes(left.core, right.core):
        if op.tag == "equal":
            equal += op.src_end - op.src_start
            adjacent = False
            continue
        before, after = (
            list(left.core[op.src_start : op.src_end]),
            list(right.core[op.dest_start : op.dest_end]),
        )
        if adjacent:
            places[-1][0].extend(before)
            places[-1][1].extend(after)
        else:
            places.append((before, after))
        adjacent = True
    out.equal_share = equal / max(len(left.core), len(right.core), 1)
    out.swapped = len(places) == 2 and places[0] == places[1][::-1] and _is_content(places[0])
    out.places = len(places)
    only_left, only_right = map(frozenset, _only(left.core, right.core))
    for before, after in places:
        if "".join(before) == "".join(after) or _all_typos(before, after, vocabulary):
            out.typos += 1
        else:
            _weigh(before, after, only_left, only_right, out)
    return out


def _is_content(place: tuple[list[str], list[str]]) -> bool:
    return bool(set(place[0]) - LIGHT and set(place[1]) - LIGHT)


def _weigh(
    before: list[str], after: list[str], only_left: frozenset[str], only_right: frozenset[str], out: _Changes
) -> None:
    """Count one changed place into ``out``; a word that the other text has elsewhere only moved."""
    gone = [w for w in before if w in only_left and w not in PLAIN and not _same_in(w, after)]
    come = [w for w in after if w in only_right and w not in PLAIN and not _same_in(w, before)]
    out.gone += len(gone)
    out.come += len(come)


def _all_typos(before: list[str], after: list[str], vocabulary: Vocabulary) -> bool:
    if len(before) == len(after):
        return all(is_typo(a, b, vocabulary) for a, b in zip(before, after, strict=True))
    joined = "".join(before), "".join(after)
    return abs(len(before) - len(after)) == 1 and min(map(len, joined)) > 5 and is_typo(*joined, vocabulary)


def _same_in(word: str, place: list[str]) -> bool:
    """Whether the other side of the changed place has the word inflected, or a synonym of it."""
    same = SYNONYMS.get(word, frozenset())
    return any(same_word(word, other) or other in same for other in place)


def differences(
    texts: Sequence[str],
    a: npt.NDArray[np.int32],
    b: npt.NDArray[np.int32],
    vocabulary: Vocabulary,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Codes:
    """The kind of difference of each edge.

    Args:
        texts: n raw texts.
        a: int [m] positions.
        b: int [m] positions.
        vocabulary: Which words are words.
        progress: Called with (edges done, edges).
        cancelled: Asked every thousand edges.

    Returns:
        uint8 [m], indexes into ``DIFFERENCES``.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    code = {name: at for at, name in enumerate(DIFFERENCES)}
    readings: dict[int, Reading] = {}
    out = np.empty(len(a), np.uint8)
    last_use = np.full(len(texts), -1, np.int64)
    last_use[a] = np.arange(len(a))
    np.maximum.at(last_use, b, np.arange(len(b)))
    for at, (i, j) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        if at % 1_000 == 0:
            if cancelled is not None and cancelled():
                raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
            if progress is not None:
                progress(at, len(a))
        for node in (i, j):
            if node not in readings:
                readings[node] = read(texts[node])
        out[at] = code[difference(readings[i], readings[j], vocabulary)]
        for node in {i, j}:
            if last_use[node] == at:
                del readings[node]
    if progress is not None:
        progress(len(a), len(a))
    return out
