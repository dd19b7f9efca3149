"""How far long work is, in words: the stages that count bytes, and figures as people read them."""

from __future__ import annotations

import math

DOWNLOADING = "downloading"
PACKING = "packing"
COMPARING = "comparing"
SENDING = "sending"
IN_BYTES = frozenset({DOWNLOADING, PACKING, COMPARING, SENDING})
"""The stages whose units are bytes; all others count rows, texts or pairs."""


def amount(stage: str, units: float) -> str:
    """So many units of a stage: ``1,204``, or ``12.3 MB`` of a download."""
    return size(units) if stage in IN_BYTES else f"{units:,.0f}"


def size(count: float) -> str:
    """So many bytes: ``12.3 MB``."""
    for scale, name in ((1e9, "GB"), (1e6, "MB")):
        if count >= scale:
            return f"{count / scale:,.1f} {name}"
    return f"{math.ceil(count / 1e3)} kB"
