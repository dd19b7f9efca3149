"""Ways in: bundled samples, a path, uploads, the Hub; the load under way, and what to do where it fails."""

from __future__ import annotations

import streamlit as st

from curation.errors import SchemaError
from curation.schemas import Mapping
from curation.schemas.direction import AmbiguousDirection
from curation.sources.upload import save_uploads
from curation.store import DatasetInfo
from curation.store.catalogue import loaded_before
from ui.asked import LOAD, Asked, start_load
from ui.draft import Failed, close_draft, dismiss, fail, failed, open_draft
from ui.empty import open_sample_buttons
from ui.hub_panel import draw_hub_panel
from ui.jobs import draw_job, jobs
from ui.notices import show_error, told
from ui.readings import draw_readings
from ui.state import OPEN_NEXT
from ui.text import escaped

UPLOADS = ["csv", "tsv", "json", "jsonl", "ndjson", "parquet", "arrow", "gz", "zip"]
MEGABYTES = 100


def draw_progress() -> None:
    """The load under way, or how the last one ended; a data set that is there is opened."""
    job = jobs().get(LOAD)
    if job is not None and job.state == "failed" and job.error is not None:
        jobs().forget(LOAD)
        fail(Asked.by_order(job.order), job.error)
    done = draw_job(LOAD)
    if done is not None:
        dismiss()
        close_draft()
        st.session_state[OPEN_NEXT] = done.result["dataset"]
        st.rerun()
    if (lost := failed()) is not None:
        _draw_failed(lost)


def _draw_failed(lost: Failed) -> None:
    if isinstance(lost.error, AmbiguousDirection):
        draw_readings(lost.asked, lost.error, lost.rows)
    else:
        show_error(lost.error)
    with st.container(horizontal=True):
        before = loaded_before(lost.asked.spec, lost.asked.config)
        if before and isinstance(lost.error, SchemaError):
            _offer(lost.asked, before[0])
        if isinstance(lost.error, SchemaError) and not isinstance(lost.error, AmbiguousDirection):
            st.button(
                "Say which column is what",
                type="primary",
                on_click=open_draft,
                args=(lost.asked,),
                key="say-which",
            )
        st.button("Dismiss", on_click=dismiss, type="tertiary", key="dismiss")


def _offer(asked: Asked, info: DatasetInfo) -> None:
    st.button(
        "Read it as it was read before",
        help="With the mapping of the data set that was loaded from this source last.",
        on_click=_load_as,
        args=(asked, info.mapping),
        key="read-as-before",
    )


def _load_as(asked: Asked, mapping: Mapping) -> None:
    dismiss()
    start_load(asked, mapping)


def draw_ways_in() -> None:
    """Four ways in."""
    samples, path, upload, hub = st.tabs(
        ["Bundled sample", "Local file or folder", "Upload", "Hugging Face Hub"], key="ways-in"
    )
    with samples:
        st.caption(
            "Two small sets written for this project, with planted, documented problems. No network needed."
        )
        open_sample_buttons("datasets")
    with path:
        _path_form()
    with upload:
        _uploads()
    with hub:
        draw_hub_panel(_start)


def _path_form() -> None:
    with st.form("load-path", border=False):
        spec = st.text_input(
            "Path",
            placeholder="~/data/pairs.jsonl.gz",
            help="csv, json, jsonl, parquet, arrow; gz and zip of these; a folder with split files.",
        )
        config = st.text_input(
            "Sub-folder (optional)", help="Where a folder holds several sets, the name of one."
        )
        with st.container(horizontal=True):
            load = st.form_submit_button("Load", type="primary")
            look = st.form_submit_button(
                "Look first", help="See which column is what before anything is loaded."
            )
    if spec.strip() and (load or look):
        _go(Asked(spec.strip(), config=config.strip() or None), look=look)


def _uploads() -> None:
    files = st.file_uploader(
        "Files",
        type=UPLOADS,
        max_upload_size=MEGABYTES,
        accept_multiple_files=True,
        help=f"Up to {MEGABYTES} MB each; several files are read as one set. Larger ones: by their path.",
    )
    with st.container(horizontal=True):
        load = st.button("Load the upload", type="primary", disabled=not files, key="load-upload")
        look = st.button("Look first", disabled=not files, key="look-upload")
    if files and (load or look):
        with told():
            path = save_uploads([(file.name, file) for file in files])
            _go(Asked(str(path), name=_stem(files[0].name) if len(files) == 1 else None), look=look)


def _start(
    spec: str, *, config: str | None = None, split: str | None = None, revision: str | None = None
) -> None:
    """What the Hub's panel calls to load a data set."""
    _go(Asked(spec, config=config, split=split, revision=revision))


def _go(asked: Asked, *, look: bool = False) -> None:
    dismiss()
    if look:
        open_draft(asked)
    else:
        start_load(asked)
    # The progress stands above the ways in, and this run has drawn that part already.
    st.rerun()


def _stem(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].split(".")[0] or "upload"


def offer_mapping_before(info: DatasetInfo) -> None:
    """Where an earlier load of the same source was read otherwise, offer that mapping."""
    before = [old for old in loaded_before(info.source.spec, info.source.config) if old.id != info.id]
    if not before or before[0].mapping == info.mapping:
        return
    old = before[0]
    with st.container(border=True):
        st.html(
            f'<div class="wn-note">An earlier load of this source, {escaped(old.id)}, was read'
            f" with another mapping, as {escaped(old.family)}.</div>"
        )
        with st.container(horizontal=True):
            st.button(
                "Use that mapping",
                on_click=_load_as,
                args=(Asked.again(info), old.mapping),
                key="mapping-before",
            )
            st.button(
                "Look at it first",
                on_click=open_draft,
                args=(Asked.again(info), old.mapping),
                kwargs={"why": f"The mapping of {old.id}."},
                key="look-mapping-before",
            )
