"""``seen``: what a trainer cuts off or drops, as figures and pair by pair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.unit.cli.conftest import Cli
from tests.unit.export.seen.conftest import folder, machine

__all__ = ["folder", "machine"]


@pytest.fixture
def loaded(cli: Cli, jsonl: Callable[..., Path]) -> str:
    rows = [
        {"prompt": "What is a cat?", "chosen": "An animal.", "rejected": "No."},
        {"prompt": "What is a dog?", "chosen": "Long " * 40, "rejected": "No."},
        {"prompt": "Why " * 50, "chosen": "Yes.", "rejected": "No."},
    ]
    name: str = cli("load", jsonl(rows), "--json").json["dataset"]
    return name


def test_every_pair_fits_or_is_cut_dropped_or_refused(cli: Cli, loaded: str, folder: Path) -> None:
    told = cli("seen", loaded, "--tokenizer", folder, "--max-length", 120, "--json").json
    assert [told[name] for name in ("fits", "cut", "dropped", "refused", "pairs")] == [1, 1, 1, 0, 3]
    assert sum(told["histogram"]["counts"]) == 3
    assert told["truncation_mode"] == "keep_start" and "1.16" in told["source"]
    kept = cli(
        "seen", loaded, "--tokenizer", folder, "--max-length", 120, "--truncation-mode", "keep_end", "--json"
    ).json
    assert (kept["cut"], kept["dropped"]) == (2, 0)
    reward = cli(
        "seen", loaded, "--tokenizer", folder, "--max-length", 120, "--trainer", "trl-reward", "--json"
    )
    assert (reward.json["cut"], reward.json["dropped"]) == (0, 2)


def test_counts_lead_to_their_pairs(cli: Cli, loaded: str, folder: Path, tmp_path: Path) -> None:
    cli("seen", loaded, "--tokenizer", folder, "--max-length", 120, "--out", tmp_path / "lines.jsonl")
    lines = [orjson.loads(line) for line in (tmp_path / "lines.jsonl").read_bytes().splitlines()]
    assert [line["fate"] for line in lines] == ["fits", "cut", "dropped"]
    assert lines[0]["prompt"] + lines[0]["chosen"] == lines[0]["prompt"] + len("An animal.") + 2


def test_it_tells_people_the_rule_and_its_source(cli: Cli, loaded: str, folder: Path) -> None:
    ran = cli("seen", loaded, "--tokenizer", folder, "--trainer", "llama-factory")
    assert ran.code == 0 and "in proportion" in ran.out and "infer_seqlen" in ran.out


def test_what_is_not_there_is_one_sentence(cli: Cli, loaded: str, folder: Path, tmp_path: Path) -> None:
    assert "There is no" in cli("seen", loaded, "--tokenizer", tmp_path / "nowhere").complaint
    assert "Trainers are" in cli("seen", loaded, "--tokenizer", folder, "--trainer", "trl").complaint
