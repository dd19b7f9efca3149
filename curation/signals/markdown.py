"""How an answer is laid out: what style control in preference modelling counts, code, tables and links.

Headers, list items and bold text are counted as FastChat's ``add_markdown_info.py`` counts them for
Chatbot Arena's style control, in the text without its fenced code.
"""

from __future__ import annotations

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch

_ARENA = "FastChat, fastchat/serve/monitor/add_markdown_info.py (Chatbot Arena style control)"
FENCE = r"(?m)^[ \t>]*```"
_CELL = r"[ \t]*:?-+:?[ \t]*"
_RULE = rf"(?m)^[ \t]*(?:\|?{_CELL}(?:\|{_CELL})+\|?|\|{_CELL}\|)[ \t]*\r?$"


def headers(batch: Batch) -> Column:
    """Lines that begin with one to six ``#`` and white space."""
    prose = batch.texts.prose
    return prose.counting(r"(?m)^#{1,6}\s", prose.holding("#"))


def lists(batch: Batch) -> Column:
    """Lines that begin like an item of an ordered or unordered list."""
    prose = batch.texts.prose
    return prose.counting(r"(?m)^\s*(?:\d+\.|[-*+])\s")


def bold(batch: Batch) -> Column:
    """Spans within a line in ``**`` or ``__``."""
    prose = batch.texts.prose
    stars = prose.counting(r"\*\*[^*\n]+\*\*", prose.holding("*"))
    return stars + prose.counting(r"__[^_\n]+__", prose.holding("_"))


def code_blocks(batch: Batch) -> Column:
    """Fenced blocks; one left open counts too."""
    fences = batch.texts.counting(FENCE, batch.texts.holding("`"))
    return (fences + 1) // 2


def tables(batch: Batch) -> Column:
    """Delimiter rows of tables: ``|---|---|``."""
    prose = batch.texts.prose
    return prose.counting(_RULE, prose.holding("|") & prose.holding("-"))


def urls(batch: Batch) -> Column:
    """Addresses with a scheme, or that begin with ``www.``."""
    texts = batch.texts
    maybe = texts.holding(":") | texts.holding("w")
    return texts.counting(r"(?i)\b(?:https?://|ftp://|www\.)[^\s<>\"'()\[\]{}|\\^`]{3,}", maybe)


HEADERS = Signal(
    "headers",
    "Headers",
    "Lines that begin with one to six # and a space, outside of fenced code",
    headers,
    source=_ARENA,
)
LISTS = Signal(
    "lists",
    "List items",
    "Lines that begin with a number and a dot, or with - * +, and a space, outside of fenced code",
    lists,
    source=_ARENA,
)
BOLD = Signal(
    "bold",
    "Bold spans",
    "Spans within a line between ** or __, outside of fenced code",
    bold,
    source=_ARENA,
)
CODE_BLOCKS = Signal(
    "code_blocks",
    "Code blocks",
    "Blocks between lines that begin with ```; one left open counts",
    code_blocks,
)
TABLES = Signal(
    "tables",
    "Tables",
    "Delimiter rows of Markdown tables (|---|---|), outside of fenced code",
    tables,
    source="GitHub Flavored Markdown, §4.10",
)
URLS = Signal("urls", "Links", "Addresses that begin with http://, https://, ftp:// or www.", urls)
