"""Aggregates behind every chart: histograms, ECDFs, joint counts, boxes, correlations; never rows.

Each cell of a chart knows the rows it counts as a ``Selection``, which a recipe can filter by.
"""

from curation.analysis.distributions.boxes import Box, Boxes, boxes
from curation.analysis.distributions.correlations import Correlations, correlations
from curation.analysis.distributions.cumulative import Ecdf, ecdf, ecdf_by_side
from curation.analysis.distributions.histograms import (
    Histogram,
    by_side,
    histogram,
    histogram_of,
    margins,
)
from curation.analysis.distributions.joint import Association, Joint, joint
from curation.analysis.distributions.selections import Among, Selection, Span
from curation.analysis.distributions.summaries import Summary, summaries
from curation.analysis.distributions.values import answers_in, column, numbers

__all__ = [
    "Among",
    "Association",
    "Box",
    "Boxes",
    "Correlations",
    "Ecdf",
    "Histogram",
    "Joint",
    "Selection",
    "Span",
    "Summary",
    "answers_in",
    "boxes",
    "by_side",
    "column",
    "correlations",
    "ecdf",
    "ecdf_by_side",
    "histogram",
    "histogram_of",
    "joint",
    "margins",
    "numbers",
    "summaries",
]
