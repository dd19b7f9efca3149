"""Word diff of two texts as escaped HTML."""

from __future__ import annotations

import re
from html import escape

from rapidfuzz.distance import Indel

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
MOST_TOKENS = 6_000
CONTEXT = 6


def word_diff(left: str, right: str, *, only_differences: bool = False) -> tuple[str, str, bool]:
    """Both texts with what only they hold marked: ``<ins>`` on the left, ``<del>`` on the right.

    Args:
        left: The chosen answer.
        right: The rejected answer.
        only_differences: Leave out long stretches that both share.

    Returns:
        Left HTML, right HTML, and whether the texts were short enough to be compared.
    """
    a, b = _TOKEN.findall(left), _TOKEN.findall(right)
    if len(a) + len(b) > MOST_TOKENS:
        return escape(left), escape(right), False
    marked: tuple[list[str], list[str]] = ([], [])
    for op in Indel.opcodes(a, b):
        mine, theirs = "".join(a[op.src_start : op.src_end]), "".join(b[op.dest_start : op.dest_end])
        if op.tag == "equal":
            shared = _shared(a[op.src_start : op.src_end], only_differences)
            marked[0].append(shared)
            marked[1].append(shared)
        else:
            if mine:
                marked[0].append(f"<ins>{escape(mine)}</ins>")
            if theirs:
                marked[1].append(f"<del>{escape(theirs)}</del>")
    return "".join(marked[0]), "".join(marked[1]), True


def _shared(tokens: list[str], shorten: bool) -> str:
    if shorten and len(tokens) > 2 * CONTEXT + 4:
        head, tail = "".join(tokens[:CONTEXT]), "".join(tokens[-CONTEXT:])
        return f'{escape(head)}<span class="wn-gap">[…]</span>{escape(tail)}'
    return escape("".join(tokens))
