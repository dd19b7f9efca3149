"""Prompts that copies are planted from: several sources, none of them what the rules were written on."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

DATA = Path(os.environ.get("WINNOW_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
READ_BEFORE = "helpsteer2-standin/train.jsonl.gz"
SOURCES = {
    "HelpSteer2 stand-in, validation": ("helpsteer2-standin/validation.jsonl.gz", "prompt"),
    "UltraFeedback": ("ultrafeedback/binarized_train_clean.jsonl", "prompt"),
    "orca_dpo_pairs": ("orca-dpo-pairs/orca_rlhf_sample.jsonl", "question"),
    "PandaLM": ("pandalm/testset-v1.json", "instruction"),
}
CODE = ("benchmarks/HumanEval.jsonl.gz", "prompt")
_TURN = re.compile(r"\n<extra_id_1>(?:Assistant|User)\n")


def read_prompts(seed: int) -> list[str]:
    """Distinct prompts of all sources in turn, shuffled within each; user turns only.

    Prompts of ``READ_BEFORE``, which the rules were written on, are left out.
    """
    rng = random.Random(seed)
    seen = set(read_texts(READ_BEFORE, "prompt"))
    shuffled = []
    for path, column in SOURCES.values():
        texts = [text for text in dict.fromkeys(read_texts(path, column)) if text not in seen]
        seen.update(texts)
        rng.shuffle(texts)
        shuffled.append([text for text in texts if len(text.split()) >= 3])
    longest = max(map(len, shuffled))
    return [source[at] for at in range(longest) for source in shuffled if at < len(source)]


def read_code(seed: int) -> list[str]:
    """Requests to complete a function, the function in a fence."""
    texts = [f"Complete this function.\n\n```python\n{text.strip()}\n```" for text in read_texts(*CODE)]
    random.Random(seed).shuffle(texts)
    return texts


def read_texts(name: str, column: str) -> Iterator[str]:
    """The prompts of one file, user turns only; ends the program where the file is not there."""
    path = DATA / name
    if not path.is_file():
        print(f"nothing to plant copies of: no {name} in {DATA}; set WINNOW_TEST_DATA")
        raise SystemExit(0)
    for row in _rows(path):
        asked = f"{row[column]}\n\n{row['input']}" if row.get("input") else row[column]
        yield "\n\n".join(_TURN.split(asked)[::2]).strip()


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        if path.suffix == ".json":
            yield from json.load(lines)
        else:
            yield from map(json.loads, lines)
