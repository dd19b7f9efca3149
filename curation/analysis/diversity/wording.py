"""The words of prompts, and how varied they are: distinct-n (Li and others 2016).

A word is a run of letters, digits and apostrophes in lower case; in scripts written without spaces (Han,
kana, Thai, Khmer, Lao, Burmese) each character is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curation.analysis.diversity.cover import Index

BUDGETS = (1_000, 10_000, 100_000)
DRAWS = 10
LONGEST = 3
_UNSPACED = r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Khmer}\p{Lao}\p{Myanmar}])"
_BETWEEN = r"[^\p{L}\p{M}\p{N}'’]+"


@dataclass(frozen=True, slots=True)
class Distinct:
    """Distinct-n: the share of runs of n words that are different ones.

    Attributes:
        n: Words in a run; none goes over the end of a prompt.
        budget: Words looked at; None for all. The share falls as texts grow, so that sets are
            comparable at an equal budget alone.
        draws: How many times prompts were drawn to fill it.
        mean: The share, NaN where there is no run of n words.
        low: Lowest of the draws.
        high: Highest.
    """

    n: int
    budget: int | None
    draws: int
    mean: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Words:
    """The words of n prompts.

    Attributes:
        codes: int64 [words], a number for each different word.
        prompt: int64 [words], ascending, the prompt each stands in.
        prompts: n.
    """

    codes: Index
    prompt: Index
    prompts: int

    @cached_property
    def counts(self) -> Index:
        """Words in each prompt, int64 [n]."""
        return np.bincount(self.prompt, minlength=self.prompts)


def words_of(texts: pa.ChunkedArray) -> Words:
    """Take texts apart."""
    codes, prompt, done = [], [], 0
    for chunk in texts.cast(pa.large_string()).chunks:
        spaced = pc.replace_substring_regex(pc.utf8_lower(chunk), _UNSPACED, r" \1 ")
        parts = pc.split_pattern_regex(spaced, _BETWEEN)
        owner = pc.list_parent_indices(parts).to_numpy() + done
        words = pc.utf8_trim(parts.flatten(), "'’")
        full = pc.not_equal(words, "").to_numpy(zero_copy_only=False)
        codes.append(words.filter(pa.array(full)))
        prompt.append(owner[full])
        done += len(chunk)
    said = pa.chunked_array(codes, pa.large_string()).combine_chunks().dictionary_encode()
    owners = np.concatenate([*prompt, np.empty(0, np.int64)]).astype(np.int64)
    return Words(said.indices.to_numpy().astype(np.int64), owners, done)


def distinct(words: Words, *, seed: int = 0) -> tuple[Distinct, ...]:
    """Distinct-1 to -3 of all words, and at each budget that there are words for.

    A budget is filled with whole prompts in random order, the last one cut off.
    """
    found = []
    for n in range(1, LONGEST + 1):
        share = _share(words.codes, words.prompt, n)
        found.append(Distinct(n, None, 1, share, share, share))
    rng = np.random.default_rng(seed % 2**64)
    for budget in BUDGETS:
        if budget > len(words.codes):
            break
        samples = [_filled(words, budget, rng) for _ in range(DRAWS)]
        for n in range(1, LONGEST + 1):
            shares = [_share(*sample, n) for sample in samples]
            found.append(Distinct(n, budget, DRAWS, float(np.mean(shares)), min(shares), max(shares)))
    return tuple(found)


def _filled(words: Words, budget: int, rng: np.random.Generator) -> tuple[Index, Index]:
    """Words of prompts in random order, and whose they are, up to a number of words."""
    order = rng.permutation(words.prompts)
    enough = int(np.searchsorted(np.cumsum(words.counts[order]), budget)) + 1
    starts = np.r_[0, np.cumsum(words.counts)]
    places = np.concatenate([np.arange(starts[at], starts[at + 1]) for at in order[:enough]])[:budget]
    return words.codes[places], words.prompt[places]


def _share(codes: Index, prompt: Index, n: int) -> float:
    whole = np.ones(max(len(codes) - n + 1, 0), bool)
    runs: npt.NDArray[np.int64] = codes[: len(whole)]
    for step in range(1, n):
        # Named anew at each step, so that a run of any length is one small number.
        runs = np.unique(runs, return_inverse=True)[1]
        runs = runs * (codes.max(initial=0) + 1) + codes[step : step + len(whole)]
        whole &= prompt[step : step + len(whole)] == prompt[: len(whole)]
    runs = runs[whole]
    return len(np.unique(runs)) / len(runs) if len(runs) else float("nan")
