"""Which split each exported pair goes to, and what its file is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from curation.errors import ExportError
from curation.export.block import Ids
from curation.export.split_draw import Pool, dealt, pool_of, strata_of
from curation.export.taking import column_at
from curation.recipe.grouping import GroupBy
from curation.recipe.margins import drawn
from curation.recipe.recipe import SplitBy
from curation.similarity.exact import digest, normalise
from curation.store import Dataset

DRAWN = ("train", "validation", "test")
DRAWS = ("prompt", "group")
NO_SPLIT = "data"
_FIRST = {name: rank for rank, name in enumerate(DRAWN)}
_TEXTS = 8_192


@dataclass(frozen=True, slots=True)
class Splitting:
    """How pairs are split.

    Attributes:
        by: ``existing`` keeps the source's splits, ``none`` makes one file, ``prompt`` draws anew, each
            prompt whole in one split, ``group`` likewise each group of near prompts.
        ratios: Shares of train, validation and test for a draw; they add up to 1.
        seed: Decides the draw.
        stratify: A field, or ``topic``, of which each split gets its share.
        folds: So many equal folds instead of ``ratios``.
        group_by: What ``group`` holds together, see ``split_groups``.
    """

    by: SplitBy = "existing"
    ratios: tuple[float, ...] = (0.9, 0.1)
    seed: int = 0
    stratify: str | None = None
    folds: int | None = None
    group_by: GroupBy | None = None

    def __post_init__(self) -> None:
        known = ("existing", "none", *DRAWS)
        if self.by not in known:
            raise ExportError(f"Pairs cannot be split by {self.by!r}", next=f"Use one of {', '.join(known)}")
        shares = self.ratios
        if not 2 <= len(shares) <= 3 or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-6:
            given = " ".join(f"{share:g}" for share in shares)
            raise ExportError(
                f"The ratios {given} are no split",
                next="Give two or three shares above 0 that add up to 1, e.g. 0.9 0.1",
            )
        if not self.anew and (self.stratify or self.folds or self.group_by):
            raise ExportError(
                f"Splits that are not drawn anew ({self.by}) have no strata, folds or groups",
                next="Split by group or prompt, or leave those out",
            )

    @property
    def anew(self) -> bool:
        """Whether splits are drawn."""
        return self.by in DRAWS

    @property
    def shares(self) -> dict[str, float]:
        """The share of each split that is drawn, by name."""
        if self.folds:
            return {f"fold_{at + 1}": 1 / self.folds for at in range(self.folds)}
        return dict(zip(DRAWN, self.ratios, strict=False))


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One file's pairs: its name without suffix, and rows of the pairs table, ascending."""

    name: str
    ids: Ids


def parts(dataset: Dataset, ids: Ids, splitting: Splitting) -> list[Part]:
    """The rows ``ids`` by split: train, validation, test, then any others by name. No part is empty.

    A prompt lies whole in one part, by whichever rule: equal prompts within a split are one prompt,
    and a draw goes by the prompt's text with case, punctuation and white space folded, or by the whole
    group of its near ones.
    """
    if splitting.by == "none" or not len(ids):
        return [Part(NO_SPLIT, ids)] if len(ids) else []
    if splitting.by == "prompt" and not (splitting.stratify or splitting.folds):
        return _drawn(dataset, ids, splitting)
    if splitting.anew:
        return _dealt(dataset, ids, splitting)
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
    """Each prompt by itself: a pair stays in its split whatever else is kept; shares are met on average."""
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
    return _named(splitting, ids, code)


def _dealt(dataset: Dataset, ids: Ids, splitting: Splitting) -> list[Part]:
    """Whole groups dealt out so that shares are met, those of every stratum too."""
    by = GroupBy(method="exact") if splitting.by == "prompt" else splitting.group_by
    pool: Pool = pool_of(dataset, ids, by)
    strata = strata_of(dataset, ids, pool, splitting.stratify)
    code = dealt(pool, strata, tuple(splitting.shares.values()), splitting.seed)
    return _named(splitting, ids, code[pool.of])


def _named(splitting: Splitting, ids: Ids, code: Ids) -> list[Part]:
    found = [Part(name, ids[code == at]) for at, name in enumerate(splitting.shares)]
    return [part for part in found if len(part.ids)]
