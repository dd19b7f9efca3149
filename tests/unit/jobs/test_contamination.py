"""Looking for contamination in a worker, and its findings as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import orjson
import pytest

from curation.analysis.contamination import Rule, find_contamination, known_findings, named
from curation.errors import RecipeError
from curation.jobs import Job, load
from curation.jobs.contamination import step_of, write_findings
from curation.recipe import ContaminationStep, Recipe, apply
from curation.store import Dataset

ASKED = "How many bolts of blue and of white fiber does a robe take in all, then?"


@pytest.fixture
def pairs(winnow_home: Path, tmp_path: Path) -> Dataset:
    rows = [{"prompt": p, "chosen": "Yes.", "rejected": "No."} for p in (f"So: {ASKED}", "Write a poem.")]
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return load(str(path))


@pytest.fixture
def quiz(tmp_path: Path) -> Path:
    path = tmp_path / "quiz.jsonl"
    path.write_bytes(orjson.dumps({"question": ASKED}) + b"\n")
    return path


def ordered(pairs: Dataset, quiz: Path, run: Callable[[Job], Job]) -> Job:
    benchmarks = [named(str(quiz)).model_dump()]
    order = {"work": "contamination", "dataset": pairs.id, "benchmarks": benchmarks, "rule": asdict(Rule())}
    return run(Job("Looking", order))


def ended(job: Job) -> Job:
    job.start().wait(60)
    return job


def test_the_worker_gives_back_the_step_that_drops_what_it_found(
    pairs: Dataset, quiz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(quiz.parent))
    job = ordered(pairs, quiz, ended)
    assert job.state == "done", job.error
    step = ContaminationStep.model_validate(job.result["step"])
    assert known_findings(pairs, step.benchmarks, step.rule) is not None
    assert apply(pairs, Recipe(steps=(step,))).kept_ids.tolist() == [1]


def test_the_worker_reads_allowed_folders_only(
    pairs: Dataset, quiz: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(tmp_path / "elsewhere"))
    job = ordered(pairs, quiz, ended)
    assert isinstance(job.error, RecipeError)
    assert "lies outside the data folders" in str(job.error)


def test_findings_are_written_with_keys_rows_and_spans(pairs: Dataset, quiz: Path, tmp_path: Path) -> None:
    found = find_contamination(pairs, [named(str(quiz))], Rule())
    write_findings(found, pairs, tmp_path / "found.jsonl")
    (line,) = map(orjson.loads, (tmp_path / "found.jsonl").read_bytes().splitlines())
    assert line["prompt_key"] == pairs.prompts["key"][0].as_py()
    assert (line["pair_ids"], line["benchmark"], line["row"], line["method"]) == ([0], "quiz", 0, "ngram")
    start, end = line["spans"][0]
    assert line["text"][start:end] == ASKED.removesuffix("?")


@pytest.mark.parametrize("rule", [Rule(), Rule("exact"), Rule(n=5, threshold=0.3, answers=True)])
def test_a_step_looks_for_what_its_findings_looked_for(pairs: Dataset, quiz: Path, rule: Rule) -> None:
    found = find_contamination(pairs, [named(str(quiz))], rule)
    step = step_of(found)
    again = known_findings(pairs, step.benchmarks, step.rule)
    assert again is not None
    assert step_of(again) == step
