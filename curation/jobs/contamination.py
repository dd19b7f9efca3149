"""Looking for contamination as the app's worker and the command line do it, and the findings as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from curation.analysis.contamination import BenchmarkRef, Findings, Rule, find_contamination
from curation.jobs.work import Progress
from curation.recipe import ContaminationStep
from curation.store import Dataset, new_file


def look_for_contamination(
    dataset: Dataset,
    order: dict[str, Any],
    *,
    within: tuple[Path, ...] | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Do what the app ordered: ``benchmarks`` and a ``rule``, both as JSON has them.

    Returns:
        The ``step`` that drops what was found.

    Raises:
        CurationError: In one sentence, whatever is wrong with a benchmark.
    """
    refs = [BenchmarkRef.model_validate(ref) for ref in order["benchmarks"]]
    findings = find_contamination(dataset, refs, Rule(**order["rule"]), within=within, progress=progress)
    return {"step": step_of(findings).model_dump(mode="json")}


def step_of(findings: Findings) -> ContaminationStep:
    """The recipe's step that drops what was found, pinned to the very files."""
    rule = asdict(findings.rule)
    if findings.rule.method == "exact":
        rule["threshold"] = None
    return ContaminationStep(benchmarks=findings.benchmarks, **rule)


def finding_lines(findings: Findings, dataset: Dataset) -> Iterator[dict[str, Any]]:
    """One object a finding, by prompt."""
    for at in range(len(findings)):
        found = findings.finding(dataset, at)
        yield {"prompt_key": dataset.prompts["key"][found.prompt_id].as_py(), **asdict(found)}


def write_findings(findings: Findings, dataset: Dataset, path: Path) -> None:
    """Write ``finding_lines`` as JSON lines, whole or not at all."""
    with new_file(path) as building, building.open("wb") as out:
        for line in finding_lines(findings, dataset):
            out.write(orjson.dumps(line) + b"\n")
