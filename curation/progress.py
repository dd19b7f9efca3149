"""How far long work is, in words: the one stage that counts bytes, and figures as people read them."""

from __future__ import annotations

import math

DOWNLOADING = "downloading"
"""The stage whose units are bytes; all others count rows, texts or pairs."""


def amount(stage: str, units: float) -> str:
    """So many units of a stage: ``1,204``, or ``12.3 MB`` of a download."""
    if stage != DOWNLOADING:
        return f"{units:,.0f}"
    for size, name in ((1e9, "GB"), (1e6, "MB")):
        if units >= size:
            return f"{units / size:,.1f} {name}"
    return f"{math.ceil(units / 1e3)} kB"
