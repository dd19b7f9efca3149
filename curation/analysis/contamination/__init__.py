"""Contamination: benchmark questions among the prompts, and their solutions among the answers."""

from curation.analysis.contamination.benchmark import (
    Benchmark,
    BenchmarkRef,
    checked_source,
    named,
    open_benchmark,
)
from curation.analysis.contamination.findings import BenchmarkCount, Finding, Findings
from curation.analysis.contamination.known import KNOWN, KnownBenchmark
from curation.analysis.contamination.rule import DEFAULTS, EXPLAINED, Method, Rule
from curation.analysis.contamination.search import search
from curation.analysis.contamination.shelf import earlier_findings, find_contamination, known_findings
from curation.analysis.contamination.spans import Span, shared_spans

__all__ = [
    "DEFAULTS",
    "EXPLAINED",
    "KNOWN",
    "Benchmark",
    "BenchmarkCount",
    "BenchmarkRef",
    "Finding",
    "Findings",
    "KnownBenchmark",
    "Method",
    "Rule",
    "Span",
    "checked_source",
    "earlier_findings",
    "find_contamination",
    "known_findings",
    "named",
    "open_benchmark",
    "search",
    "shared_spans",
]
