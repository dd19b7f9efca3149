"""What was loaded from a source before."""

from __future__ import annotations

from pathlib import Path

import orjson

from curation.sources import open_source, save_upload
from curation.store import build_dataset
from curation.store.catalogue import loaded_before

ROW = {"prompt": "Why?", "chosen": "Because.", "rejected": "No."}


def _lines(count: int) -> bytes:
    return b"".join(orjson.dumps(ROW | {"prompt": f"Why {n}?"}) + b"\n" for n in range(count))


def test_a_source_is_known_again_whatever_is_in_it_now(winnow_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(_lines(3))
    first = build_dataset(open_source(path)).id
    path.write_bytes(_lines(4))
    second = build_dataset(open_source(path)).id
    assert {info.id for info in loaded_before(str(path))} == {first, second}
    assert loaded_before(str(path.with_name("other.jsonl"))) == []
    assert loaded_before(str(path), config="part") == []


def test_an_upload_is_known_again_by_its_name(winnow_home: Path) -> None:
    before = build_dataset(open_source(save_upload("mine.jsonl", _lines(3)))).id
    build_dataset(open_source(save_upload("yours.jsonl", _lines(3))))
    now = save_upload("mine.jsonl", _lines(4))
    assert [info.id for info in loaded_before(str(now))] == [before]


def test_a_bundled_sample_is_known_by_either_name(winnow_home: Path) -> None:
    known = build_dataset(open_source("sample")).id
    assert [info.id for info in loaded_before("sample")] == [known]
    assert [info.id for info in loaded_before("sample:ratings")] == [known]
