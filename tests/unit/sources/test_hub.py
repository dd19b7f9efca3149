"""The Hub, spoken to through a stand-in: what is fetched, what is refused, and how fast it gives up."""

from __future__ import annotations

import io
import socket
import threading
import time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import SourceError
from curation.sources import hub, hub_client, open_source
from tests.unit.sources import hub_stand_in as stand_in
from tests.unit.sources.hub_stand_in import FILES, LINE


def test_a_data_set_is_fetched_at_its_commit(server, rows_of):
    source = open_source("owner/set")
    assert (source.title, source.revision, source.licence) == ("set", stand_in.COMMIT, "cc-by-4.0")
    assert [(shard.name, shard.split) for shard in source.shards] == [
        ("train.jsonl", "train"),
        ("validation.jsonl", "validation"),
    ]
    assert source.notes == ("1 sub-folder was not read: preference (--config NAME reads one)",)
    assert sum(len(batch) for batch in source.rows()) == 5
    assert not [path for path in server.paths() if path.endswith((".py", "preference.jsonl"))]


def test_the_fingerprint_is_that_of_the_files(server, tmp_path):
    for name in ("train.jsonl", "validation.jsonl"):
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / name).write_bytes(FILES[name])
    assert open_source("owner/set").fingerprint() == open_source(tmp_path / "own").fingerprint()


def test_only_the_files_of_a_split_are_fetched(server):
    assert len(open_source("owner/set", split="validation").shards) == 1
    assert server.paths("train.jsonl") == []


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
    assert server.paths(spec.partition("@")[2])


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


def told(spec="owner/set", **options):
    """The one sentence that opening ends with."""
    with pytest.raises(SourceError) as caught:
        open_source(spec, **options)
    assert "\n" not in str(caught.value)
    assert stand_in.TOKEN not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("refusal", "sentence", "advice"),
    [
        ((401, "GatedRepo"), "gated, and you are not logged in", "Accept its terms at"),
        ((403, "GatedRepo"), "gated, and you are not logged in", "hf auth login"),
        ((403, ""), "not public, and you are not logged in", "set HF_TOKEN"),
        ((401, "RepoNotFound"), "no data set 'owner/set' that you may see", "Check the spelling"),
        ((404, "RevisionNotFound"), "no revision 'main'", "that exists"),
        ((500, ""), "answered with error 500", "Try again later"),
        ((503, ""), "answered with error 503", "Try again later"),
        ((429, ""), "asks to wait", "Try again in a few minutes"),
        ((418, ""), "error 418", "Try again later"),
        ((404, ""), "does not answer as the Hub does", "HF_ENDPOINT"),
    ],
)
def test_each_refusal_is_one_sentence_with_what_to_do(server, refusal, sentence, advice):
    server.refuse = refusal
    said = told()
    assert sentence in said
    assert advice in said


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        ((403, "GatedRepo"), "your account has not been let in"),
        ((403, ""), "your token does not cover it"),
        ((404, "RepoNotFound"), "a private one needs a token of somebody who may read it"),
    ],
)
def test_a_refusal_of_one_who_is_logged_in_says_otherwise(server, monkeypatch, refusal, sentence):
    monkeypatch.setenv("HF_TOKEN", stand_in.TOKEN)
    server.refuse = refusal
    assert sentence in told()


def test_a_token_that_is_not_accepted_is_told(server, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", stand_in.TOKEN)
    server.refuse = (401, "")
    server.refuse_headers = {"X-Error-Message": "Invalid credentials in Authorization header"}
    assert "does not accept your token" in told()


@pytest.mark.parametrize(
    ("headers", "advice"),
    [
        ({"Retry-After": "75"}, "Try again in 75 seconds; those who log in"),
        ({"RateLimit": '"api";r=0;t=120'}, "Try again in 120 seconds"),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, "Try again in a few minutes"),
    ],
)
def test_when_to_ask_again_is_what_the_hub_says(server, headers, advice):
    server.refuse, server.refuse_headers = (429, ""), headers
    assert advice in told()


def test_a_private_data_set_is_read_with_the_hub_clients_own_log_in(server, monkeypatch, tmp_path):
    from huggingface_hub import constants

    server.private = True
    assert "log in with 'hf auth login' or set HF_TOKEN" in told()
    store = tmp_path / "token"
    store.write_text(stand_in.TOKEN)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(store))
    assert open_source("owner/set").revision == stand_in.COMMIT


