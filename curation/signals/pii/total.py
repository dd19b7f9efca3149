"""All personal data and secrets of an answer together."""

from __future__ import annotations

import numpy as np

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.pii.cards import CARDS
from curation.signals.pii.emails import EMAILS
from curation.signals.pii.ips import IPS
from curation.signals.pii.keys import KEYS
from curation.signals.pii.phones import PHONES

_PARTS = (EMAILS, PHONES, IPS, KEYS, CARDS)


def pii(batch: Batch) -> Column:
    """The sum of its parts."""
    return np.sum([np.asarray(part.of(batch)) for part in _PARTS], axis=0)


def _editions() -> str:
    return ".".join(part.edition for part in _PARTS)


PII = Signal(
    "pii",
    "Personal data",
    "E-mail addresses, telephone numbers, IP addresses, keys and card numbers in the answer, added up",
    pii,
    source="the five signals that it adds up",
    basis=_editions,
    looks=tuple(look for part in _PARTS for look in part.looks),
)
