"""The panel that publishes an export to the Hub: first what would change, then the doing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from curation.progress import size
from ui.jobs import draw_job, jobs
from ui.text import plural

WHERE = {"main": "the main branch", "branch": "another branch", "pull": "a pull request"}
WORDS = {"added": "new", "changed": "differs", "removed": "goes", "same": "there already"}


def draw_publishing(name: str, out: Path) -> None:
    """Repository and branch, what would change there, and the button that publishes.

    Args:
        name: The export's name, for keys.
        out: Its folder.
    """
    with st.expander("Publish to the Hub", key=f"publishing-{name}", on_change="rerun") as box:
        job = f"publish-{name}"
        done = draw_job(job)
        if done is not None:
            st.session_state[job] = (done.order, done.result)
        if not box.open:
            return
        order = _draw_choice(out)
        shown, told = st.session_state.get(job, (None, None))
        compared = shown is not None and _about(shown) == _about(order)
        running = jobs().get(job)
        busy = (running is not None and running.state == "running") or not order["repo"]
        with st.container(horizontal=True):
            st.button(
                "Show what would change",
                key=f"compare-{name}",
                disabled=busy,
                on_click=_start,
                args=(job, "Comparing", order | {"dry_run": True}),
            )
            st.button(
                "Publish",
                key=f"send-{name}",
                type="primary",
                disabled=busy or not compared or not shown["dry_run"],
                on_click=_start,
                args=(job, "Publishing", order | {"dry_run": False}),
                help=None if compared else "Look at what would change first",
            )
        if compared:
            _draw_told(told, published=not shown["dry_run"])


def _draw_choice(out: Path) -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        repo = st.text_input("Repository", key="publish-repo", placeholder="owner/name", width=240)
        where = st.selectbox(
            "Commit to", list(WHERE), format_func=WHERE.__getitem__, key="publish-where", width=170
        )
        branch = st.text_input("Branch", key="publish-branch", width=140).strip() if where == "branch" else ""
        private = st.checkbox(
            "Private", value=True, key="publish-private", help="A new one; one that is there stays as it is"
        )
    st.caption("As whom: HF_TOKEN, or what `hf auth login` stored on this machine.")
    return {
        "work": "publish",
        "out": str(out),
        "repo": repo.strip(),
        "branch": branch or None,
        "pull_request": where == "pull",
        "private": private,
    }


def _about(order: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in order.items() if key not in ("dry_run", "work")}


def _start(job: str, title: str, order: dict[str, Any]) -> None:
    st.session_state.pop(job, None)
    jobs().start(job, title, dict(order))


def _draw_told(told: dict[str, Any], *, published: bool) -> None:
    counted = [file for file in told["files"] if file["change"] in ("added", "changed")]
    if published:
        st.success(f"{plural(len(counted), 'file')} sent.", icon="✅")
        st.code(told["pull_request"] or told["address"], language=None)
    else:
        st.text(f"{told['where']}: {size(told['bytes_to_send'])} to send.")
    for note in told["notes"]:
        st.text(note)
    rows = [
        {
            "file": file["name"],
            "state": WORDS[file["change"]],
            "bytes": file["bytes"],
            "before": file["bytes_before"],
            "sha-256": (file["sha256"] or "")[:12],
        }
        for file in told["files"]
    ]
    st.dataframe(rows, hide_index=True, key=f"publish-files-{published}")
