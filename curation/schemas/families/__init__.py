"""The shapes of preference data that Winnow reads, one module each."""

from curation.schemas.families import (
    battles,
    chats,
    completions,
    labels,
    orca,
    pairs,
    panels,
    ratings,
    strength,
    transcripts,
)
from curation.schemas.family import Family

FAMILIES: tuple[Family, ...] = (
    ratings.FAMILY,
    ratings.ANNOTATORS,
    strength.FAMILY,
    orca.FAMILY,
    pairs.FAMILY,
    chats.FAMILY,
    transcripts.FAMILY,
    labels.FAMILY,
    panels.FAMILY,
    battles.FAMILY,
    completions.FAMILY,
)

__all__ = ["FAMILIES"]
