"""JSON lines, Parquet and CSV: everything known of a pair, typed and safe to open."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.export import write_export
from curation.export.csv import rendered
from curation.recipe import Recipe, apply
from curation.store import Dataset

Make = Callable[..., Dataset]


@pytest.fixture
def rich(make: Make) -> Dataset:
    """A pair with scores, models, an extra column, and cells that a spreadsheet would run."""
    return make(
        [
            {
                "prompt": "=1+1",
                "chosen": "+cmd",
                "rejected": "no, -3",
                "score_chosen": 4.5,
                "score_rejected": 5.0,
                "chosen_model": "m1",
                "rejected_model": "m2",
                "topic": "@sum",
                "tags": ["a", "b"],
                "number": -7,
            },
            {"prompt": "Zwei\nZeilen, „ja“", "chosen": "😀", "rejected": "", "topic": None},
        ],
        "rich",
    )


def test_json_lines_carry_everything_known(rich: Dataset, tmp_path: Path) -> None:
    write_export(rich, apply(rich, Recipe()), "jsonl", tmp_path / "out")
    first, second = map(json.loads, (tmp_path / "out" / "data.jsonl").read_bytes().splitlines())
    assert first["prompt"] == [{"role": "user", "content": "=1+1"}]
    assert (first["chosen"], first["rejected"]) == ("+cmd", "no, -3")
    assert first["models"] == {"chosen": "m1", "rejected": "m2"}
    assert first["scores"] == {"chosen": {"score": 4.5}, "rejected": {"score": 5.0}}
    assert first["extras"] == {"topic": "@sum", "tags": '["a","b"]', "number": -7}
    assert second["scores"]["chosen"] == {"score": None}
    assert {row["key"] for row in (first, second)} == set(rich.pairs["key"].to_pylist())


def test_parquet_columns_are_typed(rich: Dataset, tmp_path: Path) -> None:
    write_export(rich, apply(rich, Recipe()), "parquet", tmp_path / "out")
    table = pq.read_table(tmp_path / "out" / "data.parquet")
    assert table["margin.score"].to_pylist() == [-0.5, None]
    assert table["extra.number"].to_pylist() == [-7, None]
    assert table["prompt"].to_pylist()[0] == [{"role": "user", "content": "=1+1"}]
    assert pa.types.is_float64(table.schema.field("chosen.score").type)
    assert (
        pq.ParquetFile(tmp_path / "out" / "data.parquet").metadata.row_group(0).column(0).compression
        == "ZSTD"
    )


def test_csv_guards_cells_that_would_run_and_no_numbers(rich: Dataset, tmp_path: Path) -> None:
    write_export(rich, apply(rich, Recipe()), "csv", tmp_path / "out")
    with (tmp_path / "out" / "data.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first["prompt"] == "'=1+1"
    assert first["chosen"] == "'+cmd"
    assert first["rejected"] == "no, -3"
    assert first["extra.topic"] == "'@sum"
    assert first["margin.score"] == "-0.5"
    assert first["extra.number"] == "-7"
    assert second["prompt"] == "Zwei\nZeilen, „ja“"
    assert second["chosen"] == "\U0001f600"
    assert not (tmp_path / "out" / "data.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_lone_question_is_rendered_bare_and_a_conversation_with_its_speakers() -> None:
    system, question = {"role": "system", "content": "S"}, {"role": "user", "content": "Q"}
    answer = {"role": "assistant", "content": "A"}
    assert rendered([system, question]) == "Q"
    assert rendered([question, answer, question]) == "User: Q\n\nAssistant: A\n\nUser: Q"


def test_differing_histories_are_kept_beside_the_answers(make: Make, tmp_path: Path) -> None:
    def talk(between: str, last: str) -> list[dict[str, str]]:
        said = [("user", "1"), ("assistant", between), ("user", "3"), ("assistant", last)]
        return [{"role": role, "content": content} for role, content in said]

    dataset = make([{"chosen": talk("x", "G"), "rejected": talk("y", "H")}])
    outcome = apply(dataset, Recipe())
    write_export(dataset, outcome, "jsonl", tmp_path / "jsonl")
    row = json.loads((tmp_path / "jsonl" / "data.jsonl").read_bytes())
    assert row["chosen_lead"] == talk("x", "G")[1:3]
    assert row["rejected_lead"] == talk("y", "H")[1:3]
    write_export(dataset, outcome, "csv", tmp_path / "csv")
    text = (tmp_path / "csv" / "data.csv").read_text("utf-8")
    assert "Assistant: x\n\nUser: 3" in text
    write_export(dataset, outcome, "parquet", tmp_path / "parquet")
    assert (
        pq.read_table(tmp_path / "parquet" / "data.parquet")["rejected.lead"][0].as_py()
        == row["rejected_lead"]
    )
