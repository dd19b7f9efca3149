"""The open data set on the datasets page: what became of every row, how it was read, and the workspace."""

from __future__ import annotations

import streamlit as st

from curation.settings import settings
from curation.store import Dataset, DatasetInfo, list_datasets
from curation.store.counting import unused_answers
from ui.asked import Asked
from ui.draft import open_draft
from ui.loading import offer_mapping_before
from ui.pair_view import PairOptions, draw_pair
from ui.revision import draw_revision
from ui.state import Desk
from ui.text import escaped, plural

EXAMPLES = 3
MOST_FILES = 200


@st.cache_data(max_entries=32, show_spinner=False)
def _unused(dataset_id: str, _dataset: Dataset) -> int:
    return unused_answers(_dataset)


def draw_understood(desk: Desk) -> None:
    """Counts that account for every row and every answer, the mapping, and the first rows as read."""
    info = desk.dataset.info
    offer_mapping_before(info)
    st.html(_notes([f"From {info.source.spec}", f"Read as {info.family}: {info.why}."]))
    st.html(_account(desk.dataset))
    st.html(_notes([f"Note: {note}." for note in info.notes]))
    draw_revision(desk)
    if not info.source.parts:
        _draw_mapping(info)
    if len(info.source.shards) > 1:
        with st.expander(f"The {len(info.source.shards):,} files"):
            st.text("\n".join(_file(shard.name, shard.split) for shard in info.source.shards[:MOST_FILES]))
    st.markdown(f"**The first {EXAMPLES} pairs, as understood**")
    for pair_id in range(min(EXAMPLES, len(desk.dataset.pairs))):
        with st.container(border=True):
            draw_pair(desk.dataset, pair_id, PairOptions(diff=False))


def _draw_mapping(info: DatasetInfo) -> None:
    """How the source's columns were read, to change it or to take it away."""
    with st.container(horizontal=True):
        st.button(
            "Change which column is what",
            on_click=open_draft,
            args=(Asked.again(info), info.mapping),
            kwargs={"why": f"The mapping of {info.id}."},
            icon=":material/edit:",
            key="change-mapping",
        )
        st.download_button(
            "mapping.yaml",
            info.mapping.to_yaml(),
            file_name="mapping.yaml",
            mime="application/yaml",
            on_click="ignore",
            icon=":material/download:",
            key="download-mapping",
        )
    with st.expander("The mapping"):
        st.code(info.mapping.to_yaml(), language="yaml")


def _file(name: str, split: str | None) -> str:
    return f"{name} ({split})" if split else name


def _notes(lines: list[str]) -> str:
    return "".join(f'<div class="wn-note">{escaped(line)}</div>' for line in lines) or "<span></span>"


def _account(dataset: Dataset) -> str:
    """Rows in and what became of them; answers, and how many ended in a pair."""
    info, counts = dataset.info, dataset.info.counts
    unused = _unused(dataset.id, dataset)
    lines = [
        f"{counts.rows_read:,} rows read = {counts.rows_used:,} used"
        f" + {counts.rows_quarantined:,} quarantined.",
        *(f"  {count:,} × {reason}" for reason, count in info.quarantine.items()),
        f"{plural(counts.prompts, 'prompt')}, {plural(counts.responses, 'answer')}"
        f" = {counts.responses - unused:,} in pairs + {unused:,} in no pair.",
        f"{plural(counts.pairs, 'pair')} = {counts.pairs - counts.ties:,} with a preference"
        f" + {plural(counts.ties, 'tie')}.",
    ]
    return f'<div class="wn-account">{escaped(chr(10).join(lines))}</div>'


def draw_workspace() -> None:
    """Every data set on this machine."""
    st.dataframe(
        [
            {
                "data set": info.id,
                "family": info.family,
                "prompts": info.counts.prompts,
                "pairs": info.counts.pairs,
                "ties": info.counts.ties,
                "single answers": info.counts.singles,
                "quarantined": info.counts.rows_quarantined,
                "source": info.source.spec,
            }
            for info in list_datasets()
        ],
        hide_index=True,
        key="workspace",
        alt="Data sets in the workspace with their counts and sources",
    )
    st.caption("They lie in this folder; nothing in it is ever changed after it was written.")
    st.code(str(settings().home), language=None)
