"""The worker's side of the line."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import orjson

from curation.jobs.worker import Teller

REPO = Path(__file__).resolve().parents[3]


def told(line: io.BytesIO) -> list[dict[str, object]]:
    return [orjson.loads(text) for text in line.getvalue().splitlines()]


def test_progress_is_told_a_few_times_a_second_and_every_stage_and_its_end() -> None:
    line = io.BytesIO()
    teller = Teller(line)
    for done in range(1, 1001):
        teller("embedding", done, 1000)
    teller("comparing", 0, 0)
    assert [(m["stage"], m["done"]) for m in (told(line)[0], *told(line)[-2:])] == [
        ("embedding", 1),
        ("embedding", 1000),
        ("comparing", 0),
    ]
    assert len(told(line)) < 20


def test_what_libraries_print_never_breaks_the_line() -> None:
    program = (
        "import os, sys; from curation.jobs import worker;"
        "line = worker.own_line(); print('from python', flush=True); os.write(1, b'from C');"
        "worker.Teller(line).say({'result': {}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(REPO)},
    )
    assert done.stdout == b'{"result":{}}\n'
    assert b"from python" in done.stderr
    assert b"from C" in done.stderr
