"""Verdicts that can be read in two ways: shown side by side, chosen by a flag, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.unit.cli.conftest import Cli

ROWS = [
    {"prompt": f"Question {i}?", "response_a": f"Yes {i}.", "response_b": f"No {i}.", "label": i % 2}
    for i in range(6)
]
LABELLED = [{"prompt": f"Question {i}?", "response": f"Yes {i}.", "flag": i % 2 == 0} for i in range(4)]


@pytest.fixture
def unsure(jsonl: Callable[..., Path]) -> Path:
    """Six pairs whose ``label`` may prefer either answer."""
    return jsonl(ROWS)


@pytest.mark.parametrize("command", ["load", "schema"])
def test_both_readings_are_shown_with_three_rows_and_the_exact_flag(
    cli: Cli, unsure: Path, command: str
) -> None:
    ran = cli(command, unsure)
    assert (ran.code, ran.out) == (2, "")
    first, second, sentence = ran.err.split("\n\n")
    assert first.splitlines()[0].endswith(
        "--reading 1-is-first: 1 prefers 'response_a', 0 prefers 'response_b'"
    )
    assert second.startswith("--reading 1-is-second: 1 prefers 'response_b', 0 prefers 'response_a'")
    assert first.count("label = ") == second.count("label = ") == 3
    assert "preferred  No 0." in first
    assert "preferred  Yes 0." in second
    assert sentence.rstrip().endswith("Say which with --reading 1-is-first or --reading 1-is-second.")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(("reading", "chosen"), [("1-is-first", "Yes 1."), ("1-is-second", "No 1.")])
def test_the_flag_chooses_which_answer_is_better(cli: Cli, unsure: Path, reading: str, chosen: str) -> None:
    loaded = cli("load", unsure, "--reading", reading, "--json").json
    assert (loaded["rows_used"], loaded["pairs"], loaded["ties"]) == (6, 6, 0)
    first = cli("show", loaded["dataset"], "--json").json["first"]
    assert first[1]["chosen"] == chosen


def test_schema_json_gives_the_readings_as_one_object_and_still_fails(cli: Cli, unsure: Path) -> None:
    ran = cli("schema", unsure, "--json")
    assert ran.code == 2
    told = orjson.loads(ran.out)["ambiguous"]
    assert told["column"] == "label"
    assert [reading["name"] for reading in told["readings"]] == ["1-is-first", "1-is-second"]
    assert told["readings"][0]["mapping"]["first_is"] == ["1"]
    assert told["readings"][0]["examples"][1] == {
        "prompt": "Question 1?",
        "preferred": "Yes 1.",
        "other": "No 1.",
        "verdict": "1",
    }


def test_schema_prints_the_mapping_of_the_reading_chosen(cli: Cli, unsure: Path, tmp_path: Path) -> None:
    ran = cli("schema", unsure, "--reading", "1-is-second")
    assert ran.code == 0, ran.err
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(ran.out)
    loaded = cli("load", unsure, "--mapping", mapping, "--json").json
    assert cli("show", loaded["dataset"], "--json").json["first"][0]["chosen"] == "Yes 0."


def test_a_wrong_name_lists_the_right_ones(cli: Cli, unsure: Path) -> None:
    complaint = cli("load", unsure, "--reading", "one-is-first").complaint
    assert "its readings are 1-is-first and 1-is-second" in complaint


def test_a_reading_where_there_is_nothing_to_choose_is_refused(cli: Cli, pairs_file: Path) -> None:
    assert (
        "There is no reading '1-is-first' to choose"
        in cli("schema", pairs_file, "--reading", "1-is-first").complaint
    )


def test_a_reading_beside_a_mapping_is_refused(cli: Cli, unsure: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(cli("schema", unsure, "--reading", "1-is-first").out)
    complaint = cli("load", unsure, "--mapping", mapping, "--reading", "1-is-first").complaint
    assert "Leave one of them out" in complaint


def test_labels_that_may_mean_good_or_bad_are_asked_about(cli: Cli, jsonl: Callable[..., Path]) -> None:
    source = jsonl(LABELLED)
    asked = cli("load", source)
    assert asked.code == 2
    assert "good       Yes 0." in asked.err
    assert "bad        Yes 0." in asked.err
    assert cli("load", source, "--reading", "true-is-bad", "--json").json["rows_used"] == 4
