"""What a format's reader makes of every row, as the app's worker finds it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from curation.export import Proof, job_of, prove, splitting_of, target_named
from curation.jobs.diversity import embed_for
from curation.jobs.work import Progress
from curation.recipe import ExportSpec, Outcome, Recipe, apply
from curation.store import Dataset


@dataclass(frozen=True, slots=True)
class Proven:
    """A proof as it crosses from the worker to the app.

    Attributes:
        accepted: Rows that are taken as they are.
        problems: The sentence about the others and the pairs they come from, the most frequent first.
        warnings: What holds of the whole set, each a sentence.
        source: Where the rules are written down; empty where nobody but a person reads the format.
    """

    accepted: int
    problems: tuple[tuple[str, tuple[int, ...]], ...]
    warnings: tuple[str, ...]
    source: str

    @classmethod
    def of(cls, proof: Proof) -> Proven:
        """A proof's figures and sentences."""
        problems = tuple((one.sentence, tuple(one.pairs.tolist())) for one in proof.problems)
        return cls(proof.accepted, problems, proof.warnings, proof.source)

    @classmethod
    def from_plain(cls, told: dict[str, Any]) -> Proven:
        """What ``plain`` told."""
        problems = tuple((sentence, tuple(pairs)) for sentence, pairs in told["problems"])
        return cls(told["accepted"], problems, tuple(told["warnings"]), told["source"])

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "accepted": self.accepted,
            "problems": [[sentence, list(pairs)] for sentence, pairs in self.problems],
            "warnings": list(self.warnings),
            "source": self.source,
        }


def prove_recipe(dataset: Dataset, recipe: Recipe, *, progress: Progress | None = None) -> Proven:
    """What the reader of a recipe's export makes of what the recipe keeps, without writing it.

    Raises:
        CurationError: A step or an option does not fit.
    """
    embed_for(dataset, recipe, progress=progress)
    return prove_outcome(apply(dataset, recipe, progress=progress), recipe, progress=progress)


def prove_outcome(outcome: Outcome, recipe: Recipe, *, progress: Progress | None = None) -> Proven:
    """Likewise, of what is known to be kept.

    Raises:
        ExportError: The format takes no such option.
    """
    spec = recipe.export or ExportSpec(format="jsonl")
    target = target_named(spec.format)
    target.check_options(spec.options)
    job = job_of(outcome.dataset, outcome, splitting_of(spec), spec.options, progress)
    return Proven.of(prove(target, job))
