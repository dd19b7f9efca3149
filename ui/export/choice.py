"""What to write: the format, its splits, and the choices within it."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from curation.errors import CurationError
from curation.export import TARGETS, Target, target_named
from curation.recipe import ExportOptions, ExportSpec
from curation.recipe.export_options import Style
from ui.export_splits import draw_splits
from ui.notices import show_error
from ui.state import Desk

CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "system": (
        "System turns",
        {"keep": "as they are", "fold": "before the first question", "drop": "left away"},
    ),
    "turns": ("Conversations", {"keep": "whole", "last": "the last question alone"}),
    "margin": (
        "Margins",
        {"auto": "where every pair has one", "require": "pairs without are left out", "never": "none"},
    ),
    "style": ("Shape", {name: name for name in get_args(Style)}),
}
MEGABYTE = 1_000_000
FORMAT = "format"
_HELD = "_export-format"


def draw_choice(desk: Desk) -> ExportSpec:
    """Format, splits and options."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = _draw_format()
        splits = draw_splits(desk, fixed=name == "source")
    target = target_named(name)
    st.caption(target.about)
    return ExportSpec.model_validate({"format": name, **splits, "options": _options(target)})


def _draw_format() -> str:
    """The format: the link's where it names one, else the one that this tab had last."""
    titles = {target.name: target.title for target in TARGETS}
    held, linked = st.session_state.get(_HELD), st.query_params.get(FORMAT, "")
    if linked in ("", held):
        if held is not None and FORMAT not in st.session_state:
            st.session_state[FORMAT] = held
    elif linked in titles:
        st.session_state[FORMAT] = linked
    else:
        st.warning("The link names a format that is not known here.", icon="⚠️")
    name: str = st.selectbox(
        "Format",
        list(titles),
        format_func=lambda name: f"{name} · {titles[name]}",
        key=FORMAT,
        width=420,
    )
    st.session_state[_HELD] = name
    if linked != name:
        st.query_params[FORMAT] = name
    return name


def option_key(name: str) -> str:
    """The key of the widget that sets an option."""
    return f"option-{name}"


def set_option(name: str, value: str) -> None:
    """Set an option from elsewhere on the page; a callback."""
    st.session_state[option_key(name)] = value


def _options(target: Target) -> ExportOptions:
    if not target.takes:
        return ExportOptions()
    chosen: dict[str, Any] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="options"):
        for name, (title, words) in CHOICES.items():
            if name in target.takes:
                chosen[name] = st.selectbox(
                    title, list(words), format_func=words.__getitem__, key=option_key(name), width=230
                )
        if "compression" in target.takes and len(target.compressions) > 1:
            chosen["compression"] = st.selectbox(
                "Compression",
                target.compressions,
                key=f"{option_key('compression')}-{target.name}",
                width=130,
            )
        if "extras" in target.takes:
            chosen["extras"] = _extras()
        chosen |= _sizes(target)
    if chosen.get("compression") == target.compressions[0]:
        # The format's own habit is not a choice, so that recipes stay as short as they can be.
        del chosen["compression"]
    try:
        options = ExportOptions.model_validate(chosen)
        target.check_options(options)
    except CurationError as error:
        show_error(error)
        return ExportOptions()
    return options


def _extras() -> str | None:
    typed = st.text_input(
        "More columns",
        key=option_key("extras"),
        placeholder="key, split, extra.topic",
        help="Names between commas: key, split, source, chosen.RATING, extra.COLUMN",
        width=230,
    )
    return typed.strip() or None


def _sizes(target: Target) -> dict[str, int]:
    found: dict[str, int] = {}
    if "max_rows" in target.takes:
        rows = st.number_input(
            "Rows a file", 1, None, None, key=option_key("max_rows"), placeholder="all", width=130
        )
        found |= {"max_rows": int(rows)} if rows else {}
    if "max_bytes" in target.takes:
        size = st.number_input(
            "MB a file", 1, None, None, key=option_key("max_bytes"), placeholder="any", width=130
        )
        found |= {"max_bytes": int(size) * MEGABYTE} if size else {}
    return found
