"""Fingerprints: the same content gives the same, whatever its path."""

from __future__ import annotations

import pytest

from curation.errors import SourceError
from curation.sources import open_source

LINE = '{"x": 1}\n'


def written(folder, **files):
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.jsonl").write_text(content)
    return open_source(folder).fingerprint()


def test_paths_do_not_matter(tmp_path):
    assert written(tmp_path / "a", train=LINE) == written(tmp_path / "b", train=LINE)


def test_content_splits_and_borders_do(tmp_path):
    prints = {
        written(tmp_path / "a", train=LINE * 2, test=LINE),
        written(tmp_path / "b", train=LINE, test=LINE * 2),
        written(tmp_path / "c", train=LINE * 2, dev=LINE),
        written(tmp_path / "d", train=LINE * 3),
        written(tmp_path / "e", part_a=LINE * 2, part_b=LINE),
    }
    assert len(prints) == 5


def test_a_fingerprint_is_counted_once(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(LINE)
    source = open_source(path)
    first = source.fingerprint()
    path.write_text(LINE * 2)
    assert source.fingerprint() == first
    assert len(first) == 32


def test_row_numbers_run_over_all_shards(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(LINE * 3)
    rows = [row for batch in open_source(tmp_path).rows() for row in batch]
    assert [(row.number, row.shard) for row in rows] == [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1), (5, 1)]


def test_a_file_that_vanishes_is_told(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(LINE)
    source = open_source(path)
    path.unlink()
    with pytest.raises(SourceError, match="is gone"):
        list(source.rows())
    with pytest.raises(SourceError, match="is gone"):
        source.fingerprint()
