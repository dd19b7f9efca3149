"""Leaks: groups of near-duplicate prompts that stand in several splits, and the step that repairs them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from curation.analysis.leaks import Leak, LeakReport
from curation.recipe import LeakStep, Recipe
from curation.recipe.leaking import leaking
from ui.duplicates.settings import chosen_step
from ui.duplicates.texts import badges, beside, text_of, whole
from ui.duplicates.trial import Trial, change, place_of, step_in
from ui.state import Desk
from ui.text import label, plural

A_PAGE = 5
MEMBERS = 4
FOR_EVALUATION = "evaluation splits"


@st.cache_resource(max_entries=16, show_spinner=False)
def _report(key: tuple[str, str, str], _trial: Trial, _step: LeakStep) -> LeakReport:
    return leaking(_trial.desk.dataset, _step, _trial.standing)


def draw_leaks(trial: Trial) -> None:
    """What stands in several splits at this threshold, before anything goes as a duplicate."""
    dataset = trial.desk.dataset
    if len(dataset.splits) < 2:
        st.write("This data set has one split, so nothing can leak between splits.")
        return
    st.caption(
        "Groups of near-duplicate prompts with pairs in more than one split: what is trained on is tested on."
        " Chains count here, so that afterwards no prompt of a split is near one of another."
    )
    step = _step_as(trial)
    with st.spinner("Comparing splits …"):
        report = _report((dataset.id, trial.before.hash, step.model_dump_json()), trial, step)
    if not report.groups:
        held = any(isinstance(one, LeakStep) and one.enabled for one in trial.recipe.steps)
        why = "the recipe's leak step sees to that" if held else "at this threshold nothing leaks"
        st.write(f"None: {why}.")
        return
    _draw_repair(trial, report)
    pages = -(-report.groups // A_PAGE)
    number = min(st.session_state.get("leaks-page", 1), pages)
    for leak in report.leaks((number - 1) * A_PAGE, A_PAGE):
        _draw_leak(trial, leak)
    if pages > 1:
        st.pagination(pages, key="leaks-page")


def _step_as(trial: Trial, keep: str | None = None) -> LeakStep:
    names = ("method", "unit", "threshold", "lookalikes", "model")
    return LeakStep.model_validate({name: getattr(trial.step, name) for name in names} | {"keep": keep})


def _draw_repair(trial: Trial, report: LeakReport) -> None:
    names = [name for name in report.splits if name]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kept = st.selectbox(
            "Keep each group in",
            [None, *names],
            format_func=_split_name,
            key="leak-keep",
            width=260,
        )
        dropped = report.as_json(kept if kept in names else None)["dropped"]
        st.button(
            "Repair: add the leak step",
            type="primary",
            key="repair",
            on_click=_repair,
            args=(trial.desk,),
        )
    st.caption(f"Drops {plural(sum(dropped.values()), 'pair')} of {plural(report.groups, 'group')}.")
    st.dataframe(
        [
            {
                "split": name or "(none)",
                "pairs that leak": rows,
                "of": trial.desk.dataset.splits[name],
                "dropped by the repair": dropped[name or ""],
            }
            for name, rows in report.rows.items()
        ],
        hide_index=True,
        width="content",
        key="leaks-by-split",
        alt="Leaking pairs by split",
    )


def _split_name(name: str | None) -> str:
    return FOR_EVALUATION if name is None else label(name)


def _repair(desk: Desk) -> None:
    recipe = desk.session.recipe
    step = chosen_step(step_in(recipe))
    names = ("method", "unit", "threshold", "lookalikes", "model")
    asked: dict[str, Any] = {name: getattr(step, name) for name in names}
    repair = LeakStep.model_validate(asked | {"keep": st.session_state.get("leak-keep")})
    change(desk, with_repair(recipe, repair), f"leaks: {repair.title}")


def with_repair(recipe: Recipe, repair: LeakStep) -> Recipe:
    """The recipe with the repair in place of an older one, or else before its duplicates step."""
    for at, step in enumerate(recipe.steps):
        if isinstance(step, LeakStep):
            return recipe.with_step_at(at, repair)
    place = place_of(recipe)
    place = len(recipe.steps) if place is None else place
    return recipe.model_copy(update={"steps": (*recipe.steps[:place], repair, *recipe.steps[place:])})


def _draw_leak(trial: Trial, leak: Leak) -> None:
    first, *others = leak.prompts
    text = text_of(trial, first)
    with st.container(border=True):
        st.html(badges(*(f"{name or '(none)'}: {plural(rows, 'pair')}" for name, rows in leak.rows.items())))
        st.html(badges(*_splits_of(trial, first)) + whole(text))
        for prompt in others[:MEMBERS]:
            st.html(badges(*_splits_of(trial, prompt)) + beside(text_of(trial, prompt), text))
        if len(others) > MEMBERS:
            st.caption(f"and {len(others) - MEMBERS:,} more")


def _splits_of(trial: Trial, prompt: int) -> list[str]:
    pairs = trial.desk.dataset.pairs
    rows = (pairs["prompt_id"].to_numpy() == prompt).nonzero()[0]
    return list(dict.fromkeys(str(name) for name in pairs["split"].take(rows).to_pylist() if name))
