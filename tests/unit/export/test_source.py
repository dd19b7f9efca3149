"""The source's own shape: same files, same order, same bytes where the format allows it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import ExportError
from curation.export import write_export
from curation.recipe import CheckStep, Compare, FilterStep, Recipe, apply
from curation.sources import open_source
from curation.store import Dataset, Pairing, build_dataset

KEEP_GOOD = Recipe(steps=(FilterStep(where=Compare(field="prompt", op="not contains", value="bad")),))


def built(path: Path, pairing: Pairing | None = None) -> Dataset:
    return build_dataset(open_source(path), pairing=pairing)


def export(dataset: Dataset, out: Path, recipe: Recipe = KEEP_GOOD) -> tuple[int, dict[str, int]]:
    result = write_export(dataset, apply(dataset, recipe), "source", out)
    return result.rows, {entry["reason"]: entry["rows"] for entry in result.rejected_by_target}


def pair(prompt: str) -> dict[str, object]:
    return {"prompt": prompt, "chosen": "a", "rejected": "b", "odd": [1, {"x": None}]}


def test_json_lines_stay_byte_for_byte(winnow_home: Path, tmp_path: Path) -> None:
    good = '{"prompt":  "good 1", "chosen": "\\u00e4", "rejected": "", "n": 1.0, "i": 12345678901234567890}'
    other = '{"rejected":"b","chosen":"a","prompt":"good 2"}'
    bad = '{"prompt": "bad", "chosen": "a", "rejected": "b"}'
    source = tmp_path / "in" / "train.jsonl"
    source.parent.mkdir()
    source.write_text(f"{good}\r\n\n{bad}\n{{broken\n{other}\n", newline="")
    rows, refused = export(built(source), tmp_path / "out")
    assert (tmp_path / "out" / "train.jsonl").read_bytes() == f"{good}\r\n{other}\n".encode()
    assert (rows, refused) == (2, {"quarantined": 1})


def test_every_file_keeps_its_name_split_and_compression(winnow_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "data").mkdir(parents=True)
    lines = [json.dumps(pair(prompt)).encode() + b"\n" for prompt in ("good 1", "bad", "good 2")]
    (folder / "data" / "train.jsonl.gz").write_bytes(gzip.compress(b"".join(lines)))
    (folder / "data" / "test.jsonl").write_bytes(lines[1] + lines[2])
    dataset = built(folder)
    export(dataset, tmp_path / "out")
    packed = (tmp_path / "out" / "train.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == lines[0] + lines[2]
    assert (tmp_path / "out" / "test.jsonl").read_bytes() == lines[2]
    export(dataset, tmp_path / "again")
    assert (tmp_path / "again" / "train.jsonl.gz").read_bytes() == packed


def test_csv_keeps_header_delimiter_and_cells(winnow_home: Path, tmp_path: Path) -> None:
    source = tmp_path / "in" / "pairs.csv"
    source.parent.mkdir()
    source.write_text('prompt;chosen;rejected;n\n"good; 1";"two\nlines";b;\nbad;a;b;1\ngood;a;=b;2\n')
    rows, _ = export(built(source), tmp_path / "out")
    assert rows == 2
    text = (tmp_path / "out" / "pairs.csv").read_text()
    assert text == 'prompt;chosen;rejected;n\n"good; 1";"two\nlines";b;\ngood;a;=b;2\n'


def test_a_json_list_stays_a_list(winnow_home: Path, tmp_path: Path) -> None:
    source = tmp_path / "in" / "pairs.json"
    source.parent.mkdir()
    rows = [pair("good 1"), pair("bad"), {**pair("good ä"), "big": 10**30}]
    source.write_text(json.dumps(rows, indent=2))
    export(built(source), tmp_path / "out")
    assert json.loads((tmp_path / "out" / "pairs.json").read_text("utf-8")) == [rows[0], rows[2]]


def test_parquet_and_arrow_keep_their_schema(winnow_home: Path, tmp_path: Path) -> None:
    table = pa.table(
        {
            "prompt": pa.array(["good 1", "bad", "good 2"]).dictionary_encode(),
            "chosen": ["a", "b", "c"],
            "rejected": ["x", "y", "z"],
            "n": pa.array([1, 2, 3], pa.int8()),
        }
    )
    folder = tmp_path / "in"
    folder.mkdir()
    pq.write_table(table, folder / "train.parquet")
    with pa.ipc.new_stream(str(folder / "test.arrow"), table.schema) as stream:
        stream.write_table(table)
    with pa.ipc.new_file(str(folder / "validation.arrow"), table.schema) as file:
        file.write_table(table)
    export(built(folder), tmp_path / "out")
    expected = table.filter(pa.array([True, False, True]))
    assert pq.read_table(tmp_path / "out" / "train.parquet")["n"].equals(expected["n"])
    assert pq.read_schema(tmp_path / "out" / "train.parquet").field("n").type == pa.int8()
    with pa.ipc.open_stream((tmp_path / "out" / "test.arrow").read_bytes()) as read:
        assert read.read_all().to_pylist() == expected.to_pylist()
    with pa.ipc.open_file((tmp_path / "out" / "validation.arrow").read_bytes()) as read_file:
        assert read_file.read_all().to_pylist() == expected.to_pylist()


def test_rows_go_with_their_pairs_and_unpaired_ones_with_their_prompt(
    winnow_home: Path, tmp_path: Path
) -> None:
    rows = [
        {"prompt": prompt, "response": f"r{i}", "helpfulness": i}
        for prompt in ("good", "bad")
        for i in range(3)
    ]
    source = tmp_path / "in" / "rated.jsonl"
    source.parent.mkdir()
    source.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    export(built(source), tmp_path / "out")
    kept = [json.loads(line) for line in (tmp_path / "out" / "rated.jsonl").read_bytes().splitlines()]
    assert kept == rows[:3]


def test_a_tie_stays_as_it_is_in_the_sources_own_shape(rated: Dataset, tmp_path: Path) -> None:
    rows, _ = export(rated, tmp_path / "out", Recipe())
    assert rows == rated.info.counts.rows_read
    assert export(rated, tmp_path / "out", Recipe(steps=(CheckStep(check="tie"),)))[0] == rows - 2


def test_a_source_that_changed_or_went_is_refused(winnow_home: Path, tmp_path: Path) -> None:
    source = tmp_path / "in" / "pairs.jsonl"
    source.parent.mkdir()
    source.write_text(json.dumps(pair("good")) + "\n")
    dataset = built(source)
    source.write_text(json.dumps(pair("good and new")) + "\n")
    with pytest.raises(ExportError, match="not what it was"):
        export(dataset, tmp_path / "out")
    source.unlink()
    with pytest.raises(ExportError, match="cannot be opened again"):
        export(dataset, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_new_split_is_refused(rated: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="split anew"):
        write_export(rated, apply(rated, Recipe()), "source", tmp_path / "out", split_by="prompt")
