"""Statistics over a whole data set: checks, distributions, biases, the health report."""

from curation.analysis.checks import CHECKS, Check, check_named, find
from curation.analysis.finding import Finding
from curation.analysis.report import Report, findings, longer_wins, report
from curation.analysis.share import Share

__all__ = [
    "CHECKS",
    "Check",
    "Finding",
    "Report",
    "Share",
    "check_named",
    "find",
    "findings",
    "longer_wins",
    "report",
]
