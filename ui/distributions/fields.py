"""Fields to look at: which can be drawn, in which order they are offered, and what they are called."""

from __future__ import annotations

from curation.signals import signal_named
from curation.store import Dataset
from ui.charts import readable

_SIDES = ("chosen", "rejected", "margin")
_RANK = {"margin": 0, "chosen": 1, "rejected": 2}
_WHOLE_TEXTS = frozenset({"prompt", "chosen", "rejected", "key", "prompt.key"})


def measures_and_numbers(dataset: Dataset) -> list[str]:
    """Measures of answers, attributes first, then every other number of a pair."""
    others = [name for name, field in dataset.fields.items() if field.kind == "number" and not _side(name)]
    return [*dataset.measures, *(name for name in others if name not in dataset.measures)]


def crossable(dataset: Dataset) -> list[str]:
    """Every field that has ranges or categories: numbers first, margins before sides."""
    found = [name for name in dataset.fields if name not in _WHOLE_TEXTS]
    return sorted(
        found,
        key=lambda name: (dataset.fields[name].kind != "number", _RANK.get(_side(name), 3)),
    )


def option(name: str) -> str:
    """A field in a list, found by its plain words or by the name that filters use."""
    words = readable(_plain(name))
    return name if words == _plain(name) else f"{name} · {words}"


def about(name: str) -> str:
    """What a signal measures, in a sentence; nothing of an attribute."""
    signal = signal_named(name)
    return f"{signal.definition}." if signal else ""


def _side(name: str) -> str:
    side, _, rest = name.partition(".")
    return side if rest and side in _SIDES else ""


def _plain(name: str) -> str:
    return name.partition(".")[2] if _side(name) else name
