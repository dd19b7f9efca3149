"""``noise`` and ``effect``: what they print, write and refuse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.unit.cli.conftest import Cli

Lines = Callable[..., Path]
RECIPE = "version: 1\nsteps:\n  - {kind: filter, where: {field: prompt, op: contains, value: '1'}}\n"


@pytest.fixture
def pairs(jsonl: Lines, cli: Cli) -> str:
    """Sixty pairs of which the better asks back; every tenth is turned round."""
    rows = []
    for at in range(60):
        good, bad = f"Which of the {at} do you mean?", f"There are {at}."
        better = [bad, good] if at % 10 == 0 else [good, bad]
        rows.append({"prompt": f"Number {at}", "chosen": better[0], "rejected": better[1]})
    dataset: str = cli("load", jsonl(rows, "pairs.jsonl"), "--json").json["dataset"]
    return dataset


def test_the_queue_begins_with_the_pairs_that_were_turned_round(cli: Cli, pairs: str, tmp_path: Path) -> None:
    told = cli(
        "noise", pairs, "--no-self-test", "--top", "6", "--out", tmp_path / "queue.jsonl", "--json"
    ).json
    assert {one["pair"] for one in told["queue"]} == {0, 10, 20, 30, 40, 50}
    assert told["better_than_chance"] is True
    assert told["worth"] is None
    lines = [orjson.loads(line) for line in (tmp_path / "queue.jsonl").read_bytes().splitlines()]
    assert len(lines) == told["pairs"] == 60
    assert sum(line["suspect"] for line in lines) == told["suspects"]
    assert [line["margin"] for line in lines] == sorted(line["margin"] for line in lines)


def test_people_read_what_the_queue_is_worth_before_the_queue(cli: Cli, pairs: str) -> None:
    said = cli("noise", pairs).out
    assert said.index("The proxy repeats") < said.index("Self-test, simulated") < said.index("P(RIGHT)")


def test_too_few_pairs_are_said_to_be_too_few(cli: Cli, pairs_file: Path) -> None:
    dataset = cli("load", pairs_file, "--json").json["dataset"]
    ran = cli("noise", dataset)
    assert ran.code == 0
    assert "Too few pairs to tell: 3" in ran.out
    assert "P(RIGHT)" not in ran.out


def test_the_queue_never_goes_over_the_source(cli: Cli, pairs: str, tmp_path: Path) -> None:
    source = tmp_path / "pairs.jsonl"
    before = source.read_bytes()
    assert "belongs to the source" in cli("noise", pairs, "--out", source).complaint
    assert source.read_bytes() == before


def test_effect_tells_on_which_rows_it_was_tested(cli: Cli, pairs: str, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(RECIPE)
    told = cli("effect", pairs, "--recipe", recipe, "--near", "exact", "--json").json
    assert (told["pairs"], told["kept"]) == (60, 15)
    assert [one["rows"] for one in told["comparisons"]] == [15, 60]
    assert told["decided_on"] == "held-out rows, removed ones too"
    same = cli("effect", pairs, "--recipe", recipe, "--test", pairs)
    assert "60 test pairs left out: the prompt was trained on" in same.out
    assert "nothing to test on" in same.out
    assert "By held-out rows, removed ones too:" in same.out
