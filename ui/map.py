"""The map page's parts: the job that draws the map, the map itself, what is picked on it, its topics."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from curation.analysis.shading import KEPT, Shade, shade, shades_of
from curation.jobs.prompt_map import known_map
from curation.similarity.prompt_map import MOST_POINTS, PromptMap
from curation.similarity.vectors import stored_vectors
from ui.jobs import draw_job, jobs
from ui.map_figure import map_figure
from ui.notices import told
from ui.prompt_set import draw_set, kept_now, open_prompt
from ui.search_box import Found
from ui.state import Desk
from ui.text import escaped, plural, shortened

TOPIC = "topic"
# Hover texts are sent with the map, so there is a budget: none beyond so many points, each so short.
TEXTS_UP_TO = 20_000
TEXT_CHARS = 72
PICKED = "picked on the map"
CONFIG = {
    "displayModeBar": True,
    "displaylogo": False,
    "scrollZoom": True,
    "modeBarButtonsToRemove": ["toImage", "autoScale2d"],
}


@st.cache_resource(max_entries=8, show_spinner=False)
def _stored(dataset_id: str, _desk: Desk) -> PromptMap:
    found = known_map(_desk.dataset)
    if found is None:
        # Raised and not returned: a cache would go on saying so after it was drawn.
        raise LookupError
    return found


@st.cache_resource(max_entries=64, show_spinner=False)
def _shade(key: tuple[str, str], name: str, _desk: Desk) -> Shade:
    return shade(_desk.dataset, name, _desk.outcome.kept)


@st.cache_resource(max_entries=4, show_spinner=False)
def _texts(dataset_id: str, points: int, _desk: Desk, _drawn: PromptMap) -> list[str]:
    texts = _desk.dataset.prompts["text"].take(_drawn.prompt).to_pylist()
    return [escaped(shortened(text, TEXT_CHARS)) for text in texts]


def drawn_or_offer(desk: Desk) -> PromptMap | None:
    """The map; where there is none yet, the button that draws it and its progress."""
    name = f"map-{desk.dataset.id}"
    draw_job(name)
    with told():
        try:
            return _stored(desk.dataset.id, desk)
        except LookupError:
            if jobs().get(name) is None:
                _draw_offer(desk, name)
    return None


def _draw_offer(desk: Desk, name: str) -> None:
    missing = stored_vectors(desk.dataset.prompts["text"].to_pylist()).missing
    with st.container(border=True):
        st.subheader("See what the prompts are about", anchor=False)
        st.write(
            f"A map lays {plural(len(desk.dataset.prompts), 'prompt')} on a plane, near ones near each other,"
            " and names its regions. It is drawn once and kept."
        )
        st.caption(
            f"{missing:,} of them must be embedded first: some 50 a second on two cores. It runs beside the"
            " app, can be stopped, and goes on where it was."
            if missing
            else "All of them are embedded already, so this is quick."
        )
        st.button(
            "Draw the map", type="primary", key="draw-map", on_click=_start, args=(desk.dataset.id, name)
        )


def _start(dataset_id: str, name: str) -> None:
    jobs().start(name, "Drawing the map", {"work": "map", "dataset": dataset_id})


def draw_controls(desk: Desk) -> tuple[str, bool]:
    """What colours the points, and whether topics are named."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        colour = st.selectbox(
            "Colour by",
            (TOPIC, *shades_of(desk.dataset)),
            key="map-colour",
            width=320,
            persist_state="session",
        )
        labels = st.toggle("Name the topics", value=True, key="map-labels", persist_state="session")
    return colour, labels


def draw_map(desk: Desk, drawn: PromptMap, found: Found | None) -> Any:
    """The map; the prompts picked on it by lasso or box, and a click opens one."""
    colour, labels = draw_controls(desk)
    kept = kept_now(desk.cache_key, desk)[drawn.prompt]
    rows = drawn.place[found.prompts] if found is not None else np.empty(0, np.int64)
    figure = map_figure(
        drawn,
        None if colour == TOPIC else _shade(desk.cache_key, colour, desk),
        np.ones(len(drawn), bool) if colour == KEPT else kept,
        found=rows[rows >= 0],
        texts=_texts(desk.dataset.id, len(drawn), desk, drawn) if len(drawn) <= TEXTS_UP_TO else None,
        labels=labels,
        dark=st.context.theme.type == "dark",
    )
    key = f"map-{desk.dataset.id}-{st.session_state.get('picked-turn', 0)}"
    event = st.plotly_chart(
        figure,
        key=key,
        alt=f"Map of {plural(len(drawn), 'prompt')}, coloured by {colour}",
        on_select=lambda: _clicked(key),
        selection_mode=("points", "box", "lasso"),
        config=CONFIG,
    )
    _draw_caption(drawn, kept)
    return _picked(event["selection"], drawn)


