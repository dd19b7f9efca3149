"""Search over one data set's prompts: what it needs is read once, then every query is quick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt

from curation.errors import EncoderError
from curation.similarity.lexical_search import WordIndex
from curation.similarity.search import Hit, by_meaning, by_words, hits
from curation.similarity.vectors import StoredVectors, stored_vectors
from curation.store import Dataset

By = Literal["both", "meaning", "words"]
BYS: tuple[By, ...] = ("both", "meaning", "words")
Mask = npt.NDArray[np.bool_]
Encode = Callable[[str], npt.NDArray[np.float32]]


@dataclass(frozen=True, eq=False)
class Finder:
    """Search over a data set's prompts.

    Attributes:
        dataset: The data set.
        stored: Its prompts' vectors as far as they were embedded when this was made.
        read_index: Reads the words of all prompts, or has them already.
    """

    dataset: Dataset
    stored: StoredVectors
    read_index: Callable[[], WordIndex]

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        model: str | None = None,
        *,
        read_index: Callable[[], WordIndex] | None = None,
    ) -> Finder:
        """Read what is embedded of a data set.

        Raises:
            EncoderError: There is no model of that name.
        """
        stored = stored_vectors(dataset.prompts["text"].to_pylist(), model)
        return cls(dataset, stored, read_index or (lambda: WordIndex.build(dataset)))

    @cached_property
    def index(self) -> WordIndex:
        """The words of all prompts, read when they are first asked for."""
        return self.read_index()

    @property
    def knows_meaning(self) -> bool:
        """Whether any prompt is embedded."""
        return bool(self.stored.known.any())

    def like_text(
        self, query: str, encode: Encode, *, by: By = "both", top: int = 25, among: Mask | None = None
    ) -> tuple[Hit, ...]:
        """The prompts nearest to a text.

        Args:
            query: The text; nothing is found for an empty one.
            encode: Text to unit vector; called only where meaning is asked for and any prompt is embedded.
            by: In what respect. ``both`` makes do with words where no prompt is embedded.
            top: How many at most.
            among: Only these, shape (prompts,).

        Raises:
            EncoderError: Meaning is asked for and no prompt is embedded, or ``encode`` failed.
        """
        if not query.strip():
            return ()
        meaning = None
        if self._asks_meaning(by):
            meaning = by_meaning(self.stored, encode(query), among)
        words = by_words(self.index, query, among) if by != "meaning" else None
        return hits(meaning, words, top)

    def like_prompt(
        self, prompt: int, *, by: By = "both", top: int = 25, among: Mask | None = None
    ) -> tuple[Hit, ...]:
        """The prompts nearest to one of the set, itself left out; no model is loaded.

        Raises:
            EncoderError: Meaning is asked for and the prompt is not embedded.
        """
        others = np.ones(len(self.dataset.prompts), bool) if among is None else among.copy()
        others[prompt] = False
        meaning = None
        if self._asks_meaning(by) and self.stored.known[prompt]:
            meaning = by_meaning(self.stored, self.stored.rows[prompt], others)
        elif by == "meaning":
            raise self._unknown()
        text = self.dataset.prompts["text"][prompt].as_py()
        words = by_words(self.index, text, others) if by != "meaning" else None
        return hits(meaning, words, top)

    def _asks_meaning(self, by: By) -> bool:
        if by == "meaning" and not self.knows_meaning:
            raise self._unknown()
        return by != "words" and self.knows_meaning

    def _unknown(self) -> EncoderError:
        return EncoderError(
            f"Prompts of {self.dataset.id} are not embedded yet, so meaning cannot be compared",
            next=f"Embed them (python -m curation embed {self.dataset.id}), or search by words",
        )
