"""The threshold's line over the landscape: it follows the slider in the browser, with the counts there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from curation.similarity import Curve
from ui.duplicates.figures import MARGIN, RIGHT_END

_HERE = Path(__file__).parent
_line = st.components.v2.component(
    "winnow_threshold_line",
    html='<div class="line" aria-hidden="true"><span class="told"></span></div>\n',
    css=(_HERE / "line.css").read_text(encoding="utf-8"),
    js=(_HERE / "line.js").read_text(encoding="utf-8"),
)


def draw_line(threshold: float, floor: float, curve: Curve) -> None:
    """Lay the line over the landscape, which must be the element before it.

    While the slider moves, the browser moves the line and reads the counts off ``curve``; the server
    is asked for all else.
    """
    data: dict[str, Any] = {
        "at": threshold,
        "floor": floor,
        "end": RIGHT_END,
        "margin": {side: MARGIN[side] for side in ("l", "r", "t", "b")},
        "slider": ".st-key-threshold",
        "stops": curve.thresholds.tolist(),
        "going": curve.duplicates.tolist(),
        "groups": curve.groups.tolist(),
    }
    _line(key="threshold-line", data=data)
