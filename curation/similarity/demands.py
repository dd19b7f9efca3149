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
    "justify keep limit start begin end avoid focus state consider assume imagine suppose pretend "
)
_ASKED = frozenset(_VERBS.split()) | {"must", "should", "shall", "has", "needs"}
_FURTHER = frozenset({"also", "then", "additionally", "finally", "lastly", "next"})
_LED = _FURTHER | {"and", "but", "please", "now", "just", "you", "it"}
_MEASURED = re.compile(
    r"in (?:\w+ ){1,3}(?:words?|sentences?|lines?|paragraphs?|steps?|bullets?|points?)\Z"
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
    return bool(_MEASURED.match(" ".join(said)))
