"""Signals over plain strings, as tests read them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from curation.signals import SIGNALS, Batch, Signal, Texts

BY_NAME = {signal.name: signal for signal in SIGNALS}


def batch(texts: list[str], prompts: list[str] | None = None) -> Batch:
    """Answers, each with a prompt of its own."""
    column = pa.array(texts, pa.large_string())
    replied = pa.array(prompts if prompts is not None else [""] * len(texts), pa.large_string())
    return Batch(Texts(column), Texts(replied), np.arange(len(texts)))


def paired(chosen: list[str], rejected: list[str]) -> Batch:
    """Pairs, both answers there."""
    sides = (Texts(pa.array(side, pa.large_string())) for side in (chosen, rejected))
    left, right = sides
    return Batch(left, partners=right, alone=np.zeros(len(chosen), bool))


def values(signal: Signal, made: Batch) -> list[Any]:
    """A signal's values as Python's own."""
    found = signal.of(made)
    return list(found.to_pylist() if isinstance(found, pa.Array) else np.asarray(found).tolist())


def value(name: str, text: str, prompt: str = "") -> Any:
    """One signal of one answer."""
    return values(BY_NAME[name], batch([text], [prompt]))[0]
