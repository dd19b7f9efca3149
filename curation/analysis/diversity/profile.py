"""How diverse and how demanding a data set's prompts are: every figure of this room, taken once."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from curation.analysis.diversity import vendi
from curation.analysis.diversity.constraints import CONSTRAINTS, Constraints, find_constraints
from curation.analysis.diversity.cover import Index
from curation.analysis.diversity.hill import THIN, Hill, hill, thin
from curation.analysis.diversity.prompts import Mask, Prompts
from curation.analysis.diversity.spacing import Spacing, spacing
from curation.analysis.diversity.spread import Spread
from curation.analysis.diversity.traits import TRAITS, Traits, find_traits
from curation.analysis.diversity.vendi import Vendi, vendi_scores
from curation.analysis.diversity.wording import Distinct, distinct, words_of
from curation.analysis.share import Share, share_json
from curation.analysis.team import Team, team
from curation.similarity.prompt_map import MOST_POINTS
from curation.similarity.topics import Labels, find_topics
from curation.store import Dataset

Progress = Callable[[str, int, int], None]
PLACES = 6


@dataclass(frozen=True, slots=True)
class TopicSize:
    """A topic: its words, none where nothing sets it apart, how many prompts, and whether that is few."""

    terms: tuple[str, ...]
    size: int
    thin: bool


@dataclass(frozen=True, eq=False)
class Meaning:
    """What embeddings say.

    Attributes:
        topics: The largest first; those of the map of prompts.
        of: int16 [looked_at], the topic of each of the first prompts by key.
        effective: Hill numbers of order 1 and 2 of the topics' sizes.
        vendi: Vendi scores at growing sample sizes.
        spacing: How far prompts lie from their nearest other.
    """

    topics: tuple[TopicSize, ...]
    of: Labels
    effective: tuple[Hill, Hill]
    vendi: tuple[Vendi, ...]
    spacing: Spacing

    @property
    def looked_at(self) -> int:
        """Prompts in topics; fewer than all beyond the map's limit."""
        return len(self.of)

    @property
    def growth(self) -> float:
        """By which share the Vendi score grew as the sample doubled the last time; NaN of one size."""
        return self.vendi[-1].mean / self.vendi[-2].mean - 1 if len(self.vendi) > 1 else math.nan

    def as_json(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "topics": [asdict(topic) for topic in self.topics],
            "looked_at": self.looked_at,
            "thin_rule": f"holds less than {THIN:g} of an even share of the prompts",
            "effective_topics": [asdict(number) for number in self.effective],
            "vendi": [asdict(score) for score in self.vendi],
            "vendi_growth": self.growth,
            "nearest": self.spacing.as_json(),
        }


