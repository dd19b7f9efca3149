"""Did cleaning help? The same model trained before and after the recipe, tested on the same unseen rows."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ui.jobs import draw_job, jobs
from ui.quality.figures import between, note, percent, sentence
from ui.state import Desk
from ui.text import plural


def draw_effect(desk: Desk) -> None:
    """Train before and after the recipe, and test both on the same unseen rows."""
    name = f"effect-{desk.dataset.id}-{desk.applied.hash}"
    known = f"_{name}"
    with st.container(border=True):
        st.markdown("##### Did my cleaning help?")
        if desk.outcome.pairs_kept == desk.outcome.pairs_in:
            note(
                "The recipe removes nothing yet. Once it does, the same model can be trained before and after"
                " it here."
            )
            return
        done = draw_job(name)
        if done is not None:
            st.session_state[known] = done.result
        if known in st.session_state:
            _draw_comparisons(st.session_state[known])
        elif jobs().get(name) is None:
            note(
                f"The recipe keeps {desk.outcome.pairs_kept:,} of {plural(desk.outcome.pairs_in, 'row')}. The"
                " same model is trained on all and on the kept ones; both are tested on rows that neither has"
                " seen."
            )
            st.button("Compare before and after", key="noise-effect", on_click=_compare, args=(desk, name))


def _compare(desk: Desk, name: str) -> None:
    order = {"work": "effect", "dataset": desk.dataset.id, "recipe": desk.applied.model_dump(mode="json")}
    jobs().start(name, "Training before and after", order)


def _draw_comparisons(told: dict[str, Any]) -> None:
    answers = {
        "helped": "The cleaning helped",
        "harmed": "The cleaning did harm",
        "no difference to be seen": "No difference to be seen",
    }
    deciding = told["comparisons"][-1]
    sentence(
        f"{answers[told['answer']]}: on {told['decided_on']}, the model trained on what is kept gets"
        f" {_gain(deciding['gain'], 1)}."
    )
    st.dataframe(
        [
            {
                "tested on": one["where"],
                "rows": one["rows"],
                "trained on all": _share(one["trained_on_all"]),
                "trained on kept": _share(one["trained_on_kept"]),
                "gain": _gain(one["gain"], 2),
            }
            for one in told["comparisons"]
        ],
        hide_index=True,
        key="noise-comparisons",
        alt="Accuracy of the model trained on all and on kept rows",
    )
    for one in told["comparisons"]:
        note(f"{one['where'].capitalize()}: {one['note']}")


def _share(figure: dict[str, Any]) -> str:
    return f"{percent(figure['value'])} ({interval(figure)})"


def _gain(figure: dict[str, Any], places: int) -> str:
    value, low, high = (100 * bound for bound in (figure["value"], *figure["interval"]))
    return f"{value:+.{places}f} points ({low:+.{places}f} to {high:+.{places}f})"


def interval(figure: dict[str, Any]) -> str:
    """The interval of a figure that is a share."""
    low, high = figure["interval"]
    return "no interval" if low is None else between(low, high)
