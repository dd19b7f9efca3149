"""The worker's side of the line."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from curation.errors import CurationError, SourceError
from curation.export import MANIFEST
from curation.jobs.worker import Teller, run
from curation.recipe import Recipe
from curation.store import list_datasets, open_dataset

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


def done(**order: Any) -> dict[str, Any]:
    return run(order, Teller(io.BytesIO()))


def test_mapping_and_pairing_travel_with_the_order(winnow_home: Path, jsonl: Callable[..., Path]) -> None:
    rows = [{"q": "a", "a": text, "quality": score} for text, score in (("x", 1), ("y", 3))]
    mapping = {
        "family": "ratings",
        "columns": {"prompt": "q", "response": "a"},
        "attributes": ["quality"],
    }
    result = done(work="load", spec=str(jsonl(rows)), mapping=mapping, pairing={"min_margin": 5})
    assert open_dataset(result["dataset"]).info.counts.ties == 1


@pytest.mark.parametrize("spec", ["{outside}", "{link}", "{root}/../outside/pairs.jsonl", "{root}/.."])
def test_no_way_of_writing_a_path_leads_out_of_the_data_roots(
    winnow_home: Path, tmp_path: Path, pairs_file: Path, spec: str
) -> None:
    outside = tmp_path / "outside" / "pairs.jsonl"
    outside.parent.mkdir()
    outside.write_bytes(pairs_file.read_bytes())
    link = pairs_file.with_name("link.jsonl")
    link.symlink_to(outside)
    typed = spec.format(outside=outside, link=link, root=pairs_file.parent)
    with pytest.raises(SourceError, match="lies outside the data folders"):
        done(work="load", spec=typed)
    assert list_datasets() == []


def test_an_export_gives_counts_and_the_folder_never_data(
    winnow_home: Path, pairs_file: Path, tmp_path: Path
) -> None:
    dataset = done(work="load", spec=str(pairs_file))["dataset"]
    recipe = Recipe().with_export({"format": "trl-dpo"}).plain()
    out = tmp_path / "out"
    result = done(work="export", dataset=dataset, recipe=recipe, out=str(out))
    proof = result.pop("proof")
    assert (proof["accepted"], proof["problems"], proof["warnings"]) == (3, [], [])
    assert result == {
        "out": str(out),
        "files": ["data.jsonl"],
        "beside": ["README.md", "train.py"],
        "rows": 3,
        "rejected_by_target": [],
    }
    assert (out / MANIFEST).exists()


def test_neighbours_are_told_by_their_number(winnow_home: Path, jsonl: Callable[..., Path]) -> None:
    rows = [{"prompt": text, "chosen": "x", "rejected": "y"} for text in ("What is it?", "what is it", "No")]
    dataset = done(work="load", spec=str(jsonl(rows)))["dataset"]
    result = done(work="neighbours", dataset=dataset, method="exact")
    assert result == {"dataset": dataset, "edges": 1}


def test_an_unknown_data_set_is_told(winnow_home: Path) -> None:
    with pytest.raises(CurationError, match="There is no data set 'nosuch'"):
        done(work="export", dataset="nosuch", recipe={}, out="out")


def test_counting_reads_every_row_and_writes_nothing(winnow_home: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("WINNOW_DATA_ROOTS", str(tmp_path))
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(orjson.dumps({"q": "Why?", "a": n, "b": "No."}) + b"\n" for n in (1, "x", "y")))
    mapping = {"family": "pairs", "columns": {"prompt": "q", "chosen": "a", "rejected": "b"}}
    line = io.BytesIO()
    result = run({"work": "count", "spec": str(path), "mapping": mapping}, Teller(line))
    assert result["quarantine"] == {"wrong_type": 1}
    assert (result["counts"]["rows_read"], result["counts"]["pairs"]) == (3, 2)
    assert told(line)[0]["stage"] == "counting"
    assert list_datasets() == []
