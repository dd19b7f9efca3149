"""The shapes of preference data that Winnow reads, one module each."""

from curation.schemas.families import (
    battles,
    chats,
    completions,
    labelled_turns,
    labels,
    listed_sides,
    message_trees,
    nested_trees,
    orca,
    pairs,
    panels,
    rankings,
    ratings,
    strength,
    surveys,
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
    labelled_turns.FAMILY,
    panels.FAMILY,
    battles.FAMILY,
    completions.FAMILY,
    rankings.FAMILY,
    surveys.FAMILY,
    listed_sides.FAMILY,
    message_trees.FAMILY,
    nested_trees.FAMILY,
)

__all__ = ["FAMILIES"]
