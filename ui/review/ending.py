"""The end of a queue: what was decided, and what to do next."""

from __future__ import annotations

import streamlit as st

from ui.pages import page_path
from ui.review.asked import Asked
from ui.review.audit import draw_result
from ui.review.choosing import ask
from ui.review.round import Round
from ui.review.verdicts import SAYS
from ui.state import Desk
from ui.text import plural


def draw_end(desk: Desk, asked: Asked, found: Round) -> None:
    """Said once nothing is left in the queue."""
    total = len(found.queue)
    with st.container(border=True, key="review-end"):
        done = "The one pair is decided." if total == 1 else f"All {total:,} decided."
        if found.blind:
            st.markdown(f"**{done}**")
            draw_result(desk, found)
            return
        st.markdown(f"**{done}** {_told(found)}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if _any_flagged(found) and asked.kind != "flagged":
                st.button(
                    "Go through the flagged", key="end-flagged", on_click=_ask_flagged, args=(desk, found)
                )
            st.page_link(page_path("export"), label="Export what is kept", icon=":material/download:")
            st.page_link(page_path("history"), label="What was done", icon=":material/history:")


def _any_flagged(found: Round) -> bool:
    return any(one.verdict.decision == "flag" for cast in found.votes.values() for one in cast.values())


def _ask_flagged(desk: Desk, found: Round) -> None:
    ask(desk, Asked(kind="flagged"))
    # The choice stands outside of the fragment.
    found.elsewhere = True


def _told(found: Round) -> str:
    """How often this reviewer said what, over the pairs of the queue."""
    counts: dict[str, int] = {}
    for key in (f"{number:016x}" for number in found.queue.numbers.tolist()):
        if (own := found.mine(key)) is not None:
            counts[own.verdict.decision] = counts.get(own.verdict.decision, 0) + 1
    said = ", ".join(f"{plural(count, 'pair')} {SAYS[name]}" for name, count in counts.items())
    return f"You said: {said}." if said else ""
