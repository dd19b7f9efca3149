"""Writing the files, and taking them away: the folder, or one archive."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from curation.export.card import README
from curation.export.publish import written_before
from curation.jobs.packing import packed
from curation.progress import size
from curation.recipe import ExportSpec, Recipe
from curation.settings import settings
from ui.export.proving import remember
from ui.jobs import draw_job, jobs
from ui.serving import address_of
from ui.state import Desk
from ui.text import plural


@dataclass(frozen=True, slots=True)
class Written:
    """An export that lies in its folder.

    Attributes:
        name: Names its jobs and widgets.
        out: The folder.
    """

    name: str
    out: Path


def draw_write(desk: Desk, spec: ExportSpec, ready: bool) -> Written | None:
    """The button that writes, the progress, and the files to take away; where they are, once they are."""
    name = f"export-{desk.dataset.id}-{spec.format}"
    out = settings().home / "exports" / desk.dataset.id / spec.format
    if desk.waiting:
        st.warning("A duplicates step waits for its neighbours; open Duplicates first.", icon="⏳")
    if desk.unfit:
        st.warning("A step does not fit this data set: switch it off, or change it, first.", icon="⚠️")
    st.button(
        "Write the files",
        type="primary",
        key="write",
        disabled=not ready or bool(desk.left_out),
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
        _draw_written(name, out, written[2], "written")
        return Written(name, out)
    if not desk.left_out:
        # After a refresh, or in a new tab: what was written is still there.
        before = written_before(out, desk.dataset.id, _recipe(desk, spec).deeds())
        if before is not None:
            _draw_written(name, out, before, "written before, and there still")
            return Written(name, out)
    return None


def _recipe(desk: Desk, spec: ExportSpec) -> Recipe:
    return desk.applied.with_export(spec.model_dump(mode="json"))


def _start(name: str, desk: Desk, spec: ExportSpec, out: Path) -> None:
    recipe = _recipe(desk, spec)
    order = {"work": "export", "dataset": desk.dataset.id, "recipe": recipe.plain(), "out": str(out)}
    jobs().start(name, "Writing", order)


def _draw_written(name: str, out: Path, result: dict[str, Any], how: str) -> None:
    with st.container(border=True, key="written"):
        st.success(f"{plural(result['rows'], 'row')} {how}.", icon="✅")
        st.code(str(out), language=None, wrap_lines=True)
        if result["beside"]:
            st.caption(f"Beside them: {', '.join(result['beside'])} and manifest.json")
        _draw_download(name, out)
        _draw_card(out)


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
