"""Prompts: how diverse and how demanding they are, thin topics, and the diverse subset as a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from curation.analysis.diversity import CONSTRAINTS, TRAITS
from curation.analysis.share import Share
from curation.jobs.diversity import KeptDiversity, known_diversity
from curation.similarity.vectors import stored_vectors
from ui.jobs import draw_job, jobs
from ui.quality.figures import full_scale, note
from ui.quality.known import ANY, asks_of
from ui.quality.meaning import draw_meaning
from ui.quality.prompt_rows import draw_prompt_row, of_prompts
from ui.quality.subset import draw_subset
from ui.selection import Selection
from ui.state import Desk
from ui.text import plural


def draw_prompts(desk: Desk) -> None:
    """What is known of the prompts; else the button that measures them."""
    name = f"diversity-{desk.dataset.id}"
    draw_job(name)
    embedding = f"embed-{desk.dataset.id}"
    if draw_job(embedding) is not None:
        _measure(desk.dataset.id, name)
        st.rerun()
    if jobs().get(name) is not None or jobs().get(embedding) is not None:
        return
    known = known_diversity(desk.dataset)
    missing = _missing(desk)
    if known is None:
        _draw_offer(desk, name, missing)
        return
    if not known.told["prompts"]:
        st.info("There is no prompt here.")
        return
    if known.told["meaning"] is None:
        _draw_unmet(desk, known, name, missing)
    else:
        draw_meaning(desk, known)
    _draw_words(known.told)
    _draw_asks(desk, known.told)
    if not missing:
        draw_subset(desk)


def _missing(desk: Desk) -> int:
    return stored_vectors(desk.dataset.prompts["text"].to_pylist()).missing


def _draw_offer(desk: Desk, name: str, missing: int) -> None:
    with st.container(border=True):
        st.subheader("How diverse are the prompts?", anchor=False)
        st.write(
            "How varied their words are, what they ask for, and — where they are embedded — how many topics"
            " they really cover, how near they lie to each other, and which topics are thin."
        )
        with st.container(horizontal=True):
            st.button(
                "Measure the prompts",
                type="secondary" if missing else "primary",
                key="measure-prompts",
                on_click=_measure,
                args=(desk.dataset.id, name),
            )
            if missing:
                _embed_button(desk, missing)


def _measure(dataset_id: str, name: str) -> None:
    jobs().start(name, "Measuring prompts", {"work": "diversity", "dataset": dataset_id})


def _embed_button(desk: Desk, missing: int) -> None:
    st.button(
        f"Embed {plural(missing, 'prompt')} and measure",
        type="primary",
        key="embed-and-measure",
        help="Some 50 a second on two cores; it can be stopped, and goes on where it was.",
        on_click=_embed,
        args=(desk.dataset.id,),
    )


def _embed(dataset_id: str) -> None:
    jobs().start(f"embed-{dataset_id}", "Embedding prompts", {"work": "embed", "dataset": dataset_id})


def _draw_unmet(desk: Desk, known: KeptDiversity, name: str, missing: int) -> None:
    """What meaning would tell, and what it needs."""
    with st.container(border=True, key="lines-topics"):
        st.markdown("##### Topics and meaning")
        if missing:
            note(
                f"{missing:,} of {plural(known.told['prompts'], 'prompt')} are not embedded yet; topics, the"
                " Vendi score and distances are told by embeddings. They are made on this machine and kept."
            )
            _embed_button(desk, missing)
            return
        note("The prompts have been embedded since; measure them again to see topics and distances.")
        st.button(
            "Measure again",
            type="primary",
            key="measure-prompts",
            on_click=_measure,
            args=(desk.dataset.id, name),
        )


def _draw_words(known: dict[str, Any]) -> None:
    with st.container(border=True):
        st.markdown("##### Words")
        rows: dict[int | None, dict[str, Any]] = {}
        for one in known["distinct"]:
            row = rows.setdefault(
                one["budget"], {"of": "all words" if one["budget"] is None else f"{one['budget']:,} words"}
            )
            spread = "" if one["draws"] == 1 else f" ({one['low']:.3f} – {one['high']:.3f})"
            row[f"distinct-{one['n']}"] = "–" if one["mean"] is None else f"{one['mean']:.3f}{spread}"
        st.dataframe(
            list(rows.values()),
            hide_index=True,
            key="distinct",
            alt="Distinct-n of all words and at fixed budgets",
        )
        words, chars = known["words"]["quantiles"], known["chars"]["quantiles"]
        if words["0.5"] is not None:
            note(
                f"Prompts have {words['0.5']:,.0f} words at the median (90 % between {words['0.05']:,.0f} and"
                f" {words['0.95']:,.0f}), {chars['0.5']:,.0f} characters."
            )
        note("Distinct-n falls as texts grow: compare sets at an equal number of words.")


def _draw_asks(desk: Desk, known: dict[str, Any]) -> None:
    """What prompts ask for: kinds of ask, and constraints a program could verify."""
    constraints = {ANY: "any of these"} | {kind.name: kind.title for kind in CONSTRAINTS}
    _draw_kinds(
        desk,
        "traits",
        ("Kinds of ask", "A prompt can be several of these, or none; told by patterns over English."),
        {kind.name: kind.title for kind in TRAITS},
        known["traits"],
    )
    _draw_kinds(
        desk,
        "constraints",
        ("Verifiable constraints", "In the manner of IFEval: what a program could check in an answer."),
        constraints,
        [{"name": ANY, **known["constrained"]}, *known["constraints"]["kinds"]],
    )


def _draw_kinds(
    desk: Desk, told: str, heading: tuple[str, str], titles: dict[str, str], counts: list[dict[str, Any]]
) -> None:
    shares = {one["name"]: Share(one["count"], one["total"]) for one in counts}
    scale = full_scale([share.value for share in shares.values()])
    with st.container(border=True, key=f"lines-{told}"):
        st.markdown(f"##### {heading[0]}")
        note(heading[1])
        ranked = sorted(titles, key=lambda name: -shares[name].count)
        for name in [name for name in ranked if shares[name].count]:
            find = _asking(desk, told, name, titles[name])
            draw_prompt_row(desk, titles[name], shares[name], scale, find, key=f"{told}-{name}")
        if none := [titles[name] for name in ranked if not shares[name].count]:
            note(f"None: {', '.join(none)}.")


def _asking(desk: Desk, told: str, name: str, title: str) -> Callable[[], Selection]:
    def found() -> Selection:
        with st.spinner("Looking through the prompts …"):
            members = asks_of(desk, told, name)
        words = "any verifiable constraint" if name == ANY else title
        return of_prompts(
            desk, f"Prompts with {words}" if told == "constraints" else f"Prompts: {title}", members
        )

    return found
