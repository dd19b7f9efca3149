"""The steps a recipe is made of: small frozen values, told apart by ``kind``.

Every step removes rows of the pairs table; verdicts alone change some as well. What each removes is
written in ``removal``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from curation.analysis.contamination import DEFAULTS, BenchmarkRef, Rule
from curation.analysis.diversity.subset import Method as Selection
from curation.recipe.conditions import Condition, describe
from curation.recipe.verdict import ContentKey, Edit

Method = Literal["exact", "lexical", "semantic", "staged"]
Grouping = Literal["leader", "connected"]
KeepPrompt = Literal["largest_margin", "highest_score", "longest", "first", "central", "random"]
KeepPair = Literal["largest_margin", "first", "random"]
Unit = Literal["user", "last_user", "system_user", "answers"]
Search = Literal["auto", "exact", "fast"]
KeyPair = tuple[ContentKey, ContentKey]

# What JSON readers, the manifest's among them, can hold.
Seed = Annotated[int, Field(ge=-(2**63), lt=2**63)]
_WORDS = {"largest_margin": "largest margin"}
_SELECTED = {"k_center": "k-center", "facility_location": "facility location"}
_COMPARED = {
    "user": "",
    "last_user": " by last turn",
    "system_user": " with system turn",
    "answers": " by answers",
}


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

    Decisions name prompts by key; those of prompts that the data set does not hold are passed over.

    Attributes:
        method: Which stages look for candidates; ``staged`` is all three.
        unit: What of a prompt is compared, see ``similarity.units``.
        threshold: Lowest similarity of a duplicate, 0–1.
        keep: Which prompt of a group stays.
        grouping: ``leader``: each member is within the threshold of the kept one.
        lookalikes: Whether prompts that differ in a number, negation or name count as duplicates too.
        model: Embedding model; None is the bundled one.
        search: ``exact`` compares all prompts; ``fast`` may lose a few pairs and says how many; ``auto`` is
            exact but for very many prompts.
        seed: Decides ``keep: random``.
        apart: Pairs of prompts that are no duplicates of each other and never share a group.
        together: Pairs of prompts that are one, whatever their texts.
        stay: Prompts that are never removed; the duplicates of one go in its place.
    """

    kind: Literal["deduplicate"] = "deduplicate"
    method: Method = "staged"
    unit: Unit = "user"
    threshold: float = Field(default=0.9, gt=0, le=1)
    keep: KeepPrompt = "largest_margin"
    grouping: Grouping = "leader"
    lookalikes: bool = False
    model: str | None = None
    search: Search = "auto"
    seed: Seed = 0
    apart: tuple[KeyPair, ...] = ()
    together: tuple[KeyPair, ...] = ()
    stay: tuple[ContentKey, ...] = ()

    @model_validator(mode="after")
    def _not_both(self) -> DeduplicateStep:
        if both := {frozenset(pair) for pair in self.apart} & {frozenset(pair) for pair in self.together}:
            named = " and ".join(sorted(min(both, key=sorted)))
            raise ValueError(f"a pair is either apart or together, not both ({named})")
        return self

    def _does(self) -> str:
        if self.method == "exact":
            return f"one prompt of each set of equal ones{_COMPARED[self.unit]}"
        return f"one prompt of each {self.method} group at {self.threshold:g}{_COMPARED[self.unit]}"


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


class DiverseStep(_Step):
    """Keeps a diverse choice of the prompts that are still there, each with all its rows.

    Prompts must be embedded. One that stands in several splits counts once and is kept in all of them.

    Attributes:
        size: How many prompts stay, or
        share: what share of them.
        method: ``k_center`` takes the prompt farthest from those taken, which favours rare ones;
            ``facility_location`` the one that brings all nearest on average, which favours common ones.
        model: Embedding model; None is the bundled one.
        seed: Decides the first prompt (k_center) or what is drawn (facility_location).
    """

    kind: Literal["diverse"] = "diverse"
    size: int | None = Field(default=None, ge=1, lt=2**63)
    share: float | None = Field(default=None, gt=0, le=1)
    method: Selection = "k_center"
    model: str | None = None
    seed: Seed = 0

    @model_validator(mode="after")
    def _one_of_both(self) -> DiverseStep:
        if (self.size is None) == (self.share is None):
            raise ValueError("give either 'size', a number of prompts, or 'share', a part of them")
        return self

    def _does(self) -> str:
        many = f"{self.share:.6g} of the prompts" if self.size is None else f"{self.size:,} prompts"
        return f"{many} chosen to be diverse ({_SELECTED[self.method]})"


class DropStep(_Step):
    """Drops pairs that the curator decided against, by content key; keys that are not there hit nothing."""

    kind: Literal["drop"] = "drop"
    keys: tuple[ContentKey, ...]

    def _does(self) -> str:
        return f"without {len(self.keys):,} {'pair' if len(self.keys) == 1 else 'pairs'} dropped by hand"


