"""Word diff of two texts as escaped HTML."""

from __future__ import annotations

import re
from html import escape

from rapidfuzz.distance import Indel

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
_WORD = re.compile(r"\w+", re.UNICODE)
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
    for changed, ours, theirs in _stretches(a, b):
        if not changed:
            shared = _shared(ours, only_differences)
            marked[0].append(shared)
            marked[1].append(shared)
            continue
        if ours:
            marked[0].append(f"<ins>{escape(''.join(ours))}</ins>")
        if theirs:
            marked[1].append(f"<del>{escape(''.join(theirs))}</del>")
    return "".join(marked[0]), "".join(marked[1]), True


def likeness(left: str, right: str) -> float:
    """Share of words that both texts hold in the same order, 0–1; 1 of texts too long to be compared."""
    a, b = _WORD.findall(left), _WORD.findall(right)
    if len(a) + len(b) > MOST_TOKENS:
        return 1.0
    return float(Indel.normalized_similarity(a, b))


def inline_diff(text: str, other: str, *, only_differences: bool = False) -> tuple[str, bool]:
    """One text: what only it holds marked ``<ins>``, what only the other holds put in as ``<del>``.

    Args:
        text: The text that is read.
        other: What it is compared with.
        only_differences: Leave out long stretches that both share.

    Returns:
        HTML, and whether the texts were short enough to be compared.
    """
    a, b = _TOKEN.findall(text), _TOKEN.findall(other)
    if len(a) + len(b) > MOST_TOKENS:
        return escape(text), False
    marked: list[str] = []
    for changed, ours, theirs in _stretches(a, b):
        if not changed:
            marked.append(_shared(ours, only_differences))
            continue
        if theirs:
            marked.append(f"<del>{escape(''.join(theirs))}</del>")
        if ours:
            marked.append(f"<ins>{escape(''.join(ours))}</ins>")
    return "".join(marked), True


def _stretches(a: list[str], b: list[str]) -> list[tuple[bool, list[str], list[str]]]:
    """Changed and shared stretches in turn; white space shared between two changes joins them."""
    found: list[tuple[bool, list[str], list[str]]] = []
    for op in Indel.opcodes(a, b):
        ours, theirs = a[op.src_start : op.src_end], b[op.dest_start : op.dest_end]
        changed = op.tag != "equal" or (bool(found) and "".join(ours).isspace() and op.src_end < len(a))
        if found and found[-1][0] == changed:
            found[-1] = (changed, found[-1][1] + ours, found[-1][2] + theirs)
        else:
            found.append((changed, ours, theirs))
    return found


def _shared(tokens: list[str], shorten: bool) -> str:
    if shorten and len(tokens) > 2 * CONTEXT + 4:
        head, tail = "".join(tokens[:CONTEXT]), "".join(tokens[-CONTEXT:])
        return f'{escape(head)}<span class="wn-gap">[…]</span>{escape(tail)}'
    return escape("".join(tokens))
