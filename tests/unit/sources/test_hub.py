"""The Hub, spoken to through a stand-in: what is fetched, what is refused, and how fast it gives up."""

from __future__ import annotations

import importlib.util
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from curation.errors import SourceError
from curation.sources import hub, hub_client, open_source


def _stand_in():
    where = Path(__file__).parent / "hub_stand_in.py"
    spec = importlib.util.spec_from_file_location("hub_stand_in", where)
    module = importlib.util.module_from_spec(spec)
    sys.modules["hub_stand_in"] = module
    spec.loader.exec_module(module)
    return module


stand_in = _stand_in()
LINE = b'{"x": 1}\n'
FILES = {
    "README.md": b"hello",
    "train.jsonl": LINE * 3,
    "validation.jsonl": LINE * 2,
    "preference/preference.jsonl": LINE * 5,
    "script.py": b"raise SystemExit",
}


@pytest.fixture
def cache(tmp_path, monkeypatch, winnow_home):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub-cache"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_PROGRESS_BARS", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    for name in ("HF_TOKEN", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "hub-cache"


@pytest.fixture
def server(cache, monkeypatch):
    with stand_in.StandIn("owner/set", dict(FILES), {"license": "cc-by-4.0"}).serving() as serving:
        monkeypatch.setenv("HF_ENDPOINT", serving.address)
        yield serving


def test_a_data_set_is_fetched_at_its_commit(server, rows_of):
    source = open_source("owner/set")
    assert (source.title, source.revision, source.licence) == ("set", stand_in.COMMIT, "cc-by-4.0")
    assert [(shard.name, shard.split) for shard in source.shards] == [
        ("train.jsonl", "train"),
        ("validation.jsonl", "validation"),
    ]
    assert source.notes == ("1 sub-folder was not read: preference (--config NAME reads one)",)
    assert sum(len(batch) for batch in source.rows()) == 5
    assert not [path for path in server.asked if path.endswith((".py", "preference.jsonl"))]


def test_the_fingerprint_is_that_of_the_files(server, tmp_path):
    for name in ("train.jsonl", "validation.jsonl"):
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / name).write_bytes(FILES[name])
    assert open_source("owner/set").fingerprint() == open_source(tmp_path / "own").fingerprint()


def test_only_the_files_of_a_split_are_fetched(server):
    assert len(open_source("owner/set", split="validation").shards) == 1
    assert not [path for path in server.asked if path.endswith("train.jsonl")]


def test_a_sub_folder_is_read_as_a_config(server, rows_of):
    assert len(rows_of("owner/set", config="preference")) == 5


def test_the_card_names_configs_and_splits(server, rows_of):
    server.card = {
        "configs": [
            {"config_name": "main", "data_files": [{"split": "train_prefs", "path": "train*"}]},
            {"config_name": "extra", "data_files": [{"split": "half", "path": "preference/**"}]},
        ]
    }
    source = open_source("owner/set", split="train_prefs")
    assert [(shard.name, shard.split) for shard in source.shards] == [("train.jsonl", "train")]
    assert "1 config was not read: extra (--config NAME reads one)" in source.notes
    assert [shard.split for shard in open_source("owner/set", config="extra").shards] == ["half"]


@pytest.mark.parametrize("spec", ["owner/set@v1", f"owner/set@{stand_in.COMMIT}"])
def test_a_revision_can_be_named(server, spec):
    assert open_source(spec).revision == stand_in.COMMIT
    assert any(spec.partition("@")[2] in path for path in server.asked)


def test_two_revisions_that_differ_are_refused(server):
    with pytest.raises(SourceError, match="Two revisions"):
        open_source("owner/set@v1", revision="v2")


@pytest.mark.parametrize(
    ("spec", "options", "sentence"),
    [
        ("owner/nothing", {}, "no data set 'owner/nothing' that you may see"),
        ("owner/set@v9", {}, "no revision 'v9'"),
        ("owner/set", {"split": "test"}, "no split 'test'. It has: train, validation"),
        ("owner/set", {"config": "prefs"}, "no config or sub-folder 'prefs'"),
    ],
)
def test_what_the_hub_does_not_have_is_told(server, spec, options, sentence):
    with pytest.raises(SourceError) as caught:
        open_source(spec, **options)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        ((401, "GatedRepo"), "hf auth login"),
        ((403, "GatedRepo"), "gated"),
        ((403, ""), "your token does not cover it"),
        ((401, "RepoNotFound"), "no data set"),
        ((500, ""), "answered with error 500"),
        ((429, ""), "answered with error 429"),
        ((418, ""), "error 418"),
        ((404, ""), "does not answer as the Hub does"),
    ],
)
def test_each_refusal_is_one_sentence(server, refusal, sentence):
    server.refuse = refusal
    with pytest.raises(SourceError) as caught:
        open_source("owner/set")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("status", [404, 418])
