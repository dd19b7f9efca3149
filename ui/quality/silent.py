"""Why a check cannot say anything about a data set, in words."""

from __future__ import annotations

_MEASURED = "the texts were not measured for it; load the source again"
_WHY = {
    "split_leak": "there is only one split",
    "margin_against_verdict": "it needs stated verdicts beside scores",
    "strength_against_ratings": "it needs stated strengths of preference beside scores",
    "equal_scores": "it needs stated verdicts beside scores",
    "missing_rating": "nothing is rated",
    "annotator_spread": "it needs the single ratings of several annotators",
    "annotators_disagree": "it needs the verdicts of at least two annotators",
    "score_direction": "it needs UltraFeedback's overall and fine-grained scores",
    "model_leakage": "the source does not say which model wrote which answer",
    "language_mismatch": "languages were not recognised",
    "over_length": "there is no tokenizer to count with",
}


def why_silent(name: str) -> str:
    """What the check of that name lacks here, as the end of a sentence."""
    return f"{_WHY.get(name, _MEASURED)}."