class VerdictsStep(_Step):
    """What reviewers decided of single pairs, by content key.

    A key that the data set does not hold does nothing, and the outcome says so. Whatever its place, it is
    the pair as the data set has it that other steps look at.

    Attributes:
        keep: Pairs looked at and found good.
        drop: Pairs that go.
        tie: Pairs of which neither answer is better; they go too.
        swap: Pairs whose rejected answer is the better one.
        edit: Texts written anew; for a pair that is swapped too, of its sides after the swap.
    """

    kind: Literal["verdicts"] = "verdicts"
    keep: tuple[ContentKey, ...] = ()
    drop: tuple[ContentKey, ...] = ()
    tie: tuple[ContentKey, ...] = ()
    swap: tuple[ContentKey, ...] = ()
    edit: dict[ContentKey, Edit] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_decision_a_pair(self) -> VerdictsStep:
        seen: set[str] = set()
        for keys in (self.keep, self.drop, self.tie, self.swap):
            for key in keys:
                if key in seen:
                    raise ValueError(f"a pair has one decision, {key} has two")
                seen.add(key)
        if stray := seen.difference(self.swap).intersection(self.edit):
            raise ValueError(f"a pair that is edited is kept or swapped, not also listed ({min(stray)})")
        return self

    @property
    def pairs(self) -> frozenset[str]:
        """The keys of all pairs it decides on."""
        return frozenset((*self.keep, *self.drop, *self.tie, *self.swap, *self.edit))

    def _does(self) -> str:
        counts = {
            "dropped": len(self.drop),
            "tied": len(self.tie),
            "swapped": len(self.swap),
            "edited": len(self.edit),
        }
        told = ", ".join(f"{count:,} {what}" for what, count in counts.items() if count)
        many = len(self.pairs)
        return f"{many:,} reviewed by hand{f': {told}' if told else ''}"


class LeakStep(_Step):
    """Leaves each group of near-duplicate prompts in one split, and drops its rows in the others.

    Groups are ``connected``, so that no prompt of a split is near one of another split afterwards.

    Attributes:
        keep: The split that keeps a group it has rows in; None keeps evaluation splits (test before
            validation) and drops from train.
        method: As for duplicates, like all that follow.
        unit: What of a prompt is compared.
        threshold: Lowest similarity of a duplicate.
        lookalikes: Whether prompts that ask for something else count too.
        model: Embedding model.
    """

    kind: Literal["leak"] = "leak"
    keep: str | None = None
    method: Method = "exact"
    unit: Unit = "user"
    threshold: float = Field(default=0.9, gt=0, le=1)
    lookalikes: bool = False
    model: str | None = None

    def _does(self) -> str:
        kept = f"kept in {self.keep}" if self.keep else "kept for evaluation"
        return f"no {_near(self.method, self.threshold)} prompt in two splits ({kept})"


class ExcludeStep(_Step):
    """Drops the prompts that another data set of the workspace holds, or holds nearly.

    Attributes:
        dataset: The other one: its id, its name, or the source it was loaded from.
        method: As for duplicates, like all that follow.
        unit: What of a prompt is compared.
        threshold: Lowest similarity of a duplicate.
        lookalikes: Whether prompts that ask for something else count too.
        model: Embedding model.
    """

    kind: Literal["exclude"] = "exclude"
    dataset: str = Field(min_length=1)
    method: Method = "exact"
    unit: Unit = "user"
    threshold: float = Field(default=0.9, gt=0, le=1)
    lookalikes: bool = False
    model: str | None = None

    def _does(self) -> str:
        return f"without {_near(self.method, self.threshold)} prompts of {self.dataset}"


class ContaminationStep(_Step):
    """Drops the prompts that hold a benchmark's question, and chosen answers that hold its solution.

    Attributes:
        benchmarks: Which ones; a fingerprint pins the very files.
        method: ``ngram`` (with n = 8 the rule of Tülu 3), ``exact``, or ``embedding``.
        n: Words in a row that must be shared.
        threshold: Share of a question's words that must be exceeded, or the cosine to reach; None is
            the method's own default.
        answers: Whether chosen answers are searched for solutions too.
        model: Embedding model; None is the bundled one.
        stay: Content keys of prompts that stay although they were found.
    """

    kind: Literal["contamination"] = "contamination"
    benchmarks: tuple[BenchmarkRef, ...] = Field(min_length=1)
    method: Literal["ngram", "exact", "embedding"] = "ngram"
    n: int = Field(default=8, ge=2, le=100)
    threshold: float | None = Field(default=None, ge=0, le=1)
    answers: bool = False
    model: str | None = None
    stay: tuple[ContentKey, ...] = ()

    @property
    def rule(self) -> Rule:
        """When a prompt counts as found."""
        threshold = DEFAULTS[self.method] if self.threshold is None else self.threshold
        return Rule(self.method, self.n, threshold, self.answers, self.model)

    def _does(self) -> str:
        names = [benchmark.name for benchmark in self.benchmarks]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        return f"without questions of {', '.join(names[:3])}{more}"


def _near(method: str, threshold: float) -> str:
    return "equal" if method == "exact" else f"near ({method}, {threshold:g})"


Direct = FilterStep | CheckStep | CapStep | SampleStep | DropStep
"""Steps that need the rows alone."""
Comparing = DeduplicateStep | LeakStep | ExcludeStep | ContaminationStep | DiverseStep
"""Steps that compare prompts, which can take long: what was found or embedded once is kept."""
AnyStep = Direct | Comparing | VerdictsStep
Step = Annotated[AnyStep, Field(discriminator="kind")]