def test_a_download_that_breaks_off_is_told(server, status):
    server.refuse, server.refuse_path = (status, ""), "validation.jsonl"
    with pytest.raises(SourceError) as caught:
        open_source("owner/set")
    assert "\n" not in str(caught.value)
    assert "'owner/set'" in str(caught.value)


def test_a_gated_file_of_an_open_listing_is_told(server):
    server.refuse, server.refuse_path = (403, "GatedRepo"), "/resolve/"
    with pytest.raises(SourceError, match="hf auth login"):
        open_source("owner/set")


def test_a_repository_of_scripts_is_never_run(server):
    server.files = {"set.py": b"raise SystemExit"}
    with pytest.raises(SourceError, match=r"script, which is never run.*refs/convert/parquet"):
        open_source("owner/set")


def test_a_data_set_over_the_limit_is_refused_before_it_is_fetched(server, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_BYTES", "10")
    with pytest.raises(SourceError, match="WINNOW_MAX_BYTES"):
        open_source("owner/set")
    assert not [path for path in server.asked if "resolve" in path]


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_offline_the_cache_is_used_and_said(server, monkeypatch):
    online = open_source("owner/set")
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed_port()}")
    offline = open_source("owner/set")
    assert offline.fingerprint() == online.fingerprint()
    assert (offline.revision, offline.licence) == (online.revision, online.licence)
    assert "read from the local cache at commit 0123456" in offline.notes[0]


def test_offline_a_part_that_was_never_fetched_is_told(server, monkeypatch):
    open_source("owner/set", split="train")
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed_port()}")
    assert open_source("owner/set", split="train").shards
    with pytest.raises(SourceError, match=r"holds only part of 'owner/set'.*'validation\.jsonl' first"):
        open_source("owner/set")


def test_a_cache_that_another_program_filled_is_used_with_a_warning(cache, monkeypatch):
    snapshot = cache / "datasets--owner--set" / "snapshots" / stand_in.COMMIT
    snapshot.mkdir(parents=True)
    (snapshot / "README.md").write_text("---\nlicense: mit\n---\n")
    (snapshot / "train.jsonl").write_bytes(LINE)
    (cache / "datasets--owner--set" / "refs").mkdir()
    (cache / "datasets--owner--set" / "refs" / "main").write_text(stand_in.COMMIT)
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed_port()}")
    source = open_source("owner/set")
    assert (source.licence, source.revision) == ("mit", stand_in.COMMIT)
    assert "cannot be checked offline" in source.notes[1]


def gives_up(monkeypatch, endpoint):
    monkeypatch.setenv("HF_ENDPOINT", endpoint)
    start = time.perf_counter()
    with pytest.raises(SourceError) as caught:
        open_source("owner/set")
    assert time.perf_counter() - start < 5
    assert "cannot be fetched" in str(caught.value)
    assert "load their folder, or set HF_ENDPOINT" in str(caught.value)
    return str(caught.value)


def test_a_closed_port_is_given_up_at_once(cache, monkeypatch):
    assert "cannot be reached" in gives_up(monkeypatch, f"http://127.0.0.1:{closed_port()}")


def test_a_host_that_never_answers_is_given_up_soon(cache, monkeypatch):
    monkeypatch.setattr(hub_client, "PROBE_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        assert "does not answer" in gives_up(monkeypatch, f"http://127.0.0.1:{listener.getsockname()[1]}")


def test_a_host_that_drips_is_given_up_soon(cache, monkeypatch):
    monkeypatch.setattr(hub_client, "PROBE_SECONDS", 0.5)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip():
            connection, _ = listener.accept()
            with connection:
                while not stop.wait(0.1):
                    connection.sendall(b"H")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        gives_up(monkeypatch, f"http://127.0.0.1:{listener.getsockname()[1]}")
        stop.set()
        thread.join()


def test_the_time_allowed_is_below_five_seconds():
    assert hub_client.PROBE_SECONDS < 4


def test_offline_mode_asks_nothing(server, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(SourceError, match="HF_HUB_OFFLINE is set"):
        open_source("owner/set")
    assert server.asked == []


@pytest.mark.parametrize("spec", ["not a url", "http://", "ftp://x"])
def test_a_nonsense_endpoint_is_told(cache, monkeypatch, spec):
    gives_up(monkeypatch, spec)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("owner/name", hub.HubId("owner/name", None)),
        ("owner/na.me_1-x@refs/convert/parquet", hub.HubId("owner/na.me_1-x", "refs/convert/parquet")),
    ],
)
def test_hub_names_are_recognised(typed, expected):
    assert hub.parse_id(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "name",
        "a/b/c",
        "../x",
        "a/..",
        "/etc/passwd",
        "a/b@",
        "a/b@../x",
        "a b/c",
        "a--b/c",
        "a/b.jsonl",
        "a/b.zip",
        "é/x",
    ],
)
def test_other_text_is_no_hub_name(typed):
    assert hub.parse_id(typed) is None
