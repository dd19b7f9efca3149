"""The duplicates page's parts: settings, the job, the threshold, counts, groups and look-alikes."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from curation.jobs import FLOOR, known_neighbours
from curation.recipe import DeduplicateStep, Outcome, Recipe, StepResult
from curation.similarity import POLICIES, Edge, Groups, Neighbours, border
from ui import charts
from ui.diff import word_diff
from ui.jobs import draw_job, jobs
from ui.state import Desk, outcome_of
from ui.text import escaped, plural

METHODS = {
    "staged": "All three",
    "exact": "Exact",
    "lexical": "Lexical",
    "semantic": "Semantic",
}
EXPLAINED = {
    "staged": "Equal texts, then shared character 3-grams (typos), then sentence embeddings (meaning).",
    "exact": "Equal after folding Unicode form, letter case, punctuation and white space.",
    "lexical": "Character 3-grams in common (Jaccard): typos and small edits. No model needed.",
    "semantic": "Cosine of sentence embeddings: the same meaning in other words.",
}
KEEP = {policy.name: policy.title for policy in POLICIES}
GROUPS_A_PAGE = 5
MEMBERS_SHOWN = 8
EDGES_SHOWN = 10


@dataclass(frozen=True)
class Settings:
    """What the curator chose above the threshold."""

    method: str
    keep: str
    grouping: str
    lookalikes: bool


def draw_settings() -> Settings:
    """Which stages to use, which prompt of a group stays."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = st.segmented_control(
            "Compare by",
            list(METHODS),
            format_func=METHODS.__getitem__,
            default="staged",
            required=True,
            key="method",
            persist_state="session",
        )
        keep = st.selectbox(
            "Of each group keep",
            list(KEEP),
            format_func=KEEP.__getitem__,
            key="keep",
            width=260,
            persist_state="session",
        )
        with st.popover("More"):
            grouping = st.segmented_control(
                "Groups",
                ["leader", "connected"],
                default="leader",
                required=True,
                key="grouping",
                persist_state="session",
                help="leader: every member is near the kept one. connected: chains count too.",
            )
            lookalikes = st.toggle(
                "Merge look-alikes too",
                key="lookalikes",
                persist_state="session",
                help="They differ in a number, a negation, a name, code or a language.",
            )
    st.caption(EXPLAINED[str(method)])
    return Settings(str(method), keep, str(grouping), lookalikes)


@st.cache_resource(max_entries=16, show_spinner=False)
def _stored(dataset_id: str, method: str, _desk: Desk) -> Neighbours:
    graph = known_neighbours(_desk.dataset, method=method)
    if graph is None:
        # Raised and not returned: a cache would go on saying so after they were found.
        raise LookupError
    return graph


def found_or_offer(desk: Desk, settings: Settings) -> Neighbours | None:
    """The neighbour graph; where there is none yet, the button that finds it and its progress."""
    name = _job_name(desk.dataset.id, settings.method)
    draw_job(name)
    with suppress(LookupError):
        return _stored(desk.dataset.id, settings.method, desk)
    if jobs().get(name) is None:
        with st.container(border=True):
            st.write(
                f"{plural(len(desk.dataset.prompts), 'prompt')} to compare, once;"
                " the threshold then moves freely."
            )
            if settings.method in {"semantic", "staged"}:
                st.caption(
                    "Embedding takes the time: some 50 prompts a second on two cores. It runs beside the app,"
                    " can be stopped, and goes on where it was."
                )
            st.button(
                "Find near-duplicates",
                type="primary",
                on_click=_start,
                args=(desk.dataset.id,),
                key="find",
            )
    return None


def _start(dataset_id: str) -> None:
    # Read here and not where the button was drawn: a method picked just before the click counts.
    method = st.session_state["method"]
    order = {"work": "neighbours", "dataset": dataset_id, "method": method, "floor": FLOOR}
    jobs().start(_job_name(dataset_id, method), "Finding neighbours", order)


def _job_name(dataset_id: str, method: str) -> str:
    return f"neighbours-{dataset_id}-{method}"


