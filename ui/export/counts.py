"""What would be written: rows by file, what the format cannot carry and what to do about it, a first row."""

from __future__ import annotations

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
def _lost(key: tuple[str, str], spec: str, _desk: Desk, _spec: ExportSpec) -> tuple[Loss, ...]:
    """What is left out, with its pairs."""
    job = job_of(_desk.dataset, _desk.outcome, splitting_of(_spec), _spec.options)
    return losses(target_named(_spec.format), job)


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
    with st.container(border=True, key="losses"):
        st.markdown("**Left out, because the format cannot carry them**")
        for loss in _lost(desk.cache_key, spec.model_dump_json(), desk, spec):
            st.text(f"{loss.rows:,} × {loss.why}")
            with st.container(horizontal=True, key=f"loss-{loss.reason}"):
                if len(loss.pairs):
                    show_button(
                        desk,
                        Selection.listed(f"left out by {spec.format}: {loss.why}", loss.pairs),
                        f"Show {rows_in_words(desk.dataset, len(loss.pairs))}",
                        key=f"loss-rows-{loss.reason}",
                        type="tertiary",
                    )
                for one in loss.remedies:
                    st.button(
                        one.says[:1].upper() + one.says[1:],
                        key=f"remedy-{loss.reason}-{one.option}-{one.value}",
                        on_click=set_option,
                        args=(one.option, one.value),
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
