"""Duplicates by what is compared and by a wanted number; conflicts; leaks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import orjson
import pytest

from curation.similarity import find
from tests.unit.cli.conftest import Cli


@pytest.fixture
def split(tmp_path: Path, jsonl: Callable[..., Path]) -> Path:
    """Two splits that share a prompt but for its spelling, with opposite verdicts."""
    folder = tmp_path / "split"
    jsonl(
        [
            {"prompt": "Which one?", "chosen": "A", "rejected": "B"},
            {"prompt": "x", "chosen": "A", "rejected": "C"},
        ],
        "split/train.jsonl",
    )
    jsonl([{"prompt": "which  one", "chosen": "B", "rejected": "A"}], "split/test.jsonl")
    return folder


@pytest.fixture
def crowded(tmp_path: Path, jsonl: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fillings of one template, of which only a few pairs may be held."""
    monkeypatch.setattr(find, "pair_limit", lambda n: 4)
    prompts = [
        f"Tell a story about the {thing} by the sea" for thing in ("cat", "cart", "card", "care", "car")
    ]
    rows = [{"prompt": prompt, "chosen": "Once.", "rejected": "No."} for prompt in prompts]
    jsonl(rows, "crowded/train.jsonl")
    return tmp_path / "crowded"


def test_a_target_tells_how_near_it_came(cli: Cli) -> None:
    cli("load", "sample:pairs")
    told = cli("duplicates", "sample:pairs", "--method", "lexical", "--target-share", "0.5", "--json").json
    assert told["target"]["wanted"] == round(told["prompts"] / 2)
    assert not told["target"]["exact"]
    assert told["target"]["kept"] == told["target"]["fewest"] == told["prompts"] - told["duplicates"]
    assert told["target"]["threshold"] == told["threshold"]
    said = cli("duplicates", "sample:pairs", "--method", "lexical", "--target-size", "1").out
    assert "1 wanted; thresholds leave" in said


def test_what_a_crowded_set_leaves_out_is_said(cli: Cli, crowded: Path) -> None:
    cli("load", crowded)
    asked = ("duplicates", "crowded", "--method", "lexical", "--threshold", "0.5")
    bounds = cli(*asked, "--json").json["bounds"]
    assert bounds["jaccard"] > 0.5
    assert f"a Jaccard below {bounds['jaccard']:.2f}" in cli(*asked).out
    assert "bounds" not in cli("duplicates", "crowded", "--method", "exact", "--json").json


def test_pairs_kept_apart_are_counted_by_what_differs(
    cli: Cli, tmp_path: Path, jsonl: Callable[..., Path]
) -> None:
    asks = [
        f"Write {n} lines about {what} in the old harbour" for n in ("12", "13", "14") for what in ("rain",)
    ]
    asks += ["Write 12 lines about snow in the old harbour"]
    jsonl([{"prompt": ask, "chosen": "Yes.", "rejected": "No."} for ask in asks], "apart/train.jsonl")
    cli("load", tmp_path / "apart")
    told = cli("duplicates", "apart", "--method", "lexical", "--threshold", "0.7", "--json").json
    assert told["differences"] == {"number": 3, "name or object": 1}
    assert told["lookalike_pairs"] == 4


def test_pairs_kept_apart_are_listed_with_both_texts(
    cli: Cli, tmp_path: Path, jsonl: Callable[..., Path]
) -> None:
    asks = [f"Write {n} lines about rain in the old harbour" for n in ("12", "13", "140")]
    jsonl([{"prompt": ask, "chosen": "Yes.", "rejected": "No."} for ask in asks], "apart/train.jsonl")
    cli("load", tmp_path / "apart")
    out = tmp_path / "apart.jsonl"
    asked = ("duplicates", "apart", "--method", "lexical", "--threshold", "0.7", "--lookalikes-out", out)
    assert f"look-alikes written to {out}" in cli(*asked).out
    lines = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert {frozenset(prompt["text"] for prompt in line["prompts"]) for line in lines} == {
        frozenset(pair) for pair in combinations(asks, 2)
    }
    assert [line["similarity"] for line in lines] == sorted((x["similarity"] for x in lines), reverse=True)
    assert {(line["stage"], line["difference"]) for line in lines} == {("lexical", "number")}
    cli(*asked, "--lookalikes")
    assert out.read_bytes() == b""


def test_groups_and_look_alikes_go_to_files_of_their_own(cli: Cli, tmp_path: Path) -> None:
    cli("load", "sample:pairs")
    one = tmp_path / "one.jsonl"
    again = tmp_path / "." / "one.jsonl"
    asked = ("duplicates", "sample:pairs", "--method", "exact", "--out", one, "--lookalikes-out", again)
    assert "name the same file" in cli(*asked).complaint
    assert not one.exists()


def test_one_way_to_say_the_threshold_is_enough(cli: Cli) -> None:
    cli("load", "sample:pairs")
    both = ("--threshold", "0.9", "--target-size", "5")
    assert "give one of" in cli("duplicates", "sample:pairs", *both).complaint


def test_what_is_compared_can_be_chosen(cli: Cli, split: Path) -> None:
    cli("load", split)
    told = {
        unit: cli("duplicates", "split", "--method", "exact", "--compare", unit, "--json").json
        for unit in ("user", "answers")
    }
    assert [told["user"]["compared"], told["user"]["duplicates"]] == ["user", 1]
    assert [told["answers"]["compared"], told["answers"]["duplicates"]] == ["answers", 1]


def test_conflicts_are_named_by_pair_and_key(cli: Cli, split: Path) -> None:
    cli("load", split)
    told = cli("conflicts", "split", "--json").json
    assert (told["opposites"], told["cycles"], told["pairs"]) == (1, 0, 2)
    assert len(told["conflicts"][0]["keys"]) == 2
    near = cli("conflicts", "split", "--near", "lexical")
    assert near.out.startswith("1 opposite and 0 cycles among 2 pairs\n")
    assert told["conflicts"][0]["keys"][0] in near.out


def test_leaks_tell_what_a_repair_drops(cli: Cli, split: Path) -> None:
    cli("load", split)
    told = cli("leaks", "split", "--json").json
    assert told == {"groups": 1, "rows": {"train": 1, "test": 1}, "dropped": {"train": 1, "test": 0}}
    assert cli("leaks", "split", "--keep", "train", "--json").json["dropped"] == {"train": 0, "test": 1}
    assert "1 group of prompts in more than one split" in cli("leaks", "split").out
    assert "no split 'dev'" in cli("leaks", "split", "--keep", "dev").complaint
