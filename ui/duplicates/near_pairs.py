"""Near pairs one by one: those at the threshold, and look-alikes that are kept apart."""

from __future__ import annotations

from collections import Counter
from functools import partial

import numpy as np
import streamlit as st

from curation.similarity import DIFFERENCES, Edge, border
from ui.duplicates import decisions
from ui.duplicates.texts import badges, both, text_of
from ui.duplicates.trial import Trial, decide, step_in

SHOWN = 5
A_PAGE = 10
MARKS = "Underlined: only in the first. Struck: only in the second."
DECIDED = {"apart": "you: not a duplicate", "together": "you: merged"}


def draw_border(trial: Trial) -> None:
    """Pairs just above and just below the threshold, to tune it by."""
    shown = SHOWN * st.session_state.get("border-more", 1)
    above, below = border(trial.neighbours, trial.step.threshold, shown)
    st.caption(
        "The pairs nearest to the threshold on both sides. What you decide about one stands whatever the"
        f" threshold is. {MARKS}"
    )
    left, right = st.columns(2, gap="large")
    for column, title, edges in ((left, "Just above: near", above), (right, "Just below: not near", below)):
        with column:
            st.markdown(f"**{title}**")
            if not edges:
                st.caption("No pair there.")
            for edge in edges:
                draw_pair(trial, edge, "border")
    if max(len(above), len(below)) == shown:
        st.button("Show more", key="border-show", on_click=_more)


def _more() -> None:
    st.session_state["border-more"] = st.session_state.get("border-more", 1) + 1


def draw_lookalikes(trial: Trial) -> None:
    """Prompts as near as duplicates whose difference changes the ask."""
    st.caption(
        "As near as duplicates, but they ask for something else: a number, a negation, a name, code or a"
        " language differs. They are kept apart unless you merge them, one by one or all (under More)."
        f" {MARKS}"
    )
    graph, at = trial.neighbours, trial.groups.lookalike_edges
    if not len(at):
        st.write("None at this threshold.")
        return
    kinds = Counter(DIFFERENCES[code] for code in graph.difference[at].tolist())
    kind = st.segmented_control(
        "What differs",
        [name for name, _ in kinds.most_common()],
        format_func=lambda name: f"{name} ({kinds[name]:,})",
        key="lookalike-kind",
        label_visibility="collapsed",
    )
    if kind in kinds:
        at = at[graph.difference[at] == DIFFERENCES.index(kind)]
    nearest = at[np.argsort(-graph.similarity[at], kind="stable")]
    pages = -(-len(nearest) // A_PAGE)
    number = min(st.session_state.get("lookalikes-page", 1), pages)
    for edge in graph.edges(nearest[(number - 1) * A_PAGE : number * A_PAGE]):
        draw_pair(trial, edge, "look")
    if pages > 1:
        st.pagination(pages, key="lookalikes-page")


def draw_pair(trial: Trial, edge: Edge, where: str) -> None:
    """One pair of prompts, what differs marked, and the curator's say."""
    one, other = trial.key_of(edge.a), trial.key_of(edge.b)
    step = step_in(trial.desk.recipe)
    said = "" if step is None else decisions.decided(step, one, other)
    with st.container(border=True):
        facts = badges(f"{edge.similarity:.3f}", edge.stage, edge.difference, DECIDED.get(said))
        st.html(facts + both(text_of(trial, edge.a), text_of(trial, edge.b)))
        with st.container(horizontal=True):
            if said:
                edit = partial(decisions.taken_back, kind=said, keys=(one, other))
                _button(trial, edge, where, "Take back", "taken back", edit)
                return
            if where != "look":
                edit = partial(decisions.not_duplicates, one=one, other=other)
                _button(trial, edge, where, "Not a duplicate", "not duplicates", edit)
            edit = partial(decisions.one_prompt, one=one, other=other)
            _button(trial, edge, where, "Merge these" if where == "look" else "Merge", "merged", edit)


def _button(trial: Trial, edge: Edge, where: str, label: str, told: str, edit: decisions.Edit) -> None:
    st.button(
        label,
        key=f"{where}-{label}-{edge.a}-{edge.b}",
        on_click=decide,
        args=(trial.desk, edit, f"{told}: {trial.key_of(edge.a)[:8]} and {trial.key_of(edge.b)[:8]}"),
    )
