"""Quarantined rows as JSON lines."""

from __future__ import annotations

from pathlib import Path

import orjson

from curation.schemas import Mapping
from curation.sources import open_source
from curation.store import build_dataset
from curation.store.quarantine import quarantine_lines


def test_every_quarantined_row_is_a_line_and_a_reason_picks_its_own(
    tmp_path: Path, winnow_home: Path
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"p": "a", "c": "b", "r": "d"}\n{"p": "a", "c": 1, "r": "d"}\n{"p": "a"}\nnonsense\n')
    columns = {"prompt": "p", "chosen": "c", "rejected": "r"}
    dataset = build_dataset(open_source(path), mapping=Mapping(family="pairs", columns=columns))
    rows = [orjson.loads(line) for line in quarantine_lines(dataset)]
    assert [row["origin_row"] for row in rows] == [1, 2, 3]
    assert orjson.loads(rows[0]["raw"]) == {"p": "a", "c": 1, "r": "d"}
    picked = [orjson.loads(line) for line in quarantine_lines(dataset, "wrong_type")]
    assert [row["origin_row"] for row in picked] == [1]
