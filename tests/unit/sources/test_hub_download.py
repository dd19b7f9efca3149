"""Files on their way from the Hub: breaks, resumption, changes, and what is never taken for a whole file."""

from __future__ import annotations

import errno
import shutil
import socket
import threading
import time

import pytest

from curation.errors import SourceError
from curation.sources import hub_client, hub_download, hub_transfer, open_source
from curation.sources.hub_cache import repository
from tests.unit.sources.hub_stand_in import COMMIT, LINE

LONG = LINE * 4000


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(hub_transfer, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(hub_download, "_TELL_SECONDS", 0.01)


@pytest.fixture
def long(server):
    """The train split is long; what follows fetches it alone."""
    server.files["train.jsonl"] = LONG
    return server


def opened():
    return open_source("owner/set", split="train")


def content():
    (shard,) = opened().shards
    return shard.path.read_bytes()


def told():
    with pytest.raises(SourceError) as caught:
        opened()
    assert "\n" not in str(caught.value)
    assert "Signature" not in str(caught.value)
    return str(caught.value)


def left(ending=".incomplete"):
    return [path for path in repository("owner/set").rglob("*") if path.name.endswith(ending)]


def ranges(server):
    return [one.range for one in server.asked if one.range or "/resolve/" in one.path or "/blob/" in one.path]


@pytest.mark.parametrize("far", [set(), {"train.jsonl"}])
def test_a_broken_connection_is_taken_up_where_it_broke(long, far):
    long.far, long.cut_after = far, [10_000, 5_000]
    assert content() == LONG
    asked = [one.range for one in long.asked if one.range and one.host == ("far" if far else "hub")]
    assert asked == ["bytes=10000-", "bytes=15000-"]
    assert left() == []


def test_a_break_that_lasts_is_told_and_the_next_load_goes_on_from_there(long):
    long.cut_after = [10_000, 0, 0, 0]
    said = told()
    assert "the download of 'owner/set' broke off: the connection broke before 'train.jsonl'" in said.lower()
    assert "goes on from there" in said
    (partial,) = left()
    assert partial.stat().st_size == 10_000
    assert not (repository("owner/set") / "snapshots" / COMMIT / "train.jsonl").exists()
    long.asked.clear()
    assert content() == LONG
    assert ranges(long) == ["bytes=10000-"]


def test_a_server_without_ranges_is_read_from_the_start(long):
    long.ranges, long.cut_after = False, [10_000]
    assert content() == LONG


def test_a_file_begun_from_another_content_is_fetched_anew(long):
    long.cut_after = [10_000, 0, 0, 0]
    told()
    (partial,) = left()
    partial.write_bytes(b"x" * 10_000)
    assert content() == LONG


def test_a_whole_file_that_only_lacks_its_name_is_not_fetched_again(long):
    long.cut_after = [10_000, 0, 0, 0]
    told()
    left()[0].write_bytes(LONG)
    long.asked.clear()
    assert content() == LONG
    assert ranges(long) == []


def test_a_partial_file_longer_than_the_whole_is_begun_again(long):
    long.cut_after = [10_000, 0, 0, 0]
    told()
    left()[0].write_bytes(LONG + LONG)
    assert content() == LONG


@pytest.mark.parametrize("swapped", [LONG.replace(b"1", b"2"), LONG[:-9], LONG + LINE])
def test_another_content_than_listed_is_never_used(long, swapped):
    long.swapped = {"train.jsonl": swapped}
    assert "'train.jsonl' of 'owner/set' is not the file that was listed" in told()
    assert not (repository("owner/set") / "snapshots" / COMMIT / "train.jsonl").exists()


def test_another_commit_than_listed_is_told(long):
    long.commit_sent = "f" * 40
    assert "another version of it came" in told()


def test_without_hashes_the_length_decides(long):
    long.hashed, long.cut_after = False, [10_000]
    assert content() == LONG
    long.swapped = {"validation.jsonl": LINE}
    with pytest.raises(SourceError, match="18 bytes were listed and 9 bytes came"):
        open_source("owner/set", split="validation")


def test_large_files_come_from_another_host_checked(long):
    long.far = {"train.jsonl"}
    assert content() == LONG
    long.swapped = {"validation.jsonl": LINE + LINE.replace(b"1", b"2")}
    long.far = {"validation.jsonl"}
    with pytest.raises(SourceError, match="its checksum is not the one"):
        open_source("owner/set", split="validation")


@pytest.mark.parametrize(
    ("refusal", "headers", "sentence"),
    [
        ((429, ""), {"Retry-After": "30"}, "too many requests. Try again in 30 seconds"),
        ((503, ""), {}, "answered with error 503. Try again later: what has arrived is kept"),
        ((403, "GatedRepo"), {}, "is gated"),
        ((404, "EntryNotFound"), {}, "no longer there"),
        ((404, ""), {}, "does not answer as the Hub does"),
        ((418, ""), {}, "refused 'owner/set' with error 418"),
    ],
)
def test_a_refusal_half_way_is_one_sentence(long, refusal, headers, sentence):
    long.refuse, long.refuse_headers, long.refuse_path = refusal, headers, "/resolve/"
    assert sentence in told()


def test_a_fault_that_passes_is_got_over(long, monkeypatch):
    long.refuse, long.refuse_path = (502, ""), "/resolve/"
    after = threading.Timer(0.3, lambda: setattr(long, "refuse", None))
    monkeypatch.setattr(hub_transfer, "PAUSE_SECONDS", 0.4)
    after.start()
    assert content() == LONG
    after.join()


def test_a_server_that_falls_silent_is_told(long, monkeypatch):
    monkeypatch.setattr(hub_transfer, "SILENT_SECONDS", 0.1)
    monkeypatch.setattr(hub_transfer, "PATIENCE", 2)
    long.stall = 0.3
    assert "'train.jsonl' stopped coming" in told()


def test_a_hub_that_goes_away_half_way_is_told(long, monkeypatch):
    real = hub_client.listing

    def then_gone(repo, revision):
        found = real(repo, revision)
        with socket.create_server(("127.0.0.1", 0)) as gone:
            monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{gone.getsockname()[1]}")
        return found

    monkeypatch.setattr(hub_client, "listing", then_gone)
    assert "the connection broke before 'train.jsonl' was whole" in told()


def test_progress_counts_the_bytes_of_what_is_fetched(server):
    server.files |= {"train.jsonl": LONG, "validation.jsonl": LONG + LINE}
    server.cut_after = [10_000, 10_000]
    seen = []
    open_source("owner/set", progress=lambda here, total: seen.append((here, total)))
    assert {total for _, total in seen} == {2 * len(LONG) + len(LINE)}
    assert seen[-1][0] == seen[-1][1]
    seen.clear()
    open_source("owner/set", progress=lambda here, total: seen.append((here, total)))
    assert seen == []


def test_files_of_one_content_are_fetched_once_and_counted_twice(server):
    server.files["validation.jsonl"] = server.files["train.jsonl"]
    seen = []
    open_source("owner/set", progress=lambda here, total: seen.append((here, total)))
    assert len(server.paths("/resolve/")) == 1
    assert seen[-1] == (2 * 3 * len(LINE), 2 * 3 * len(LINE))


def test_an_interruption_stops_the_threads_and_keeps_what_came(long):
    long.drip = 0.02

    def interrupt(here, total):
        if here >= 8192:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_source("owner/set", split="train", progress=interrupt)
    deadline = time.monotonic() + 5
    while any(thread.name == "hub-download" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    (partial,) = left()
    assert 8192 <= partial.stat().st_size < len(LONG)
    long.drip = 0.0
    assert content() == LONG


def test_a_disk_without_room_is_told_before_anything_is_fetched(long, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1000))
    assert "do not fit on the disk" in told()
    assert long.paths("/resolve/") == []


@pytest.mark.parametrize(
    ("code", "sentence"), [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "Nothing can be written to")]
)
def test_a_disk_that_takes_nothing_more_is_told(long, monkeypatch, code, sentence):
    def full(*_):
        raise OSError(code, "as the system says")

    monkeypatch.setattr(hub_transfer, "_promised", full)
    assert sentence in told()


def test_another_program_finds_what_was_fetched(server):
    from huggingface_hub import hf_hub_download, try_to_load_from_cache

    path = opened().shards[0].path
    place = {"repo_id": "owner/set", "filename": "train.jsonl", "repo_type": "dataset", "revision": COMMIT}
    assert try_to_load_from_cache(**place, cache_dir=str(repository("x/y").parent)) == str(path)
    assert hf_hub_download(**place, cache_dir=str(repository("x/y").parent)) == str(path)


def test_where_the_disk_has_no_links_a_copy_is_kept(server, monkeypatch):
    def no_links(*_):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr("pathlib.Path.symlink_to", no_links)
    path = opened().shards[0].path
    assert not path.is_symlink()
    assert path.read_bytes() == LINE * 3
