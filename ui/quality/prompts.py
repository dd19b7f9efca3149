"""Prompts: how diverse and how demanding they are, thin topics, and the diverse subset as a step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from curation.analysis.diversity import CONSTRAINTS, TRAITS, Constraint, Trait
from curation.analysis.share import Share
from curation.jobs.diversity import known_diversity
from curation.similarity.vectors import stored_vectors
from ui.jobs import draw_job, jobs
from ui.pages import page_path
from ui.quality.figures import bar, full_scale, note, sentence, shared
from ui.quality.known import asks_of, drawn_map
from ui.quality.subset import draw_subset
from ui.selection import Selection, show_button
from ui.state import Desk
from ui.text import escaped, plural

MOST_TOPICS = 12


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
    if not known["prompts"]:
        st.info("There is no prompt here.")
        return
    _draw_meaning(desk, known, name, missing)
    _draw_words(known)
    _draw_asks(desk, known)
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


def _draw_meaning(desk: Desk, known: dict[str, Any], name: str, missing: int) -> None:
    meaning = known["meaning"]
    with st.container(border=True, key="lines-topics"):
        st.markdown("##### Topics and meaning")
        if meaning is None and missing:
            note(
                f"{missing:,} of {plural(known['prompts'], 'prompt')} are not embedded yet; topics, the Vendi"
                " score and distances are told by embeddings. They are made on this machine and kept."
            )
            _embed_button(desk, missing)
            return
        if meaning is None:
            note("The prompts have been embedded since; measure them again to see topics and distances.")
            st.button(
                "Measure again",
                type="primary",
                key="measure-prompts",
                on_click=_measure,
                args=(desk.dataset.id, name),
            )
            return
        _draw_numbers(meaning)
        _draw_topics(desk, meaning)


def _draw_numbers(meaning: dict[str, Any]) -> None:
    first, second = meaning["effective_topics"]
    vendi, nearest = meaning["vendi"][-1], meaning["nearest"]
    sentence(
        f"The prompts fall into {plural(len(meaning['topics']), 'topic')}, as many as"
        f" {first['value']:.1f} equally large ones; half of them lie within"
        f" {nearest['quantiles']['0.5']:.2f} of another one."
        if nearest["mean"] is not None
        else f"The prompts fall into {plural(len(meaning['topics']), 'topic')}."
    )
    figures = [
        (
            "Effective topics, order 1",
            f"{first['value']:.1f}",
            f"{first['low']:.1f} – {first['high']:.1f}; exp of the entropy",
        ),
        (
            "… order 2",
            f"{second['value']:.1f}",
            f"{second['low']:.1f} – {second['high']:.1f}; small ones count less",
        ),
        ("Vendi score", f"{vendi['mean']:.1f}", _vendi(vendi, meaning["vendi_growth"])),
    ]
    if nearest["mean"] is not None:
        figures.append(
            (
                "Distance to the nearest",
                f"{nearest['quantiles']['0.5']:.2f}",
                f"median of 1 − cosine; 5 % lie within {nearest['quantiles']['0.05']:.2f}",
            )
        )
    with st.grid(len(figures), min_column_width=170):
        for title, value, under in figures:
            with st.container(border=True, gap="xsmall", height="stretch"):
                st.metric(title, value)
                st.caption(under)
    st.page_link(
        page_path("duplicates"),
        label="Prompts that lie very near each other: Duplicates",
        icon=":material/content_copy:",
    )


def _vendi(vendi: dict[str, Any], growth: float | None) -> str:
    told = f"at {plural(vendi['size'], 'prompt')}"
    if vendi["draws"] > 1:
        told += f" ({vendi['low']:.1f} – {vendi['high']:.1f} over draws)"
    return told if growth is None else f"{told}; {growth:+.0%} as the sample doubled"


def _draw_topics(desk: Desk, meaning: dict[str, Any]) -> None:
    topics = meaning["topics"]
    thin = [(at, topic) for at, topic in enumerate(topics) if topic["thin"]]
    total = sum(topic["size"] for topic in topics)
    drawn = drawn_map(desk)
    same = drawn is not None and [topic.size for topic in drawn.topics] == [topic["size"] for topic in topics]
    shown = st.segmented_control(
        "Topics",
        ["thin", "all"],
        default="thin" if thin else "all",
        required=True,
        format_func=lambda which: (
            f"Thin topics ({len(thin)})" if which == "thin" else f"All topics ({len(topics)})"
        ),
        key="topics-shown",
        label_visibility="collapsed",
    )
    note(f"A topic is thin where it {meaning['thin_rule']}.")
    listed = thin if shown == "thin" else list(enumerate(topics))
    scale = full_scale([topic["size"] / max(total, 1) for _, topic in listed])
    for at, topic in listed:
        words = " · ".join(topic["terms"]) or f"topic {at + 1}"
        find: Callable[[], Selection] | None = None
        if same and drawn is not None:
            members = drawn.members(at)
            find = _finder(desk, f"Prompts about {words}", members)
        _row(desk, words, Share(topic["size"], total), scale, find, key=f"topic-{at}")
    if not same:
        st.page_link(page_path("map"), label="Draw the map to open topics", icon=":material/scatter_plot:")


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
    total = known["prompts"]
    parts: tuple[tuple[str, str, Sequence[Trait | Constraint], str], ...] = (
        (
            "Kinds of ask",
            "A prompt can be several of these, or none; told by patterns over English.",
            TRAITS,
            "traits",
        ),
        (
            "Verifiable constraints",
            f"In the manner of IFEval; {known['constrained']['count']:,} of {total:,} prompts hold any.",
            CONSTRAINTS,
            "constraints",
        ),
    )
    for title, about, listed, told in parts:
        counts = known[told] if told == "traits" else known[told]["kinds"]
        shares = {one["name"]: Share(one["count"], one["total"]) for one in counts}
        scale = full_scale([share.value for share in shares.values()])
        with st.container(border=True, key=f"lines-{told}"):
            st.markdown(f"##### {title}")
            note(about)
            ranked = sorted(listed, key=lambda kind: -shares[kind.name].count)
            for kind in [kind for kind in ranked if shares[kind.name].count]:
                find = _asking(desk, told, kind.name, kind.title)
                _row(desk, kind.title, shares[kind.name], scale, find, key=f"{told}-{kind.name}")
            if none := [kind.title for kind in ranked if not shares[kind.name].count]:
                note(f"None: {', '.join(none)}.")


def _asking(desk: Desk, told: str, name: str, title: str) -> Callable[[], Selection]:
    def found() -> Selection:
        with st.spinner("Looking through the prompts …"):
            members = asks_of(desk, told, name)
        return of_prompts(
            desk, f"Prompts with {title}" if told == "constraints" else f"Prompts: {title}", members
        )

    return found


def _row(
    desk: Desk, words: str, share: Share, scale: float, find: Callable[[], Selection] | None, *, key: str
) -> None:
    left, middle, right = st.columns([0.36, 0.4, 0.24], vertical_alignment="center", gap="small")
    left.text(words[:1].upper() + words[1:])
    middle.html(f'<div class="wn-share">{bar(share, scale)}<span>{escaped(shared(share))}</span></div>')
    with right:
        if find is None:
            st.text(plural(share.count, "prompt"))
        else:
            show_button(
                desk,
                find,
                f"Show {plural(share.count, 'prompt')}",
                key=f"show-{key}",
                disabled=not share.count,
                width="stretch",
            )


def _finder(desk: Desk, title: str, members: NDArray[np.int64]) -> Callable[[], Selection]:
    return lambda: of_prompts(desk, title, members)


def of_prompts(desk: Desk, title: str, prompts: NDArray[np.int64]) -> Selection:
    """The pairs of some prompts; a prompt may have several, and the title says how many prompts there are."""
    pairs = np.flatnonzero(np.isin(desk.dataset.pairs["prompt_id"].to_numpy(), prompts))
    return Selection.listed(f"{title} ({plural(len(prompts), 'prompt')})", pairs)
