"""What can be loaded from a repository, told before anything of it is fetched."""

from __future__ import annotations

import pytest

from curation.errors import SourceError
from curation.sources import open_source
from curation.sources.hub_contents import Config, Part, contents
from tests.unit.sources.hub_stand_in import COMMIT, LINE


def test_the_commit_the_licence_and_what_can_be_loaded(server):
    found = contents("owner/set")
    assert (found.repo, found.commit, found.licence) == ("owner/set", COMMIT, "cc-by-4.0")
    default, preference = found.configs
    assert default == Config(None, Part("", 2, 45), (Part("train", 1, 27), Part("validation", 1, 18)))
    assert (preference.name, preference.whole.files) == ("preference", 1)
    assert server.paths("/resolve/") == []


def test_configs_of_the_card_with_their_splits(server):
    server.files = {"a/train_prefs.jsonl": LINE, "a/train_sft.jsonl": LINE, "a/test_prefs.jsonl": LINE}
    splits = [
        {"split": name, "path": f"a/{name}.jsonl"} for name in ("train_prefs", "train_sft", "test_prefs")
    ]
    server.card = {"configs": [{"config_name": "all", "data_files": splits}]}
    (config,) = contents("owner/set@v1").configs
    assert [part.name for part in config.splits] == ["train", "train_prefs", "train_sft", "test"]


@pytest.mark.parametrize("revision", [None, "v1"])
def test_whatever_is_offered_can_be_loaded(server, revision):
    server.files |= {
        "preference/test.jsonl": LINE,
        "more/harmless-base_test.jsonl": LINE,
        "more/helpful_test.jsonl": LINE,
    }
    server.card = {"configs": [{"config_name": "extra", "data_dir": "more"}]}
    offered = contents("owner/set", revision)
    assert {config.name for config in offered.configs} == {None, "preference"}
    for config in offered.configs:
        for part in (config.whole, *config.splits):
            opened = open_source("owner/set", revision=revision, config=config.name, split=part.name or None)
            assert len(opened.shards) == part.files
            assert sum(shard.path.stat().st_size for shard in opened.shards) == part.bytes


@pytest.mark.parametrize("typed", ["set", "a/b/c", "data.jsonl", "", "../x"])
def test_what_is_no_name_is_told(cache, typed):
    with pytest.raises(SourceError, match="no name of a Hub data set"):
        contents(typed)


def test_sizes_that_are_not_told_count_as_nothing(server, monkeypatch):
    from curation.sources import hub_client

    real = hub_client.listing
    monkeypatch.setattr(
        hub_client,
        "listing",
        lambda *asked: real(*asked).__class__(
            "owner/set", COMMIT, dict.fromkeys(server.files), {}, complete=True
        ),
    )
    assert contents("owner/set").configs[0].whole == Part("", 2, 0)
