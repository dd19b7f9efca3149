"""The panel that publishes an export to the Hub: first what would change, then the doing."""

from __future__ import annotations

from typing import Any

import streamlit as st

from curation.progress import size
from curation.sources.hub_refusals import logged_in
from ui.export.writing import Written
from ui.jobs import draw_job, jobs
from ui.text import plural

WHERE = {"main": "the main branch", "branch": "another branch", "pull": "a pull request"}
WORDS = {"added": "new", "changed": "differs", "removed": "goes", "same": "there already"}
LOG_IN = (
    "Nobody is logged in to the Hub on this machine. To publish, run `hf auth login` with a token that may"
    " write, or start Winnow with HF_TOKEN; then come back to this page."
)


def draw_publishing(written: Written) -> None:
    """Repository and branch, what would change there, and the button that publishes.

    Args:
        written: The export's files.
    """
    job, key = f"publish-{written.name}", f"publishing-{written.name}"
    begun = jobs().get(job) or jobs().cut_off(job)
    if key not in st.session_state and begun is not None:
        # What runs, or was cut off, must be seen by whoever comes back.
        st.session_state[key] = True
        _choose(begun.order)
    with st.expander("Publish to the Hub", key=key, on_change="rerun") as box:
        done = draw_job(job)
        if done is not None:
            st.session_state[job] = (done.order, done.result)
        if not box.open:
            return
        order = _draw_choice(written)
        shown, told = st.session_state.get(job, (None, None))
        compared = shown is not None and _about(shown) == _about(order)
        busy = jobs().get(job) is not None or not order["repo"]
        sends = compared and shown["dry_run"] and _changes(told)
        with st.container(horizontal=True):
            st.button(
                "Show what would change",
                key=f"compare-{written.name}",
                disabled=busy,
                on_click=_start,
                args=(job, "Comparing", order | {"dry_run": True}),
            )
            st.button(
                "Publish",
                key=f"send-{written.name}",
                type="primary",
                disabled=busy or not sends or not logged_in(),
                on_click=_start,
                args=(job, "Publishing", order | {"dry_run": False}),
                help=None if compared else "Look at what would change first",
            )
        if compared:
            _draw_told(told, published=not shown["dry_run"])


def _draw_choice(written: Written) -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        repo = st.text_input("Repository", key="publish-repo", placeholder="owner/name", width=300)
        where = st.selectbox(
            "Commit to", list(WHERE), format_func=WHERE.__getitem__, key="publish-where", width=180
        )
        branch = st.text_input("Branch", key="publish-branch", width=180).strip() if where == "branch" else ""
        st.session_state.setdefault("publish-private", True)
        private = st.checkbox(
            "Private",
            key="publish-private",
            help="A new data set is made private, and one that is there and public is left alone.",
        )
    if logged_in():
        st.caption("As whoever HF_TOKEN or `hf auth login` on this machine names.")
    else:
        st.warning(LOG_IN, icon="⚠️")
    return {
        "work": "publish",
        "out": str(written.out),
        "repo": repo.strip(),
        "branch": branch or None,
        "pull_request": where == "pull",
        "private": private,
    }


def _choose(order: dict[str, Any]) -> None:
    """Set what is chosen to what an order says."""
    where = "pull" if order["pull_request"] else "branch" if order["branch"] else "main"
    chosen = {
        "repo": order["repo"],
        "where": where,
        "branch": order["branch"] or "",
        "private": order["private"],
    }
    st.session_state.update({f"publish-{name}": value for name, value in chosen.items()})


def _about(order: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in order.items() if key not in ("dry_run", "work")}


def _start(job: str, title: str, order: dict[str, Any]) -> None:
    jobs().start(job, title, dict(order))


def _changes(told: dict[str, Any]) -> bool:
    return bool(told["new"]) or any(file["change"] != "same" for file in told["files"])


def _draw_told(told: dict[str, Any], *, published: bool) -> None:
    sent = [file for file in told["files"] if file["change"] in ("added", "changed")]
    if published:
        st.success(f"{plural(len(sent), 'file')} sent.", icon="✅")
        address = told["pull_request"] or told["address"]
        st.link_button(
            "Open the pull request" if told["pull_request"] else "Open it on the Hub",
            address,
            icon=":material/open_in_new:",
        )
        st.code(address, language=None, wrap_lines=True)
    elif _changes(told):
        st.text(f"{told['where']}: {_counted(told)}, {size(told['bytes_to_send'])} to send.")
    else:
        st.success(f"{told['where']} holds exactly these files; there is nothing to publish.", icon="✅")
    for note in () if published else told["notes"]:
        st.text(note)
    rows = [
        {
            "file": file["name"],
            "state": WORDS[file["change"]],
            "size": _in_words(file["bytes"]),
            "size there": _in_words(file["bytes_before"]),
            "SHA-256": (file["sha256"] or "")[:12],
        }
        for file in told["files"]
    ]
    st.dataframe(rows, hide_index=True, key=f"publish-files-{published}")


def _counted(told: dict[str, Any]) -> str:
    kinds = [file["change"] for file in told["files"]]
    return ", ".join(f"{kinds.count(kind)} {word}" for kind, word in WORDS.items() if kind in kinds)


def _in_words(count: int | None) -> str:
    return "" if count is None else size(count)
