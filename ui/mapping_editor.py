"""The mapping editor: which column is what, and the rows as they would then be read."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from curation.errors import CurationError
from curation.schemas import Family, Mapping, check_mapping
from curation.store.preview import PreviewRow, read_as
from ui.asked import start_load
from ui.draft import Draft, close_draft, redraft
from ui.jobs import draw_job, jobs
from ui.mapping_fields import choose_family, choose_mapping, role_title
from ui.notices import show_error
from ui.row_preview import cut, draw_preview_row, height, raw_text
from ui.text import plural

A_PAGE = 5
COUNTED = "_counted"
FIRST, UNFIT, BEFORE = "First rows", "Rows that do not fit", "Quarantined before"


def draw_editor(draft: Draft) -> None:
    """Draw the editor on a draft."""
    st.subheader("Which column is what", anchor=False)
    st.text(f"{draft.asked.spec}\n{draft.why}".strip())
    bar, counts = st.container(horizontal=True), st.container()
    family = choose_family(draft)
    left, right = st.columns([2, 3], gap="large")
    with left:
        mapping = choose_mapping(draft, family)
        _draw_file(draft, mapping)
    found = _read(draft, mapping)
    with bar:
        _draw_actions(draft, mapping, ready=not isinstance(found, CurationError))
    with counts:
        _draw_counts(draft, mapping)
    with right:
        if isinstance(found, CurationError):
            _draw_lacking(draft, family, mapping, found)
        else:
            _draw_rows(draft, found)


def _read(draft: Draft, mapping: Mapping) -> list[PreviewRow] | CurationError:
    try:
        check_mapping(mapping, [row.data for row in draft.rows if row.data is not None])
        return read_as(draft.rows, mapping)
    except CurationError as error:
        return error


def _draw_lacking(draft: Draft, family: Family, mapping: Mapping, error: CurationError) -> None:
    """What is still to be said, and the rows as they are in the file, to say it from."""
    lacking = [role_title(role) for role in family.required if role not in mapping.columns]
    st.text(f"Still to choose: {', '.join(lacking)}." if lacking else error.sentences[0])
    st.markdown("**The rows as they stand in the source**")
    for row in draft.rows[:A_PAGE]:
        text = cut(raw_text(row.data) if row.data is not None else row.raw or "")
        language = None if row.data is None else "json"
        st.code(text, language=language, height=height(text, 260), wrap_lines=True)


def _draw_rows(draft: Draft, found: list[PreviewRow]) -> None:
    unfit = [row for row in found if row.fault is not None]
    before = [row for row in found if row.number in draft.quarantined]
    reasons = Counter(row.fault[0] for row in unfit if row.fault is not None)
    told = [f"Of {plural(len(found), 'row')} looked at, {len(found) - len(unfit):,} fit."]
    st.text("\n".join([*told, *(f"{count:,} × {reason}" for reason, count in reasons.most_common())]))
    kinds = {FIRST: found, UNFIT: unfit, BEFORE: before}
    offered = [kind for kind, rows in kinds.items() if rows]
    kind = st.segmented_control(
        "Rows to look at",
        offered,
        default=BEFORE if before else FIRST,
        format_func=lambda kind: kind if kind == FIRST else f"{kind} ({len(kinds[kind]):,})",
        required=True,
        label_visibility="collapsed",
        key=f"kind-{draft.token}",
    )
    rows = kinds.get(kind) or found
    pages = -(-len(rows) // A_PAGE)
    page = min(st.session_state.get(f"page-{draft.token}", 1), pages)
    for row in rows[(page - 1) * A_PAGE : page * A_PAGE]:
        draw_preview_row(row, draft.files)
    if pages > 1:
        st.pagination(pages, key=f"page-{draft.token}")


def _draw_actions(draft: Draft, mapping: Mapping, *, ready: bool) -> None:
    st.button(
        "Load with this mapping",
        type="primary",
        disabled=not ready,
        on_click=start_load,
        args=(draft.asked, mapping),
        key="load-mapping",
    )
    st.button(
        "Count the whole set",
        disabled=not ready,
        help="Reads every row with this mapping and writes nothing.",
        on_click=_start_count,
        args=(draft, mapping),
        key="count",
    )
    st.download_button(
        "Download mapping.yaml",
        mapping.to_yaml(),
        file_name="mapping.yaml",
        mime="application/yaml",
        on_click="ignore",
        icon=":material/download:",
        key="download-mapping",
    )
    st.button("Close", on_click=close_draft, icon=":material/close:", key="close-mapping")


def _draw_file(draft: Draft, mapping: Mapping) -> None:
    with st.expander("As a file"):
        with st.form(f"yaml-{draft.token}", border=False):
            # Its key follows the mapping, so that the text follows the widgets.
            text = st.text_area(
                "mapping.yaml",
                mapping.to_yaml(),
                height=220,
                key=f"yaml-{draft.token}-{hash(mapping.to_yaml())}",
            )
            pasted = st.form_submit_button("Use this text")
        file = st.file_uploader("Use a mapping file", type=["yaml", "yml"], key=f"yaml-file-{draft.token}")
        if pasted:
            _use(draft, text, "the text")
        elif file is not None:
            _use(draft, file.getvalue().decode("utf-8-sig", "replace"), "the file")


def _use(draft: Draft, text: str, name: str) -> None:
    try:
        mapping = Mapping.from_text(text, name)
    except CurationError as error:
        show_error(error)
        return
    redraft(draft, mapping, f"As {name} says.")
    st.rerun()


def _start_count(draft: Draft, mapping: Mapping) -> None:
    jobs().start(_count_name(draft), "Counting", draft.asked.order("count", mapping))


def _count_name(draft: Draft) -> str:
    return f"count-{draft.token}"


def _draw_counts(draft: Draft, mapping: Mapping) -> None:
    name, plain = _count_name(draft), mapping.model_dump(mode="json")
    job = jobs().get(name)
    if job is not None and job.state == "running" and job.order["mapping"] != plain:
        # What it counts is no longer what the widgets say.
        job.cancel()
        jobs().forget(name)
    done = draw_job(name)
    if done is not None:
        st.session_state[COUNTED] = (draft.token, done.order["mapping"], done.result)
    counted = st.session_state.get(COUNTED)
    if counted is None or counted[0] != draft.token:
        return
    if counted[1] != plain:
        st.caption("The mapping has changed since the whole set was counted.")
        return
    _draw_result(counted[2])


def _draw_result(result: dict[str, Any]) -> None:
    counts, quarantine = result["counts"], result["quarantine"]
    figures = {
        "Rows read": counts["rows_read"],
        "Rows used": counts["rows_used"],
        "Quarantined": counts["rows_quarantined"],
        "Pairs": counts["pairs"],
        "Ties among them": counts["ties"],
        "Single answers": counts["singles"],
    }
    with st.container(horizontal=True):
        for title, figure in figures.items():
            st.metric(title, f"{figure:,}", border=True)
    if quarantine:
        st.text("\n".join(f"{count:,} × {reason}" for reason, count in quarantine.items()))
