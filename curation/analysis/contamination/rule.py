"""When a prompt counts as a copy of a benchmark's question."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Method = Literal["ngram", "exact", "embedding"]
DEFAULTS: dict[Method, float] = {"ngram": 0.5, "exact": 1.0, "embedding": 0.9}
EXPLAINED: dict[Method, str] = {
    "ngram": "A word of the question matches if it lies in n words in a row that one prompt has too; the"
    " prompt holds the question if more than the threshold of its words match. A question of fewer than n"
    " words is found where a prompt equals it. With n = 8 and 50 % it is the rule of Tülu 3.",
    "exact": "All words of the question stand in the prompt in a row, whatever stands around them and"
    " whatever the case, punctuation and spacing. A question of fewer than n words is found where a prompt"
    " equals it.",
    "embedding": "The cosine of the two sentence embeddings is at least the threshold: finds rewordings,"
    " and look-alikes with other numbers too. Look at each.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """How to look.

    Attributes:
        method: ``ngram``, ``exact`` or ``embedding``.
        n: Words in a row, for ``ngram``.
        threshold: What the share must exceed, or the cosine reach.
        answers: Whether chosen answers are searched for the benchmark's solutions too, by n-grams.
        model: Embedding model; None is the bundled one.
    """

    method: Method = "ngram"
    n: int = 8
    threshold: float = DEFAULTS["ngram"]
    answers: bool = False
    model: str | None = None

    def plain(self) -> dict[str, Any]:
        """The settings that matter to the method."""
        unused = {"ngram": {"model"}, "exact": {"model", "threshold"}, "embedding": {"n"}}[self.method]
        if self.answers:
            unused.discard("n")
        return {name: value for name, value in asdict(self).items() if name not in unused}
