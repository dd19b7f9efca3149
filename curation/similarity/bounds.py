"""What a search left out so that a crowded set stays within time and memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MOST_PAIRS = 20_000_000


@dataclass(frozen=True)
class Bounds:
    """Where a search did not go down to the floors asked for; all None and 0 where it did.

    Attributes:
        cosine: Lowest cosine held, where there were too many pairs to hold those asked for.
        jaccard: The same of the lexical stage.
        indistinct: How many texts the model cannot tell from a hundred others, see ``indistinct``; they
            are compared by their characters alone.
    """

    cosine: float | None = None
    jaccard: float | None = None
    indistinct: int = 0

    def described(self) -> Iterator[str]:
        """A sentence for each, without its full stop."""
        if self.cosine is not None:
            yield (
                "So many prompts are near each other that pairs with a cosine"
                f" below {self.cosine:.3f} are not held"
            )
        if self.jaccard is not None:
            yield (
                "So many prompts share most of their characters that pairs with a Jaccard"
                f" below {self.jaccard:.2f}, and some just above it, are not found by these"
            )
        if self.indistinct:
            yield (
                f"{self.indistinct:,} prompts were compared by their characters alone: each has the same"
                " embedding as a hundred others, because the model reads only the beginning of a text,"
                " in the languages it knows"
            )


WHOLE = Bounds()


def pair_limit(texts: int) -> int:
    """Most pairs held of so many texts: twenty a text, within half a million and 20 million."""
    return min(max(20 * texts, 500_000), MOST_PAIRS)