def test_a_token_is_kept_from_disk_notes_and_log(server, monkeypatch, winnow_home, cache, caplog):
    monkeypatch.setenv("HF_TOKEN", stand_in.TOKEN)
    server.private, server.far = True, {"train.jsonl"}
    caplog.set_level("DEBUG")
    source = open_source("owner/set")
    assert stand_in.TOKEN not in repr(source) + caplog.text
    kept = [path for root in (winnow_home, cache) for path in root.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if stand_in.TOKEN.encode() in path.read_bytes()]


def test_a_token_goes_to_the_hub_alone(server, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", stand_in.TOKEN)
    server.far = {"train.jsonl"}
    open_source("owner/set")
    tokens = {host: {one.token for one in server.asked if one.host == host} for host in ("hub", "far")}
    assert tokens["far"] == {None}
    assert f"Bearer {stand_in.TOKEN}" in tokens["hub"]


def test_a_gated_file_of_an_open_listing_is_told(server):
    server.refuse, server.refuse_path = (403, "GatedRepo"), "/resolve/"
    assert "hf auth login" in told()


def test_a_repository_of_scripts_is_never_run(server):
    server.files = {"set.py": b"raise SystemExit"}
    assert "built by a script, which is never run, and the Hub keeps no parquet copy of it" in told()


def parquet(rows):
    out = io.BytesIO()
    pq.write_table(pa.table({"x": list(range(rows))}), out)
    return out.getvalue()


def test_where_a_script_would_be_run_the_hubs_own_parquet_copy_is_read(server, monkeypatch):
    server.files = {"set.py": b"raise SystemExit"}
    server.copy = {"default/train/0000.parquet": parquet(3), "default/train/0001.parquet": parquet(2)}
    source = open_source("owner/set")
    assert (source.revision, source.licence) == (stand_in.COPY_COMMIT, "cc-by-4.0")
    assert [(shard.split, shard.subset) for shard in source.shards] == [("train", None)] * 2
    assert "read from the Hub's own parquet copy (refs/convert/parquet)" in source.notes[0]
    assert sum(len(batch) for batch in source.rows()) == 5
    again = open_source("owner/set", revision=source.revision)
    assert again.fingerprint() == source.fingerprint()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed_port()}")
    assert open_source("owner/set").fingerprint() == source.fingerprint()


def test_a_parquet_copy_of_several_configs_wants_one_named(server):
    server.files = {"set.py": b""}
    server.copy = {"axis/test/0000.parquet": parquet(1), "comparisons/train/0000.parquet": parquet(2)}
    assert "has several configs. Choose one: axis, comparisons" in told()
    assert len(open_source("owner/set", config="comparisons").shards) == 1


def test_a_parquet_copy_of_a_part_is_refused(server):
    server.files = {"set.py": b""}
    server.copy = {"default/partial-train/0000.parquet": parquet(1)}
    assert "holds only a part of it" in told()


def test_a_parquet_copy_stands_in_for_the_main_branch_alone(server):
    server.files, server.copy = {"set.py": b""}, {"default/train/0000.parquet": parquet(1)}
    assert "holds no files that can be read" in told(revision="v1")


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("../../evil.jsonl", "holds no files that can be read"),
        ("/etc/evil.jsonl", "leads elsewhere"),
        ("a\\..\\evil.jsonl", "leads elsewhere"),
    ],
)
def test_a_name_that_leads_out_of_the_repository_is_refused(server, name, sentence, tmp_path):
    server.files = {name: LINE}
    assert sentence in told()
    assert not list(tmp_path.rglob("*evil*"))


def test_a_data_set_over_the_limit_is_refused_before_it_is_fetched(server, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_BYTES", "10")
    assert "WINNOW_MAX_BYTES" in told()
    assert server.paths("resolve") == []


def test_a_commit_that_is_here_is_not_asked_for_again(server):
    first = open_source("owner/set")
    asked = len(server.asked)
    assert open_source("owner/set", revision=first.revision).fingerprint() == first.fingerprint()
    assert len(server.asked) == asked


def test_what_a_known_commit_lacks_is_fetched_or_told(server, monkeypatch):
    commit = open_source("owner/set", split="train").revision
    assert open_source("owner/set", revision=commit, split="validation").shards
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed_port()}")
    assert "holds only part of 'owner/set'" in told(revision=commit, config="preference")


def test_a_file_cut_short_in_the_cache_is_not_taken_for_whole(server, monkeypatch):
    whole = open_source("owner/set").fingerprint()
    cut = next(shard.path for shard in open_source("owner/set").shards if shard.split == "train")
    cut.resolve().write_bytes(LINE)
    assert open_source("owner/set").fingerprint() == whole
    cut.resolve().write_bytes(LINE)
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed_port()}")
    assert "holds only part of 'owner/set'" in told()


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
