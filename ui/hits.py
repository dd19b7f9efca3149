"""The hits of a contamination search one by one: prompt and question side by side, what they share marked."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from curation.analysis.contamination import Finding, Findings
from ui.browse import OPEN
from ui.marks import marked
from ui.pages import page_path
from ui.state import Desk
from ui.text import escaped

Turn = Callable[[Desk, Findings, str], None]
AT = "hit"
ALL = -1
ORDERS = {"least": "Least sure first", "most": "Surest first"}


def draw_hits(desk: Desk, found: Findings, stay: tuple[str, ...], turn: Turn) -> None:
    """One hit, its neighbours one key away.

    Args:
        desk: The desk.
        found: What was found.
        stay: Content keys of prompts that stay.
        turn: Lets a prompt stay, or go after all.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {ALL: "All benchmarks"} | {at: ref.name for at, ref in enumerate(found.benchmarks)}
        which = st.selectbox(
            "Benchmark", list(names), format_func=names.__getitem__, key="hits-of", width=260
        )
        order = st.segmented_control(
            "Order",
            list(ORDERS),
            format_func=ORDERS.__getitem__,
            default="least",
            required=True,
            key="hits-order",
        )
    hits = found.of_benchmark(None if which == ALL else which)
    hits = hits[::-1] if order == "least" else hits
    if not len(hits):
        st.write("No question of this benchmark was found.")
        return
    position = min(int(st.session_state.get(AT, 0)), len(hits) - 1)
    hit = found.finding(desk.dataset, int(np.asarray(hits)[position]))
    key = desk.dataset.prompts["key"][hit.prompt_id].as_py()
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, shortcut, to in (("Previous", "K", position - 1), ("Next", "J", position + 1)):
            st.button(
                label,
                shortcut=shortcut,
                key=f"hit-{label.lower()}",
                disabled=not 0 <= to < len(hits),
                on_click=_go,
                args=(to, len(hits)),
            )
        st.text(f"{position + 1:,} of {len(hits):,}")
        st.button(
            "Let it go after all" if key in stay else "Not a copy: let it stay",
            key="hit-stay",
            on_click=turn,
            args=(desk, found, key),
        )
        kept = [pair for pair in hit.pair_ids if desk.outcome.kept[pair]]
        if st.button("Open the pair", key="hit-open", disabled=not kept, help="As long as it is kept."):
            st.session_state[OPEN] = kept[0]
            st.switch_page(page_path("browse"))
    _draw_hit(hit, stays=key in stay)


def _go(to: int, many: int) -> None:
    if 0 <= to < many:
        st.session_state[AT] = to


def _draw_hit(hit: Finding, *, stays: bool) -> None:
    measure = "cosine" if hit.method == "embedding" else "of the question's words"
    share = f"{hit.share:.2f} {measure}" if hit.method == "embedding" else f"{hit.share:.0%} {measure}"
    facts = [hit.benchmark, f"row {hit.row:,}", share, *(["stays"] if stays else [])]
    facts += [f"pair {pair:,}" for pair in hit.pair_ids[:5]]
    st.html("".join(f'<span class="wn-badge">{escaped(fact)}</span>' for fact in facts))
    answer = hit.response_id is not None
    left, right = st.columns(2, gap="medium", border=True)
    with left:
        st.markdown("**Chosen answer**" if answer else "**Prompt**")
        st.html(_text(marked(hit.text, hit.spans)))
    with right:
        st.markdown("**The benchmark's solution**" if answer else "**The benchmark's question**")
        st.html(_text(marked(hit.question, hit.question_spans)))


def _text(html: str) -> str:
    return f'<div class="wn-text wn-scroll" tabindex="0">{html}</div>'
