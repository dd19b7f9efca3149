"""Loading from the Hub: the well-known sets, a search, and what a data set holds before it is fetched.

The network is asked when a button is pressed, never before. What the Hub says is strangers' text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from curation.errors import CurationError
from curation.progress import DOWNLOADING, amount
from curation.sources.hub_client import Hit, search
from curation.sources.hub_contents import Config, Contents, Part, contents
from curation.sources.presets import PRESETS, Preset, matching
from ui.notices import show_error
from ui.text import escaped, plural, shortened

REPO, REVISION, WORDS = "hub-repo", "hub-revision", "hub-words"
LOOK, INSIDE, FOUND = "_hub-look", "_hub-inside", "_hub-found"
HEIGHT, FEW = 460, 3
MOST_HITS = 30

Start = Callable[..., None]
"""Called as ``start(spec, config=…, split=…, revision=…)`` to load a data set."""


def draw_hub_panel(start: Start) -> None:
    """Name a data set, look inside it, find one; ``start`` is called to load it."""
    st.caption(
        "Load, Look inside and Search ask the Hub for what you name; nothing else here uses the network. "
        "Private and gated sets open with the token of `hf auth login` or `HF_TOKEN`."
    )
    _name_form(start)
    _inside(start)
    known, found = st.tabs([f"Well-known sets ({len(PRESETS)})", "Search the Hub"], key="hub-ways")
    with known:
        _draw_known(start)
    with found:
        _draw_search()


def _name_form(start: Start) -> None:
    with st.form("load-hub", border=False):
        left, right = st.columns([3, 2])
        repo = left.text_input("Data set", placeholder="owner/name", key=REPO).strip()
        revision = right.text_input(
            "Revision (optional)", key=REVISION, help="A branch, tag or commit; the newest otherwise."
        ).strip()
        with st.container(horizontal=True):
            load = st.form_submit_button("Load", type="primary", key="hub-load")
            look = st.form_submit_button(
                "Look inside", help="Lists configs, splits and sizes; nothing is fetched.", key="hub-look"
            )
    # Also set by the buttons of a list, whose callbacks run before the form is drawn again.
    asked = st.session_state.pop(LOOK, None) or (repo if look else None)
    if asked:
        _look(asked, revision)
    elif load and repo:
        start(repo, config=None, split=None, revision=revision or None)


def _look(repo: str, revision: str) -> None:
    st.session_state.pop(INSIDE, None)
    try:
        with st.spinner("Asking the Hub what it holds …"):
            st.session_state[INSIDE] = contents(repo, revision or None)
    except CurationError as error:
        show_error(error)


def _inside(start: Start) -> None:
    """Choose among the configs and splits of the data set that was looked at."""
    inside: Contents | None = st.session_state.get(INSIDE)
    if inside is None:
        return
    with st.container(border=True):
        lines = [
            f"{inside.repo} at commit {inside.commit[:12]}",
            f"Licence: {inside.licence or 'not stated'}",
            *inside.notes,
        ]
        st.html(_notes(lines))
        if not inside.configs:
            st.text("It holds nothing that can be loaded.")
            return
        left, right = st.columns(2)
        chosen = left.selectbox(
            "Config",
            range(len(inside.configs)),
            format_func=lambda at: _config_label(inside.configs[at]),
            key=f"hub-config-{inside.commit}",
        )
        config = inside.configs[chosen]
        parts = (config.whole, *config.splits)
        taken = right.selectbox(
            "Split",
            range(len(parts)),
            format_func=lambda at: _split_label(parts[at]),
            key=f"hub-split-{inside.commit}-{config.name}",
        )
        split = parts[taken]
        with st.container(horizontal=True):
            load = st.button("Load this", type="primary", key="hub-load-part")
            st.button("Close", type="tertiary", on_click=_close, key="hub-close")
    if load:
        _close()
        # By the commit, so that what was looked at is what is loaded.
        start(inside.repo, config=config.name, split=split.name or None, revision=inside.commit)


def _close() -> None:
    st.session_state.pop(INSIDE, None)


def _config_label(config: Config) -> str:
    return f"{shortened(config.name or 'Default', 60)} · {_size(config.whole)}"


def _split_label(part: Part) -> str:
    return f"{shortened(part.name or 'Everything', 60)} · {_size(part)}"


def _size(part: Part) -> str:
    files = plural(part.files, "file")
    return f"{files}, {amount(DOWNLOADING, part.bytes)}" if part.bytes else files


def _draw_known(start: Start) -> None:
    words = st.text_input(
        "Narrow the list",
        placeholder="people, GPT-4, ratings, ties …",
        label_visibility="collapsed",
        key="hub-narrow",
    )
    shown = matching(words)
    if not shown:
        st.text("None of the well-known sets says all of these words.")
        return
    with st.container(height=_height(shown)):
        for preset in shown:
            _draw_preset(preset, start)
    st.caption("Rows and licences as the sets' own cards give them; not counted here.")


def _draw_preset(preset: Preset, start: Start) -> None:
    key = f"{preset.repo}-{preset.config}"
    with st.container(border=True, key=f"hub-preset-{key}"):
        text, buttons = st.columns([5, 1], vertical_alignment="center")
        text.html(_preset_text(preset))
        load = buttons.button("Load it", key=f"hub-load-{key}", width="stretch")
        buttons.button(
            "Look inside",
            key=f"hub-look-{key}",
            width="stretch",
            type="tertiary",
            on_click=_look_next,
            args=(preset.repo,),
        )
    if load:
        start(preset.repo, config=preset.config, split=preset.split, revision=None)


def _preset_text(preset: Preset) -> str:
    part = " · ".join(value for value in (preset.repo, preset.config, preset.split) if value)
    lines = [
        f"Written by {preset.written} × judged by {preset.judged}",
        f"{preset.family[0].upper()}{preset.family[1:]} · rows: {preset.rows} · licence: {preset.licence}",
    ]
    mind = f'<div class="wn-note">{escaped(preset.mind)}</div>' if preset.mind else ""
    head = f'<b>{escaped(preset.title)}</b> <span class="wn-note">{escaped(part)}</span>'
    return f"<div>{head}</div>{_notes(lines)}{mind}"


def _draw_search() -> None:
    with st.form("search-hub", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input("Words in a name or card", key=WORDS, placeholder="preference dpo").strip()
        pressed = st.form_submit_button("Search", key="hub-search")
    if pressed and words:
        _search(words)
    hits: Sequence[Hit] | None = st.session_state.get(FOUND)
    if hits is None:
        return
    if not hits:
        st.text("The Hub finds no data set by these words.")
        return
    with st.container(height=_height(hits)):
        for hit in hits:
            _draw_hit(hit)


def _search(words: str) -> None:
    st.session_state.pop(FOUND, None)
    try:
        with st.spinner("Asking the Hub …"):
            st.session_state[FOUND] = search(words, MOST_HITS)
    except CurationError as error:
        show_error(error)


def _draw_hit(hit: Hit) -> None:
    with st.container(border=True):
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.html(_hit_text(hit))
        button.button(
            "Look inside",
            key=f"hub-hit-{hit.repo}",
            width="stretch",
            on_click=_look_next,
            args=(hit.repo,),
        )


def _hit_text(hit: Hit) -> str:
    facts = [
        "gated" if hit.gated else "",
        "private" if hit.private else "",
        f"licence {hit.licence}" if hit.licence else "no licence stated",
        f"{hit.rows} rows" if hit.rows else "",
        f"{hit.downloads:,} downloads",
        f"changed {hit.updated}" if hit.updated else "",
    ]
    lines = [" · ".join(fact for fact in facts if fact), shortened(hit.description)]
    return f"<div><b>{escaped(shortened(hit.repo))}</b></div>{_notes([line for line in lines if line])}"


def _height(listed: Sequence[object]) -> int | Literal["content"]:
    """Long lists scroll by themselves, so that the form above stays near."""
    return HEIGHT if len(listed) > FEW else "content"


def _look_next(repo: str) -> None:
    st.session_state[REPO], st.session_state[REVISION] = repo, ""
    st.session_state[LOOK] = repo


def _notes(lines: list[str]) -> str:
    return "".join(f'<div class="wn-note">{escaped(line)}</div>' for line in lines)
