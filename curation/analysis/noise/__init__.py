"""Label noise: a reward proxy trained on the set itself, and the verdicts it contradicts out of fold."""

from curation.analysis.estimate import Estimate
from curation.analysis.noise.effect import CleaningEffect, Comparison, did_cleaning_help
from curation.analysis.noise.label_noise import FLOOR, LabelNoise, Reason, judge, label_noise
from curation.analysis.noise.rate import NoiseRate, noise_rate
from curation.analysis.noise.worth import Worth, queue_worth

__all__ = [
    "FLOOR",
    "CleaningEffect",
    "Comparison",
    "Estimate",
    "LabelNoise",
    "NoiseRate",
    "Reason",
    "Worth",
    "did_cleaning_help",
    "judge",
    "label_noise",
    "noise_rate",
    "queue_worth",
]
