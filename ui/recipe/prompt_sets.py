"""Sets of prompts that a condition can name: a topic of the map, and groups of near-duplicates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from curation.errors import EncoderError
from curation.jobs.prompt_map import known_map
from curation.recipe import Compare, DeduplicateStep, apply
from curation.similarity import Groups
from curation.similarity.prompt_map import PromptMap
from curation.store import Dataset
from ui.state import Desk, standing
from ui.text import plural

TOPIC, GROUPED, COPIES = "a topic", "a group of near-duplicates", "copies in such a group"
_TRIED = ("staged", "semantic", "lexical", "exact")

Add = Callable[[Compare], None]


def draw_sets(desk: Desk, key: str, add: Add) -> None:
    """A popover that adds a topic, or prompts by their near-duplicates, as one condition.

    Args:
        desk: The desk.
        key: Tells this popover from those of other groups.
        add: Takes the condition.
    """
    panel = st.popover(
        "Topic or duplicates", type="tertiary", icon=":material/add:", key=key, on_change="rerun"
    )
    if not panel.open:
        return
    with panel:
        drawn, groups = _map(desk.dataset), _groups(desk)
        kinds = [TOPIC] * (drawn is not None) + [GROUPED, COPIES]
        kind = st.radio("Prompts of", kinds, key=f"{key}-kind")
        if kind == TOPIC and drawn is not None:
            topics = list(range(len(drawn.topics)))
            topic = st.selectbox("Topic", topics, format_func=drawn.topic_name, key=f"{key}-topic")
            found = drawn.members(topic)
            words = f"topic “{drawn.topic_name(topic)}”"
        else:
            step, known = groups
            found, words = _duplicates(known, step, kind, key)
        if drawn is None:
            st.caption("Topics can be named once the map is drawn, on the page Map.")
        st.caption(plural(len(found), "prompt"))
        st.button(
            "Add this condition",
            key=f"{key}-add",
            type="primary",
            disabled=not len(found),
            on_click=_add,
            args=(add, desk.dataset, found, words, key),
        )


def _add(add: Add, dataset: Dataset, prompts: Any, words: str, key: str) -> None:
    st.session_state[key] = False
    keys = tuple(dataset.prompts["key"].take(prompts).to_pylist())
    add(Compare(field="prompt.key", op="in", value=keys, name=f"{words} ({plural(len(keys), 'prompt')})"))


def _duplicates(groups: Groups, step: DeduplicateStep, kind: str, key: str) -> tuple[Any, str]:
    how = (
        "equal prompts" if step.method == "exact" else f"{step.method} near-duplicates at {step.threshold:g}"
    )
    if kind == COPIES:
        return groups.duplicates, f"copies among {how}"
    ids = groups.group_ids()
    sizes = np.bincount(ids)[ids]
    largest = max(int(sizes.max(initial=2)), 2)
    least = int(st.number_input("Prompts in the group, at least", 2, largest, 2, key=f"{key}-least"))
    return np.flatnonzero(sizes >= least), f"in groups of {least} or more {how}"


def _map(dataset: Dataset) -> PromptMap | None:
    try:
        return known_map(dataset)
    except EncoderError:
        return None


def _groups(desk: Desk) -> tuple[DeduplicateStep, Groups]:
    """The groups of the recipe's own duplicates step, else of the best comparison there is already."""
    own = [step for step in desk.recipe.steps if isinstance(step, DeduplicateStep)]
    tried = [*(step.model_copy(update={"enabled": True}) for step in own)]
    tried += [DeduplicateStep.model_validate({"method": method}) for method in _TRIED]
    for step in tried:
        recipe = desk.recipe.model_copy(update={"steps": (step,)})
        if not standing(desk.dataset, recipe)[1]:
            groups = apply(desk.dataset, recipe).steps[0].groups
            if groups is not None:
                return step, groups
    raise AssertionError("equal prompts are always found")
