"""A pair as a trainer sees it, as HTML: tokens told apart, special ones framed, what is cut off struck."""

from __future__ import annotations

from typing import Any

from ui.text import escaped

# A browser lays out some thousand marks at once, not tens of thousands.
MOST_TOKENS = 3_000


def side_html(side: dict[str, Any], prompt: int) -> str:
    """One side's tokens.

    Args:
        side: As ``curation.jobs.seen.shown`` gives it.
        prompt: How many of the tokens are the prompt's.
    """
    text, starts, ends = side["text"], side["starts"], side["ends"]
    special = set(side["special"])
    kept = _kept(side["kept"], len(ends))
    shown = min(len(ends), MOST_TOKENS)
    parts: list[str] = []
    at = 0
    while at < shown:
        last = _together(starts, ends, at, shown)
        before = escaped(text[ends[at - 1] if at else 0 : starts[at]])
        marks = ["special"] if at in special else ["odd"] if at % 2 else []
        marks += [] if at < prompt else ["answer"]
        word = escaped(text[starts[at] : ends[last]]).replace("\n", "⏎\n")
        body = word if kept[at] else f"<del>{word}</del>"
        parts.append(f'{before}<span class="wn-token {" ".join(marks)}">{body}</span>')
        if at < prompt <= last + 1:
            parts.append('<span class="wn-boundary" title="the answer begins here"></span>')
        at = last + 1
    left = len(ends) - shown
    if left:
        parts.append(f'<div class="wn-note">… and {left:,} tokens more</div>')
    return f'<div class="wn-text wn-scroll wn-tokens" tabindex="0">{"".join(parts)}</div>'


def _together(starts: list[int], ends: list[int], at: int, most: int) -> int:
    """The last token of one character or more that the token ``at`` shares a place with."""
    last = at
    while last + 1 < most and starts[last + 1] == ends[last + 1]:
        last += 1
    return last


def _kept(stretches: list[list[int]], count: int) -> list[bool]:
    kept = [False] * count
    for start, end in stretches:
        kept[start:end] = [True] * (min(end, count) - start)
    return kept


def counts_in_words(told: dict[str, Any], side: str) -> str:
    """``38 prompt + 112 answer = 150 tokens, 22 cut off``."""
    total = len(told["sides"][side]["ends"])
    left = sum(end - start for start, end in told["sides"][side]["kept"])
    prompt = told["prompt"]
    words = f"{prompt:,} prompt + {total - prompt:,} answer = {total:,} tokens"
    return words if told["dropped"] or left == total else f"{words}, {total - left:,} cut off"
