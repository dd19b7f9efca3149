"""Two data sets, two splits, or a data set before and after a recipe: every statistic side by side."""

from curation.analysis.comparison.compared import (
    Comparison,
    MeasureDifference,
    ShareDifference,
    compare_datasets,
    compare_kept,
    compare_splits,
)
from curation.analysis.comparison.differences import Difference
from curation.analysis.comparison.distance import Distance
from curation.analysis.comparison.parts import Counts

__all__ = [
    "Comparison",
    "Counts",
    "Difference",
    "Distance",
    "MeasureDifference",
    "ShareDifference",
    "compare_datasets",
    "compare_kept",
    "compare_splits",
]
