"""Statistics over a whole data set: checks, distributions, the health report."""

from curation.analysis.checks import CHECKS, Check, check_named, find
from curation.analysis.report import Finding, Report, longer_wins, report
from curation.analysis.share import Share

__all__ = ["CHECKS", "Check", "Finding", "Report", "Share", "check_named", "find", "longer_wins", "report"]
