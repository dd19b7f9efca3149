"""Rows of a source as a mapping would read them: prompt, answers, verdict, or why one does not fit."""

from __future__ import annotations

from typing import Literal

import orjson
import streamlit as st

from curation.schemas.canonical import Answer, Row, Verdict
from curation.store.preview import PreviewRow
from ui.pair_view import draw_turns
from ui.text import escaped

# A preview is for seeing which text landed where; whole texts are Browse's business.
MOST_CHARACTERS = 1_500
MOST_RAW = 4_000
MOST_ANSWERS = 6
MOST_ROWS = 3


def draw_preview_row(preview: PreviewRow, files: tuple[str, ...]) -> None:
    """One source row."""
    facts = [f"row {preview.number + 1:,}"]
    if len(files) > 1 and preview.shard < len(files):
        facts.append(files[preview.shard])
    with st.container(border=True):
        if preview.fault is not None:
            _draw_fault(preview, facts)
            return
        for row in preview.rows[:MOST_ROWS]:
            _draw_row(row, facts)
        if len(preview.rows) > MOST_ROWS:
            st.caption(f"…and {len(preview.rows) - MOST_ROWS:,} more prompts in this row.")


def badges(facts: list[str]) -> str:
    """Small facts in a line, as HTML."""
    return "".join(f'<span class="wn-badge">{escaped(fact)}</span>' for fact in facts)


def raw_text(data: object) -> str:
    """A raw row as indented JSON."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS, default=str).decode()


def height(text: str, most: int) -> int | Literal["content"]:
    """The height of a box for a raw text: its own where it is short, else ``most`` pixels."""
    return "content" if len(text) < most * 3 and text.count("\n") < most // 22 else most


def cut(text: str, longest: int = MOST_CHARACTERS) -> str:
    """The beginning of a text; what is left out is counted."""
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text) - longest:,} more characters)"


def _draw_fault(preview: PreviewRow, facts: list[str]) -> None:
    assert preview.fault is not None
    reason, detail = preview.fault
    st.html(badges([*facts, f"does not fit: {reason}"]))
    st.text(f"{detail[:1].upper()}{detail[1:]}.")
    text = preview.text if preview.data is None else raw_text(preview.data)
    text = cut(text or "", MOST_RAW)
    language = None if preview.data is None else "json"
    st.code(text, language=language, height=height(text, 180), wrap_lines=True)


def _draw_row(row: Row, facts: list[str]) -> None:
    told = [*facts, *(fact for fact in (row.split, row.source) if fact)]
    verdict = row.verdicts[0] if row.verdicts else None
    if verdict is not None and verdict.tie:
        told.append("tie")
    if verdict is not None and verdict.strength is not None:
        told.append(f"strength {verdict.strength:g}")
    if len(row.verdicts) > 1:
        told.append(f"{len(row.verdicts):,} verdicts")
    st.html(badges(told))
    if not row.answers:
        st.caption("Context for other rows: no answer of its own.")
    draw_turns(tuple(turn._replace(content=cut(turn.content)) for turn in row.prompt), short=True)
    shown = _sides(row, verdict)
    for (title, answer), column in zip(shown, st.columns(max(len(shown), 1), border=True), strict=False):
        with column:
            st.markdown(f"**{title}**")
            _draw_answer(answer)
    if len(row.answers) > MOST_ANSWERS:
        st.caption(f"…and {len(row.answers) - MOST_ANSWERS:,} more answers.")


def _sides(row: Row, verdict: Verdict | None) -> list[tuple[str, Answer]]:
    if verdict is None:
        return [(_title(answer), answer) for answer in row.answers[:MOST_ANSWERS]]
    titles = ("Answer A", "Answer B") if verdict.tie else ("Chosen", "Rejected")
    return list(zip(titles, (row.answers[verdict.chosen], row.answers[verdict.rejected]), strict=True))


def _title(answer: Answer) -> str:
    if answer.label is None:
        return "Answer"
    return "Good answer" if answer.label else "Bad answer"


def _draw_answer(answer: Answer) -> None:
    facts = [f"{name} {value:g}" for name, value in answer.scores.items()]
    if answer.rank is not None:
        facts.append(f"rank {answer.rank:g}")
    if answer.model:
        facts.append(answer.model)
    before = "".join(f"[{turn.role}] {turn.content}\n\n" for turn in answer.lead)
    text = cut(before + answer.text)
    body = f'<div class="wn-text wn-scroll wn-short" tabindex="0">{escaped(text)}</div>' if text else ""
    st.html(body or '<div class="wn-note">This answer is empty.</div>')
    if facts:
        st.html(badges(facts))
