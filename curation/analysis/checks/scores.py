"""Where raters are far apart, and where two scores of one answer cannot both be right."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from curation.analysis.masks import Mask, of_answers, where
from curation.analysis.overall import overall_attribute
from curation.analysis.preferences import preferences_of
from curation.store import Dataset
from curation.store.fields import Field, quoted
from curation.store.spread import RATINGS, spread_of

# HelpSteer2 asks for more annotators where two of them are further apart, on a scale from 0 to 4.
FURTHEST = 2.0
FULL, LOW = 10, 2
OVERALL, FINE = "overall_score", "fine-grained_score"
ASPECTS = ("instruction_following", "honesty", "truthfulness", "helpfulness")


def annotator_spread(dataset: Dataset) -> Mask:
    """Pairs with an answer whose raters are too far apart."""
    overall = overall_attribute(dataset)
    names = dataset.info.annotated
    column = dataset.responses[f"{RATINGS}{overall if overall in names else names[0]}"]
    ratings = pc.list_flatten(column).drop_null().to_numpy()
    scale = float(np.ptp(ratings)) if len(ratings) else 0.0
    return of_answers(dataset, spread_of(column) > max(FURTHEST, scale / 2))


def votes(dataset: Dataset) -> tuple[Field, ...]:
    """The fields that hold single annotators' verdicts."""
    columns = dataset.info.mapping.columns
    named = [f"extra.{column}" for role, column in columns.items() if role.startswith("annotator_")]
    return tuple(dataset.fields[name] for name in named if name in dataset.fields)


def voted_by_several(dataset: Dataset) -> bool:
    """Whether at least two annotators' verdicts on a pair are on record."""
    return len(votes(dataset)) > 1 or preferences_of(dataset) is not None


def annotators_disagree(dataset: Dataset) -> Mask:
    """Pairs on which at least two annotators' verdicts differ."""
    said = preferences_of(dataset)
    if said is not None:
        return said.opposed()
    texts = [f"trim(CAST({field.sql} AS VARCHAR))" for field in votes(dataset)]
    both = ", ".join(texts)
    return where(dataset, f"greatest({both}) <> least({both})")


def scored_twice(dataset: Dataset) -> bool:
    """Whether answers have UltraFeedback's overall score and finer ones beside it."""
    names = set(dataset.info.attributes)
    return OVERALL in names and bool(names & {FINE, *ASPECTS})


def score_direction(dataset: Dataset) -> Mask:
    """Pairs with an answer whose overall score is full while its finer ones are low."""
    names = dataset.info.attributes
    parts = []
    for side in ("chosen", "rejected"):
        aspects = [f"p.{quoted(f'{side}.{name}')}" for name in ASPECTS if name in names]
        fine = f"p.{quoted(f'{side}.{FINE}')}" if FINE in names else f"list_avg([{', '.join(aspects)}])"
        parts.append(f"(p.{quoted(f'{side}.{OVERALL}')} >= {FULL} AND {fine} <= {LOW})")
    return where(dataset, " OR ".join(parts))
