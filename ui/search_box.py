"""Search by meaning and by words: the box, what it found, and what is not embedded yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from curation.jobs.query_encoder import QueryEncoder
from curation.jobs.searching import BYS, By, Finder
from curation.similarity.lexical_search import WordIndex
from curation.similarity.search import Hit
from curation.similarity.vectors import cache_state
from ui.jobs import draw_job, jobs
from ui.notices import told
from ui.prompt_set import LIKE, draw_set, kept_now, open_prompt
from ui.state import Desk
from ui.text import escaped, plural, shortened

TITLES: dict[By, str] = {"both": "Both", "meaning": "Meaning", "words": "Words"}
HOW_MANY = (10, 25, 50, 100, 500)
ROWS_HIGH = 10


@dataclass(frozen=True)
class Found:
    """What a search gave, and what was searched for."""

    hits: tuple[Hit, ...]
    words: str
    key: str

    @property
    def prompts(self) -> Any:
        """Positions of the prompts, the best first."""
        return np.asarray([hit.prompt for hit in self.hits], np.int64)


@st.cache_resource(show_spinner=False)
def _encoder() -> QueryEncoder:
    return QueryEncoder()


@st.cache_resource(max_entries=2, show_spinner=False)
def _index(dataset_id: str, _desk: Desk) -> WordIndex:
    return WordIndex.build(_desk.dataset)


@st.cache_resource(max_entries=2, show_spinner=False)
def _finder(dataset_id: str, state: Any, _desk: Desk) -> Finder:
    return Finder.of(_desk.dataset, read_index=lambda: _index(dataset_id, _desk))


def draw_box(desk: Desk) -> Found | None:
    """The box; what it found, None where nothing is asked."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        query = st.text_input(
            "Find prompts like this",
            key="find",
            type="search",
            placeholder="a question, a task, a few words",
            persist_state="session",
            on_change=_typed,
        )
        by = st.segmented_control(
            "By",
            BYS,
            format_func=TITLES.__getitem__,
            default="both",
            required=True,
            key="find-by",
            persist_state="session",
            help="Meaning: cosine of sentence embeddings. Words: BM25. Both: the two lists fused by"
            " reciprocal rank, so that neither scale outweighs the other.",
        )
        top = st.selectbox("How many", HOW_MANY, index=1, key="find-top", width=110, persist_state="session")
    like = st.session_state.get(LIKE, -1)
    asked = query.strip() or like >= 0
    with told():
        finder = _finder(desk.dataset.id, cache_state(), desk)
        if by != "words":
            _draw_missing(desk, finder, asked=bool(asked))
        if like >= 0:
            return _like_prompt(desk, finder, like, by, top)
        if asked:
            return _like_text(desk, finder, query.strip(), by, top)
    return None


def _typed() -> None:
    st.session_state.pop(LIKE, None)


def _draw_missing(desk: Desk, finder: Finder, *, asked: bool) -> None:
    """How much of the set meaning does not reach yet, and the job that mends it."""
    name = f"embed-{desk.dataset.id}"
    if draw_job(name) is not None:
        st.rerun()
    if not finder.stored.missing or jobs().get(name) is not None or not asked:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        prompts = len(finder.stored.known)
        st.caption(
            f"{finder.stored.missing:,} of {plural(prompts, 'prompt')} are not embedded yet: only their words"
            " are searched."
        )
        st.button("Embed them", key="embed", on_click=_embed, args=(desk.dataset.id,))


def _embed(dataset_id: str) -> None:
    jobs().start(f"embed-{dataset_id}", "Embedding prompts", {"work": "embed", "dataset": dataset_id})


def _like_prompt(desk: Desk, finder: Finder, like: int, by: By, top: int) -> Found:
    text = shortened(desk.dataset.prompts["text"][like].as_py(), 60)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(f'<div class="wn-note">Like the prompt “{escaped(text)}”</div>')
        st.button("×", key="unlike", type="tertiary", help="Back to the words in the box", on_click=_typed)
    hits = finder.like_prompt(like, by=by, top=top, among=kept_now(desk.cache_key, desk))
    return Found(hits, f"like “{text}”", f"{like}")


def _like_text(desk: Desk, finder: Finder, query: str, by: By, top: int) -> Found:
    encoder = _encoder()
    first = by != "words" and finder.knows_meaning and not encoder.warm
    with st.spinner("Loading the embedding model; the next search is quick …" if first else "Searching …"):
        hits = finder.like_text(query, encoder.vector, by=by, top=top, among=kept_now(desk.cache_key, desk))
    return Found(hits, f"like “{shortened(query, 60)}”", query)


def draw_found(desk: Desk, found: Found) -> None:
    """The prompts found, the best first, and the pill they can become; a click opens one."""
    if not found.hits:
        st.info("No kept prompt holds these words. Try others, or search by meaning.")
        return
    texts = desk.dataset.prompts["text"]
    rows = [
        {
            "prompt": shortened(texts[hit.prompt].as_py(), 240),
            "meaning": hit.cosine,
            "words": hit.words,
        }
        for hit in found.hits
    ]
    ids = found.prompts
    key = f"found-{desk.dataset.id}-{hash((found.key, desk.recipe.hash, tuple(ids.tolist())))}"
    st.dataframe(
        rows,
        hide_index=True,
        height=35 * (min(len(rows), ROWS_HIGH) + 1) + 2,
        on_select=lambda: _clicked(key, ids),
        selection_mode=["single-row", "single-cell"],
        key=key,
        column_config={
            "prompt": st.column_config.TextColumn(width=190),
            "meaning": st.column_config.NumberColumn(format="%.2f", width=72, help="Cosine of embeddings"),
            "words": st.column_config.NumberColumn(format="%.1f", width=60, help="BM25"),
        },
        alt="The prompts found, the best first",
    )
    draw_set(desk, ids, found.words, key="found")


def _clicked(key: str, ids: Any) -> None:
    selected = st.session_state[key]["selection"]
    rows = [cell[0] for cell in selected["cells"]] or selected["rows"]
    if rows:
        open_prompt(int(ids[rows[0]]))
