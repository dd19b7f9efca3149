"""What would be written: rows by file, what the format cannot carry and what to do about it, a first row."""

from __future__ import annotations

import numpy as np
import orjson
import streamlit as st

from curation.errors import CurationError
from curation.export import (
    Loss,
    Preview,
    Snippet,
    job_of,
    losses,
    preview,
    snippets,
    splitting_of,
    target_named,
)
from curation.export.files import FileWritten
from curation.export.target import PairTarget
from curation.recipe import ExportSpec
from ui.export.choice import set_option
from ui.export.proving import draw_proof
from ui.export_splits import draw_check
from ui.notices import show_error
from ui.selection import Selection, rows_in_words, show_button
from ui.state import Desk
from ui.text import plural

SHOWN_CHARACTERS = 6_000


@st.cache_data(max_entries=64, show_spinner=False)
def _preview(key: tuple[str, str], spec: str, _desk: Desk, _spec: ExportSpec) -> Preview:
    return preview(
        _desk.dataset,
        _desk.outcome,
        _spec.format,
        splitting=splitting_of(_spec),
        options=_spec.options,
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _lost(
    key: tuple[str, str], spec: str, _desk: Desk, _spec: ExportSpec
) -> tuple[tuple[Loss, ...], np.ndarray]:
    """What is left out, and the pairs that give no row at all."""
    target = target_named(_spec.format)
    job = job_of(_desk.dataset, _desk.outcome, splitting_of(_spec), _spec.options)
    kept = _desk.outcome.kept_ids
    gone = np.setdiff1d(kept, target.plan(job, kept).ids) if isinstance(target, PairTarget) else kept[:0]
    return losses(target, job), gone


def _looked_at(desk: Desk, spec: ExportSpec) -> Preview | CurationError:
    try:
        return _preview(desk.cache_key, spec.model_dump_json(), desk, spec)
    except CurationError as error:
        return error


def draw_counts(desk: Desk, spec: ExportSpec) -> bool:
    """Rows to write, and those the format cannot carry and why; whether any row would be written."""
    found = _looked_at(desk, spec)
    if isinstance(found, CurationError):
        show_error(found)
        return False
    st.metric("Rows to write", f"{found.total:,}", border=True)
    st.text("\n".join(f"{name}: {plural(rows, 'row')}" for name, rows in found.files.items()))
    draw_check(desk, spec)
    if any(found.refused.values()):
        _draw_losses(desk, spec)
    if found.total:
        draw_proof(desk, spec, found.total)
    return found.total > 0


def _draw_losses(desk: Desk, spec: ExportSpec) -> None:
    lost, gone = _lost(desk.cache_key, spec.model_dump_json(), desk, spec)
    with st.container(border=True, key="losses"):
        st.markdown("**Left out, because the format cannot carry them**")
        for loss in lost:
            st.text(f"{loss.rows:,} × {loss.why}")
            if loss.remedies:
                with st.container(horizontal=True):
                    for one in loss.remedies:
                        st.button(
                            one.says[:1].upper() + one.says[1:],
                            key=f"remedy-{loss.reason}-{one.option}-{one.value}",
                            on_click=set_option,
                            args=(one.option, one.value),
                        )
        if len(gone):
            show_button(
                desk,
                Selection.listed(f"left out by {spec.format}", gone),
                f"Show {rows_in_words(desk.dataset, len(gone))} left out",
                key="losses-rows",
                type="tertiary",
            )


def draw_rows(desk: Desk, spec: ExportSpec) -> None:
    """The first row as it would be written, and what trains on the files."""
    found = _looked_at(desk, spec)
    if isinstance(found, CurationError) or not found.rows:
        return
    st.markdown("**The first row, as it would be written**")
    text = orjson.dumps(found.rows[0], option=orjson.OPT_INDENT_2, default=str).decode()
    cut = text[:SHOWN_CHARACTERS] + ("\n…" if len(text) > SHOWN_CHARACTERS else "")
    st.code(cut, language="json", height=380, wrap_lines=True)
    for snippet in _snippets(found, spec):
        with st.expander(f"Train on these files: {snippet.name}", key=f"snippet-{snippet.name}"):
            st.caption("Written beside the files. Change the model's name, and what else you like.")
            st.code(snippet.text, language=snippet.language, height=380)


def _snippets(found: Preview, spec: ExportSpec) -> tuple[Snippet, ...]:
    files = [FileWritten(name, rows) for name, rows in found.files.items()]
    return snippets(spec.format, files, spec.options)
