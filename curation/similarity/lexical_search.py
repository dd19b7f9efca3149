"""Search by words: BM25 over prompts, the words counted by DuckDB, the weights kept as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

K1, B = 1.2, 0.75
# A character of a script without spaces is a word of its own.
_WORDS = (
    r"regexp_extract_all(nfc_normalize(lower({text})),"
    r" '[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Thai}}]|[\p{{L}}\p{{M}}\p{{N}}]+')"
)
_POSTINGS = f"""
    SELECT word, prompt_id, count(*)::INTEGER AS times
    FROM (SELECT prompt_id, unnest({_WORDS.format(text="text")}) AS word FROM prompts)
    GROUP BY ALL
"""


class HasQuery(Protocol):
    """What is needed of a data set: its prompts, and SQL over them."""

    @property
    def prompts(self) -> pa.Table:
        """Its prompts, a row each."""

    def query(self, sql: str, params: Sequence[Any] = ()) -> pa.Table:
        """Run one SELECT."""


@dataclass(frozen=True, eq=False)
class WordIndex:
    """Which prompts hold a word, and how much that says.

    Attributes:
        dataset: Whose prompts they are.
        place: Word → its number.
        starts: int64 [words + 1], where each word's entries begin.
        prompt: int32 [entries], the prompts that hold it.
        weight: float32 [entries], BM25's weight of the word in the prompt.
    """

    dataset: HasQuery
    place: dict[str, int]
    starts: npt.NDArray[np.int64]
    prompt: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]

    @classmethod
    def build(cls, dataset: HasQuery) -> WordIndex:
        """Read every prompt once."""
        prompts = len(dataset.prompts)
        table = dataset.query(_POSTINGS)
        coded = table["word"].combine_chunks().dictionary_encode()
        word = coded.indices.to_numpy()
        prompt = table["prompt_id"].to_numpy().astype(np.int32)
        times = table["times"].to_numpy().astype(np.float32)
        order = np.lexsort((prompt, word))
        word, prompt, times = word[order], prompt[order], times[order]
        holding = np.bincount(word, minlength=len(coded.dictionary))
        length = np.bincount(prompt, times, minlength=prompts)
        usual = length.mean() if prompts else 0.0
        rare = np.log1p((prompts - holding + 0.5) / (holding + 0.5))
        damped = K1 * (1 - B + B * length / max(usual, 1e-9))
        weight = rare[word] * times * (K1 + 1) / (times + damped[prompt])
        return cls(
            dataset,
            {text: at for at, text in enumerate(coded.dictionary.to_pylist())},
            np.r_[0, np.cumsum(holding)].astype(np.int64),
            prompt,
            weight.astype(np.float32),
        )

    def scores(self, query: str) -> npt.NDArray[np.float32]:
        """BM25 of every prompt for the words of a query; 0 where it holds none of them."""
        scores = np.zeros(len(self.dataset.prompts), np.float32)
        for word in set(self._words(query)):
            if (at := self.place.get(word)) is not None:
                entries = slice(self.starts[at], self.starts[at + 1])
                scores[self.prompt[entries]] += self.weight[entries]
        return scores

    def _words(self, text: str) -> list[str]:
        clean = text.encode("utf-8", "replace").decode()
        table = self.dataset.query(f"SELECT {_WORDS.format(text='?')} AS words", [clean])
        words: list[str] = table["words"].to_pylist()[0]
        return words
