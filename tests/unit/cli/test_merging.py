"""The merge command: counts that add up, a set that works like any other, refusals in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Cli


@pytest.fixture
def two(cli: Cli, jsonl: Callable[..., Path]) -> tuple[str, str]:
    """Two loaded data sets that share one prompt, and nearly share another."""
    ours = [{"prompt": text, "chosen": "A", "rejected": "B"} for text in ("Which one?", "Tell me why it is.")]
    theirs = [
        {"prompt": text, "chosen": "C", "rejected": "D"} for text in ("Which one?", "tell me why it is")
    ]
    names = []
    for name, rows in (("ours", ours), ("theirs", theirs)):
        names.append(cli("load", jsonl(rows, f"{name}.jsonl"), "--name", name, "--json").json["dataset"])
    return names[0], names[1]


def test_a_merge_adds_up_and_its_duplicates_can_be_found(cli: Cli, two: tuple[str, str]) -> None:
    merged = cli("merge", "ours", "theirs", "--name", "both", "--json").json
    assert merged["merged_from"] == list(two)
    assert [merged[name] for name in ("rows_read", "pairs", "responses", "prompts")] == [4, 4, 8, 3]
    assert merged["dataset"].startswith("both-")
    assert cli("duplicates", "both", "--method", "exact", "--json").json["duplicates"] == 1
    assert cli("compare", "ours", "both", "--json").json["added"] == 2


def test_a_merged_set_is_described_and_listed(cli: Cli, two: tuple[str, str]) -> None:
    said = cli("merge", *two).out
    assert "4 rows read = 4 used + 0 quarantined; 3 prompts" in said
    assert "1 of the 2 prompts of theirs stand in the same split of ours too" in said
    assert f"merge:{two[0]}+{two[1]}" in cli("datasets").out
    assert cli("show", "ours-theirs", "--json").json["first"]


def test_a_recipe_that_starts_from_a_merged_set_runs_where_its_parts_are(
    cli: Cli, two: tuple[str, str], tmp_path: Path
) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        f"version: 1\nname: both\nsource: {{spec: 'merge:{two[0]}+{two[1]}'}}\n"
        "steps: [{kind: deduplicate, method: exact}]\nexport: {format: trl-dpo}\n"
    )
    done = cli("run", recipe, "--out", tmp_path / "out", "--json").json
    assert (done["load"]["pairs"], done["apply"]["pairs_kept"]) == (4, 3)


def test_what_cannot_be_merged_says_why(cli: Cli, two: tuple[str, str]) -> None:
    assert "every pair would be there twice" in cli("merge", "ours", "ours").complaint
    assert "There is no data set 'nope'" in cli("merge", "ours", "nope").complaint
    cli("merge", "ours", "theirs", "--name", "both")
    assert "both hold the pairs of ours-" in cli("merge", "both", "ours").complaint


def test_a_merged_set_has_no_source_shape(cli: Cli, two: tuple[str, str], tmp_path: Path) -> None:
    cli("merge", *two, "--name", "both")
    refused = cli("export", "both", "--format", "source", "--out", tmp_path / "out").complaint
    assert "it was merged from two data sets" in refused
    assert cli("export", "both", "--format", "trl-dpo", "--out", tmp_path / "dpo", "--json").json["rows"] == 4
