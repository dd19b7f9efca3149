"""Checks of ratings and scores: missing, contradicting the verdict, each other, or one another's raters."""

from __future__ import annotations

from curation.analysis import verdicts
from curation.analysis.checks import scores
from curation.analysis.checks.check import Check

_ULTRAFEEDBACK = "UltraFeedback's README (a 1 in the critique became a 10)"

CHECKS: tuple[Check, ...] = (
    Check(
        "margin_against_verdict",
        "Scores contradict the verdict",
        "The rejected answer has the higher overall score.",
        "warning",
        find=verdicts.margin_against,
        needs=verdicts.judged_and_scored,
    ),
    Check(
        "strength_against_ratings",
        "Annotators' strength contradicts the ratings",
        "The annotators state how strongly they prefer the chosen answer, but its overall rating is lower.",
        "warning",
        find=verdicts.strength_against,
        needs=verdicts.strength_and_scored,
        source="HelpSteer2: preference_strength and helpfulness have opposite signs in some pairs",
    ),
    Check(
        "equal_scores",
        "Equal scores",
        "A verdict is stated although both answers have the same overall score.",
        "note",
        find=verdicts.equal_scores,
        needs=verdicts.judged_and_scored,
        source="UltraFeedback-binarized-preferences-cleaned drops such pairs",
    ),
    Check(
        "missing_rating",
        "Rating missing",
        "An attribute is not rated on one side or both.",
        "warning",
        find=verdicts.missing_rating,
        needs=lambda dataset: bool(dataset.info.attributes),
        source="card of distilabel-intel-orca-dpo-pairs: 42 rows without a rating are dropped",
    ),
    Check(
        "annotator_spread",
        "Annotators far apart",
        "The highest and the lowest rating of an answer are more than 2 apart (on scales wider than 0–4: more"
        " than half the scale), on the overall attribute, or the first one where there is none.",
        "warning",
        find=scores.annotator_spread,
        needs=lambda dataset: bool(dataset.info.annotated),
        source="HelpSteer2 §2.1 (arXiv 2406.08673): such pairs are dropped",
    ),
    Check(
        "annotators_disagree",
        "Annotators disagree on the verdict",
        "At least two annotators of a pair gave different verdicts; a tie is a verdict of its own.",
        "note",
        find=scores.annotators_disagree,
        needs=scores.voted_by_several,
    ),
    Check(
        "score_direction",
        "Overall score against the fine-grained ones",
        "An answer has the full overall score of 10, but its fine-grained score (or the mean of its aspects)"
        " is 2 or less.",
        "error",
        find=scores.score_direction,
        needs=scores.scored_twice,
        source=_ULTRAFEEDBACK,
    ),
)
