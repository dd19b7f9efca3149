"""Which split each exported pair goes to, and what its file is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from curation.errors import ExportError
from curation.export.block import Ids, column_at
from curation.recipe.margins import drawn
from curation.recipe.recipe import SplitBy
from curation.similarity.exact import digest, normalise
from curation.store import Dataset

DRAWN = ("train", "validation", "test")
NO_SPLIT = "data"
_FIRST = {name: rank for rank, name in enumerate(DRAWN)}
_TEXTS = 8_192


@dataclass(frozen=True, slots=True)
class Splitting:
    """How pairs are split.

    Attributes:
        by: ``existing`` keeps the source's splits, ``none`` makes one file, ``prompt`` draws anew.
        ratios: Shares of train, validation and test for ``prompt``; they add up to 1.
        seed: Decides the draw.
    """

    by: SplitBy = "existing"
    ratios: tuple[float, ...] = (0.9, 0.1)
    seed: int = 0

    def __post_init__(self) -> None:
        known = ("existing", "none", "prompt")
        if self.by not in known:
            raise ExportError(f"Pairs cannot be split by {self.by!r}", next=f"Use one of {', '.join(known)}")
        shares = self.ratios
        if not 2 <= len(shares) <= 3 or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-6:
            given = " ".join(f"{share:g}" for share in shares)
            raise ExportError(
                f"The ratios {given} are no split",
                next="Give two or three shares above 0 that add up to 1, e.g. 0.9 0.1",
            )


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One file's pairs: its name without suffix, and rows of the pairs table, ascending."""

    name: str
    ids: Ids


def parts(dataset: Dataset, ids: Ids, splitting: Splitting) -> list[Part]:
    """The rows ``ids`` by split: train, validation, test, then any others by name. No part is empty.

    A prompt lies whole in one part, by whichever rule: equal prompts within a split are one prompt,
    and a draw goes by the prompt's text with case, punctuation and white space folded.
    """
    if splitting.by == "none" or not len(ids):
        return [Part(NO_SPLIT, ids)] if len(ids) else []
    if splitting.by == "prompt":
        return _drawn(dataset, ids, splitting)
    splits = column_at(dataset.pairs["split"], ids).dictionary_encode()
    codes = splits.indices.fill_null(-1).to_numpy()
    names = [*splits.dictionary.to_pylist(), None]
    found = sorted({int(code) for code in codes}, key=lambda code: _rank(names[code]))
    files = _file_names([names[code] for code in found])
    return [Part(file, ids[codes == code]) for file, code in zip(files, found, strict=True)]


def _rank(split: str | None) -> tuple[int, str]:
    return _FIRST.get(split or "", len(_FIRST)), split or ""


def _file_names(splits: list[str | None]) -> list[str]:
    """Split names as file names: no folders, nothing hidden, no two alike even where case is ignored."""
    names: list[str] = []
    taken: set[str] = set()
    for split in splits:
        plain = re.sub(r"[^\w.-]+", "_", split or NO_SPLIT).strip("._-")[:80] or "split"
        name, number = plain, 2
        while name.lower() in taken:
            name, number = f"{plain}-{number}", number + 1
        taken.add(name.lower())
        names.append(name)
    return names


def _drawn(dataset: Dataset, ids: Ids, splitting: Splitting) -> list[Part]:
    prompt_of = dataset.pairs["prompt_id"].to_numpy()[ids]
    prompts, where = np.unique(prompt_of, return_inverse=True)
    hashes = np.empty(len(prompts), np.uint64)
    for start in range(0, len(prompts), _TEXTS):
        texts = column_at(dataset.prompts["text"], prompts[start : start + _TEXTS]).to_pylist()
        for i, text in enumerate(texts, start):
            hashes[i] = int.from_bytes(digest(normalise(text))[:8], "big")
    at = drawn(hashes, splitting.seed) / 2.0**64
    code = np.minimum(np.searchsorted(np.cumsum(splitting.ratios), at, "right"), len(splitting.ratios) - 1)[
        where
    ]
    found = [Part(name, ids[code == i]) for i, name in enumerate(DRAWN[: len(splitting.ratios)])]
    return [part for part in found if len(part.ids)]