def draw_threshold(desk: Desk, settings: Settings, neighbours: Neighbours) -> DeduplicateStep:
    """The slider, and the histogram it cuts."""
    threshold = 1.0
    if settings.method != "exact":
        left, right = st.columns([0.4, 0.6], gap="large", vertical_alignment="center")
        with left:
            threshold = st.slider(
                "Threshold",
                neighbours.floor,
                1.0,
                0.9,
                0.01,
                key="threshold",
                format="%.2f",
                persist_state="session",
            )
            measure = "Jaccard of 3-grams" if settings.method == "lexical" else "Cosine"
            st.caption(
                f"{measure}; pairs at or above it are near."
                + (" Exact and lexical finds count at any threshold." if settings.method == "staged" else "")
            )
        with right:
            _draw_similarities(neighbours, threshold)
    return _chosen_step()


def _chosen_step() -> DeduplicateStep:
    """The step as the widgets stand, also where one moved just before a click."""
    chosen = st.session_state
    exact = chosen["method"] == "exact"
    names = ("method", "keep", "grouping", "lookalikes")
    return DeduplicateStep.model_validate(
        {name: chosen[name] for name in names} | {"threshold": 1.0 if exact else chosen.get("threshold", 0.9)}
    )


def _draw_similarities(neighbours: Neighbours, threshold: float) -> None:
    import plotly.graph_objects as go

    edges = np.linspace(neighbours.floor, 1.0, 41)
    kinds = {"duplicates": ~neighbours.is_lookalike, "look-alikes": neighbours.is_lookalike}
    bars = [
        {
            "type": "bar",
            "x": ((edges[:-1] + edges[1:]) / 2).tolist(),
            "y": np.histogram(np.clip(neighbours.similarity[mask], edges[0], 1.0), edges)[0].tolist(),
            "name": label,
            "marker": charts.marker(label),
        }
        for label, mask in kinds.items()
    ]
    at = {"type": "line", "x0": threshold, "x1": threshold, "y0": 0, "y1": 1, "yref": "y domain"}
    layout = {
        "barmode": "stack",
        "height": 180,
        "margin": charts.MARGIN,
        "xaxis": {"title": {"text": "similarity of two prompts"}, "fixedrange": True},
        "yaxis": {"title": {"text": "pairs of prompts"}, "fixedrange": True},
        "legend": charts.LEGEND,
        "shapes": [at | {"line": {"dash": "dash", "width": 2, "color": charts.LINE}}],
    }
    charts.draw(
        go.Figure(data=bars, layout=layout),
        key="similarities",
        alt="Histogram of the similarity of near prompts, with the threshold",
    )


def _with(recipe: Recipe, step: DeduplicateStep) -> Recipe:
    """The recipe with this as its one duplicates step, where the old one stood or else at the end."""
    old = [isinstance(one, DeduplicateStep) for one in recipe.steps]
    at = old.index(True) if True in old else len(old)
    others = [one for one in recipe.steps if not isinstance(one, DeduplicateStep)]
    return recipe.model_copy(update={"steps": (*others[:at], step, *others[at:])})


def tried(desk: Desk, step: DeduplicateStep) -> Outcome:
    """What the recipe would do with the step; exactly what an export would do."""
    return outcome_of(desk.dataset, _with(desk.recipe, step))


def _found(trial: Outcome) -> tuple[StepResult, Groups]:
    """What the tried step did."""
    return next((result, result.groups) for result in trial.steps if result.groups is not None)


def groups_in(trial: Outcome) -> Groups:
    """The groups of a tried step."""
    return _found(trial)[1]


def draw_counts(desk: Desk, step: DeduplicateStep, trial: Outcome, neighbours: Neighbours) -> None:
    """What would go, and the button that makes it a step."""
    result, groups = _found(trial)
    figures = [
        ("Groups", f"{groups.groups:,}"),
        ("Prompts that go", f"{len(groups.duplicates):,}"),
        ("Pairs that go", f"{result.removed:,}"),
        ("Pairs left", f"{trial.pairs_kept:,}"),
        ("Look-alikes", f"{len(groups.lookalike_edges):,}"),
    ]
    with st.grid(len(figures), min_column_width=140):
        for title, value in figures:
            st.metric(title, value, border=True)
    chained = float(groups.weakest)
    if step.grouping == "connected" and groups.groups and chained < step.threshold:
        st.warning(f"Chains join prompts as far apart as {chained:.2f}, below the threshold.", icon="⚠️")
    present = [old for old in desk.recipe.steps if isinstance(old, DeduplicateStep)]
    if step in present:
        st.success("This is a step of the recipe.", icon="✅")
        return
    label = "Change the recipe's duplicates step to this" if present else "Remove these duplicates"
    st.button(
        label,
        type="primary",
        key="deduplicate",
        disabled=not len(groups.duplicates) and not present,
        on_click=_add,
        args=(desk,),
    )


