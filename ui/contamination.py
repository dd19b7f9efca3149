"""The contamination page's findings: which search is shown, the table, and the step they make."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import streamlit as st

from curation.analysis.contamination import Findings, earlier_findings, known_findings
from curation.errors import CurationError
from curation.jobs.contamination import step_of
from curation.recipe import ContaminationStep, Outcome, Recipe
from ui.benchmarks import ASKED
from ui.hits import draw_hits
from ui.notices import show_error
from ui.state import Desk, outcome_of
from ui.text import escaped

SEARCH = "contamination-search"
MUCH = 0.02


def findings_shown(desk: Desk) -> Findings | None:
    """The findings of the last search, or of the earlier one that is picked; None before the first."""
    earlier = earlier_findings(desk.dataset.id)
    if not earlier:
        return None
    steps = [step_of(found) for found in earlier]
    asked = st.session_state.pop(ASKED, None)
    if asked in steps:
        st.session_state[SEARCH] = steps.index(asked)
    if st.session_state.get(SEARCH, 0) >= len(earlier):
        del st.session_state[SEARCH]
    if len(earlier) == 1:
        return earlier[0]
    at: int = st.selectbox(
        "Search shown",
        range(len(earlier)),
        format_func=lambda at: _described(steps[at]),
        key=SEARCH,
        persist_state="session",
    )
    return earlier[at]


def _described(step: ContaminationStep) -> str:
    """One search in a few words; names are those of files, not of rows."""
    rule = step.rule
    how = {
        "ngram": f"{rule.n} words in a row, more than {rule.threshold:.0%}",
        "exact": "the whole question",
        "embedding": f"cosine {rule.threshold:g}",
    }[rule.method]
    names = ", ".join(ref.name for ref in step.benchmarks)
    return f"{names} · {how}{' · answers too' if rule.answers else ''}"


def draw_table(found: Findings) -> None:
    """A line a benchmark: questions, how many stand in the prompts, the share with its interval."""
    rows = []
    for count in found.counts():
        low, high = count.hit.interval()
        rows.append(
            {
                "benchmark": count.ref.name,
                "questions": count.hit.total,
                "found": count.hit.count,
                "share": count.hit.value,
                "95 % interval": f"{low:.2%} – {high:.2%}",
                "prompts": count.prompts,
                "rows without a question": count.blank,
                "over 2 %": "yes" if count.hit.value > MUCH else "",
            }
        )
    st.dataframe(
        rows,
        hide_index=True,
        key="contamination-table",
        column_config={"share": st.column_config.NumberColumn(format="percent")},
        alt="Benchmarks, and how many of their questions stand in the prompts",
    )
    st.caption("Tülu 3 calls a set contaminated where more than 2 % of a benchmark's questions are found.")


def draw_verdict(desk: Desk, found: Findings) -> ContaminationStep:
    """What would go, and the button that makes it a step; the step with the prompts that stay."""
    present = _present(desk.recipe, found)
    step = present or step_of(found).model_copy(update={"stay": st.session_state.get(_spared(found), ())})
    try:
        if step in desk.waiting:
            known_findings(desk.dataset, step.benchmarks, step.rule)
        trial, at = _tried(desk, step)
    except CurationError as error:
        # A benchmark that is gone or has changed: what was found then can still be looked at.
        show_error(error)
        return step
    result = trial.steps[at]
    figures = [
        ("Prompts found", f"{len(found.prompts):,}"),
        ("Pairs found", f"{result.hit:,}"),
        ("Pairs that go", f"{result.removed:,}"),
        ("Pairs left", f"{trial.pairs_kept:,}"),
    ]
    with st.grid(len(figures), min_column_width=140):
        for title, value in figures:
            st.metric(title, value, border=True)
    if present is not None:
        st.success("This is a step of the recipe.", icon="✅")
    elif len(found):
        st.button(
            "Drop this pair" if result.hit == 1 else f"Drop these {result.hit:,} pairs",
            type="primary",
            key="drop-contaminated",
            disabled=not result.hit,
            on_click=_add,
            args=(desk, step),
        )
    return step


def _tried(desk: Desk, step: ContaminationStep) -> tuple[Outcome, int]:
    """What the recipe does with the step, and where in it the step stands."""
    if step in desk.applied.steps:
        return desk.outcome, desk.applied.steps.index(step)
    return outcome_of(desk.dataset, desk.applied.with_step(step)), len(desk.applied.steps)


def _present(recipe: Recipe, found: Findings) -> ContaminationStep | None:
    """The recipe's own step for these findings, whatever prompts it lets stay."""
    bare = step_of(found)
    for step in recipe.steps:
        if isinstance(step, ContaminationStep) and _bare(step) == bare:
            return step
    return None


def _bare(step: ContaminationStep) -> ContaminationStep:
    threshold = None if step.method == "exact" else step.rule.threshold
    return ContaminationStep(benchmarks=step.benchmarks, **(asdict(step.rule) | {"threshold": threshold}))


def _spared(found: Findings) -> str:
    return f"spared-{step_of(found).model_dump_json()}"


def _add(desk: Desk, step: ContaminationStep) -> None:
    desk.change(desk.session.recipe.with_step(step), f"contamination: {step.title}")


def draw_found(desk: Desk, found: Findings, step: ContaminationStep) -> None:
    """The hits one by one; each may be let stay."""
    if not len(found):
        st.success("No question of these benchmarks stands in the prompts.", icon="✅")
        return
    draw_hits(desk, found, step.stay, _turn)


def _turn(desk: Desk, found: Findings, key: str) -> None:
    """Let a prompt stay, or go after all."""
    recipe = desk.session.recipe
    present = _present(recipe, found)
    before: tuple[str, ...] = present.stay if present else st.session_state.get(_spared(found), ())
    stay = tuple(one for one in before if one != key) if key in before else (*before, key)
    if present is None:
        st.session_state[_spared(found)] = stay
        return
    changed: dict[str, Any] = {"stay": stay}
    at = recipe.steps.index(present)
    verb = "stays" if key in stay else "goes after all"
    desk.change(recipe.with_step_at(at, present.model_copy(update=changed)), f"contamination: {key} {verb}")


def draw_names(found: Findings) -> None:
    """Where the benchmarks came from, and the bytes they were."""
    lines = [
        f"{escaped(ref.name)}: {escaped(ref.spec)}, column {escaped(ref.column or '')},"
        f" {escaped((ref.fingerprint or '')[:8])}"
        for ref in found.benchmarks
    ]
    st.html(f'<div class="wn-note">{"<br>".join(lines)}</div>')