@dataclass(frozen=True, eq=False)
class Diversity:
    """A data set's prompts, measured.

    Attributes:
        dataset: Its id.
        prompts: The prompts, by key; all positions in the results below are positions here.
        chars: Characters of the user turns.
        words: Words of the user turns.
        distinct: Distinct-n of all words and at fixed budgets.
        constraints: Verifiable constraints.
        traits: Questions, orders, code, mathematics, turns.
        meaning: What needs embeddings; None where some are missing.
        missing: Prompts that are not embedded.
    """

    dataset: str
    prompts: Prompts
    chars: Spread
    words: Spread
    distinct: tuple[Distinct, ...]
    constraints: Constraints
    traits: Traits
    meaning: Meaning | None
    missing: int

    @property
    def unmet(self) -> str:
        """What is lacking for the figures of meaning, in one sentence; empty where nothing is."""
        if self.meaning is not None:
            return ""
        if not len(self.prompts):
            return "There is no prompt."
        model = f" --model {self.prompts.model}" if self.prompts.model else ""
        return (
            f"{self.missing:,} of {len(self.prompts):,} prompts are not embedded; topics, Vendi score and"
            f" nearest distances need that first: python -m curation embed {self.dataset}{model}"
        )

    def topic_members(self, topic: int) -> Index:
        """The prompts of a topic, as positions in the prompts table.

        Raises:
            ValueError: Nothing is known of topics.
        """
        if self.meaning is None:
            raise ValueError(self.unmet)
        return np.sort(self.prompts.ids[: self.meaning.looked_at][self.meaning.of == topic])

    def constraint_share(self, name: str) -> Share:
        """How many prompts hold a kind of constraint."""
        return Share(len(self.constraints.having(name)), len(self.prompts))

    @property
    def constrained(self) -> Share:
        """How many prompts hold any constraint."""
        return Share(int((self.constraints.total > 0).sum()), len(self.prompts))

    @property
    def with_system(self) -> Share:
        """How many prompts have a system turn."""
        return Share(int(self.traits.system.sum()), len(self.prompts))

    def as_json(self) -> dict[str, Any]:
        """The ``diversity --json`` object."""
        kinds = [
            {
                "name": kind.name,
                "title": kind.title,
                "pattern": kind.pattern,
                **share_json(self.constraint_share(kind.name)),
            }
            for kind in CONSTRAINTS
        ]
        traits = [
            {"name": trait.name, "definition": trait.definition, **share_json(self.traits.share(trait.name))}
            for trait in TRAITS
        ]
        told: dict[str, Any] = {
            "dataset": self.dataset,
            "prompts": len(self.prompts),
            "chars": self.chars.as_json(),
            "words": self.words.as_json(),
            "turns": Spread.of(self.traits.turns).as_json(),
            "system": share_json(self.with_system),
            "distinct": [asdict(share) for share in self.distinct],
            "constrained": share_json(self.constrained),
            "constraints": {
                "a_prompt": Spread.of(self.constraints.total).as_json(),
                "kinds_a_prompt": Spread.of(self.constraints.kinds).as_json(),
                "kinds": kinds,
            },
            "traits": traits,
            "meaning": self.meaning.as_json() if self.meaning is not None else None,
            "unmet": self.unmet or None,
        }
        return dict(_plain(told))


def measure_diversity(
    dataset: Dataset,
    kept: Mask | None = None,
    *,
    model: str | None = None,
    sample: int = vendi.SAMPLE,
    seed: int = 0,
    progress: Progress | None = None,
) -> Diversity:
    """Measure a data set's prompts; the order of rows plays no part.

    Embeddings are read where they are and never made.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows: prompts with none of these rows are left out; None for all.
        model: Embedding model; None is the bundled one.
        sample: Largest sample for the Vendi score.
        seed: Decides all that is drawn.
        progress: Called with (what, done, total).

    Raises:
        EncoderError: There is no model of that name.
    """
    tell = progress or (lambda _what, _done, _total: None)
    prompts = Prompts.of(dataset, kept, model)
    with team() as workers:
        tell("reading prompts", 0, 0)
        words = words_of(prompts.texts)
        found = find_constraints(prompts.texts, workers)
        missing = prompts.stored.missing
        meaning = None
        if len(prompts) and not missing:
            meaning = _meaning(prompts, workers, sample, seed, tell)
    return Diversity(
        dataset=dataset.id,
        prompts=prompts,
        chars=Spread.of([len(text) for text in prompts.texts.to_pylist()]),
        words=Spread.of(words.counts),
        distinct=distinct(words, seed=seed),
        constraints=found,
        traits=find_traits(dataset, prompts.ids),
        meaning=meaning,
        missing=missing,
    )


def _meaning(prompts: Prompts, workers: Team, sample: int, seed: int, tell: Progress) -> Meaning:
    tell("comparing prompts", 0, 0)
    spaced = spacing(prompts.vectors, workers, seed=seed)
    tell("scoring samples", 0, 0)
    scores = vendi_scores(prompts.vectors, sample=sample, seed=seed)
    tell("finding topics", 0, 0)
    vectors = prompts.vectors[:MOST_POINTS]
    found = find_topics(prompts.texts[:MOST_POINTS].to_pylist(), vectors, seed=seed % 2**32)
    sizes = np.bincount(found.of, minlength=len(found.terms))
    topics = tuple(map(TopicSize, found.terms, sizes.tolist(), thin(sizes).tolist()))
    effective = hill(sizes, 1, seed=seed), hill(sizes, 2, seed=seed)
    return Meaning(topics, found.of, effective, scores, spaced)


def _plain(value: Any) -> Any:
    """JSON has no NaN; six places are more than any figure here holds."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, PLACES)
    return value
