"""Conflicts: opposite verdicts on the same two answers, and cycles; each resolved by dropping pairs."""

from __future__ import annotations

import streamlit as st

from curation.analysis.conflicts import Conflict, ConflictReport, conflicts_of
from curation.recipe import DropStep, Recipe
from ui.diff import word_diff
from ui.duplicates.texts import LONG, badges, both, text_of, whole
from ui.duplicates.trial import Trial, change, place_of
from ui.state import Desk, outcome_of
from ui.text import escaped, plural

A_PAGE = 5
CYCLE_COLUMNS = 3


@st.cache_resource(max_entries=16, show_spinner=False)
def _report(key: tuple[str, str, str], _trial: Trial) -> ConflictReport:
    alive = outcome_of(_trial.desk.dataset, _trial.without).kept
    # Near answers do not make two prompts one: then only equal prompts can contradict each other.
    groups = None if _trial.step.unit == "answers" else _trial.groups
    return conflicts_of(_trial.desk.dataset, groups, alive)


def draw_conflicts(trial: Trial) -> None:
    """Every conflict among the pairs that are still there, near-duplicate prompts counting as one."""
    key = (trial.desk.dataset.id, trial.without.hash, trial.step.model_dump_json())
    with st.spinner("Comparing verdicts …"):
        report = _report(key, trial)
    st.caption(
        "Verdicts that cannot all be right: on one prompt, or on prompts of one group above. What the"
        " duplicates step drops is marked: without your say its keep policy decides."
    )
    if not report.conflicts:
        st.write("None: no verdict contradicts another.")
        return
    kinds = {"opposites": report.opposites, "cycles": report.cycles}
    kind = "opposites"
    if report.opposites and report.cycles:
        names = {name: f"{name.capitalize()} ({len(found):,})" for name, found in kinds.items()}
        chosen = st.segmented_control(
            "Kind",
            list(kinds),
            format_func=names.__getitem__,
            default="opposites",
            required=True,
            key="conflict-kind",
            label_visibility="collapsed",
        )
        kind = str(chosen)
    else:
        kind = "opposites" if report.opposites else "cycles"
        st.text(plural(len(report.conflicts), kind.removesuffix("s")))
    found = kinds[kind]
    pages = -(-len(found) // A_PAGE)
    number = min(st.session_state.get("conflicts-page", 1), pages)
    for conflict in found[(number - 1) * A_PAGE : number * A_PAGE]:
        with st.container(border=True):
            if conflict.kind == "opposite":
                _draw_opposite(trial, report, conflict)
            else:
                _draw_cycle(trial, report, conflict)
    if pages > 1:
        st.pagination(pages, key="conflicts-page")


def _draw_opposite(trial: Trial, report: ConflictReport, conflict: Conflict) -> None:
    first, second = conflict.pairs
    _draw_prompts(trial, conflict)
    # The same two answers in both verdicts: drawn once, the first verdict's chosen one on the left.
    left, right = _answer(trial, first, "chosen"), _answer(trial, first, "rejected")
    marked = word_diff(left, right, only_differences=len(left) + len(right) > 2 * LONG)
    for column, html, told in zip(
        st.columns(2, gap="medium", border=True), marked[:2], ("Answer A", "Answer B"), strict=True
    ):
        with column:
            st.markdown(f"**{told}**")
            st.html(f'<div class="wn-text wn-scroll" tabindex="0">{html or "<i>empty</i>"}</div>')
    st.html(
        _verdict(trial, first, "First verdict: A is better")
        + _verdict(trial, second, "Second verdict: B is better")
    )
    keys = report.keys(conflict)
    with st.container(horizontal=True):
        _resolve(trial, "Keep first", conflict, (keys[1],))
        _resolve(trial, "Keep second", conflict, (keys[0],))
        _resolve(trial, "Drop both", conflict, tuple(keys))


def _draw_cycle(trial: Trial, report: ConflictReport, conflict: Conflict) -> None:
    _draw_prompts(trial, conflict)
    keys, size = report.keys(conflict), len(conflict.pairs)
    for start in range(0, size, CYCLE_COLUMNS):
        columns = st.columns(CYCLE_COLUMNS, gap="medium", border=True)
        for column, at in zip(columns, range(start, min(start + CYCLE_COLUMNS, size)), strict=False):
            with column:
                name, following = _letter(at), _letter((at + 1) % size)
                st.markdown(f"**Answer {name}**")
                st.html(whole(_answer(trial, conflict.pairs[at], "chosen")))
                st.html(_verdict(trial, conflict.pairs[at], f"{name} is better than {following}"))
                _resolve(trial, "Drop this verdict", conflict, (keys[at],), at)
    _resolve(trial, f"Drop all {size}", conflict, tuple(keys))


def _letter(at: int) -> str:
    return chr(ord("A") + at % 26)


def _draw_prompts(trial: Trial, conflict: Conflict) -> None:
    """The prompt once, or the two near ones with what differs marked."""
    prompts = list(dict.fromkeys(conflict.prompts))
    facts = "two near-duplicate prompts" if len(prompts) > 1 else "one prompt"
    texts = [text_of(trial, prompt) for prompt in prompts]
    shown = both(texts[0], texts[1]) if len(texts) > 1 and texts[0] != texts[1] else whole(texts[0])
    st.html(badges(facts) + shown)


def _verdict(trial: Trial, row: int, told: str) -> str:
    pair = trial.desk.dataset.pairs.slice(row, 1).select(["split", "source", "strength"]).to_pylist()[0]
    strength = pair["strength"]
    facts = [
        f"pair {row:,}",
        pair["split"],
        pair["source"],
        "" if strength is None else f"strength {strength:g}",
        "goes as a duplicate" if trial.result.hits[row] else "",
    ]
    return f'<div class="wn-verdict"><b>{escaped(told)}</b> {badges(*facts)}</div>'


def _answer(trial: Trial, row: int, side: str) -> str:
    dataset = trial.desk.dataset
    return dataset.text(dataset.pairs[f"{side}_id"][row].as_py())


def _resolve(trial: Trial, label: str, conflict: Conflict, keys: tuple[str, ...], at: int = 0) -> None:
    st.button(
        label,
        key=f"conflict-{'-'.join(map(str, conflict.pairs))}-{label}-{at}",
        on_click=_drop,
        args=(trial.desk, keys, f"conflict: {label.lower()}"),
    )


def _drop(desk: Desk, keys: tuple[str, ...], label: str) -> None:
    change(desk, with_dropped(desk.session.recipe, keys), label)


def with_dropped(recipe: Recipe, keys: tuple[str, ...]) -> Recipe:
    """The recipe with more pairs dropped by hand, before the duplicates step looks at what is left."""
    for at, step in enumerate(recipe.steps):
        if isinstance(step, DropStep) and step.enabled:
            longer = step.model_copy(update={"keys": tuple(dict.fromkeys([*step.keys, *keys]))})
            return recipe.with_step_at(at, longer)
    place = place_of(recipe)
    place = len(recipe.steps) if place is None else place
    steps = (*recipe.steps[:place], DropStep(keys=keys), *recipe.steps[place:])
    return recipe.model_copy(update={"steps": steps})
