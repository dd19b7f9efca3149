"""The identity card of a data set that was merged from two others."""

from __future__ import annotations

from collections import Counter

from curation.schemas import Mapping
from curation.store.info import MERGED, Counts, DatasetInfo, ShardInfo, SourceInfo
from curation.store.pairing import Pairing

FAMILY = "merged"
Labels = tuple[str, str]


def labels_of(one: DatasetInfo, other: DatasetInfo) -> Labels:
    """How each is called in the merged one: by name, or by id where they share a name."""
    return (one.id, other.id) if one.name == other.name else (one.name, other.name)


def merged_info(
    one: DatasetInfo,
    other: DatasetInfo,
    labels: Labels,
    id: str,
    name: str,
    fingerprint: str,
    counts: Counts,
) -> DatasetInfo:
    """The card of both together.

    Args:
        one: The first data set's.
        other: The second one's.
        labels: What they are called in it.
        id: The new data set's id.
        name: Its name.
        fingerprint: Of what it was made.
        counts: Its counts.
    """
    rule, remarks = _rule(one, other)
    shared = one.counts.prompts + other.counts.prompts - counts.prompts
    parts = tuple(zip(labels, (one, other), strict=True))
    return DatasetInfo(
        id=id,
        name=name,
        mapping=one.mapping if one.mapping == other.mapping else Mapping(family=FAMILY),
        why=f"all rows of {one.id}, then those of {other.id}",
        pairing=rule,
        source=SourceInfo(
            spec=f"{MERGED}{one.id}+{other.id}",
            licence=_licence(parts),
            fingerprint=fingerprint,
            shards=tuple(
                ShardInfo(name=f"{label}/{shard.name}", split=shard.split)
                for label, part in parts
                for shard in part.source.shards
            ),
        ),
        counts=counts,
        attributes=_either(one.attributes, other.attributes),
        annotated=_either(one.annotated, other.annotated),
        judged=one.judged or other.judged,
        extras=_either(one.extras, other.extras),
        quarantine=dict((Counter(one.quarantine) + Counter(other.quarantine)).most_common()),
        notes=(
            f"{shared:,} of the {other.counts.prompts:,} prompts of {labels[1]} stand in the same split of"
            f" {labels[0]} too; their pairs are taken together",
            *remarks,
            *(f"{label}: {note}" for label, part in parts for note in part.notes),
        ),
    )


def _either(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _licence(parts: tuple[tuple[str, DatasetInfo], ...]) -> str | None:
    given = {part.source.licence for _, part in parts}
    if len(given) == 1:
        return next(iter(given))
    return "; ".join(f"{label}: {part.source.licence or 'not stated'}" for label, part in parts)


def _rule(one: DatasetInfo, other: DatasetInfo) -> tuple[Pairing, list[str]]:
    """The pairing rule by which margins are weighed from now on, and what to say of it."""
    rules = {info.pairing.model_dump_json(): info.pairing for info in (one, other) if info.attributes}
    rule = next(iter(rules.values())) if len(rules) == 1 else Pairing()
    weights = rule.weights_for(_either(one.attributes, other.attributes))
    lacking = [info.name for info in (one, other) if not set(weights) <= set(info.attributes)]
    if not lacking:
        return rule, []
    named = ", ".join(map(repr, weights))
    return rule, [f"margins are those of {named}, which {' and '.join(lacking)} does not have"]
