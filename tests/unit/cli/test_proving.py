"""``prove`` and the options of ``export``: what is said, in words and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Cli


def test_a_proof_says_what_is_taken_what_is_left_out_and_by_whose_rules(cli: Cli, winnow_home: Path) -> None:
    assert cli("load", "sample:ratings", "--name", "marks").code == 0
    ran = cli("prove", "sample:ratings", "--format", "axolotl-rm")
    assert ran.code == 0
    assert "rows accepted" in ran.out
    assert "several_turns" in ran.out
    assert "--option turns=last" in ran.out
    assert "axolotl-ai-cloud/axolotl" in ran.out


def test_a_proof_as_json_lists_the_pairs(cli: Cli, winnow_home: Path) -> None:
    cli("load", "sample:ratings")
    found = cli("prove", "sample:ratings", "--format", "trl-dpo", "--json").json
    assert found["rejected_by_target"] == [{"reason": "tie", "rows": 12}]
    [problem] = found["problems"]
    assert (problem["reason"], problem["effect"], problem["rows"]) == ("same_answers", "changed", 3)
    assert len(problem["pairs"]) == 3
    assert found["accepted"] == 200


def test_an_export_takes_options_and_refuses_those_that_make_no_sense(
    cli: Cli, winnow_home: Path, tmp_path: Path
) -> None:
    cli("load", "sample:ratings")
    to = ("export", "sample:ratings", "--out", str(tmp_path / "out"))
    ran = cli(*to, "--format", "axolotl-rm", "--option", "turns=last", "--option", "max-rows=150", "--json")
    assert ran.code == 0
    assert ran.json["files"][0] == "train-00000-of-00002.jsonl"
    for option, said in (
        ("turns", "sets nothing"),
        ("turns=first", "do not fit"),
        ("style=intel", "takes no option 'style'"),
    ):
        ran = cli(*to, "--format", "axolotl-rm", "--option", option)
        assert ran.code == 2
        assert said in ran.err


@pytest.mark.parametrize("format", ["trl", "nothing"])
def test_a_format_that_is_not_there_is_named(cli: Cli, winnow_home: Path, format: str) -> None:
    assert "There is no format" in cli("prove", "sample:ratings", "--format", format).err
