"""Remarks around a request that ask nothing: salutations, apologies, haste, gratitude, a name below.

``wrapper`` knows usual phrases; here one text is the other with words before or after it, and what these
words are tells whether they frame the request or add to it.
"""

from __future__ import annotations

from collections.abc import Sequence

from curation.similarity.words import GLUE, NEGATIONS
from curation.similarity.wrapper import asks_for_more

_MOST = 24
_LEAST = 3
_GREETING = (
    "hello hi hey hiya yo dear greetings morning afternoon evening sir madam team folks everyone all "
    "buddy mate friend assistant ai chatgpt gpt bot "
)
_LEAVING = (
    "thanks thank regards wishes sincerely faithfully truly cheers best love yours warm kind warmly "
    "gratefully xoxo xx "
)
_COURTEOUS = (
    "please kindly sorry pardon excuse forgive apologies bother bothering trouble disturb ignorance "
    "silly stupid dumb basic weird curious curiosity wondered wondering hurry rush urgent urgently "
    "asap appreciate appreciated grateful gratitude thankful glad happy hope hoping helping helped "
    "advance hearing homework assignment stuck confused struggling puzzled clueless moment minute "
    "chance ready wait waiting mind advise bless rock legend lifesaver luck question questions "
    "request favor favour hate ask asking asked idea clue lost expertise patience grace "
)
_BESIDE = (
    "again another answer around been begin class day end enough everywhere figure find finding found "
    "for forward four get getting give given good got great help here know last long look looked "
    "looking lot made make many might million more need new nice now obvious one only out quick "
    "quickly really reply school see sense simple small soon sound sounds start started stopping sure "
    "take talk task tell thing things think this time today tomorrow tonight tried trying tons try "
    "very wanted week well when whenever where while will wonderful word work working would yet "
)
_GREETINGS, _LEAVINGS = frozenset(_GREETING.split()), frozenset(_LEAVING.split())
_TELLING = _GREETINGS | _LEAVINGS | frozenset(_COURTEOUS.split())
_ASKING = frozenset(["why", "how", "what", "which", "who", "whom", "whose"])
_OTHERS = frozenset(["always", "never", "ever", "could", "ill"])
# Words that ask nothing beside a request.
HARMLESS = (GLUE | _TELLING | frozenset(_BESIDE.split()) | _OTHERS) - _ASKING
# "I have no idea" is said of oneself; elsewhere a negation turns the request round.
_AT_A_LOSS = frozenset(
    ["idea", "clue", "figure", "find", "found", "finding", "sure", "luck", "know", "mind", "answer"]
)


def framed(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one text's words are the other's with nothing but framing before and after.

    Args:
        one: Words of a text in order.
        other: Those of another one.
    """
    short, long = sorted((tuple(one), tuple(other)), key=len)
    extra = len(long) - len(short)
    if not 0 < extra <= _MOST or len(short) < _LEAST:
        return False
    for at in range(extra + 1):
        before, after = long[:at], long[at + len(short) :]
        if long[at : at + len(short)] == short:
            if after and asks_for_more(" ".join(short)):
                return False
            return _is_framing(_unnamed(before)) and _is_framing(_unnamed(after[::-1]))
    return False


def _unnamed(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without the name after a greeting, or, read from the end, before one who takes leave."""
    for at, word in enumerate(words[:3]):
        if at and word in _LEAVINGS:
            return words[at:]
        if word in _GREETINGS and at == 0 and len(words) > 1 and words[1] not in HARMLESS:
            return (word, *words[2:])
    return words


def _is_framing(words: tuple[str, ...]) -> bool:
    if not words:
        return True
    said = set(words)
    at_a_loss = not said.isdisjoint(NEGATIONS)
    if at_a_loss and said.isdisjoint(_AT_A_LOSS):
        return False
    return (at_a_loss or not said.isdisjoint(_TELLING)) and said <= HARMLESS | NEGATIONS
