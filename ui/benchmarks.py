"""What to look for on the contamination page: which benchmarks, by which rule, and the job that looks."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from curation.analysis.contamination import DEFAULTS, EXPLAINED, KNOWN, BenchmarkRef, Method, Rule, named
from curation.errors import CurationError
from curation.recipe import ContaminationStep
from curation.sources import save_upload
from ui.jobs import draw_job, jobs
from ui.loading import MEGABYTES, UPLOADS
from ui.notices import show_error
from ui.state import Desk

METHODS: dict[Method, str] = {
    "ngram": "Words in a row",
    "exact": "The whole question",
    "embedding": "Meaning",
}
TITLES = {known.key: known.title for known in KNOWN}
REFUSED = "contamination-refused"
ASKED = "contamination-asked"


def draw_settings(desk: Desk) -> None:
    """Which benchmarks, by which rule, and the button that starts looking."""
    with st.container(border=True):
        left, right = st.columns(2, gap="large")
        with left:
            _draw_benchmarks()
        with right:
            _draw_rule()
        st.button(
            "Look for these questions",
            type="primary",
            key="look",
            on_click=_start,
            args=(desk.dataset.id,),
        )
    refused: CurationError | None = st.session_state.pop(REFUSED, None)
    if refused is not None:
        show_error(refused)


def _draw_benchmarks() -> None:
    st.text_area(
        "Files of questions, a path on each line",
        placeholder="~/benchmarks/gsm8k_test.jsonl",
        height=80,
        key="benchmark-paths",
        persist_state="session",
        help="csv, json, jsonl, parquet, arrow; gz and zip of these. Or owner/name on the Hub.",
    )
    st.file_uploader(
        "Or upload them",
        type=UPLOADS,
        max_upload_size=MEGABYTES,
        accept_multiple_files=True,
        key="benchmark-files",
    )
    st.multiselect(
        "Or well-known ones, fetched from the Hub",
        list(TITLES),
        format_func=TITLES.__getitem__,
        key="benchmark-names",
        persist_state="session",
    )
    st.text_input(
        "Column of the questions (if it is not recognised)",
        placeholder="question",
        key="benchmark-column",
        persist_state="session",
        help="question, prompt, turns, instruction and the like are. turns[1] is the second of a list.",
    )


def _draw_rule() -> None:
    method: Method = st.segmented_control(
        "Found by",
        list(METHODS),
        format_func=METHODS.__getitem__,
        default="ngram",
        required=True,
        key="contamination-method",
        persist_state="session",
    )
    if method != "embedding":
        st.number_input("Words in a row", 2, 100, 8, key="contamination-n", persist_state="session")
    if method == "ngram":
        st.slider(
            "Share of the question's words, more than",
            0.0,
            0.95,
            DEFAULTS["ngram"],
            0.05,
            key="contamination-share",
            persist_state="session",
        )
    if method == "embedding":
        st.slider(
            "Cosine, at least",
            0.5,
            1.0,
            DEFAULTS["embedding"],
            0.01,
            key="contamination-cosine",
            persist_state="session",
        )
    st.toggle(
        "Look for solutions in chosen answers too",
        key="contamination-answers",
        persist_state="session",
        help="Where a benchmark has a column of solutions; by words in a row.",
    )
    st.caption(EXPLAINED[method])


def _start(dataset_id: str) -> None:
    # Read here and not where the widgets were drawn: what moved just before the click counts.
    try:
        refs = _asked_for()
    except CurationError as error:
        st.session_state[REFUSED] = error
        return
    if not refs:
        st.session_state[REFUSED] = CurationError(
            "No benchmark is chosen", next="Name a file, upload one, or pick a well-known benchmark"
        )
        return
    benchmarks = [ref.model_dump() for ref in refs]
    order = {
        "work": "contamination",
        "dataset": dataset_id,
        "benchmarks": benchmarks,
        "rule": asdict(_rule()),
    }
    jobs().start(_job_name(dataset_id), "Looking for contamination", order)


def _asked_for() -> list[BenchmarkRef]:
    """The benchmarks as the widgets stand; uploads are stored first."""
    chosen = st.session_state
    column = chosen.get("benchmark-column", "").strip() or None
    lines = [line.strip() for line in chosen.get("benchmark-paths", "").splitlines()]
    files = [str(save_upload(file.name, file)) for file in chosen.get("benchmark-files") or ()]
    refs = [named(spec, column=column) for spec in (*filter(None, lines), *files)]
    return refs + [named(key) for key in chosen.get("benchmark-names", ())]


def _rule() -> Rule:
    """The rule as the widgets stand."""
    chosen = st.session_state
    method = chosen["contamination-method"]
    key = "contamination-cosine" if method == "embedding" else "contamination-share"
    threshold = DEFAULTS["exact"] if method == "exact" else float(chosen.get(key, DEFAULTS[method]))
    return Rule(
        method,
        int(chosen.get("contamination-n", 8)),
        round(threshold, 2),
        bool(chosen.get("contamination-answers", False)),
    )


def _job_name(dataset_id: str) -> str:
    return f"contamination-{dataset_id}"


def draw_progress(desk: Desk) -> None:
    """The search under way; once it is done, its findings are the ones shown."""
    done = draw_job(_job_name(desk.dataset.id))
    if done is not None:
        st.session_state[ASKED] = ContaminationStep.model_validate(done.result["step"])
