"""``export --split-by``: drawn splits, what they hold together, and the check of the result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from curation.recipe import Recipe
from tests.unit.cli.conftest import Cli


@pytest.fixture
def loaded(cli: Cli, jsonl: Callable[..., Path]) -> str:
    asks = [f"Question {at * 7919 % 10007} of the {at}th harbour?" for at in range(28)]
    asks += [
        "How were the tall ships of the old harbour built",
        "How were the tall ships of the old harbour buillt",
    ]
    rows = [{"prompt": ask, "chosen": "Yes.", "rejected": "No."} for ask in asks]
    name: str = cli("load", jsonl(rows), "--json").json["dataset"]
    return name


def test_folds_of_near_prompts_are_pinned_and_told(cli: Cli, loaded: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    how = (
        "--format",
        "trl-dpo",
        "--split-by",
        "group",
        "--folds",
        3,
        "--near",
        "lexical",
        "--threshold",
        0.8,
    )
    told = cli("export", loaded, *how, "--out", out, "--json").json
    assert sorted(told["files"]) == ["fold_1.jsonl", "fold_2.jsonl", "fold_3.jsonl"]
    assert sum(told["splits"].values()) == told["rows"] == 30
    assert told["straddling"] == {"of": "near prompts (lexical, 0.8)", "groups": 0}
    near = [
        name
        for name in told["files"]
        for line in (out / name).read_bytes().splitlines()
        if "tall ships" in orjson.loads(line)["prompt"][0]["content"]
    ]
    assert len(near) == 2 and len(set(near)) == 1


def test_what_is_known_is_held_together_and_said(cli: Cli, loaded: str, tmp_path: Path) -> None:
    how = ("--format", "jsonl", "--split-by", "group", "--out")
    ran = cli("export", loaded, *how, tmp_path / "one")
    assert "prompts of equal text were kept together; 0 groups in two splits" in ran.out
    cli("duplicates", loaded, "--method", "lexical", "--json")
    assert (
        "near prompts (lexical, 0.9) were kept together"
        in cli("export", loaded, *how, tmp_path / "other").out
    )
    pinned = orjson.loads((tmp_path / "other" / "manifest.json").read_bytes())["recipe"]["export"]
    assert pinned["group_by"] == {"method": "lexical"}
    assert Recipe.model_validate({"export": pinned}).export is not None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--folds", 3), "split_by"),
        (("--split-by", "group", "--stratify", "nothing"), "no field"),
        (("--split-by", "group", "--stratify", "prompt"), "no categories"),
        (("--split-by", "prompt", "--near", "exact"), "group_by"),
        (("--split-by", "group", "--threshold", 0.8), "--near"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    cli: Cli, loaded: str, tmp_path: Path, wrong: tuple[object, ...], said: str
) -> None:
    assert said in cli("export", loaded, "--format", "jsonl", "--out", tmp_path / "out", *wrong).complaint
    assert not (tmp_path / "out").exists()
