"""What embeddings say of the prompts: topics, how diverse they are, and how near each lies to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from curation.analysis.distributions import Histogram, histogram
from curation.analysis.share import Share
from curation.jobs.diversity import KeptDiversity
from ui import charts
from ui.distributions.picking import cells_in
from ui.pages import page_path
from ui.quality.figures import full_scale, note, sentence
from ui.quality.prompt_rows import draw_prompt_row, of_prompts
from ui.selection import Selection, show
from ui.state import Desk
from ui.text import plural

BARS = "prompts"
MOST_LISTED = 12
TALL = 520


def draw_meaning(desk: Desk, known: KeptDiversity) -> None:
    """All that is told by embeddings; there are some."""
    meaning = known.told["meaning"]
    with st.container(border=True, key="lines-topics"):
        st.markdown("##### Topics and meaning")
        _draw_numbers(meaning)
        _draw_topics(desk, known)
    if meaning["nearest"]["mean"] is not None:
        _draw_nearest(desk, known)


def _draw_numbers(meaning: dict[str, Any]) -> None:
    first, second = meaning["effective_topics"]
    vendi = meaning["vendi"][-1]
    sentence(
        f"The prompts fall into {plural(len(meaning['topics']), 'topic')}, as many as"
        f" {first['value']:.1f} equally large ones."
    )
    figures = [
        (
            "Effective topics, order 1",
            f"{first['value']:.1f}",
            f"{first['low']:.1f} – {first['high']:.1f}; exp of the entropy",
        ),
        (
            "… order 2",
            f"{second['value']:.1f}",
            f"{second['low']:.1f} – {second['high']:.1f}; small ones count less",
        ),
        ("Vendi score", f"{vendi['mean']:.1f}", _vendi(vendi, meaning["vendi_growth"])),
    ]
    with st.grid(len(figures), min_column_width=170):
        for title, value, under in figures:
            with st.container(border=True, gap="xsmall", height="stretch"):
                st.metric(title, value)
                st.caption(under)


def _vendi(vendi: dict[str, Any], growth: float | None) -> str:
    told = f"at {plural(vendi['size'], 'prompt')}"
    if vendi["draws"] > 1:
        told += f" ({vendi['low']:.1f} – {vendi['high']:.1f} over draws)"
    return told if growth is None else f"{told}; {growth:+.0%} as the sample doubled"


def _draw_topics(desk: Desk, known: KeptDiversity) -> None:
    meaning = known.told["meaning"]
    topics = meaning["topics"]
    thin = [(at, topic) for at, topic in enumerate(topics) if topic["thin"]]
    total = meaning["looked_at"]
    shown = st.segmented_control(
        "Topics",
        ["thin", "all"],
        default="thin" if thin else "all",
        required=True,
        format_func=lambda which: (
            f"Thin topics ({len(thin)})" if which == "thin" else f"All topics ({len(topics)})"
        ),
        key="topics-shown",
        label_visibility="collapsed",
    )
    note(f"A topic is thin where it {meaning['thin_rule']}.")
    listed = thin if shown == "thin" else list(enumerate(topics))
    scale = full_scale([topic["size"] / max(total, 1) for _, topic in listed])
    with st.container(height=TALL if len(listed) > MOST_LISTED else "content", border=False):
        for at, topic in listed:
            words = " · ".join(topic["terms"]) or f"topic {at + 1}"
            find = _members(desk, known, at, f"Prompts about {words}")
            draw_prompt_row(desk, words, Share(topic["size"], total), scale, find, key=f"topic-{at}")


def _members(desk: Desk, known: KeptDiversity, topic: int, title: str) -> Callable[[], Selection]:
    return lambda: of_prompts(desk, title, known.in_topic(topic))


def _draw_nearest(desk: Desk, known: KeptDiversity) -> None:
    """How far each prompt lies from its nearest other; a brush opens those of some bars."""
    nearest = known.told["meaning"]["nearest"]
    with st.container(border=True):
        st.markdown("##### How near each prompt lies to another")
        half, near = nearest["quantiles"]["0.5"], nearest["quantiles"]["0.05"]
        sentence(f"Half of the prompts lie within {half:.2f} of another one, 5 % within {near:.2f}.")
        found = _distances(desk.dataset.id, known)
        figure = charts.histogram_figure(found, BARS, height=200)
        brushed = charts.draw_brushable(
            figure,
            key="nearest",
            alt="Histogram of the distance of each prompt to its nearest other one; 0 is the same meaning",
        )
        measured = plural(nearest["measured"], "prompt")
        drawn = "" if nearest["measured"] == nearest["of"] else f", drawn from {nearest['of']:,}"
        st.caption(
            f"1 − cosine of {measured}{drawn}; 0 is the same meaning. Drag over bars to open their prompts,"
            " the nearest first."
        )
        st.page_link(
            page_path("duplicates"),
            label="Prompts that lie very near each other: Duplicates",
            icon=":material/content_copy:",
        )
    if brushed is not None and (cells := cells_in(found.axis, brushed)) is not None:
        _open(desk, known, found, cells)


@st.cache_resource(max_entries=8, show_spinner=False)
def _distances(dataset_id: str, _known: KeptDiversity) -> Histogram:
    return histogram("distance", {BARS: _known.distance.astype(np.float64)})


def _open(desk: Desk, known: KeptDiversity, found: Histogram, cells: tuple[int, int]) -> None:
    span = found.axis.span("distance", *cells)
    low, high = (-np.inf if span.low is None else span.low), (np.inf if span.high is None else span.high)
    prompts = known.near(low, high)
    if not len(prompts):
        st.toast("No prompt lies there.")
        return
    ends = (f"from {low:.3g}" if np.isfinite(low) else "", f"below {high:.3g}" if np.isfinite(high) else "")
    told = " ".join(end for end in ends if end) or "any"
    show(desk, of_prompts(desk, f"Distance to the nearest other prompt: {told}", prompts))
