"""What the trainer will see: pairs by its tokenizer and chat template, and what its limit cuts off."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from pydantic import ValidationError

from curation.analysis.checks.trainers import TRAINERS, Fit, trainer_named
from curation.errors import CurationError
from curation.export.seen import Lengths, known_lengths
from curation.export.seen.summary import fit_of, spectrum
from curation.jobs.seen import Asked, PairShower
from curation.recipe import ExportOptions, ExportSpec
from ui import charts
from ui.jobs import draw_job, jobs
from ui.notices import show_error
from ui.seen_tokens import counts_in_words, side_html
from ui.selection import Selection, rows_in_words, show_button
from ui.state import Desk
from ui.text import label, plural

# The trainer whose rule goes with a format, where it has one.
OF_FORMAT = {
    "trl-dpo": "trl-dpo",
    "trl-reward": "trl-reward",
    "trl-kto": "trl-kto",
    "axolotl-dpo": "axolotl",
    "axolotl-rm": "axolotl",
    "llamafactory-ranking": "llama-factory",
    "llamafactory-kto": "llama-factory",
    "openrlhf": "openrlhf-dpo",
}
KNOWN = "seen-known"


def draw_seen(desk: Desk, spec: ExportSpec) -> None:
    """The choice of tokenizer and limit, one pair in tokens, and the whole set in figures."""
    with st.expander("What the trainer will see", key="seen", on_change="rerun") as box:
        if not box.open:
            return
        asked = _draw_choice(spec)
        if asked is None:
            st.caption(
                "Name the tokenizer that you train with: a folder, its tokenizer.json, or a model on the Hub,"
                " which is asked only for what is not on this machine."
            )
            return
        found = _draw_count(desk, asked, spec.options)
        if found is not None:
            _draw_figures(desk, found, asked)
        _draw_pair(desk, asked, spec.options)


def _draw_choice(spec: ExportSpec) -> Asked | None:
    """Tokenizer, trainer and limit; None before a tokenizer is named."""
    names = [one.name for one in TRAINERS]
    fitting = OF_FORMAT.get(spec.format, "trl-dpo")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tokenizer = st.text_input(
            "Tokenizer", key="seen-tokenizer", placeholder="/models/mine or owner/model", width=340
        )
        trainer = st.selectbox(
            "Trainer",
            names,
            index=names.index(fitting),
            format_func=lambda name: trainer_named(name).title,
            key=f"seen-trainer-{spec.format}",
            width=230,
        )
        limit = st.number_input(
            "Longest sequence",
            1,
            1_000_000,
            trainer_named(trainer).limit,
            key=f"seen-limit-{trainer}",
            width=150,
        )
        mode = "keep_start"
        if trainer == "trl-dpo":
            ends = {"keep_start": "the start", "keep_end": "the end"}
            mode = st.selectbox("Keeps", list(ends), format_func=ends.__getitem__, key="seen-mode", width=130)
    try:
        return Asked.model_validate(
            {"tokenizer": tokenizer.strip(), "trainer": trainer, "limit": int(limit), "mode": mode}
        )
    except ValidationError:
        return None


def _draw_count(desk: Desk, asked: Asked, options: ExportOptions) -> Lengths | None:
    """The counts if they are there, else the button that counts."""
    name = f"seen-{desk.dataset.id}"
    done = draw_job(name)
    known: dict[str, str] = st.session_state.setdefault(KNOWN, {})
    if done is not None:
        known[done.order["tokenizer"]] = done.result["identity"]
    identity = known.get(asked.tokenizer)
    found = known_lengths(desk.outcome, identity, options) if identity else None
    if found is None:
        st.button(
            f"Count the tokens of {plural(desk.outcome.pairs_kept, 'pair')}",
            key="seen-count",
            on_click=_start,
            args=(name, desk, asked, options),
        )
    return found


def _start(name: str, desk: Desk, asked: Asked, options: ExportOptions) -> None:
    order = {
        "work": "seen",
        "dataset": desk.dataset.id,
        "recipe": desk.applied.plain(),
        "tokenizer": asked.tokenizer,
        "options": options.model_dump(mode="json"),
    }
    jobs().start(name, "Counting tokens", order)


def _draw_figures(desk: Desk, found: Lengths, asked: Asked) -> None:
    """The histogram with the limit, and counts that lead to their rows."""
    fit = fit_of(found, trainer_named(asked.trainer), asked.limit, asked.mode)
    st.text(fit.trainer.does)
    st.caption(f"Source: {fit.trainer.source}. Counts are by the chosen tokenizer's own chat template.")
    st.plotly_chart(
        _figure(found, fit),
        key="seen-histogram",
        config={"displayModeBar": False},
        alt=f"Pairs by tokens of prompt and longer answer, with the limit of {fit.limit:,}",
    )
    _draw_fates(desk, found, fit)


def _draw_fates(desk: Desk, found: Lengths, fit: Fit) -> None:
    rows = {
        "dropped": np.flatnonzero(fit.dropped),
        "cut off": np.flatnonzero(fit.cut),
        "refused by the template": found.ids[found.refused],
        "whose prompt loses its end": found.lossy,
    }
    fits = len(found.ids) - sum(len(ids) for ids in list(rows.values())[:3])
    st.text(f"{plural(fits, 'pair')} of {len(found.ids):,} fit whole.")
    with st.container(horizontal=True):
        for what, ids in rows.items():
            if len(ids):
                title = f"{fit.trainer.title}, {fit.limit:,} tokens: {what}"
                show_button(
                    desk,
                    Selection.listed(title, ids),
                    f"Show {rows_in_words(desk.dataset, len(ids))} {what}",
                    key=f"seen-rows-{what}",
                )
    for said, ids in found.refusals.items():
        st.text(f"The template says of {plural(len(ids), 'pair')}: {said}")


def _figure(found: Lengths, fit: Fit) -> Any:
    import plotly.graph_objects as go

    drawn = spectrum(found, fit.limit)
    low, high = drawn.edges[:-1], drawn.edges[1:]
    figure = go.Figure(
        {
            "type": "bar",
            "x": ((low + high) / 2).tolist(),
            "width": (high - low).tolist(),
            "y": drawn.counts.tolist(),
            "marker": {"color": np.where(low > fit.limit, charts.SECOND, charts.FIRST).tolist()},
            "hovertext": [f"{a:,} – {b - 1:,} tokens" for a, b in zip(low, high, strict=True)],
            "hovertemplate": "%{hovertext}: %{y:,}<extra></extra>",
        }
    )
    figure.add_vline(x=fit.limit + 0.5, line={"color": charts.LINE, "dash": "dash"})
    figure.update_layout(
        height=240,
        margin=charts.FIXED | {"b": 40},
        font={"color": charts.text_colour()},
        xaxis_title=f"tokens of prompt and longer answer; the line is the limit, {fit.limit:,}",
        yaxis_title="pairs",
        bargap=0,
    )
    return figure


@st.cache_resource(show_spinner=False)
def _shower() -> PairShower:
    return PairShower()


@st.cache_data(max_entries=64, show_spinner="Reading the tokenizer …")
def _shown(
    key: tuple[str, str],
    pair_id: int,
    asked: str,
    options: str,
    _desk: Desk,
    _asked: Asked,
    _options: ExportOptions,
) -> dict[str, Any]:
    return _shower().show(_desk.outcome, pair_id, _asked, _options)


def _draw_pair(desk: Desk, asked: Asked, options: ExportOptions) -> None:
    """One kept pair in tokens."""
    ids = desk.outcome.kept_ids
    place = int(
        st.number_input(
            f"Pair (of {len(ids):,})", 1, len(ids), 1, key=f"seen-pair-{desk.dataset.id}", width=170
        )
    )
    pair_id = int(ids[place - 1])
    try:
        written = asked.model_dump_json(), options.model_dump_json()
        told = _shown(desk.cache_key, pair_id, *written, desk, asked, options)
    except CurationError as error:
        show_error(error)
        return
    if told["dropped"]:
        st.warning("The trainer drops this pair.", icon="⚠️")
    if told["lost"]:
        st.warning(
            "The prompt ends otherwise once an answer follows, so training sees another prompt than use:"
            f" {label(told['lost'])} is left out.",
            icon="⚠️",
        )
    columns = st.columns(2, gap="medium", border=True)
    for column, (side, tokens) in zip(columns, told["sides"].items(), strict=False):
        with column:
            st.markdown(f"**{side.capitalize()}**")
            st.caption(counts_in_words(told, side))
            st.html(side_html(tokens, told["prompt"]))
