"""The review page's parts: choosing a queue, one pair at a time, decisions by key, and the blind audit."""

from __future__ import annotations

import streamlit as st

from curation.errors import RecipeError
from ui.empty import nothing_kept
from ui.notices import told
from ui.pages import page_path
from ui.review.asked import Asked, before_verdicts, queue_of
from ui.review.choosing import choose
from ui.review.drawing import draw_round, open_round
from ui.review.reaching import reach_by_key
from ui.sidebar import draw_still
from ui.state import Desk

__all__ = ["draw"]

EMPTY = {
    "filter": "No kept pair fits this condition. Choose a field and a value, then press Review these.",
    "check": "This check hits none of the kept pairs. Choose another one.",
    "group": "This group holds no pair.",
    "noise": "None of the probably wrong labels is kept. Choose another queue.",
    "audit": "No kept pair states which of two answers is better: there is no label to audit.",
    "flagged": "Nothing is flagged. Press F on a pair to come back to it here.",
    "disagreements": "Reviewers agree on every pair that more than one of them decided.",
}
WAYS = {
    "noise": ("quality", "Look for wrong labels"),
    "group": ("duplicates", "Find near-duplicates"),
}


def draw(desk: Desk) -> None:
    """The whole page below its title."""
    drawn = False
    reach_by_key()
    with told():
        drawn = _draw_queue(desk)
    if not drawn:
        draw_still(desk)


def _draw_queue(desk: Desk) -> bool:
    """The choice and the round; whether there was a pair to draw."""
    stood = before_verdicts(desk)
    if not stood.pairs_kept and nothing_kept(desk):
        return False
    asked = choose(desk, stood)
    if asked.kind == "filter" and asked.where is None:
        _draw_empty(asked, "Say above which pairs to review, then press Review these.")
        return False
    try:
        queue = queue_of(desk, asked, stood)
    except RecipeError as error:
        _draw_empty(asked, " ".join(error.sentences))
        return False
    if not len(queue):
        mine = " None of it may be yours: see Share." if asked.reviewers else ""
        _draw_empty(asked, EMPTY.get(asked.kind, "") + mine)
        return False
    found, tally = open_round(desk, asked, queue, stood)
    draw_round(desk, asked, found, tally)
    return True


def _draw_empty(asked: Asked, why: str) -> None:
    with st.container(border=True, key="review-empty"):
        st.subheader("Nothing to review here", anchor=False)
        # Names in it may come from a data set.
        st.text(why)
        if asked.kind in WAYS:
            page, label = WAYS[asked.kind]
            st.page_link(page_path(page), label=label, icon=":material/arrow_forward:")
