"""Two texts aligned word by word: which words stand in whose place, and which are mere misspellings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curation.similarity.rules import Both
from curation.similarity.spelling import Vocabulary, is_typo, stem
from curation.similarity.synonyms import SYNONYMS
from curation.similarity.words import FILLERS, LIGHT

Place = tuple[list[str], list[str]]

PLAIN = LIGHT | FILLERS
_POLITE = frozenset({"please", "thank", "thanks", "you", "hello", "hi", "hey", "sorry", "welcome", "goodbye"})
# One of these in the place of another is another logic.
_LOGIC = (frozenset({"and", "or"}), frozenset({"if", "while", "for", "until", "unless", "elif", "switch"}))
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Changes:
    """What the aligned words say, summed over the places where they differ.

    Attributes:
        places: Runs of words that differ.
        typos: Those where every word is a misspelling of its counterpart.
        gone: Content words of the left text with no counterpart in the right one.
        come: The other way round.
        swapped: Two content words changed places.
        logic: ``and`` stands in the place of ``or``, or ``while`` in that of ``if``.
        equal_share: Words in place, as a share of the longer text's (0–1).
    """

    places: int
    typos: int
    gone: int
    come: int
    swapped: bool
    logic: bool
    equal_share: float

    @property
    def only_typos(self) -> bool:
        """Whether every changed place is a misspelling."""
        return self.typos == self.places


def align(both: Both, vocabulary: Vocabulary) -> Changes:
    """Align the words of two texts by the fewest edits and sum up what changed."""
    left, right = both.left.core, both.right.core
    places, equal = _places(left, right)
    typos = gone = come = 0
    for before, after in places:
        if "".join(before) == "".join(after) or _all_typos(before, after, vocabulary):
            typos += 1
        elif before and after and _POLITE.issuperset([*before, *after]):
            # What is left of politeness after unwrapping is asked about.
            gone, come = gone + 1, come + 1
        else:
            gone += _unmatched(before, both.only_left, after)
            come += _unmatched(after, both.only_right, before)
    swapped = len(places) == 2 and places[0] == places[1][::-1] and _is_content(places[0])
    logic = any(_is_logic(*place) for place in places)
    return Changes(len(places), typos, gone, come, swapped, logic, equal / max(len(left), len(right), 1))


def _places(left: Sequence[str], right: Sequence[str]) -> tuple[list[Place], int]:
    """The places where the two differ, adjacent edits as one, and the number of equal words."""
    from rapidfuzz.distance import Levenshtein

    places: list[Place] = []
    equal, adjacent = 0, False
    for op in Levenshtein.opcodes(left, right):
        if op.tag == "equal":
            equal += op.src_end - op.src_start
            adjacent = False
            continue
        if not adjacent:
            places.append(([], []))
        places[-1][0].extend(left[op.src_start : op.src_end])
        places[-1][1].extend(right[op.dest_start : op.dest_end])
        adjacent = True
    return places, equal


def _is_logic(before: list[str], after: list[str]) -> bool:
    changed = {*before, *after}
    return len(before) == len(after) == 1 and any(changed <= words for words in _LOGIC)


def _is_content(place: Place) -> bool:
    return bool(set(place[0]) - LIGHT and set(place[1]) - LIGHT)


def _unmatched(words: list[str], only: frozenset[str], place: list[str]) -> int:
    """How many content words moved from nowhere and have no inflection or synonym on the other side."""
    content = [word for word in words if word in only and word not in PLAIN]
    if not content or not place:
        return len(content)
    stems, others = {stem(word) for word in place}, set(place)
    return sum(stem(word) not in stems and SYNONYMS.get(word, _NONE).isdisjoint(others) for word in content)


def _all_typos(before: list[str], after: list[str], vocabulary: Vocabulary) -> bool:
    if len(before) == len(after):
        return all(is_typo(a, b, vocabulary) for a, b in zip(before, after, strict=True))
    joined = "".join(before), "".join(after)
    return (
        abs(len(before) - len(after)) == 1
        and min(map(len, joined)) > 5
        and "".join(joined).isascii()
        and is_typo(*joined, vocabulary)
    )