def _draw_caption(drawn: PromptMap, kept: Any) -> None:
    facts = [f"{len(drawn):,} points, one a prompt"]
    if len(drawn) < drawn.of:
        facts.append(f"a sample of {drawn.of:,}: the map holds {MOST_POINTS:,} at most")
    if removed := int((~kept).sum()):
        facts.append(f"{removed:,} grey ones have no kept pair")
    facts.append("near means alike, distances across the map say little")
    facts.append("draw around points to pick them, click one to open it")
    if len(drawn) > TEXTS_UP_TO:
        facts.append("so many points carry no hover text")
    st.caption("; ".join(facts) + ".")


def _picked(selection: Any, drawn: PromptMap) -> Any:
    """The prompts inside the boxes and lassos drawn.

    Membership is tested here, on the map itself: what the browser lists as picked is not needed.
    """
    outlines = _outlines(selection)
    if not outlines:
        return np.empty(0, np.int64)
    return np.unique(np.concatenate([drawn.inside(outline) for outline in outlines]))


def _outlines(selection: Any) -> list[list[tuple[float, float]]]:
    outlines = [list(zip(lasso["x"], lasso["y"], strict=True)) for lasso in selection.get("lasso") or []]
    for box in selection.get("box") or []:
        (left, right), (low, high) = box["x"][:2], box["y"][:2]
        outlines.append([(left, low), (right, low), (right, high), (left, high)])
    return outlines


def _clicked(key: str) -> None:
    """Open the point that was clicked; a lasso's points are not meant one by one."""
    selection = st.session_state[key]["selection"]
    points = selection.get("points") or []
    if points and not _outlines(selection) and (prompt := _id_of(points[-1])) is not None:
        open_prompt(prompt)


def _id_of(point: Any) -> int | None:
    """A point's prompt, however the browser wraps it."""
    data = point.get("customdata")
    if isinstance(data, dict):
        data = next(iter(data.values()), None)
    elif isinstance(data, list):
        data = data[0] if data else None
    return int(data) if data is not None else None


def draw_picked(desk: Desk, picked: Any) -> None:
    """The set picked on the map, and the pill it can become."""
    if len(picked):
        with st.container(border=True):
            draw_set(desk, picked, PICKED, key="picked")


def draw_topics(desk: Desk, drawn: PromptMap, *, folded: bool = False) -> None:
    """Topics with their sizes, the largest first; a chosen one can become a pill."""
    panel = st.expander("Topics", expanded=False, key="topics-panel") if folded else st.container()
    with panel:
        _draw_topics(desk, drawn)


def _draw_topics(desk: Desk, drawn: PromptMap) -> None:
    kept = kept_now(desk.cache_key, desk)[drawn.prompt]
    left = np.bincount(drawn.topic[kept], minlength=len(drawn.topics))
    rows = [
        {"topic": drawn.topic_name(number), "prompts": topic.size, "kept": int(left[number])}
        for number, topic in enumerate(drawn.topics)
    ]
    event = st.dataframe(
        rows,
        hide_index=True,
        height=min(500, 35 * (len(rows) + 1) + 2),
        on_select="rerun",
        selection_mode="single-row",
        key=f"topics-{desk.dataset.id}-{st.session_state.get('topic-turn', 0)}",
        column_config={
            "topic": st.column_config.TextColumn(width=190),
            "prompts": st.column_config.NumberColumn(width=70),
            "kept": st.column_config.NumberColumn(width=60),
        },
        alt="Topics of the map with their sizes",
    )
    chosen = event["selection"]["rows"]
    if chosen and chosen[0] < len(rows):
        draw_set(desk, drawn.members(chosen[0]), f"on {drawn.topic_name(chosen[0])}", key="topic")
    else:
        st.caption("Words that set a topic apart from the others. Choose one to keep or drop it.")
