"""Verdict words that name one of two answers: ``b``, ``A>>B``, "Response 1 is slightly better".

A phrase counts only where every word of it is understood; anything else says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Side = Literal["first", "second", "tie"]

TIE_WORDS = (
    "tie",
    "tied",
    "draw",
    "equal",
    "same",
    "both",
    "neither",
    "none",
    "both_bad",
    "bothbad",
    "both bad",
    "both_good",
    "both good",
    "tie (bothbad)",
    "tie_both_bad",
    "no preference",
    "no_preference",
    # What judges in MT-Bench's manner write for a tie, after [[A]] and [[B]].
    "[[c]]",
)

_OPPOSITE: dict[Side, Side] = {"first": "second", "second": "first", "tie": "tie"}
_COMPARED = re.compile(r"([^<>=≻≺~]+?)\s*(>{1,3}|<{1,3}|={1,2}|≻|≺|~)\s*([^<>=≻≺~]+)")
_WRAPPING = " \t[](){}\"'`.!"
_BETTER_WORDS = (
    "better best preferred preferable prefer wins won win winner superior stronger favored favoured"
)
_WORSE_WORDS = "worse worst loses lost lose loser inferior weaker dispreferred"
_EVEN_WORDS = """tie tied draw equal equally same similar both neither indifferent comparable good bad fine
poor bothbad bothgood"""
# These change nothing about which side is meant.
_FILLING_WORDS = """a the is are was i of by than to over as it its model response answer assistant
completion output choice system reply text summary conversation option candidate slightly much far bit
little lot tad way clearly significantly marginally somewhat strongly moderately negligibly barely
definitely very considerably overwhelmingly about roughly approximately more no preference and just quite
strong slight"""
_BETTER, _WORSE, _EVEN, _FILLING = (
    frozenset(words.split()) for words in (_BETTER_WORDS, _WORSE_WORDS, _EVEN_WORDS, _FILLING_WORDS)
)
# "A is better than B" tells two names apart, "A B better" does not; "better than B" names the worse one.
_RELATING = frozenset({"than", "to", "over"})
_NAMED = frozenset("<>")
_GRAMMAR = _BETTER | _WORSE | _EVEN | _FILLING
# "A is a bit better": this "a" is no answer's name.
_ARTICLE = re.compile(
    r"\ba (?=(?:tiny |little )?(?:bit|little|lot|tad|tie|draw|slight|strong|better|winner)\b)"
)


def side_in(code: str, firsts: Sequence[str], seconds: Sequence[str]) -> Side | None:
    """Which answer a verdict prefers.

    Args:
        code: The verdict, in lower case.
        firsts: Words that name the first answer.
        seconds: Words that name the second.

    Returns:
        None where the verdict names neither, both, or says something that is not understood.
    """
    if code in firsts:
        return "first"
    if code in seconds:
        return "second"
    text = code.strip(_WRAPPING)
    if compared := _COMPARED.fullmatch(text):
        return _compared(*compared.groups(), firsts=firsts, seconds=seconds)
    if text in firsts or text in seconds:
        return "first" if text in firsts else "second"
    return _spoken(text, firsts, seconds) if any(letter.isalpha() for letter in text) else None


def _compared(
    left: str, sign: str, right: str, *, firsts: Sequence[str], seconds: Sequence[str]
) -> Side | None:
    one, other = (side_in(part, firsts, seconds) for part in (left, right))
    if {one, other} != {"first", "second"} or one is None:
        return None
    if sign[0] in "=~":
        return "tie"
    return one if sign[0] in ">≻" else _OPPOSITE[one]


def _spoken(text: str, firsts: Sequence[str], seconds: Sequence[str]) -> Side | None:
    words = _ARTICLE.sub("", re.sub(r"[^\w]+|_", " ", text).strip() + " ").strip()
    names = {_plain(name): "<" for name in firsts} | {_plain(name): ">" for name in seconds}
    longest = sorted(filter(None, names), key=len, reverse=True)
    if longest:
        pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
        words = pattern.sub(lambda found: names[found.group()], words)
    parts = words.split()
    named = [part for part in parts if part in _NAMED]
    said = frozenset(parts) - _NAMED
    if not said <= _GRAMMAR:
        return None
    better, worse, even = (not said.isdisjoint(kind) for kind in (_BETTER, _WORSE, _EVEN))
    if not better and not worse:
        return "tie" if (even or {"no", "preference"} <= said) and len(set(named)) != 1 else None
    if (
        even
        or "no" in said
        or better == worse
        or not named
        or len(named) > 2
        or len(set(named)) != len(named)
    ):
        return None
    if _RELATING.isdisjoint(said) if len(named) == 2 else not _RELATING.isdisjoint(said):
        return None
    if len(named) == 2 and not (parts[0] in _NAMED and parts[-1] in _NAMED):
        return None
    side: Side = "first" if named[0] == "<" else "second"
    return side if better else _OPPOSITE[side]


def _plain(name: str) -> str:
    return re.sub(r"[^\w]+|_", " ", name).strip()
