"""The steps a recipe is made of: small frozen values, told apart by ``kind``.

Every step removes rows of the pairs table and none changes one. What each removes is written in
``removal``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from curation.recipe.conditions import Condition, describe

Method = Literal["exact", "lexical", "semantic", "staged"]
Grouping = Literal["leader", "connected"]
KeepPrompt = Literal["largest_margin", "highest_score", "longest", "first", "central", "random"]
KeepPair = Literal["largest_margin", "first", "random"]

# What JSON readers, the manifest's among them, can hold.
Seed = Annotated[int, Field(ge=-(2**63), lt=2**63)]
_WORDS = {"largest_margin": "largest margin"}


class _Step(BaseModel):
    """What every step has.

    Attributes:
        name: The curator's own name for it; ``title`` is shown where there is none.
        enabled: A step that is switched off removes nothing and stays in the recipe.
        note: Why the curator added it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = None
    enabled: bool = True
    note: str | None = None

    @model_serializer(mode="wrap")
    def _with_kind(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """``kind`` is always written, although it is a default, and first."""
        return {"kind": getattr(self, "kind", ""), **serialise(self)}

    @property
    def title(self) -> str:
        """What people read: the name if there is one, else what the step does."""
        return self.name or self._does()

    def _does(self) -> str:
        raise NotImplementedError


class FilterStep(_Step):
    """Keeps the rows for which ``where`` holds."""

    kind: Literal["filter"] = "filter"
    where: Condition

    def _does(self) -> str:
        return describe(self.where)


class DeduplicateStep(_Step):
    """Keeps one prompt of each group of near-duplicates, with all its rows.

    Attributes:
        method: Which stages look for candidates; ``staged`` is all three.
        threshold: Lowest similarity of a duplicate, 0–1.
        keep: Which prompt of a group stays.
        grouping: ``leader``: each member is within the threshold of the kept one.
        lookalikes: Whether prompts that differ in a number, negation or name count as duplicates too.
        model: Embedding model; None is the bundled one.
        seed: Decides ``keep: random``.
    """

    kind: Literal["deduplicate"] = "deduplicate"
    method: Method = "staged"
    threshold: float = Field(default=0.9, gt=0, le=1)
    keep: KeepPrompt = "largest_margin"
    grouping: Grouping = "leader"
    lookalikes: bool = False
    model: str | None = None
    seed: Seed = 0

    def _does(self) -> str:
        if self.method == "exact":
            return "one prompt of each set of equal ones"
        return f"one prompt of each {self.method} group at {self.threshold:g}"


class CheckStep(_Step):
    """Drops the rows that a named check hits."""

    kind: Literal["check"] = "check"
    check: str

    def _does(self) -> str:
        return f"without {self.check.replace('_', ' ')}"


class CapStep(_Step):
    """Keeps at most ``pairs`` rows of each prompt.

    Attributes:
        per: What is capped.
        pairs: How many rows stay.
        keep: Which ones; missing margins come last, and what is equal is settled by content.
        seed: Decides ``keep: random``.
    """

    kind: Literal["cap"] = "cap"
    per: Literal["prompt"] = "prompt"
    pairs: int = Field(ge=1, lt=2**63)
    keep: KeepPair = "largest_margin"
    seed: Seed = 0

    def _does(self) -> str:
        return f"at most {self.pairs:,} a prompt ({_WORDS.get(self.keep, self.keep)})"


class SampleStep(_Step):
    """Keeps ``pairs`` rows drawn by seed; a smaller draw with the same seed is part of a larger one."""

    kind: Literal["sample"] = "sample"
    pairs: int = Field(ge=1, lt=2**63)
    seed: Seed = 0

    def _does(self) -> str:
        return f"{self.pairs:,} drawn at random"


Step = Annotated[
    FilterStep | DeduplicateStep | CheckStep | CapStep | SampleStep,
    Field(discriminator="kind"),
]
