"""Stretches of a text marked, as escaped HTML; a long text is cut to what lies around them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

AROUND = 400
GAP = '<span class="wn-gap">[…]</span>'


def marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """``text`` with ``spans`` (start, end) marked; ascending, and none over another."""
    first = max(0, spans[0][0] - AROUND) if spans else 0
    last = min(len(text), spans[-1][1] + AROUND) if spans else len(text)
    parts, at = [GAP] if first else [], first
    for start, end in spans:
        parts.append(_between(text[at:start], cut=at != first))
        parts.append(f"<mark>{escape(text[start:end])}</mark>")
        at = end
    parts.append(escape(text[at:last]))
    return "".join(parts + ([GAP] if last < len(text) else []))


def _between(text: str, *, cut: bool) -> str:
    """What stands between two marks; its middle is left out where it is long."""
    if not cut or len(text) <= 3 * AROUND:
        return escape(text)
    return escape(text[:AROUND]) + GAP + escape(text[-AROUND:])
