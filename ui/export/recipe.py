"""What stands behind the export: the funnel, and the recipe to take away."""

from __future__ import annotations

import streamlit as st

from curation.recipe import ExportSpec, Recipe, SourceRef
from ui.state import Desk


def whole_recipe(desk: Desk, spec: ExportSpec | None) -> Recipe:
    """The session as a recipe that ``python -m curation run`` replays from source to the same files."""
    info = desk.dataset.info
    source = info.source
    return desk.recipe.model_copy(
        update={
            "export": spec,
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
