"""Near-duplicates: neighbours in three stages, what differs, groups at a threshold, conflicts."""

from curation.similarity.cache import cached_share, embed_texts
from curation.similarity.cells import near_pairs_in_cells
from curation.similarity.conflicts import Cycle, Opposite, answer_keys, cycles, opposites
from curation.similarity.decisions import Decisions
from curation.similarity.difference import difference, differences
from curation.similarity.encoder import Encoder, Model, load_encoder, resolve_model
from curation.similarity.exact import normalise, plain
from curation.similarity.find import EXACT_UP_TO, content_keys, find_neighbours
from curation.similarity.groups import Curve, Grouper, Groups, border, group
from curation.similarity.keep import POLICIES, Policy, PromptFacts, best_of, priority
from curation.similarity.neighbours import (
    DIFFERENCES,
    DUPLICATE_KINDS,
    LEXICAL_THRESHOLD,
    LOOKALIKE_KINDS,
    METHODS,
    SEARCHES,
    STAGES,
    Edge,
    Neighbours,
)
from curation.similarity.products import Pairs
from curation.similarity.reading import Reading, read
from curation.similarity.recall import Recall
from curation.similarity.semantic import near_pairs
from curation.similarity.shelf import neighbours_of
from curation.similarity.solver import GROUPINGS
from curation.similarity.spelling import Vocabulary, vocabulary_of
from curation.similarity.target import Target, threshold_for
from curation.similarity.units import UNITS, unit_texts

__all__ = [
    "DIFFERENCES",
    "DUPLICATE_KINDS",
    "EXACT_UP_TO",
    "GROUPINGS",
    "LEXICAL_THRESHOLD",
    "LOOKALIKE_KINDS",
    "METHODS",
    "POLICIES",
    "SEARCHES",
    "STAGES",
    "UNITS",
    "Curve",
    "Cycle",
    "Decisions",
    "Edge",
    "Encoder",
    "Grouper",
    "Groups",
    "Model",
    "Neighbours",
    "Opposite",
    "Pairs",
    "Policy",
    "PromptFacts",
    "Reading",
    "Recall",
    "Target",
    "Vocabulary",
    "answer_keys",
    "best_of",
    "border",
    "cached_share",
    "content_keys",
    "cycles",
    "difference",
    "differences",
    "embed_texts",
    "find_neighbours",
    "group",
    "load_encoder",
    "near_pairs",
    "near_pairs_in_cells",
    "neighbours_of",
    "normalise",
    "opposites",
    "plain",
    "priority",
    "read",
    "resolve_model",
    "threshold_for",
    "unit_texts",
    "vocabulary_of",
]
