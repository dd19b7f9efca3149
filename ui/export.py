"""The export page's parts: the format, what it would carry, writing, and the recipe behind it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import orjson
import streamlit as st

from curation.errors import CurationError
from curation.export import MANIFEST, REASONS, TARGETS, Preview, preview
from curation.recipe import ExportSpec, Recipe, SourceRef
from curation.settings import settings
from ui.jobs import draw_job, jobs
from ui.notices import show_error
from ui.state import Desk
from ui.text import plural

SPLITS = {
    "existing": "as in the source",
    "none": "one file",
    "prompt": "anew, by prompt",
}
SHOWN_CHARACTERS = 6_000


def draw_choice() -> ExportSpec:
    """Format and splits."""
    titles = {target.name: target.title for target in TARGETS}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Format",
            list(titles),
            format_func=lambda name: f"{name} · {titles[name]}",
            key="format",
            bind="query-params",
            width=420,
        )
        split_by = st.segmented_control(
            "Splits",
            list(SPLITS),
            format_func=SPLITS.__getitem__,
            default="existing",
            required=True,
            key="split-by",
            persist_state="session",
            disabled=name == "source",
        )
        share, seed = 0.1, 0
        if split_by == "prompt" and name != "source":
            share = st.number_input("Validation share", 0.01, 0.5, 0.1, 0.01, key="share", width=150)
            seed = int(st.number_input("Seed", 0, 2**31 - 1, 0, key="seed", width=110))
    st.caption(next(target.about for target in TARGETS if target.name == name))
    by = "existing" if name == "source" else split_by
    return ExportSpec.model_validate(
        {"format": name, "split_by": by, "ratios": (round(1 - share, 6), share), "seed": seed}
    )


@st.cache_data(max_entries=64, show_spinner=False)
def _preview(key: tuple[str, str], spec: str, _desk: Desk, _spec: ExportSpec) -> Preview:
    return preview(
        _desk.dataset,
        _desk.outcome,
        _spec.format,
        split_by=_spec.split_by,
        ratios=_spec.ratios,
        seed=_spec.seed,
    )


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
    if found.refused:
        st.markdown("**Left out, because the format cannot carry them**")
        for reason, rows in sorted(found.refused.items(), key=lambda item: -item[1]):
            if rows:
                st.text(f"{rows:,} × {REASONS.get(reason, reason)}")
    return found.total > 0


def draw_rows(desk: Desk, spec: ExportSpec) -> None:
    """The first row as it would be written."""
    found = _looked_at(desk, spec)
    if isinstance(found, CurationError) or not found.rows:
        return
    st.markdown("**The first row, as it would be written**")
    text = orjson.dumps(found.rows[0], option=orjson.OPT_INDENT_2, default=str).decode()
    cut = text[:SHOWN_CHARACTERS] + ("\n…" if len(text) > SHOWN_CHARACTERS else "")
    st.code(cut, language="json", height=380, wrap_lines=True)


def draw_write(desk: Desk, spec: ExportSpec, ready: bool) -> None:
    """The button that writes, the progress, and the files to take away."""
    name = f"export-{desk.dataset.id}-{spec.format}"
    out = settings().home / "exports" / desk.dataset.id / spec.format
    if desk.waiting:
        st.warning("A duplicates step waits for its neighbours; open Duplicates first.", icon="⏳")
    st.button(
        "Write the files",
        type="primary",
        key="write",
        disabled=not ready or bool(desk.waiting),
        on_click=_start,
        args=(name, desk, spec, out),
    )
    done = draw_job(name)
    shown_key = f"written-{name}"
    if done is not None:
        st.session_state[shown_key] = (desk.cache_key, spec.model_dump_json(), done.result)
    written = st.session_state.get(shown_key)
    if written is not None and written[:2] == (desk.cache_key, spec.model_dump_json()):
        _draw_written(out, written[2])


def _start(name: str, desk: Desk, spec: ExportSpec, out: Path) -> None:
    recipe = desk.applied.with_export(spec.model_dump(mode="json"))
    order = {"work": "export", "dataset": desk.dataset.id, "recipe": recipe.plain(), "out": str(out)}
    jobs().start(name, "Writing", order)


def _draw_written(out: Path, result: dict[str, Any]) -> None:
    with st.container(border=True):
        st.success(f"{plural(result['rows'], 'row')} written.", icon="✅")
        st.code(str(out), language=None)
        st.download_button(
            "Download",
            data=lambda: _packed(out, result["files"]),
            file_name=f"{out.parent.name}-{out.name}.zip",
            mime="application/zip",
            on_click="ignore",
            icon=":material/download:",
            key=f"download-{out.name}",
        )


def _packed(out: Path, files: list[str]) -> bytes:
    """The export's files and manifest as one zip archive, with fixed dates so that equal is equal."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [*files, MANIFEST]:
            archive.writestr(zipfile.ZipInfo(name), (out / name).read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def whole_recipe(desk: Desk, spec: ExportSpec) -> Recipe:
    """The session as a recipe that ``python -m curation run`` replays from source to the same files."""
    info = desk.dataset.info
    source = info.source
    return desk.recipe.with_export(spec.model_dump(mode="json")).model_copy(
        update={
            "name": info.name,
            "source": SourceRef(
                spec=source.spec, split=source.split, config=source.config, revision=source.revision
            ),
            "mapping": info.mapping,
            "pairing": info.pairing,
        }
    )


def draw_funnel(desk: Desk) -> None:
    """What each step removed; the lines sum."""
    st.markdown("**Funnel**")
    rows = [{"step": step.name, "hit": step.hit, "removed": step.removed} for step in desk.outcome.steps]
    st.dataframe(rows or [{"step": "no step yet", "hit": 0, "removed": 0}], hide_index=True, key="funnel")
    removed = desk.outcome.pairs_in - desk.outcome.pairs_kept
    st.text(f"{desk.outcome.pairs_in:,} in = {desk.outcome.pairs_kept:,} kept + {removed:,} removed")


def draw_recipe(desk: Desk, spec: ExportSpec) -> None:
    """The recipe, to read and to take away."""
    st.markdown("**The recipe**")
    st.caption("`python -m curation run recipe.yaml --out DIR` writes the same files.")
    text = whole_recipe(desk, spec).to_yaml()
    st.code(text, language="yaml", height=260)
    st.download_button(
        "Download the recipe",
        data=text,
        file_name="recipe.yaml",
        mime="text/yaml",
        key="recipe",
        on_click="ignore",
    )
