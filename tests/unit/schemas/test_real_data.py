"""Counts that hold on real preference data."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest

from curation.errors import SchemaError
from curation.schemas import Row, Unfit, recognise, row_reader

pytestmark = pytest.mark.data


def rows_of(file: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    if ".csv" in file.suffixes:
        lines = data.decode("utf-8-sig").splitlines(keepends=True)
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(lines)]
    if ".jsonl" in file.suffixes:
        return [orjson.loads(line) for line in data.removeprefix(b"\xef\xbb\xbf").splitlines()]
    rows: list[dict[str, Any]] = orjson.loads(data)
    return rows


def understand(file: Path) -> tuple[str, list[Row], Counter[str]]:
    rows = rows_of(file)
    mapping = recognise(rows[:400]).mapping
    read = row_reader(mapping)
    used: list[Row] = []
    unfit: Counter[str] = Counter()
    for row in rows:
        try:
            used.append(read(row))
        except Unfit as reason:
            unfit[reason.reason] += 1
    return mapping.family, used, unfit


def test_hh_rlhf_is_read_whole(shared_data: Path) -> None:
    rows = [row for file in sorted((shared_data / "hh-rlhf").glob("*.gz")) for row in understand(file)[1]]
    same = [
        row
        for row in rows
        if row.answers[0].text == row.answers[1].text and row.answers[0].lead == row.answers[1].lead
    ]
    assert len(rows) == 8552
    assert len(same) == 36
    assert sum(any(answer.text == "" for answer in row.answers) for row in rows) == 11
    assert sum(any(answer.lead for answer in row.answers) for row in rows) == 17


@pytest.mark.parametrize(
    ("file", "family", "used", "unfit"),
    [
        ("azure/dpo_train.jsonl", "chats", 180, {}),
        ("helpsteer/helpsteer2_train_row0.jsonl", "ratings", 1, {}),
        ("helpsteer/helpsteer_v1_train_row0.jsonl", "ratings", 1, {}),
        ("helpsteer/helpsteer2_disagreements_example.jsonl", "annotator_ratings", 1, {}),
        ("helpsteer/helpsteer2_preference_example.jsonl", "strength", 1, {}),
        ("helpsteer/helpsteer3_preference_multiturn_example.jsonl", "strength", 1, {}),
        ("llama-factory/dpo_en_demo.json", "chats", 300, {}),
        ("llama-factory/dpo_zh_demo.json", "chats", 300, {}),
        ("llama-factory/kto-mix-test.json", "labels", 1092, {}),
        ("llama-factory/kto_en_demo.json", "labels", 300, {}),
        ("llama-factory/v1_dpo_demo_100.jsonl", "chats", 100, {}),
        ("lmsys-arena/lmsys_kaggle_train_demo_49.csv", "battles", 49, {}),
        ("orca-dpo-pairs/orca_dpo_pairs_first100.csv", "orca_dpo_pairs", 100, {}),
        ("pandalm/testset-v1.json", "panels", 993, {"wrong_type": 6}),
        ("tulu3/preference_sample.jsonl", "chats", 100, {}),
        ("ultrafeedback/binarized_train_clean.jsonl", "pairs", 1000, {}),
        ("topical-chat/topical_chat_test_qwen_2_5_14b.json", "ratings", 180, {}),
        ("ultrafeedback/h4_binarized_16.jsonl", "chats", 16, {}),
        ("ultrafeedback/raw_shape_truthfulqa_10.json", "completions", 10, {}),
        ("helpsteer2-standin/validation.jsonl.gz", "ratings", 924, {}),
    ],
)
def test_every_real_file_is_read_by_its_family(
    shared_data: Path, file: str, family: str, used: int, unfit: dict[str, int]
) -> None:
    found, rows, reasons = understand(shared_data / file)
    assert (found, len(rows), dict(reasons)) == (family, used, unfit)


def test_arena_winners_and_ties_are_counted_right(shared_data: Path) -> None:
    _, rows, _ = understand(shared_data / "lmsys-arena" / "lmsys_kaggle_train_demo_49.csv")
    assert Counter("tie" if row.verdicts[0].tie else "AB"[row.verdicts[0].chosen] for row in rows) == {
        "A": 14,
        "B": 19,
        "tie": 16,
    }
    assert all(answer.model for row in rows for answer in row.answers)


@pytest.mark.parametrize(
    "file",
    [
        "benchmarks/gsm8k_test.jsonl",
        "benchmarks/HumanEval.jsonl.gz",
        "benchmarks/ifeval_input_data.jsonl",
        "benchmarks/mt_bench_question.jsonl",
        "benchmarks/truthful_qa.jsonl",
    ],
)
def test_files_without_preferences_are_refused_naming_their_columns(shared_data: Path, file: str) -> None:
    rows = rows_of(shared_data / file)
    with pytest.raises(
        SchemaError, match=f"does not look like preference data: its columns are {next(iter(rows[0]))}"
    ):
        recognise(rows[:400])


def test_ratings_without_a_prompt_ask_which_column_it_is(shared_data: Path) -> None:
    rows = rows_of(shared_data / "topical-chat" / "hanna_user_study.csv")
    with pytest.raises(
        SchemaError, match=r"'Input\.explanation' is a text with ratings .*--column prompt=NAME"
    ):
        recognise(rows)
    found = recognise(rows, {"prompt": "Input.story_id"}).mapping
    assert found.columns == {"prompt": "Input.story_id", "response": "Input.explanation"}
    assert len(found.attributes) == 6
