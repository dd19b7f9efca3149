"""How an answer is laid out: what style control in preference modelling counts, code, tables and links.

Headers, list items and bold text are counted as FastChat's ``add_markdown_info.py`` counts them for
Chatbot Arena's style control, in the text without its fenced code.
"""

from __future__ import annotations

import numpy as np

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import holding, signs
from curation.signals.prose import prose_of
from curation.signals.scan import Counts, count_at, is_space, spelt

_ARENA = "FastChat, fastchat/serve/monitor/add_markdown_info.py (Chatbot Arena style control)"
_CELL = r"[ \t]*:?-+:?[ \t]*"
_RULE = rf"(?m)^[ \t]*(?:\|?{_CELL}(?:\|{_CELL})+\|?|\|{_CELL}\|)[ \t]*\r?$"


def headers(batch: Batch) -> Column:
    """Lines that begin with one to six ``#`` and white space."""
    return prose_of(batch).counting(r"(?m)^#{1,6}\s", holding(batch, "#"))


def lists(batch: Batch) -> Column:
    """Lines that begin like an item of an ordered or unordered list."""
    # Where code is left out, what stood before it and after it may be one line.
    maybe = holding(batch, "`") | (batch.seen(_bullets) + batch.seen(_numbers) > 0)
    return prose_of(batch).counting(r"(?m)^\s*(?:\d+\.|[-*+])\s", maybe)


def _bullets(block: Batch) -> Counts:
    """Each ``-``, ``*`` or ``+`` between white space, or at the beginning of a text."""
    bytes_, offsets, space = block.texts.bytes, block.texts.offsets, block.texts.units.space
    at = np.flatnonzero(bytes_[:-1] - np.uint8(42) < 4)
    at = at[space[at + 1] & (bytes_[at] != 44)]
    begins = offsets[np.searchsorted(offsets, at)] == at
    return count_at(at[begins | space[at - 1]], offsets)


def _numbers(block: Batch) -> Counts:
    """Each full stop between a digit and white space."""
    bytes_, at = block.texts.bytes, block.texts.dots
    at = at[bytes_[at - 1] - np.uint8(48) < 10]
    at = at[at + 1 < len(bytes_)]
    return count_at(at[is_space(bytes_[at + 1])], block.texts.offsets)


def bold(batch: Batch) -> Column:
    """Spans within a line in ``**`` or ``__``."""
    prose = prose_of(batch)
    stars = prose.counting(r"\*\*[^*\n]+\*\*", holding(batch, "*"))
    return stars + prose.counting(r"__[^_\n]+__", holding(batch, "_"))


def code_blocks(batch: Batch) -> Column:
    """Fenced blocks; one left open counts too."""
    return (fences(batch) + 1) // 2


def fences(batch: Batch) -> Counts:
    """Lines that open or close fenced code."""
    return batch.texts.counting(r"(?m)^[ \t>]*```", holding(batch, "`"))


def tables(batch: Batch) -> Column:
    """Delimiter rows of tables: ``|---|---|``."""
    return prose_of(batch).counting(_RULE, holding(batch, "|"))


def urls(batch: Batch) -> Column:
    """Addresses with a scheme, or that begin with ``www.``."""
    pattern = r"(?i)\b(?:https?://|ftp://|www\.)[^\s<>\"'()\[\]{}|\\^`]{3,}"
    return batch.texts.counting(pattern, batch.seen(_addresses) > 0)


def _addresses(block: Batch) -> Counts:
    """Each ``//``, and each full stop behind two w as in ``www.``."""
    bytes_, offsets = block.texts.bytes, block.texts.offsets
    sites = block.texts.dots
    for back in (1, 2):
        # The bit is what tells letters of both cases apart.
        sites = sites[bytes_[sites - back] | np.uint8(32) == ord("w")]
    return count_at(spelt(bytes_, b"//"), offsets) + count_at(sites, offsets)


HEADERS = Signal(
    "headers",
    "Headers",
    "Lines that begin with one to six # and a space, outside of fenced code",
    headers,
    source=_ARENA,
    looks=(signs,),
)
LISTS = Signal(
    "lists",
    "List items",
    "Lines that begin with a number and a dot, or with - * +, and a space, outside of fenced code",
    lists,
    source=_ARENA,
    looks=(signs, _bullets, _numbers),
)
BOLD = Signal(
    "bold",
    "Bold spans",
    "Spans within a line between ** or __, outside of fenced code",
    bold,
    source=_ARENA,
    looks=(signs,),
)
CODE_BLOCKS = Signal(
    "code_blocks",
    "Code blocks",
    "Blocks between lines that begin with ```; one left open counts",
    code_blocks,
    looks=(signs,),
)
TABLES = Signal(
    "tables",
    "Tables",
    "Delimiter rows of Markdown tables (|---|---|), outside of fenced code",
    tables,
    source="GitHub Flavored Markdown, §4.10",
    looks=(signs,),
)
URLS = Signal(
    "urls",
    "Links",
    "Addresses that begin with http://, https://, ftp:// or www.",
    urls,
    version=2,
    looks=(_addresses,),
)
