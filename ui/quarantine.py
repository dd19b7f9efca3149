"""The rows that did not fit: why, where they stand, what they hold, and the way to try them again."""

from __future__ import annotations

from typing import Any

import orjson
import pyarrow.compute as pc
import streamlit as st

from curation.store import Dataset
from curation.store.quarantine import quarantine_lines
from ui.asked import Asked
from ui.draft import open_draft
from ui.row_preview import cut, height, raw_text
from ui.state import Desk
from ui.text import shortened

A_PAGE = 50
EVERY = ""
MOST_RAW = 200_000


def draw_quarantine(desk: Desk) -> None:
    """The table, one page at a time, and the row that is picked."""
    dataset, reasons = desk.dataset, desk.dataset.info.quarantine
    if not reasons:
        st.write("Every row fitted. Rows that do not would be kept here, with the reason.")
        return
    st.text("\n".join(f"{count:,} × {reason}" for reason, count in reasons.items()))
    reason = _draw_bar(desk)
    rows = dataset.quarantine
    if reason:
        rows = rows.filter(pc.equal(rows["reason"], reason))
    pages = max(-(-len(rows) // A_PAGE), 1)
    key = f"quarantine-{dataset.id}-{reason}"
    number = min(st.session_state.get(f"{key}-page", 1), pages)
    shown = rows.slice((number - 1) * A_PAGE, A_PAGE).to_pylist()
    event = st.dataframe(
        [_line(row) for row in shown],
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"{key}-{number}",
        alt="Rows that did not fit, with file, reason and the beginning of their text",
    )
    if pages > 1:
        st.pagination(pages, key=f"{key}-page")
    picked = [at for at in event["selection"]["rows"] if at < len(shown)]
    if picked:
        _draw_whole(shown[picked[0]])
    else:
        st.caption("Pick a row at its left edge to see it whole.")


def _draw_bar(desk: Desk) -> str:
    dataset, reasons = desk.dataset, desk.dataset.info.quarantine
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason: str = st.selectbox(
            "Reason",
            [EVERY, *reasons],
            format_func=lambda reason: f"{reason} ({reasons[reason]:,})" if reason else "every reason",
            width=280,
            key=f"quarantine-reason-{dataset.id}",
        )
        st.download_button(
            "Download as JSON lines",
            data=lambda: _packed(dataset, reason),
            file_name=f"{dataset.id}-quarantine.jsonl",
            mime="application/x-ndjson",
            on_click="ignore",
            icon=":material/download:",
            key="download-quarantine",
        )
        st.button(
            "Fix and retry",
            help="Opens the mapping on this source, with these rows to try it on.",
            disabled=bool(dataset.info.source.parts),
            on_click=open_draft,
            args=(Asked.again(dataset.info), dataset.info.mapping, dataset),
            kwargs={"why": f"The mapping of {dataset.id}."},
            icon=":material/build:",
            key="fix-quarantine",
        )
    return reason


def _packed(dataset: Dataset, reason: str) -> bytes:
    return b"".join(quarantine_lines(dataset, reason or None))


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": row["origin_row"] + 1,
        "file": row["shard"],
        "reason": row["reason"],
        "what is wrong": row["detail"],
        "raw": shortened(row["raw"][:2_000], 300),
    }


def _draw_whole(row: dict[str, Any]) -> None:
    with st.container(border=True):
        st.text(f"Row {row['origin_row'] + 1:,} of {row['shard']}: {row['detail']}.")
        try:
            text, language = raw_text(orjson.loads(row["raw"])), "json"
        except orjson.JSONDecodeError:
            text, language = row["raw"], None
        text = cut(text, MOST_RAW)
        st.code(text, language=language, height=height(text, 320), wrap_lines=True)
