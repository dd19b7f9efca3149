"""Measurements of answers. Adding one is one file here and its name in ``SIGNALS``."""

from curation.signals.base import Signal
from curation.signals.length import CHARS, WORDS
from curation.signals.measure import measure

SIGNALS: tuple[Signal, ...] = (CHARS, WORDS)

__all__ = ["SIGNALS", "Signal", "measure"]
