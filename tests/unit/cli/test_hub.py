"""Looking around on the Hub from the command line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Cli
from tests.unit.sources.hub_stand_in import COMMIT, FILES, StandIn


@pytest.fixture
def server(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    with StandIn("owner/set", dict(FILES), {"license": "mit"}).serving() as serving:
        monkeypatch.setenv("HF_ENDPOINT", serving.address)
        yield serving


def test_without_words_the_well_known_sets_are_listed_and_nobody_is_asked(cli: Cli, server: StandIn) -> None:
    said = cli("search").out
    assert "Orca DPO pairs: load Intel/orca_dpo_pairs\n" in said
    assert "judged by nobody: strong model vs weak model" in said
    assert "load HuggingFaceH4/ultrafeedback_binarized --split train_prefs\n" in said
    assert cli("search", "--json").json["found"] == []
    assert server.asked == []


def test_words_find_well_known_sets_and_the_hubs(cli: Cli, server: StandIn) -> None:
    server.others = [{"id": "owner/nectar-copy", "tags": ["license:mit"], "downloads": 1204, "gated": True}]
    said = cli("search", "nectar").out
    assert "load berkeley-nest/Nectar" in said
    assert "owner/nectar-copy  mit      –         1,204  –        gated" in said
    found = cli("search", "nectar", "--json").json
    assert [one["repo"] for one in found["known"]] == ["berkeley-nest/Nectar"]
    assert [one["repo"] for one in found["found"]] == ["owner/nectar-copy"]


def test_what_the_hub_does_not_find_is_said(cli: Cli, server: StandIn) -> None:
    assert "The Hub finds no data set by these words." in cli("search", "nosuchthing").out


def test_a_stranger_cannot_write_to_the_terminal(cli: Cli, server: StandIn) -> None:
    server.others = [{"id": "evil/set", "tags": ["license:\x1b[2Jmit"], "lastModified": "2026\n\x07"}]
    said = cli("search", "evil").out
    assert "\x1b" not in said
    assert "?[2Jmit" in said


def test_the_parts_of_a_data_set(cli: Cli, server: StandIn) -> None:
    assert cli("parts", "owner/set").out.splitlines() == [
        f"owner/set at commit {COMMIT}, licence mit",
        "without --config: 2 files, 1 kB",
        "    --split train: 1 file, 1 kB",
        "    --split validation: 1 file, 1 kB",
        "--config preference: 1 file, 1 kB",
    ]
    told = cli("parts", "owner/set", "--json").json
    assert (told["commit"], told["configs"][0]["whole"]["bytes"]) == (COMMIT, 45)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("parts", "owner/nothing"), "no data set 'owner/nothing'"),
        (("parts", "set"), "no name of a Hub data set"),
        (("parts", "owner/set", "--revision", "v9"), "no revision 'v9'"),
    ],
)
def test_a_refusal_is_one_sentence(
    cli: Cli, server: StandIn, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in cli(*arguments).complaint


def test_a_search_that_cannot_be_made_is_one_sentence(cli: Cli, server: StandIn) -> None:
    server.refuse, server.refuse_headers = (429, ""), {"Retry-After": "5"}
    assert "Try again in 5 seconds" in cli("search", "x").complaint


def test_columns_are_told_without_loading(cli: Cli, server: StandIn) -> None:
    server.files["train.jsonl"] = b'{"prompt": "Why?", "chosen": "Rain.", "rejected": "No."}\n' * 3
    ran = cli("schema", "owner/set", "--split", "train", "--json")
    assert ran.json["shards"] == [{"name": "train.jsonl", "split": "train"}]
    assert ran.err == "downloading …\n"
