"""The builder of nested filters: groups of conditions, how many pairs would stay, and the step it becomes.

Everything is a plain widget in a fragment, so that building redraws nothing else. What is built survives
a visit to another page; what hangs where is in ``draft``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from curation.errors import CurationError
from curation.recipe import Condition, FilterStep, Recipe, describe, to_sql
from ui.recipe.draft import ALL, HOWS, Group, Leaf, Tree
from ui.recipe.leaf import Incomplete, draw_leaf, problem_at
from ui.recipe.prompt_sets import draw_sets
from ui.state import Desk, kept_by
from ui.text import escaped

_BUILDING, _HELD, _PROBLEM = "_building", "_building-held", "_building-problem"


@dataclass(frozen=True)
class Building:
    """A filter being built.

    Attributes:
        dataset: The data set it is for.
        tree: What hangs where.
        index: Place of the step that it changes; None for a new one.
        step: That step as it was when it was opened.
    """

    dataset: str
    tree: Tree
    index: int | None = None
    step: FilterStep | None = None


def building(desk: Desk) -> Building | None:
    """What is being built for this data set; None where nothing is."""
    found: Building | None = st.session_state.get(_BUILDING)
    return found if found is not None and found.dataset == desk.dataset.id else None


def open_builder(desk: Desk, index: int | None = None) -> None:
    """Begin a new filter, or open the one that stands at ``index`` of the recipe."""
    token = f"build-{secrets.token_hex(3)}"
    close_builder()
    step = None if index is None else desk.recipe.steps[index]
    if not isinstance(step, FilterStep):
        st.session_state[_BUILDING] = Building(desk.dataset.id, Tree.begun(token))
        return
    tree, held = Tree.of(token, step.where, desk.dataset)
    st.session_state[_HELD] = held
    st.session_state[_BUILDING] = Building(desk.dataset.id, tree, index, step)


def close_builder() -> None:
    """Leave what is being built."""
    for key in (_BUILDING, _HELD, _PROBLEM):
        st.session_state.pop(key, None)


@st.fragment
def draw_builder(desk: Desk) -> None:
    """The builder with its count and buttons."""
    found = building(desk)
    if found is None:
        return
    for key, value in st.session_state.get(_HELD, {}).items():
        st.session_state.setdefault(key, value)
    with st.container(border=True, key="builder"):
        st.markdown("**Keep the pairs for which**")
        _draw_group(desk, found.tree, found.tree.root, outermost=True)
        _draw_count(desk, found)
        _draw_ends(desk, found)
    prefix = f"{found.tree.token}-"
    st.session_state[_HELD] = {
        str(key): value for key, value in st.session_state.items() if str(key).startswith(prefix)
    }


def _draw_group(desk: Desk, tree: Tree, group: Group, *, outermost: bool = False) -> None:
    key = tree.key(group)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.session_state.setdefault(f"{key}-how", ALL)
        st.selectbox(
            "How its conditions are taken together",
            list(HOWS),
            format_func=HOWS.__getitem__,
            key=f"{key}-how",
            label_visibility="collapsed",
            width=220,
        )
        _edit_button("Condition", f"leaf-{key}", lambda tree: tree.with_leaf(group.id), icon=":material/add:")
        _edit_button("Group", f"group-{key}", lambda tree: tree.with_group(group.id), icon=":material/add:")
        draw_sets(desk, f"sets-{key}", lambda node: _edit(lambda tree: tree.with_leaf(group.id, node)))
        if not outermost:
            _edit_button(
                "×",
                f"less-{key}",
                lambda tree: tree.without(group.id),
                help="Remove this group",
            )
    for member in group.members:
        if isinstance(member, Leaf):
            _draw_member(desk, tree, member)
        else:
            with st.container(border=True, key=f"in-{tree.key(member)}"):
                _draw_group(desk, tree, member)
    if not group.members:
        st.caption("No condition in this group yet.")


def _draw_member(desk: Desk, tree: Tree, leaf: Leaf) -> None:
    key = tree.key(leaf)
    turned, words, less = st.columns([0.11, 0.84, 0.05], vertical_alignment="center")
    st.session_state.setdefault(f"{key}-not", False)
    turned.checkbox("not", key=f"{key}-not")
    with words:
        if leaf.fixed is not None:
            st.text(describe(leaf.fixed))
        else:
            draw_leaf(desk.dataset, key, wide=True)
            if problem := problem_at(st.session_state, key, desk.dataset):
                st.html(f'<div class="wn-problem" role="alert">{escaped(problem)}</div>')
    with less:
        _edit_button(
            "×",
            f"less-{key}",
            lambda tree: tree.without(leaf.id),
            help="Remove this condition",
        )


def _edit_button(label: str, key: str, change: Callable[[Tree], Tree], **look: Any) -> None:
    st.button(label, key=key, type="tertiary", on_click=_edit, args=(change,), **look)


def _edit(change: Callable[[Tree], Tree]) -> None:
    found: Building = st.session_state[_BUILDING]
    st.session_state[_BUILDING] = replace(found, tree=change(found.tree))


def _condition(desk: Desk, found: Building) -> Condition:
    """What the widgets make now.

    Raises:
        Incomplete: A value is missing, or a group is empty.
        RecipeError: It does not fit the data set.
    """
    condition = found.tree.condition(st.session_state, desk.dataset)
    to_sql(condition, desk.dataset.fields)
    return condition


def _with(recipe: Recipe, found: Building, condition: Condition) -> Recipe:
    if found.index is None or found.step is None:
        return recipe.with_step(FilterStep(where=condition))
    return recipe.with_step_at(
        found.index, found.step.model_copy(update={"where": condition, "enabled": True})
    )


def _draw_count(desk: Desk, found: Building) -> None:
    """How many pairs would stay, or what is missing yet."""
    try:
        condition = _condition(desk, found)
        others = desk.recipe if found.index is None else desk.recipe.without_step(found.index)
        before = kept_by(desk.dataset, others)
        kept = kept_by(desk.dataset, _with(desk.recipe, found, condition))
    except Incomplete as missing:
        st.html(f'<div class="wn-note">{escaped(str(missing))}</div>')
        return
    except CurationError as error:
        # A leaf has said so already where it is a leaf's fault.
        own = (
            problem_at(st.session_state, found.tree.key(leaf), desk.dataset) for leaf in found.tree.leaves()
        )
        if not any(own):
            st.html(f'<div class="wn-problem" role="alert">{escaped(error.sentences[0])}</div>')
        return
    words = f"Keeps: {describe(condition)}"
    st.html(
        f'<div class="wn-would" data-testid="wn-would" role="status"><b>{kept:,}</b> of {before:,} would stay'
        f'<div class="wn-note">{escaped(words)}</div></div>'
    )


def _draw_ends(desk: Desk, found: Building) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Add to recipe" if found.index is None else "Save this step"
        if st.button(label, type="primary", key="build-add"):
            _finish(desk, found)
        if st.button("Cancel", type="tertiary", key="build-cancel"):
            close_builder()
            st.rerun()
        about, problem = st.session_state.get(_PROBLEM, (None, ""))
        if problem and about == found.tree:
            st.text(problem)


def _finish(desk: Desk, found: Building) -> None:
    """Make it a step and draw the page anew; else say what is missing."""
    recipe = desk.session.recipe
    try:
        changed = _with(recipe, found, _condition(desk, found))
        moved = found.index is not None and (
            found.index >= len(recipe.steps) or recipe.steps[found.index] != found.step
        )
        if moved:
            raise Incomplete("The step has changed meanwhile: cancel, and open it again.")
        at = len(recipe.steps) if found.index is None else found.index
        verb = "filter" if found.index is None else "changed"
        desk.change(changed, f"{verb}: {changed.steps[at].title}")
    except (CurationError, ValueError) as error:
        st.session_state[_PROBLEM] = (found.tree, str(error))
        return
    close_builder()
    st.rerun()
