"""The commands about agreement and difference."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.unit.cli.conftest import Cli

Write = Callable[..., Path]


def rated(jsonl: Write) -> Path:
    rows = [
        {"prompt": f"q{at}", "response": f"answer {at} {side}", "helpfulness": [at % 4, (at + side) % 4, 2]}
        for at in range(8)
        for side in range(2)
    ]
    return jsonl(rows, "rated.jsonl")


def test_agreement_tells_kappa_and_alpha_with_intervals(cli: Cli, jsonl: Write) -> None:
    cli("load", rated(jsonl))
    told = cli("agreement", "rated", "--json").json
    (found,) = told["agreement"]
    assert (found["name"], found["items"], found["pairs"]) == ("helpfulness", 16, 48)
    for figure in ("kappa", "alpha", "exact", "within_one"):
        low, high = found[figure]["interval"]
        assert low <= found[figure]["value"] <= high
    assert told["published"] is None
    assert "helpfulness" in cli("agreement", "rated").out


def test_agreement_of_a_set_without_single_ratings_is_a_note(cli: Cli, pairs_file: Path) -> None:
    cli("load", pairs_file)
    told = cli("agreement", "rows", "--json").json
    assert told["agreement"] == []
    assert "kept apart" in cli("agreement", "rows").out


def test_a_recipe_is_compared_before_and_after(cli: Cli, jsonl: Write, tmp_path: Path) -> None:
    cli("load", rated(jsonl))
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(
        "version: 1\nsteps:\n"
        "  - {kind: filter, where: {field: chosen.spread.helpfulness, op: '<=', value: 1}}\n"
    )
    told = cli("compare", "rated", "--recipe", recipe, "--json").json["statistics"]
    assert told["nested"] is True
    assert 0 < told["counts"]["second"]["rows"] < told["counts"]["first"]["rows"] == 8
    said = cli("compare", "rated", "--recipe", recipe).out
    assert "before" in said.lower()
    assert "helpfulness" in said


def test_two_data_sets_are_compared_row_against_row_and_by_statistics(cli: Cli, jsonl: Write) -> None:
    rows = [{"prompt": f"q{at}", "chosen": f"yes {at}", "rejected": "no"} for at in range(4)]
    cli("load", jsonl(rows, "one.jsonl"))
    cli("load", jsonl(rows[1:], "two.jsonl"))
    plain = cli("compare", "one", "two", "--json").json
    assert "statistics" not in plain
    assert plain["removed"] == 1
    told = cli("compare", "one", "two", "--statistics", "--json").json
    assert {name: told[name] for name in plain} == plain
    assert told["statistics"]["nested"] is False
    assert "DIFFERENCE" in cli("compare", "one", "two", "--statistics").out


def test_there_is_one_thing_to_compare_with(cli: Cli, pairs_file: Path) -> None:
    cli("load", pairs_file)
    assert "--recipe" in cli("compare", "rows").complaint
    assert "give it twice" in cli("compare", "rows", "--split", "train").complaint
    assert "no split" in cli("compare", "rows", "--split", "a", "--split", "b").complaint
