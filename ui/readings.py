"""A source whose verdicts can be read in two ways: the same rows under each, and the curator says which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from curation.schemas.direction import AmbiguousDirection, Example, Reading, examples
from ui.asked import Asked, start_load
from ui.draft import dismiss, open_draft
from ui.row_preview import cut
from ui.text import escaped

SHOWN = 3
MOST_CHARACTERS = 400


def draw_readings(asked: Asked, doubt: AmbiguousDirection, rows: Sequence[dict[str, Any]]) -> None:
    """Draw the readings side by side, each with the button that loads it.

    Args:
        asked: The source.
        doubt: What can be read in several ways.
        rows: The source's first rows.
    """
    with st.container(border=True):
        st.subheader("Which answer is the better one?", anchor=False)
        st.text(
            f"{doubt.what}. Nothing in the file proves which is right, and the wrong one would train a model"
            " on the opposite of what people preferred. The same rows under each reading:"
        )
        for column, reading in zip(
            st.columns(len(doubt.readings), gap="medium", border=True), doubt.readings, strict=True
        ):
            with column:
                _draw_reading(asked, doubt, reading, examples(rows, reading, SHOWN))
        st.button(
            "Neither: say which column is what", on_click=open_draft, args=(asked,), key="reading-neither"
        )


def _draw_reading(
    asked: Asked, doubt: AmbiguousDirection, reading: Reading, shown: tuple[Example, ...]
) -> None:
    sentence = reading.sentence
    st.html(f'<div class="wn-reading">{escaped(sentence[:1].upper() + sentence[1:])}</div>')
    st.button(
        "This is right",
        type="primary",
        width="stretch",
        on_click=_load,
        args=(asked, reading),
        key=f"reading-{reading.name}",
    )
    for example in shown:
        st.html(_card(doubt.column, example))
    if not shown:
        st.caption("None of the first rows fits this reading.")


def _card(column: str, example: Example) -> str:
    parts = [
        f'<div class="wn-note">{escaped(column)} = {escaped(example.verdict)}</div>',
        f'<div class="wn-turn"><div class="wn-role">user</div>{_text(example.prompt)}</div>',
    ]
    for title, kind, text in (("better", "better", example.preferred), ("worse", "worse", example.other)):
        if text:
            parts.append(f'<div class="wn-side {kind}"><div class="wn-role">{title}</div>{_text(text)}</div>')
    return f'<div class="wn-example">{"".join(parts)}</div>'


def _text(text: str) -> str:
    return f'<div class="wn-text">{escaped(cut(text, MOST_CHARACTERS))}</div>'


def _load(asked: Asked, reading: Reading) -> None:
    dismiss()
    start_load(asked, reading.mapping)
