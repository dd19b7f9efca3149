"""Label noise: the job that looks for wrong labels, what its queue is worth on the set, and the queue."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from curation.analysis.listing import facts
from curation.jobs.noise_kept import KeptNoise, known_noise
from curation.recipe import DropStep
from ui.jobs import draw_job, jobs
from ui.quality.cleaning import draw_effect, interval
from ui.quality.figures import Point, between, draw_points, percent, sentence
from ui.selection import Selection, show, show_button
from ui.state import Desk
from ui.text import plural, shortened

MOST_LISTED = 100
LEAST = 50


def draw_label_noise(desk: Desk) -> None:
    """The queue where it is known; else the button that makes it."""
    name = f"noise-{desk.dataset.id}"
    draw_job(name)
    found = known_noise(desk.dataset)
    if found is not None:
        _draw_found(desk, found)
    elif jobs().get(name) is None:
        _draw_offer(desk, name)


def _draw_offer(desk: Desk, name: str) -> None:
    counts = desk.dataset.info.counts
    decided = counts.pairs - counts.ties
    if decided < LEAST:
        st.info(
            f"There {'is' if decided == 1 else 'are'} {plural(decided, 'pair')} with a verdict here; at least"
            f" {LEAST} are needed to learn what the verdicts favour."
        )
        return
    with st.container(border=True):
        st.subheader("Which labels are probably wrong?", anchor=False)
        st.write(
            "A small reward model is trained on the set itself, in folds of whole prompts; each pair is"
            " judged by one that has not seen its prompt. Pairs whose verdict it contradicts most come first."
            " What the queue is worth on this very set is measured too: some labels are turned round and it"
            " is counted how soon they come."
        )
        st.caption(
            "No embeddings and no download: some twenty seconds for ten thousand pairs. It can be stopped."
        )
        st.button(
            "Look for wrong labels",
            type="primary",
            key="look-for-noise",
            on_click=_start,
            args=(desk.dataset.id, name),
        )


def _start(dataset_id: str, name: str) -> None:
    jobs().start(name, "Looking for wrong labels", {"work": "noise", "dataset": dataset_id})


def _draw_found(desk: Desk, found: KeptNoise) -> None:
    told = found.told
    if told["better_than_chance"]:
        sentence(told["verdict"])
    else:
        st.warning(
            "The queue is no better than a random order here: do not drop pairs by it.",
            icon=":material/warning:",
        )
        sentence(told["verdict"])
    if told["pairs"] < LEAST:
        return
    _draw_figures(desk, found)
    if told["worth"]:
        _draw_worth(told["worth"])
    _draw_queue(desk, found)
    _draw_drop(desk, found)
    draw_effect(desk)


def _draw_figures(desk: Desk, found: KeptNoise) -> None:
    told = found.told
    figures = [
        _figure("Verdicts repeated", told["accuracy"], "out of fold; chance is 50 %"),
        _figure("Estimated wrong labels", told["noise_rate"], "if noise is the same everywhere"),
        _bound(told["noise_ceiling"]),
    ]
    with st.grid(len(figures), min_column_width=190):
        for title, value, under in figures:
            with st.container(border=True, gap="xsmall", height="stretch"):
                st.metric(title, value)
                st.caption(under)
    with st.container(horizontal=True):
        show_button(
            desk,
            _first(len(found.pairs)),
            f"Show the whole queue ({plural(len(found.pairs), 'pair')})",
            key="show-queue",
        )
        if found.suspects:
            show_button(
                desk,
                _first(found.suspects),
                f"Show as many as are wrong by the estimate ({found.suspects:,})",
                key="show-suspects",
            )


def _figure(title: str, figure: dict[str, Any], under: str) -> tuple[str, str, str]:
    value = "–" if figure["value"] is None else percent(figure["value"])
    return title, value, f"{interval(figure)}; {under}"


def _bound(figure: dict[str, Any]) -> tuple[str, str, str]:
    """The upper end of the interval: what the surest tenth is contradicted in is a guess of it alone."""
    if figure["value"] is None:
        return "At most", "–", interval(figure)
    told = f"{percent(figure['value'])} ({interval(figure)}) of the surest tenth are contradicted"
    return "At most", percent(figure["interval"][1]), told


def _draw_worth(worth: dict[str, Any]) -> None:
    auc = worth["auc"]
    first = worth["precision"][0]
    low, high = first["interval"]
    with st.container(border=True):
        st.markdown("##### What the queue is worth on this set")
        sentence(
            f"Turn {percent(worth['planted'])} of the labels round on purpose, and {percent(first['value'])}"
            f" ({between(low, high)}) of the first {first['depth']:,} of the queue are among them;"
            f" {_compared(first, worth['planted'])}."
            if auc["interval"][0] > 0.5
            else "Labels turned round on purpose come no sooner than in a random order: the queue is worth"
            " nothing on this set."
        )
        points = [
            Point(f"first {one['depth']:,}", one["value"], one["interval"][0], one["interval"][1])
            for one in worth["precision"]
        ]
        draw_points(
            points,
            key="noise-worth",
            line=worth["planted"],
            alt="Share of planted wrong labels among the first of the queue; the line is a random order",
        )
        st.caption(
            f"Simulated on {plural(worth['pairs'], 'pair')}, {worth['repeats']} times over; AUC"
            f" {auc['value']:.2f} ({auc['interval'][0]:.2f} – {auc['interval'][1]:.2f}). The dotted line is a"
            " random order. Labels that are really wrong count as misses, so the figures err to the low side."
        )


def _compared(first: dict[str, Any], planted: float) -> str:
    low, high = first["interval"]
    if low <= planted <= high:
        return f"that is within what a random order gives, {percent(planted)}: the queue is worth little"
    return f"{first['lift']:.1f} times as many as in a random order"


def _draw_queue(desk: Desk, found: KeptNoise) -> None:
    with st.container(border=True):
        first = found.pairs[:MOST_LISTED]
        st.markdown(f"##### The first {len(first):,} of the queue")
        st.caption(
            "P(right) is how likely the model finds the stated verdict. A click opens the list at that pair."
        )
        page = facts(desk.dataset, first, ("prompt", "chosen", "rejected", "split"))
        rows = [
            {
                "pair": row["pair_id"],
                "P(right)": float(found.probability[at]),
                "prompt": shortened(row["prompt"]),
                "speaks against": ", ".join(
                    str(reason["feature"])
                    for reason in (found.reasons[at] if at < len(found.reasons) else ())[:3]
                ),
                "chosen": shortened(row["chosen"]),
                "rejected": shortened(row["rejected"]),
                "split": row["split"],
                "kept": bool(desk.outcome.kept[row["pair_id"]]),
            }
            for at, row in enumerate(page.to_pylist())
        ]
        picked = st.dataframe(
            rows,
            hide_index=True,
            height=320,
            key="noise-queue",
            on_select="rerun",
            selection_mode=["single-row", "single-cell"],
            column_config={
                "P(right)": st.column_config.NumberColumn(format="%.2f", width="small"),
                "prompt": st.column_config.TextColumn(width="medium"),
            },
            alt="The pairs whose verdict the model contradicts most",
        )["selection"]
        if clicked := [cell[0] for cell in picked["cells"]] or picked["rows"]:
            show(desk, _first(len(first)), int(first[clicked[0]]))
        show_button(
            desk,
            _first(len(first)),
            f"Show these {plural(len(first), 'pair')}",
            key="show-first",
        )


def _first(many: int) -> Selection:
    return Selection(title=f"The {many:,} verdicts contradicted most, worst first", queue=many)


def _draw_drop(desk: Desk, found: KeptNoise) -> None:
    with st.container(border=True):
        st.markdown("##### Drop the worst")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            many = st.number_input(
                "How many of the queue",
                min_value=1,
                max_value=len(found.pairs),
                value=min(MOST_LISTED, len(found.pairs)),
                key="noise-many",
                width=180,
            )
            worst = found.pairs[: min(max(int(many or 1), 1), len(found.pairs))]
            step = worst_step(desk, worst)
            used = step in desk.recipe.steps
            st.button(
                "In the recipe" if used else f"Drop the worst {len(worst):,}",
                key="noise-drop",
                disabled=used,
                on_click=_drop,
                args=(desk, step),
            )
            show_button(
                desk,
                _first(len(worst)),
                f"Show {plural(len(worst), 'pair')}",
                key="show-worst",
            )


def worst_step(desk: Desk, pairs: np.ndarray) -> DropStep:
    """The step that drops these pairs, by content."""
    keys = dict.fromkeys(desk.dataset.pairs["key"].take(pairs).to_pylist())
    return DropStep(keys=tuple(keys), name=f"without the worst {len(pairs):,} by label noise")


def _drop(desk: Desk, step: DropStep) -> None:
    desk.change(desk.session.recipe.with_step(step), f"label noise: {step.title}")
