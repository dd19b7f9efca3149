"""What a proof finds: rows that the reader would not take as they are, by reason, with their pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from curation.export.block import Ids

Effect = Literal["skipped", "crash", "changed", "truncated"]
SAID: dict[Effect, str] = {
    "skipped": "would be skipped",
    "crash": "would stop the training",
    "changed": "would be read as something else",
    "truncated": "would be cut short",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A reason for which a reader does not take a row.

    Attributes:
        effect: What becomes of the row.
        why: Half a sentence that a curator understands.
    """

    effect: Effect
    why: str


@dataclass(frozen=True, eq=False, slots=True)
class Problem:
    """The rows of an export that have one fault.

    Attributes:
        reason: The fault's code.
        fault: What it is.
        rows: How many rows have it.
        pairs: The rows of the pairs table that gave them, ascending.
    """

    reason: str
    fault: Fault
    rows: int
    pairs: Ids

    @property
    def sentence(self) -> str:
        """``3 rows would be skipped because …``."""
        noun = "row" if self.rows == 1 else "rows"
        return f"{self.rows:,} {noun} {SAID[self.fault.effect]} because {self.fault.why}"


@dataclass(frozen=True, eq=False, slots=True)
class Proof:
    """What a reader makes of an export.

    Attributes:
        target: The format's name.
        source: Where the rules are written down: a repository's file and commit, or a package.
        accepted: Rows that are taken as they are.
        problems: The others, the most frequent first.
        warnings: What holds of the whole set, each a sentence.
    """

    target: str
    source: str
    accepted: int
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every row is taken as it is."""
        return not self.problems

    @property
    def sentence(self) -> str:
        """``4,812 rows accepted, 3 rows would be skipped because …``."""
        accepted = f"{self.accepted:,} {'row' if self.accepted == 1 else 'rows'} accepted"
        return ", ".join([accepted, *(problem.sentence for problem in self.problems)])
