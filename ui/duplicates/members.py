"""An open group: its prompts against the kept one, their pairs, and the curator's say about each."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
import streamlit as st

from curation.recipe import DeduplicateStep, margins
from curation.store import Dataset
from ui.duplicates import decisions
from ui.duplicates.texts import badges, beside, text_of, whole
from ui.duplicates.trial import Trial, decide, step_in
from ui.text import escaped, plural, shortened

SHOWN = 8
PAIRS_SHOWN = 4


def draw_members(trial: Trial, kept: int, members: list[int]) -> None:
    """The kept prompt, then the others, nearest first."""
    shown = SHOWN * st.session_state.get("members-more", 1)
    keys = [trial.key_of(prompt) for prompt in members]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Underlined: only here. Struck: only in the kept one.")
        _button(trial, "Keep all", f"all-{kept}", partial(decisions.all_kept, keys=keys), keys[:1])
        edit = partial(decisions.others_dropped, kept=keys[0], others=keys[1:])
        _button(trial, "Drop all but kept", f"drop-{kept}", edit, keys[:1])
    step = step_in(trial.desk.recipe)
    with st.container(border=True):
        stays = step is not None and keys[0] in step.stay
        st.html(badges("kept", "by your choice" if stays else "") + whole(text_of(trial, kept)))
        _draw_rows(trial, kept)
    for prompt in members[1 : shown + 1]:
        _draw_member(trial, prompt, kept, step)
    if len(members) > shown + 1:
        more = len(members) - shown - 1
        st.button(f"Show more ({more:,} left)", key="members-show", on_click=_more)


def _more() -> None:
    st.session_state["members-more"] = st.session_state.get("members-more", 1) + 1


def _draw_member(trial: Trial, prompt: int, kept: int, step: DeduplicateStep | None) -> None:
    edge, floor = trial.groups.edge_of(prompt), trial.neighbours.floor
    near = trial.groups.similarity_of(prompt)
    at = f"below {floor:.2f}" if np.isnan(near) else f"at {near:.2f}"
    facts = [f"goes · duplicate of the kept one {at}"]
    facts += [edge.stage, edge.difference] if edge else ["by a chain"]
    one, other = trial.key_of(prompt), trial.key_of(kept)
    with st.container(border=True):
        st.html(badges(*facts) + beside(text_of(trial, prompt), text_of(trial, kept)))
        _draw_rows(trial, prompt)
        # Recipes name prompts by content: of two with the same nothing can tell one from the other.
        same = one == other
        with st.container(horizontal=True):
            edit = partial(decisions.kept_instead, wanted=one, before=other)
            _button(trial, "Keep this one instead", f"instead-{prompt}", edit, [one], off=same)
            edit = partial(decisions.not_duplicates, one=one, other=other)
            _button(trial, "Not a duplicate", f"apart-{prompt}", edit, [one, other])


def _button(
    trial: Trial, label: str, key: str, edit: decisions.Edit, keys: list[str], *, off: bool = False
) -> None:
    told = f"{label.lower()}: {' and '.join(name[:8] for name in keys)}"
    st.button(
        label,
        key=f"member-{key}",
        disabled=off,
        help="Its content is that of the kept one." if off else None,
        on_click=decide,
        args=(trial.desk, edit, told),
    )


@st.cache_resource(max_entries=8, show_spinner=False)
def _margins(dataset_id: str, _dataset: Dataset) -> npt.NDArray[np.float64]:
    return margins(_dataset)


def _draw_rows(trial: Trial, prompt: int) -> None:
    """The pairs of a prompt with their verdicts, as a table."""
    dataset = trial.desk.dataset
    rows = np.flatnonzero(dataset.pairs["prompt_id"].to_numpy() == prompt)
    known = _margins(dataset.id, dataset)
    lines = "".join(_row(trial, row, float(known[row])) for row in rows[:PAIRS_SHOWN].tolist())
    head = "<tr><th>pair</th><th>split</th><th>margin</th><th>chosen</th><th>rejected</th><th></th></tr>"
    more = len(rows) - PAIRS_SHOWN
    under = f'<div class="wn-note">and {plural(more, "pair")} more</div>' if more > 0 else ""
    if lines:
        st.html(f'<table class="wn-rows">{head}{lines}</table>{under}')


def _row(trial: Trial, row: int, margin: float) -> str:
    dataset = trial.desk.dataset
    pair = dataset.pairs.slice(row, 1).select(["split", "tie", "chosen_id", "rejected_id"]).to_pylist()[0]
    sides = [_side(dataset, pair[f"{side}_id"]) for side in ("chosen", "rejected")]
    verdict = "tie" if pair["tie"] else "–" if np.isnan(margin) else f"{margin:.3g}"
    earlier = not trial.standing[row]
    cells = [
        f"{row:,}",
        pair["split"] or "–",
        verdict,
        *sides,
        "removed by an earlier step" if earlier else "",
    ]
    return "<tr>" + "".join(f"<td>{escaped(cell)}</td>" for cell in cells) + "</tr>"


def _side(dataset: Dataset, response: int | None) -> str:
    return "–" if response is None else shortened(dataset.text(response), 110)