def _add(desk: Desk) -> None:
    step = _chosen_step()
    desk.change(_with(desk.session.recipe, step), f"duplicates: {step.title}")


def draw_groups(desk: Desk, trial: Outcome) -> None:
    """Groups, the biggest first, members diffed against the kept one."""
    groups = groups_in(trial)
    if not groups.groups:
        st.write("No group at this threshold.")
        return
    order = np.lexsort((groups.kept, -groups.sizes()))
    kept = groups.kept[order]
    pages = -(-len(kept) // GROUPS_A_PAGE)
    number = min(st.session_state.get("groups-page", 1), pages)
    for leader in kept[(number - 1) * GROUPS_A_PAGE : number * GROUPS_A_PAGE].tolist():
        _draw_group(desk, groups, leader)
    if pages > 1:
        st.pagination(pages, key="groups-page")


def _draw_group(desk: Desk, groups: Groups, leader: int) -> None:
    members = groups.members_of(leader)
    kept = _prompt(desk, leader)
    with st.container(border=True):
        st.html(_badges("kept", plural(len(members) - 1, "duplicate")) + _text(escaped(kept)))
        for prompt in members[1 : MEMBERS_SHOWN + 1]:
            edge = groups.edge_of(prompt)
            facts = (
                (f"goes · {edge.similarity:.2f}", edge.stage, edge.difference)
                if edge
                else ("goes · by a chain",)
            )
            st.html(_badges(*facts) + _text(word_diff(_prompt(desk, prompt), kept)[0]))
        if len(members) > MEMBERS_SHOWN + 1:
            st.caption(f"and {len(members) - MEMBERS_SHOWN - 1:,} more")


def draw_lookalikes(desk: Desk, trial: Outcome) -> None:
    """Prompts as near as duplicates whose difference changes the ask."""
    groups = groups_in(trial)
    at = groups.lookalike_edges
    st.caption(
        "As near as duplicates, but they ask for something else: a number, a negation, a name, code or a"
        " language differs. They are kept apart unless look-alikes are merged (under More)."
    )
    if not len(at):
        st.write("None at this threshold.")
        return
    nearest = at[np.argsort(-groups.neighbours.similarity[at], kind="stable")]
    pages = -(-len(nearest) // EDGES_SHOWN)
    number = min(st.session_state.get("lookalikes-page", 1), pages)
    for edge in groups.neighbours.edges(nearest[(number - 1) * EDGES_SHOWN : number * EDGES_SHOWN]):
        _draw_edge(desk, edge)
    if pages > 1:
        st.pagination(pages, key="lookalikes-page")


def draw_border(desk: Desk, step: DeduplicateStep, neighbours: Neighbours) -> None:
    """Pairs just above and just below the threshold, to tune it by."""
    above, below = border(neighbours, step.threshold, EDGES_SHOWN // 2)
    left, right = st.columns(2, gap="large")
    for column, title, edges in ((left, "Just above: near", above), (right, "Just below: not near", below)):
        with column:
            st.markdown(f"**{title}**")
            if not edges:
                st.caption("No pair there.")
            for edge in edges:
                _draw_edge(desk, edge)


def _draw_edge(desk: Desk, edge: Edge) -> None:
    left, right, _ = word_diff(_prompt(desk, edge.a), _prompt(desk, edge.b))
    with st.container(border=True):
        st.html(_badges(f"{edge.similarity:.2f}", edge.stage, edge.difference) + _text(left) + _text(right))


def _prompt(desk: Desk, prompt_id: int) -> str:
    text: str = desk.dataset.prompts["text"][prompt_id].as_py()
    return text


def _badges(*facts: Any) -> str:
    return "".join(f'<span class="wn-badge">{escaped(str(fact))}</span>' for fact in facts)


def _text(html: str) -> str:
    return f'<div class="wn-text wn-scroll wn-short" tabindex="0">{html}</div>'
