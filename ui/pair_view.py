"""One pair as people read it: the shared prompt once, the two answers side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from curation.store import Dataset
from ui.charts import readable
from ui.diff import word_diff
from ui.text import escaped


@dataclass(frozen=True)
class PairOptions:
    """How to draw a pair."""

    diff: bool = True
    only_differences: bool = False


def draw_pair(dataset: Dataset, pair_id: int, options: PairOptions = PairOptions()) -> None:
    """Draw one row of the pairs table."""
    row = {name: dataset.pairs[name][pair_id].as_py() for name in dataset.pairs.column_names}
    prompt = dataset.messages(row["prompt_id"])
    st.html(badges(facts(row, len(prompt))))
    draw_turns(prompt)
    sides = {side: row[f"{side}_id"] for side in ("chosen", "rejected")}
    texts = {side: None if at is None else whole_text(dataset, at) for side, at in sides.items()}
    left, right = st.columns(2, gap="medium", border=True)
    shown = {side: escaped(text) for side, text in texts.items() if text is not None}
    if options.diff and texts["chosen"] is not None and texts["rejected"] is not None:
        shown["chosen"], shown["rejected"], compared = word_diff(
            texts["chosen"], texts["rejected"], only_differences=options.only_differences
        )
        if not compared:
            st.caption("These answers are too long to mark their differences word by word.")
    titles = ("Answer A", "Answer B") if row["tie"] else ("Chosen", "Rejected")
    for column, side, title in zip((left, right), ("chosen", "rejected"), titles, strict=True):
        with column:
            st.markdown(f"**{title}**")
            if side not in shown:
                st.caption("No partner: this answer stands alone.")
            elif not shown[side]:
                st.caption("This answer is empty.")
            else:
                st.html(f'<div class="wn-text wn-scroll" tabindex="0">{shown[side]}</div>')
    if scores := _scores_table(row, dataset.main_measures):
        st.html(scores)


def draw_turns(messages: tuple[Any, ...], *, short: bool = False) -> None:
    """Draw the turns of a prompt, in a box that scrolls; ``short`` where many stand below each other."""
    kind = "wn-scroll wn-short" if short else "wn-scroll"
    st.html(f'<div class="{kind}" tabindex="0">{turns_html(messages)}</div>')


def turns_html(messages: tuple[Any, ...]) -> str:
    """The turns of a prompt, each under its role."""
    return "".join(
        f'<div class="wn-turn"><div class="wn-role">{escaped(message.role)}</div>'
        f'<div class="wn-text">{escaped(message.content)}</div></div>'
        for message in messages
    )


def whole_text(dataset: Dataset, response_id: int) -> str:
    """An answer's text, after the turns that only its side has."""
    lead = dataset.responses["lead"][response_id].as_py() or []
    before = "".join(f"[{turn['role']}] {turn['content']}\n\n" for turn in lead)
    return before + dataset.text(response_id)


def facts(row: dict[str, Any], shared: int) -> list[str]:
    """What a row of the pairs table says of the pair besides its texts and numbers.

    Args:
        row: Column → value.
        shared: How many turns its prompt has.
    """
    told = [f"pair {row['pair_id']:,}"]
    told += [str(row[name]) for name in ("split", "source") if row[name]]
    if row["tie"]:
        told.append("tie")
    if row["strength"] is not None:
        told.append(f"strength {row['strength']:g}")
    if row["histories_differ"]:
        told.append(f"histories differ from turn {shared + 1} on")
    return told


def badges(told: Iterable[str]) -> str:
    """Facts as badges."""
    return "".join(f'<span class="wn-badge">{escaped(fact)}</span>' for fact in told)


def _scores_table(row: dict[str, Any], measures: Iterable[str]) -> str:
    """The measures of both sides and their margins; empty where there are none."""
    lines = [
        f"<tr><td>{escaped(readable(name))}</td>"
        + "".join(f"<td>{number(row[f'{part}.{name}'])}</td>" for part in ("chosen", "rejected", "margin"))
        + "</tr>"
        for name in measures
    ]
    head = "<tr><th></th><th>chosen</th><th>rejected</th><th>margin</th></tr>"
    return f'<table class="wn-scores">{head}{"".join(lines)}</table>' if lines else ""


def number(value: float | None) -> str:
    """A measure's value in a table."""
    return "–" if value is None else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
