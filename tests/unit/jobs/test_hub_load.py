"""Loading from the Hub in a worker: progress in bytes, cancel, resumption, and what is written down of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from curation.jobs import Job, export_recipe, opened
from curation.progress import DOWNLOADING
from curation.recipe import Recipe
from tests.unit.sources.hub_stand_in import COMMIT, TOKEN, StandIn

LONG = 60
PAIRS = b"".join(
    orjson.dumps({"prompt": f"Question {n}?", "chosen": f"Yes, {n}.", "rejected": "No."}) + b"\n"
    for n in range(2000)
)


@pytest.fixture
def server(tmp_path: Path, winnow_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    for name in ("HF_HUB_OFFLINE", "HF_HUB_CACHE", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with StandIn("owner/set", {"train.jsonl": PAIRS}, {"license": "mit"}, private=True).serving() as serving:
        monkeypatch.setenv("HF_ENDPOINT", serving.address)
        yield serving


def loading() -> Job:
    return Job("Loading", {"work": "load", "spec": "owner/set@v1"}).start()


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "hf").rglob("*.incomplete"))


def test_a_cancelled_download_stops_at_once_and_the_next_one_goes_on(
    server: StandIn, tmp_path: Path, winnow_home: Path
) -> None:
    server.drip = 0.1
    job = loading()
    deadline = time.monotonic() + LONG
    while not (job.stage == DOWNLOADING and job.done > 8192):
        assert job.state == "running", job.error
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert job.total == len(PAIRS)
    started = time.monotonic()
    job.cancel()
    assert time.monotonic() - started < 2
    assert not list(winnow_home.glob("datasets/*"))
    (partial,) = left(tmp_path)
    have = partial.stat().st_size
    assert 0 < have < len(PAIRS)
    server.drip = 0.0
    server.asked.clear()
    again = loading()
    again.wait(LONG)
    assert again.state == "done", again.error
    assert [one.range for one in server.asked if "/resolve/" in one.path] == [f"bytes={have}-"]
    assert left(tmp_path) == []


def test_the_commit_is_written_down_and_the_token_nowhere(
    server: StandIn, tmp_path: Path, winnow_home: Path
) -> None:
    job = loading()
    job.wait(LONG)
    assert job.state == "done", job.error
    dataset = opened(job.result["dataset"])
    source = dataset.info.source
    assert (source.spec, source.revision, source.licence) == ("owner/set", COMMIT, "mit")
    export_recipe(dataset, Recipe().with_export({"format": "jsonl"}), tmp_path / "out")
    manifest = orjson.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (manifest["source"]["spec"], manifest["source"]["revision"]) == ("owner/set", COMMIT)
    written = [path for root in (winnow_home, tmp_path / "out") for path in root.rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if TOKEN.encode() in path.read_bytes()]


def test_a_refusal_arrives_as_a_sentence_without_the_token(server: StandIn) -> None:
    server.refuse = (403, "GatedRepo")
    job = loading()
    job.wait(LONG)
    assert job.state == "failed"
    assert "gated, and your account has not been let in" in str(job.error)
    assert TOKEN not in repr(job)
