"""A tiny benchmark beside tiny data sets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from curation.analysis.contamination import BenchmarkRef, named
from curation.sources import open_source
from curation.store import Dataset, build_dataset

ROBE = "A robe takes 2 bolts of blue fiber and half that much white fiber. How many bolts in total, then?"
DUCKS = "Janet's ducks lay 16 eggs per day and she eats three for breakfast. What is left for the market?"
SOLUTION = "It takes 2/2 = <<2/2=1>>1 bolt of white fiber, so the total amount of fabric is 2 + 1 = 3 bolts."

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Rows → a file of JSON lines."""

    def lines(rows: list[dict[str, Any]], name: str = "quiz") -> Path:
        path = tmp_path / f"{name}.jsonl"
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        return path

    return lines


@pytest.fixture
def quiz(write: Write) -> BenchmarkRef:
    """A blank row, two questions (the second with a solution), and one shorter than an n-gram."""
    rows = [
        {"question": "", "answer": ""},
        {"question": DUCKS, "answer": ""},
        {"question": ROBE, "answer": SOLUTION},
        {"question": "What is C#?", "answer": "A language."},
    ]
    return named(str(write(rows)))


@pytest.fixture
def asking(write: Write, winnow_home: Path) -> Callable[..., Dataset]:
    """Prompts → a data set of one pair each, the answers given or made up."""

    def build(*prompts: str, chosen: str | None = None) -> Dataset:
        rows = [
            {"prompt": prompt, "chosen": chosen or f"Yes, {at}.", "rejected": "No."}
            for at, prompt in enumerate(prompts)
        ]
        return build_dataset(open_source(write(rows, "pairs")))

    return build
