"""Text from data sets made safe for the two places that read markup: labels and HTML."""

from __future__ import annotations

import html
import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$])")


def label(text: str, longest: int = 80) -> str:
    """Text for a widget's label, where markdown would be obeyed: every marker escaped."""
    flat = " ".join(text.split())
    flat = flat if len(flat) <= longest else flat[: longest - 1] + "…"
    return _MARKDOWN.sub(r"\\\1", flat)


def escaped(text: str) -> str:
    """Text for HTML."""
    return html.escape(text)


def shortened(text: str | None, longest: int = 160) -> str:
    """One line of a text, for a table cell."""
    flat = " ".join((text or "").split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def plural(count: int, one: str, many: str | None = None) -> str:
    """``1 pair``, ``1,204 pairs``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
