"""Writing the files, and taking them away: the folder, one archive, the Hub."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from curation.export.card import README
from curation.jobs.packing import packed
from curation.progress import size
from curation.recipe import ExportSpec
from curation.settings import settings
from ui.export.proving import remember
from ui.export.publishing import draw_publishing
from ui.jobs import draw_job, jobs
from ui.serving import address_of
from ui.state import Desk
from ui.text import plural


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
    shown_key, asked = f"written-{name}", (desk.cache_key, spec.model_dump_json())
    if done is not None:
        st.session_state[shown_key] = (*asked, done.result)
        st.session_state.pop(f"packed-{name}", None)
        remember(desk, spec, done.result["proof"])
        # The proof stands further up and has been drawn already.
        st.rerun()
    written = st.session_state.get(shown_key)
    if written is not None and written[:2] == asked:
        _draw_written(name, out, written[2])


def _start(name: str, desk: Desk, spec: ExportSpec, out: Path) -> None:
    recipe = desk.applied.with_export(spec.model_dump(mode="json"))
    order = {"work": "export", "dataset": desk.dataset.id, "recipe": recipe.plain(), "out": str(out)}
    jobs().start(name, "Writing", order)


def _draw_written(name: str, out: Path, result: dict[str, Any]) -> None:
    with st.container(border=True):
        st.success(f"{plural(result['rows'], 'row')} written.", icon="✅")
        st.code(str(out), language=None)
        if result["beside"]:
            st.caption(f"Beside them: {', '.join(result['beside'])} and manifest.json")
        _draw_download(name, out)
        _draw_card(out)
        draw_publishing(name, out)


def _draw_download(name: str, out: Path) -> None:
    """The archive is made once it is asked for, by the worker, and served from its file."""
    job, key = f"pack-{name}", f"packed-{name}"
    done = draw_job(job)
    if done is not None:
        st.session_state[key] = done.result
    told = st.session_state.get(key)
    archive = packed(told["token"]) if told else None
    if told is None or archive is None:
        running = jobs().get(job)
        st.button(
            "Prepare a download",
            key=f"prepare-{name}",
            icon=":material/folder_zip:",
            disabled=running is not None and running.state == "running",
            on_click=_pack,
            args=(job, out),
        )
        return
    link, file = escape(address_of(told["token"])), escape(told["name"])
    st.html(
        f'<a class="wn-download" href="{link}" download="{file}">Download {file} · {size(told["bytes"])}</a>'
    )


def _pack(job: str, out: Path) -> None:
    order = {"work": "pack", "out": str(out), "name": f"{out.parent.name}-{out.name}.zip"}
    jobs().start(job, "Packing", order)


def _draw_card(out: Path) -> None:
    card = out / README
    if card.is_file():
        with st.expander("The card", key="card", on_change="rerun") as box:
            if box.open:
                st.code(card.read_text("utf-8", "replace"), language="markdown", height=380, wrap_lines=True)
