"""Some of the prompts as a line: what they are, which share of all, and a button to their pairs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from curation.analysis.share import Share
from ui.quality.figures import bar, shared
from ui.selection import Selection, show_button
from ui.state import Desk
from ui.text import escaped, plural


def draw_prompt_row(
    desk: Desk, words: str, share: Share, scale: float, find: Callable[[], Selection], *, key: str
) -> None:
    """One line.

    Args:
        desk: The desk.
        words: What these prompts are.
        share: How many of all they are.
        scale: The share that fills the bar.
        find: What finds their pairs once they are asked for.
        key: The end of the button's key.
    """
    left, middle, right = st.columns([0.36, 0.4, 0.24], vertical_alignment="center", gap="small")
    left.text(words[:1].upper() + words[1:])
    middle.html(f'<div class="wn-share">{bar(share, scale)}<span>{escaped(shared(share))}</span></div>')
    with right:
        show_button(
            desk,
            find,
            f"Show {plural(share.count, 'prompt')}",
            key=f"show-{key}",
            disabled=not share.count,
            width="stretch",
        )


def of_prompts(desk: Desk, title: str, prompts: NDArray[np.int64]) -> Selection:
    """The pairs of some prompts, in their order, and so that the title says how many prompts there are."""
    of_pair = desk.dataset.pairs["prompt_id"].to_numpy()
    rank = np.full(len(desk.dataset.prompts), -1, np.int64)
    rank[prompts] = np.arange(len(prompts))
    pairs = np.flatnonzero(rank[of_pair] >= 0)
    pairs = pairs[np.argsort(rank[of_pair[pairs]], kind="stable")]
    return Selection.listed(f"{title} ({plural(len(prompts), 'prompt')})", pairs)
