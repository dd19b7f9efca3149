"""Each format's rows, exactly; and what it leaves out, by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curation.errors import ExportError
from curation.export import write_export
from curation.recipe import ExportOptions, Recipe, apply
from curation.store import Dataset

Make = Callable[..., Dataset]


def said(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


SYSTEM, Q, A, B = said("system", "S"), said("user", "Q"), said("assistant", "A"), said("assistant", "B")
LONG = [said("user", "1"), said("assistant", "2"), said("user", "3")]


@pytest.fixture
def talks(make: Make) -> Dataset:
    """A question under a system turn, and a conversation."""
    prompts = [[SYSTEM, Q], LONG]
    return make([{"chosen": [*prompt, A], "rejected": [*prompt, B]} for prompt in prompts], "talks")


def exported(dataset: Dataset, target: str, out: Path, **options: Any) -> tuple[list[Any], dict[str, int]]:
    result = write_export(dataset, apply(dataset, Recipe()), target, out, options=ExportOptions(**options))
    rows = [json.loads(line) for name in result.files for line in (out / name).read_bytes().splitlines()]
    return rows, {entry["reason"]: entry["rows"] for entry in result.rejected_by_target}


def human(text: str) -> dict[str, str]:
    return {"from": "human", "value": text}


def gpt(text: str) -> dict[str, str]:
    return {"from": "gpt", "value": text}


OPENING = "<extra_id_0>System\n"
FRAMED = "<extra_id_1>User\n1\n<extra_id_1>Assistant\n2\n<extra_id_1>User\n3\n<extra_id_1>Assistant\n"


@pytest.mark.parametrize(
    ("target", "options", "rows"),
    [
        (
            "axolotl-dpo",
            {},
            [{"messages": prompt, "chosen": A, "rejected": B} for prompt in ([SYSTEM, Q], LONG)],
        ),
        (
            "axolotl-dpo",
            {"style": "intel", "turns": "last"},
            [
                {"system": "S", "question": "Q", "chosen": "A", "rejected": "B"},
                {"system": "", "question": "3", "chosen": "A", "rejected": "B"},
            ],
        ),
        (
            "axolotl-dpo",
            {"style": "argilla", "system": "fold"},
            [{"system": "", "instruction": "S\n\nQ", "chosen_response": "A", "rejected_response": "B"}],
        ),
        ("axolotl-dpo", {"style": "icr"}, [{"system": "S", "input": "Q", "chosen": "A", "rejected": "B"}]),
        ("axolotl-rm", {"system": "drop"}, [{"system": "", "input": "Q", "chosen": "A", "rejected": "B"}]),
        (
            "llamafactory-ranking",
            {},
            [
                {
                    "conversations": [{"from": "system", "value": "S"}, human("Q")],
                    "chosen": gpt("A"),
                    "rejected": gpt("B"),
                },
                {
                    "conversations": [human("1"), gpt("2"), human("3")],
                    "chosen": gpt("A"),
                    "rejected": gpt("B"),
                },
            ],
        ),
        (
            "llamafactory-kto",
            {"turns": "last", "system": "drop"},
            [
                {"conversations": [human(asked), gpt(text)], "kto_tag": tag}
                for asked in "Q3"
                for text, tag in (("A", True), ("B", False))
            ],
        ),
        (
            "openrlhf",
            {},
            [{"prompt": prompt, "chosen": [A], "rejected": [B]} for prompt in ([SYSTEM, Q], LONG)],
        ),
        (
            "nemo-rl",
            {},
            [
                {
                    "context": prompt,
                    "completions": [{"rank": 0, "completion": [A]}, {"rank": 1, "completion": [B]}],
                }
                for prompt in ([SYSTEM, Q], LONG)
            ],
        ),
        (
            "nemo-aligner-dpo",
            {},
            [
                {
                    "prompt": prompt,
                    "chosen_response": "A\n<extra_id_1>",
                    "rejected_response": "B\n<extra_id_1>",
                }
                for prompt in (
                    f"{OPENING}S\n<extra_id_1>User\nQ\n<extra_id_1>Assistant\n",
                    f"{OPENING}\n{FRAMED}",
                )
            ],
        ),
    ],
)
def test_rows_are_as_the_reader_has_them(
    talks: Dataset, tmp_path: Path, target: str, options: dict[str, str], rows: list[Any]
) -> None:
    assert exported(talks, target, tmp_path / "out", **options)[0] == rows


@pytest.fixture
def marks(make: Make) -> Dataset:
    """A conversation rated twice, a tie, and an answer by itself."""
    rows: list[dict[str, Any]] = [
        {"prompt": "1\n<extra_id_1>Assistant\n2\n<extra_id_1>User\n3", "response": "low", "helpfulness": 1},
        {"prompt": "1\n<extra_id_1>Assistant\n2\n<extra_id_1>User\n3", "response": "high", "helpfulness": 4},
        {"prompt": "tie?", "response": "a", "helpfulness": 2},
        {"prompt": "tie?", "response": "b", "helpfulness": 2},
        {"prompt": "half?", "response": "c", "helpfulness": 2.5},
    ]
    return make(rows, "marks")


def test_rated_answers_keep_their_order_their_ties_and_their_markup(marks: Dataset, tmp_path: Path) -> None:
    rows, refused = exported(marks, "helpsteer", tmp_path / "helpsteer")
    assert [(row["response"], row["helpfulness"]) for row in rows] == [
        ("low", 1),
        ("high", 4),
        ("a", 2),
        ("b", 2),
        ("c", 2.5),
    ]
    assert rows[0]["prompt"] == "1\n<extra_id_1>Assistant\n2\n<extra_id_1>User\n3"
    assert refused == {}
    rows, _ = exported(marks, "nemo-aligner-steerlm", tmp_path / "steerlm")
    assert rows[0] == {
        "conversations": [
            {"value": "1", "from": "User", "label": None},
            {"value": "2", "from": "Assistant", "label": None},
            {"value": "3", "from": "User", "label": None},
            {"value": "low", "from": "Assistant", "label": "helpfulness:1"},
        ],
        "system": "",
        "mask": "User",
        "type": "VALUE_TO_TEXT",
    }


def test_an_answer_that_lacks_a_rating_is_left_out(rated: Dataset, tmp_path: Path) -> None:
    for target in ("helpsteer", "nemo-aligner-steerlm"):
        rows, refused = exported(rated, target, tmp_path / target)
        assert (len(rows), refused) == (11, {"unrated": 1})


def test_records_keep_the_sources_order_and_say_which_is_preferred(marks: Dataset, tmp_path: Path) -> None:
    rows, _ = exported(marks, "argilla", tmp_path / "out")
    assert [(row["response_1"], row["response_2"], row["preference"]) for row in rows] == [
        ("low", "high", "response_2"),
        ("a", "b", "tie"),
    ]
    assert (rows[0]["response_1_helpfulness"], rows[0]["response_2_helpfulness"]) == (1, 4)
    assert [row["id"] for row in rows] == marks.pairs["key"].to_pylist()[:2]


def test_rewards_stand_in_every_row_or_in_none(marks: Dataset, make: Make, tmp_path: Path) -> None:
    [row], _ = exported(marks, "nemo-aligner-dpo", tmp_path / "out")
    assert (row["chosen_reward"], row["rejected_reward"]) == (4, 1)
    [row], _ = exported(marks, "nemo-aligner-dpo", tmp_path / "never", margin="never")
    assert "chosen_reward" not in row


def test_markup_inside_a_text_is_left_out_where_it_would_split_it(make: Make, tmp_path: Path) -> None:
    code = "print('<extra_id_1>User')"
    rows = [
        {"prompt": "p", "chosen": code, "rejected": "b"},
        {"prompt": code, "chosen": "a", "rejected": "b"},
        {"prompt": "q", "chosen": "a", "rejected": "b"},
    ]
    written, refused = exported(make(rows), "nemo-aligner-dpo", tmp_path / "out")
    assert (len(written), refused) == (1, {"markup_in_text": 2})


def test_an_empty_answer_would_be_taken_for_the_other_label(make: Make, tmp_path: Path) -> None:
    dataset = make([{"prompt": "p", "chosen": "a", "rejected": ""}])
    rows, refused = exported(dataset, "llamafactory-kto", tmp_path / "out")
    assert ([row["kto_tag"] for row in rows], refused) == ([True], {"empty_answer": 1})


def test_llamafactory_is_told_the_files_and_their_columns(talks: Dataset, tmp_path: Path) -> None:
    exported(talks, "llamafactory-ranking", tmp_path / "out")
    assert json.loads((tmp_path / "out" / "dataset_info.json").read_bytes()) == {
        "data": {
            "file_name": "data.jsonl",
            "formatting": "sharegpt",
            "ranking": True,
            "columns": {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"},
        }
    }


def test_pairs_without_a_margin_are_left_out_where_it_is_required(make: Make, tmp_path: Path) -> None:
    scored = [
        {"prompt": f"p{i}", "chosen": "a", "rejected": "b", "score_chosen": 4, "score_rejected": low}
        for i, low in enumerate((3, None, 9))
    ]
    dataset = make(scored)
    for target in ("trl-reward", "openrlhf"):
        rows, refused = exported(dataset, target, tmp_path / target, margin="require")
        assert ([row["margin"] for row in rows], refused) == ([1.0], {"no_margin": 2})
        rows, _ = exported(dataset, target, tmp_path / target, margin="never")
        assert [set(row) & {"margin"} for row in rows] == [set()] * 3


def test_other_columns_go_along_where_they_are_named(make: Make, tmp_path: Path) -> None:
    rows = [{"prompt": "p", "chosen": "a", "rejected": "b", "topic": "x", "n": 1, "score_chosen": 2.0}]
    dataset = make(rows)
    [row], _ = exported(dataset, "trl-dpo", tmp_path / "dpo", extras="key,extra.topic")
    assert (row["key"], row["extra.topic"]) == (dataset.pairs["key"][0].as_py(), "x")
    written, _ = exported(dataset, "trl-kto", tmp_path / "kto", extras="extra.n")
    assert [row["extra.n"] for row in written] == [1, 1]
    [row], _ = exported(dataset, "jsonl", tmp_path / "jsonl", extras="extra.n")
    assert row["extras"] == {"n": 1}
    with pytest.raises(ExportError, match=r"no column 'topic'.*extra\.topic"):
        exported(dataset, "trl-dpo", tmp_path / "none", extras="topic")


def test_an_option_that_a_format_does_not_take_is_refused_with_those_it_takes(
    talks: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(ExportError, match=r"takes no option 'style'.*extras, max_bytes, max_rows"):
        exported(talks, "jsonl", tmp_path / "out", style="intel")
    with pytest.raises(ExportError, match="not written with zstd"):
        exported(talks, "jsonl", tmp_path / "out", compression="zstd")
    with pytest.raises(ExportError, match="takes no option"):
        exported(talks, "source", tmp_path / "out", max_rows=1)
