"""The datasets page's parts: loading, the mapping as understood, quarantine, the workspace."""

from __future__ import annotations

from typing import Any

import streamlit as st

from curation.errors import CurationError
from curation.schemas import Mapping
from curation.settings import settings
from curation.sources import save_upload
from curation.store import list_datasets
from ui.empty import open_sample_buttons
from ui.jobs import draw_job, jobs
from ui.notices import show_error, told
from ui.pair_view import PairOptions, draw_pair
from ui.state import OPEN_NEXT, Desk
from ui.text import escaped, plural

EXAMPLES = 3
QUARANTINE_ROWS = 50
JOB = "load"


def draw_loading() -> None:
    """Four ways in: bundled samples, a path, an upload, the Hub."""
    samples, path, upload, hub = st.tabs(
        ["Bundled sample", "Local file or folder", "Upload", "Hugging Face Hub"]
    )
    with samples:
        st.caption(
            "Two small sets written for this project, with planted, documented problems. No network needed."
        )
        open_sample_buttons("datasets")
    with path, st.form("load-path", border=False):
        spec = st.text_input(
            "Path",
            placeholder="~/data/pairs.jsonl.gz",
            help="csv, json, jsonl, parquet, arrow; gz and zip of these; a folder with split files.",
        )
        config = st.text_input(
            "Sub-folder (optional)", help="Where a folder holds several sets, the name of one."
        )
        if st.form_submit_button("Load", type="primary") and spec.strip():
            _start(spec.strip(), config=config.strip() or None)
    with upload:
        file = st.file_uploader(
            "File", type=["csv", "tsv", "json", "jsonl", "parquet", "arrow", "gz", "zip"], max_upload_size=100
        )
        if st.button("Load the upload", type="primary", disabled=file is None) and file is not None:
            with told():
                _start(str(save_upload(file.name, file)), name=_stem(file.name))
    with hub, st.form("load-hub", border=False):
        st.caption("The only thing here that asks the network: the data set you name, from the Hub.")
        repo = st.text_input("Data set", placeholder="owner/name")
        left, middle, right = st.columns(3)
        config = left.text_input("Config (optional)")
        split = middle.text_input("Split (optional)")
        revision = right.text_input("Revision (optional)")
        if st.form_submit_button("Load", type="primary") and repo.strip():
            _start(
                repo.strip(),
                config=config.strip() or None,
                split=split.strip() or None,
                revision=revision.strip() or None,
            )
    _finish()


def _stem(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].split(".")[0] or "upload"


def _start(spec: str, **settings: Any) -> None:
    order = {key: value for key, value in settings.items() if value is not None}
    jobs().start(JOB, "Loading", {"work": "load", "spec": spec, **order})


def _finish() -> None:
    done = draw_job(JOB)
    if done is not None:
        st.session_state[OPEN_NEXT] = done.result["dataset"]
        st.rerun()


def draw_understood(desk: Desk) -> None:
    """Family, counts, mapping, and the first rows as they were read."""
    info, counts = desk.dataset.info, desk.dataset.info.counts
    lines = [
        f"From {info.source.spec}",
        f"Read as {info.family}: {info.why}.",
        f"{counts.rows_read:,} rows read = {counts.rows_used:,} used"
        f" + {counts.rows_quarantined:,} quarantined.",
        f"{plural(counts.prompts, 'prompt')}, {plural(counts.responses, 'answer')},"
        f" {plural(counts.pairs, 'pair')} ({plural(counts.ties, 'tie')}),"
        f" {plural(counts.singles, 'answer')} without a partner.",
        *(f"Note: {note}." for note in info.notes),
    ]
    st.html("".join(f'<div class="wn-note">{escaped(line)}</div>' for line in lines))
    with st.expander("Which column is what", expanded=False):
        st.code(info.mapping.to_yaml(), language="yaml")
        _correct(desk)
    st.markdown(f"**The first {EXAMPLES} pairs, as understood**")
    for pair_id in range(min(EXAMPLES, len(desk.dataset.pairs))):
        with st.container(border=True):
            draw_pair(desk.dataset, pair_id, PairOptions(diff=False))


def _correct(desk: Desk) -> None:
    with st.form("correct-mapping", border=False):
        text = st.text_area(
            "Correct it here and load again", value=desk.dataset.info.mapping.to_yaml(), height=200
        )
        if st.form_submit_button("Load with this mapping"):
            try:
                mapping = Mapping.from_yaml(text)
            except CurationError as error:
                show_error(error)
                return
            source = desk.dataset.info.source
            _start(
                source.spec,
                name=desk.dataset.info.name,
                split=source.split,
                config=source.config,
                revision=source.revision,
                mapping=mapping.model_dump(mode="json"),
            )
            st.rerun()


def draw_quarantine(desk: Desk) -> None:
    """Rows that did not fit, each with its reason."""
    rows = desk.dataset.quarantine
    if not len(rows):
        st.write("Every row fitted. Rows that do not would be kept here, with the reason.")
        return
    for reason, count in desk.dataset.info.quarantine.items():
        st.text(f"{count:,} × {reason}")
    pages = -(-len(rows) // QUARANTINE_ROWS)
    number = min(st.session_state.get("quarantine-page", 1), pages)
    shown = rows.slice((number - 1) * QUARANTINE_ROWS, QUARANTINE_ROWS).to_pylist()
    st.dataframe(
        [
            {
                "row": row["origin_row"],
                "file": row["shard"],
                "reason": row["reason"],
                "what is wrong": row["detail"],
                "raw": row["raw"][:500],
            }
            for row in shown
        ],
        hide_index=True,
        key=f"quarantine-{desk.dataset.id}-{number}",
    )
    if pages > 1:
        st.pagination(pages, key="quarantine-page")


def draw_workspace() -> None:
    """Every data set on this machine."""
    st.dataframe(
        [
            {
                "data set": info.id,
                "family": info.family,
                "prompts": info.counts.prompts,
                "pairs": info.counts.pairs,
                "ties": info.counts.ties,
                "single answers": info.counts.singles,
                "quarantined": info.counts.rows_quarantined,
                "source": info.source.spec,
            }
            for info in list_datasets()
        ],
        hide_index=True,
        key="workspace",
    )
    st.caption("They lie in this folder; nothing in it is ever changed after it was written.")
    st.code(str(settings().home), language=None)
