"""``contamination`` and ``benchmarks``: what they print, write and refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
import yaml

from tests.unit.cli.conftest import Cli

ASKED = "How many bolts of blue and of white fiber does a robe take in all, then?"
Lines = Callable[..., Path]


@pytest.fixture
def quiz(jsonl: Lines) -> Path:
    return jsonl([{"id": i, "ask": q} for i, q in enumerate(["Why is the sky blue?", ASKED])], "quiz.jsonl")


@pytest.fixture
def pairs(jsonl: Lines, cli: Cli) -> str:
    rows = [{"prompt": p, "chosen": "Yes.", "rejected": "No."} for p in (f"So: {ASKED}", "Write a poem.")]
    dataset: str = cli("load", jsonl(rows, "pairs.jsonl"), "--json").json["dataset"]
    return dataset


def test_the_object_counts_each_benchmark_and_holds_the_step(cli: Cli, pairs: str, quiz: Path) -> None:
    told = cli("contamination", pairs, "--against", quiz, "--json").json
    (line,) = told["benchmarks"]
    assert (line["name"], line["column"], line["questions"], line["hits"]) == ("quiz", "ask", 2, 1)
    assert line["interval"][0] < line["share"] < line["interval"][1]
    assert (told["prompts"], told["contaminated"], told["pairs"]) == (2, 1, 1)
    assert told["step"]["benchmarks"][0]["fingerprint"] == line["fingerprint"]


def test_the_step_it_prints_can_be_replayed(cli: Cli, pairs: str, quiz: Path, tmp_path: Path) -> None:
    step = cli("contamination", pairs, "--against", quiz, "--json").json["step"]
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(yaml.safe_dump({"version": 1, "steps": [step]}))
    assert cli("apply", pairs, "--recipe", recipe, "--json").json["pairs_kept"] == 1
    quiz.write_bytes(orjson.dumps({"ask": "Another question altogether?"}) + b"\n")
    recipe.write_text(yaml.safe_dump({"version": 1, "steps": [step | {"note": "again", "n": 9}]}))
    assert "The benchmark quiz has changed" in cli("apply", pairs, "--recipe", recipe).complaint


def test_findings_go_to_a_file(cli: Cli, pairs: str, quiz: Path, tmp_path: Path) -> None:
    ran = cli("contamination", pairs, "--against", quiz, "--out", tmp_path / "found.jsonl")
    assert ran.code == 0, ran.err
    assert "1 of 2 prompts concerned, in 1 pair" in ran.out
    (line,) = map(orjson.loads, (tmp_path / "found.jsonl").read_bytes().splitlines())
    assert (line["benchmark"], line["row"]) == ("quiz", 1)


def test_findings_never_go_over_the_benchmark(cli: Cli, pairs: str, quiz: Path) -> None:
    before = quiz.read_bytes()
    assert "belongs to the source" in cli("contamination", pairs, "--against", quiz, "--out", quiz).complaint
    assert quiz.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "No benchmark is named"),
        (("--against", "nowhere.jsonl"), "there is no file or folder 'nowhere.jsonl'"),
        (("--against", "gsm9k"), "Did you mean 'gsm8k'?"),
        (("--against", "QUIZ", "--column", "nothing"), "'nothing' of quiz holds no text"),
        (("--against", "QUIZ", "--n", "1"), "should be greater than or equal to 2"),
        (("--against", "QUIZ", "--threshold", "1.5"), "should be less than or equal to 1"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    arguments: tuple[str, ...], sentence: str, cli: Cli, pairs: str, quiz: Path
) -> None:
    given = [str(quiz) if argument == "QUIZ" else argument for argument in arguments]
    assert sentence in cli("contamination", pairs, *given).complaint


def test_the_well_known_benchmarks_are_listed(cli: Cli) -> None:
    keys = [known["key"] for known in cli("benchmarks", "--json").json["benchmarks"]]
    assert {"gsm8k", "humaneval", "ifeval", "mt-bench", "truthfulqa", "alpacaeval", "mmlu", "math"} <= {*keys}
    assert "openai/gsm8k" in cli("benchmarks").out
