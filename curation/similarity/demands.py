"""Sentences that say how to answer: make it rhyme, in one word, it must be vegan.

They stand before or after a request, as remarks do, but the answer wanted is another one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from curation.similarity.framing import HARMLESS

_VERBS = (
    "write rewrite explain show make list rank rate sort compare describe use include add mention cite "
    "name translate summarize round print answer respond return output format speak give provide prove "
    "justify keep limit start begin end avoid focus state consider assume imagine suppose pretend finish be "
)
_ASKED = frozenset(_VERBS.split()) | {"must", "should", "shall", "has", "needs"}
_FURTHER = frozenset({"also", "then", "additionally", "finally", "lastly", "next"})
_LED = _FURTHER | {"and", "but", "please", "now", "just", "you", "it"}
_MANNER = re.compile(
    r"in (?:\w+ ){1,3}(?:words?|sentences?|lines?|paragraphs?|steps?|bullets?|points?)\Z"
    r"|in (?:\w+ )?details?\Z|briefly\Z|concisely\Z|succinctly\Z"
    r"|with (?:\w+ )?examples?\Z|from (?:a|an|the) (?:\w+ ){1,3}(?:perspective|point of view|viewpoint)\Z"
    r"|as (?:a|an|your) (?:\w+ ){0,2}"
    r"(?:table|list|poem|story|letter|song|joke|essay|dialogue|summary|answer)\Z"
    r"|(?:for|to|as|like) (?:(?:a|an|the|my) )?(?:\w+ ){0,2}"
    r"(?:beginners?|child|children|kids?|experts?|dummies|students?|lay(?:man|men|person)|toddlers?|olds?)\Z"
)


def demands(sentence: Sequence[str]) -> bool:
    """Whether a sentence beside a request says how to answer it.

    Args:
        sentence: Its words, of a key text.
    """
    start = next((at for at, word in enumerate(sentence) if word not in _LED), len(sentence))
    led, said = sentence[:start], sentence[start:]
    if said and said[0] in _ASKED and not (HARMLESS.issuperset(said[1:]) and _FURTHER.isdisjoint(led)):
        return True
    return bool(_MANNER.match(" ".join(said)))


def demands_more(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one text is the other with a demand after it, or the manner of answering before it.

    Args:
        one: Words of a text in order.
        other: Those of another one.
    """
    short, long = sorted((tuple(one), tuple(other)), key=len)
    extra = len(long) - len(short)
    if not short or not extra:
        return False
    if long[: len(short)] == short:
        return demands(long[len(short) :])
    return long[extra:] == short and bool(_MANNER.match(" ".join(long[:extra])))
