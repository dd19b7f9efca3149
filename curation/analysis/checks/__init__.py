"""What can be wrong with a pair: checks by theme, each with its definition and the pairs it hits."""

from curation.analysis.checks.check import Check, Severity
from curation.analysis.checks.registry import CHECKS, check_named, find, find_all

__all__ = ["CHECKS", "Check", "Severity", "check_named", "find", "find_all"]
