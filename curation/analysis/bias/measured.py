"""Every bias of a data set: of all its decided pairs, and of each group of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from curation.analysis.bias.decided import Decided, decided
from curation.analysis.bias.format import FormatBias, format_bias
from curation.analysis.bias.grouping import Grouping, grouped_by
from curation.analysis.bias.judges import Judge, judges
from curation.analysis.bias.length import LengthBias, length_bias
from curation.analysis.bias.models import ModelBias, model_bias, names_models
from curation.analysis.bias.position import ORDERED_FAMILIES, PositionBias, position_bias
from curation.analysis.masks import Mask
from curation.store import Dataset


@dataclass(frozen=True)
class Bias:
    """The biases of some decided pairs; None where the data set cannot tell.

    Attributes:
        group: Which pairs: the group's name, empty for all.
        decided: The pairs.
        length: Whether the longer answer wins.
        format: What headers, lists, bold, code and tables are worth at equal length.
        position: Whether the second answer wins.
        models: Who wins.
        judges: What a judge scores that sees only style.
    """

    group: str
    decided: Decided = field(compare=False, repr=False)
    length: LengthBias | None
    format: FormatBias | None
    position: PositionBias | None
    models: ModelBias | None
    judges: tuple[Judge, ...]

    @property
    def pairs(self) -> int:
        """How many."""
        return len(self.decided)

    @property
    def meanings(self) -> tuple[str, ...]:
        """What each of them means for training, a sentence each."""
        parts = (self.length, self.format, self.position, self.models)
        return (*(part.meaning for part in parts if part), *(judge.meaning for judge in self.judges))

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        parts = ("length", "format", "position", "models")
        told = {name: part.as_json() if (part := getattr(self, name)) else None for name in parts}
        return {"pairs": self.pairs, **told, "judges": [judge.as_json() for judge in self.judges]}


@dataclass(frozen=True)
class BiasReport:
    """The biases of a data set.

    Attributes:
        overall: Of all decided pairs.
        by: Grouping → one entry a group, in the grouping's order.
        unknown: What the data set cannot tell, and why.
    """

    overall: Bias
    by: dict[str, tuple[Bias, ...]]
    unknown: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        by = {
            name: [{"group": group.group, **group.as_json()} for group in groups]
            for name, groups in self.by.items()
        }
        return {**self.overall.as_json(), "by": by, "unknown": list(self.unknown)}


def bias_report(
    dataset: Dataset, kept: Mask | None = None, groupings: Iterable[Grouping] = (), measure: str = "chars"
) -> BiasReport:
    """Measure every bias.

    Args:
        dataset: The data set.
        kept: Mask over pairs rows; None means all.
        groupings: What to tell the pairs apart by besides their source.
        measure: What length is counted in.
    """
    pairs = decided(dataset, kept)
    by = {
        grouping.name: tuple(
            bias_of(pairs.where(mask), measure, group=label) for label, mask in grouping.groups()
        )
        for grouping in (*_sources(dataset), *groupings)
    }
    return BiasReport(bias_of(pairs, measure), by, tuple(_unknown(dataset, measure)))


def bias_of(pairs: Decided, measure: str = "chars", *, group: str = "") -> Bias:
    """Every bias of these pairs."""
    return Bias(
        group,
        pairs,
        length_bias(pairs, measure),
        format_bias(pairs),
        position_bias(pairs),
        model_bias(pairs),
        judges(pairs),
    )


def _sources(dataset: Dataset) -> Iterator[Grouping]:
    grouping = grouped_by(dataset, "source")
    if len(grouping.labels) > 1:
        yield grouping


def _unknown(dataset: Dataset, measure: str) -> Iterator[str]:
    if measure not in dataset.measures:
        yield f"Length bias: {measure!r} was not measured."
    if dataset.info.family not in ORDERED_FAMILIES:
        yield "Position bias: the source does not say in which order the two answers were shown."
    if not names_models(dataset):
        yield "Model bias: the source does not say which model wrote which answer."
    if _orca(dataset):
        yield (
            "If this is orca_dpo_pairs, the chosen answers are all ChatGPT's and the rejected ones all"
            " Llama-2-13b-chat's: who wrote an answer gives every verdict away."
        )


def _orca(dataset: Dataset) -> bool:
    """Whether it has the shape of orca_dpo_pairs, whose models are documented but not named in its rows."""
    info = dataset.info
    unnamed = not names_models(dataset) and "status" not in info.mapping.columns
    return info.family == "orca_dpo_pairs" and unnamed
