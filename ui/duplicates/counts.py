"""What the tried step would remove, and the button that makes it part of the recipe."""

from __future__ import annotations

import streamlit as st

from ui.duplicates.decisions import count
from ui.duplicates.trial import Trial, add_step, step_in
from ui.text import plural


def draw_counts(trial: Trial) -> None:
    """Groups, prompts and pairs that go, and what is left."""
    groups = trial.groups
    figures = [
        ("Groups", f"{groups.groups:,}"),
        ("Prompts that go", f"{len(groups.duplicates):,}"),
        ("Pairs that go", f"{trial.result.removed:,}"),
        ("Pairs left", f"{trial.outcome.pairs_kept:,}"),
        ("Look-alikes", f"{len(groups.lookalike_edges):,}"),
    ]
    with st.grid(len(figures), min_column_width=130):
        for title, value in figures:
            st.metric(title, value, border=True)
    if recall := groups.neighbours.recall:
        told = recall.described(trial.step.threshold)
        st.caption(f"{told[:1].upper()}{told[1:]}. *More › Search › Exact* loses none.")
    for sentence in groups.neighbours.bounds.described():
        st.caption(f"{sentence}.")
    chained = int(groups.chained.sum())
    if chained:
        weakest = float(groups.weakest)
        st.warning(
            f"{plural(chained, 'prompt')} would go by a chain of others, not by being near the kept one:"
            f" the weakest similarity is {_at_most(weakest, groups.neighbours.floor)}.",
            icon="⚠️",
        )


def _at_most(weakest: float, floor: float) -> str:
    return f"below {floor:.2f}" if weakest <= floor else f"{weakest:.2f}"


def draw_adding(trial: Trial) -> None:
    """The button, and what stands in the recipe now."""
    present = step_in(trial.desk.recipe)
    if present == trial.step and trial.at < len(trial.recipe.steps):
        st.success("This is a step of the recipe.", icon="✅")
        return
    prompts, pairs = len(trial.groups.duplicates), trial.result.removed
    known = present is not None and present.enabled
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Update the step" if known else "Add to recipe",
            type="primary",
            key="deduplicate",
            disabled=not prompts and not known and not count(present),
            on_click=add_step,
            args=(trial.desk,),
        )
        st.text(f"removes {plural(prompts, 'prompt')} with {plural(pairs, 'pair')}")
    if present is not None and not present.enabled:
        st.caption(
            f"{plural(count(present), 'decision')} of yours in the step, which is off until you add it."
        )
