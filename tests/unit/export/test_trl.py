"""The TRL targets: rows exactly as the trainers read them, and what they cannot read refused by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import ExportError
from curation.export import preview, write_export
from curation.export.refusing import prompt_not_ending_in_user_turn
from curation.recipe import Recipe, apply
from curation.store import Dataset, Pairing
from curation.store.tables import MESSAGES

Make = Callable[..., Dataset]


def exported(
    dataset: Dataset, target: str, out: Path, **how: Any
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """All rows written, in file order, and the refused by reason."""
    result = write_export(dataset, apply(dataset, Recipe()), target, out, **how)
    rows = [json.loads(line) for name in result.files for line in (out / name).read_bytes().splitlines()]
    assert len(rows) == result.rows
    return rows, {entry["reason"]: entry["rows"] for entry in result.rejected_by_target}


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def is_conversational(example: dict[str, Any]) -> bool:
    """TRL's own test, from ``trl/data_utils.py``."""
    for key in ("prompt", "chosen", "rejected", "completion"):
        value = example.get(key)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return "role" in value[0] and "content" in value[0]
    return False


@pytest.fixture
def talks(make: Make) -> Dataset:
    """Chat pairs: plain, with a system turn, of several turns, and one whose histories differ."""
    question, system = user("Q"), {"role": "system", "content": "Be kind"}
    plain = {"chosen": [question, assistant("A")], "rejected": [question, assistant("B")]}
    ruled = {"chosen": [system, question, assistant("C")], "rejected": [system, question, assistant("D")]}
    long = [user("1"), assistant("2"), user("3")]
    several = {"chosen": [*long, assistant("E")], "rejected": [*long, assistant("F")]}
    apart = {
        "chosen": [user("1"), assistant("x"), user("3"), assistant("G")],
        "rejected": [user("1"), assistant("y"), user("3"), assistant("H")],
    }
    return make([plain, ruled, several, apart], "talks")


def test_dpo_rows_are_prompt_chosen_rejected_and_nothing_else(talks: Dataset, tmp_path: Path) -> None:
    rows, refused = exported(talks, "trl-dpo", tmp_path / "out")
    assert rows == [
        {"prompt": [user("Q")], "chosen": [assistant("A")], "rejected": [assistant("B")]},
        {
            "prompt": [{"role": "system", "content": "Be kind"}, user("Q")],
            "chosen": [assistant("C")],
            "rejected": [assistant("D")],
        },
        {
            "prompt": [user("1"), assistant("2"), user("3")],
            "chosen": [assistant("E")],
            "rejected": [assistant("F")],
        },
    ]
    assert refused == {"histories_differ": 1}
    assert all(is_conversational(row) for row in rows)


def test_reward_rows_are_two_whole_conversations(talks: Dataset, tmp_path: Path) -> None:
    rows, refused = exported(talks, "trl-reward", tmp_path / "out")
    assert refused == {}
    assert rows[3] == {
        "chosen": [user("1"), assistant("x"), user("3"), assistant("G")],
        "rejected": [user("1"), assistant("y"), user("3"), assistant("H")],
    }
    assert all(is_conversational(row) for row in rows)


def test_reward_rows_have_a_margin_only_if_all_of_them_do(make: Make, tmp_path: Path) -> None:
    scored = [
        {"prompt": f"p{i}", "chosen": "a", "rejected": "b", "score_chosen": 4 + i, "score_rejected": 3}
        for i in range(2)
    ]
    rows, _ = exported(make(scored, "all"), "trl-reward", tmp_path / "all")
    assert [row["margin"] for row in rows] == [1.0, 2.0]
    scored[1]["score_rejected"] = None
    rows, _ = exported(make(scored, "some"), "trl-reward", tmp_path / "some")
    assert [set(row) for row in rows] == [{"chosen", "rejected"}] * 2
    scored[1]["score_rejected"] = 9
    rows, _ = exported(make(scored, "negative"), "trl-reward", tmp_path / "negative")
    assert [set(row) for row in rows] == [{"chosen", "rejected"}] * 2


@pytest.mark.parametrize("target", ["trl-dpo", "trl-reward", "jsonl"])
def test_a_tie_is_never_exported_as_a_preference(rated: Dataset, tmp_path: Path, target: str) -> None:
    rows, refused = exported(rated, target, tmp_path / "out")
    assert len(rows) == 4
    assert refused == {"tie": 1, "no_partner": 2}
    assert not any("answer 3" in json.dumps(row) for row in rows)


def test_a_prompt_that_asks_nothing_is_refused() -> None:
    said = [
        [user("Q")],
        [user("Q"), assistant("A")],
        [],
        [{"role": "system", "content": "S"}],
        [user("Q"), {"role": "tool", "content": "42"}],
    ]
    prompts = pa.table({"messages": pa.array(said, MESSAGES)})
    pairs = pa.table({"prompt_id": [0, 1, 2, 3, 4, 0]})
    dataset: Any = SimpleNamespace(prompts=pa.concat_tables([prompts[:2], prompts[2:]]), pairs=pairs)
    refused = prompt_not_ending_in_user_turn(dataset, np.array([5, 4, 3, 2, 1, 0]))
    assert refused.tolist() == [False, False, True, True, True, False]


def test_kto_rows_are_one_answer_each_singles_too(make: Make, tmp_path: Path) -> None:
    rows = [
        {"prompt": "p", "completion": "good", "label": True},
        {"prompt": "p", "completion": "bad", "label": False},
        {"prompt": "q", "completion": "alone", "label": False},
        {"prompt": "r", "completion": "liked", "label": True},
    ]
    written, refused = exported(make(rows), "trl-kto", tmp_path / "out")
    assert refused == {}
    assert written == [
        {"prompt": [user("p")], "completion": [assistant("good")], "label": True},
        {"prompt": [user("p")], "completion": [assistant("bad")], "label": False},
        {"prompt": [user("q")], "completion": [assistant("alone")], "label": False},
        {"prompt": [user("r")], "completion": [assistant("liked")], "label": True},
    ]


def test_kto_leaves_out_ties_and_answers_without_a_label(rated: Dataset, tmp_path: Path) -> None:
    written, refused = exported(rated, "trl-kto", tmp_path / "out")
    assert len(written) == 8
    assert refused == {"tie": 2, "unlabelled": 2}


def test_kto_writes_an_answer_once_and_a_contradicted_one_not_at_all(make: Make, tmp_path: Path) -> None:
    rows = [{"prompt": "p", "response": f"answer {i}", "helpfulness": 4 - i} for i in range(3)]
    best_each = make(rows, "each", pairing=Pairing(scheme="best-each"))
    written, refused = exported(best_each, "trl-kto", tmp_path / "each")
    assert [(row["completion"][0]["content"], row["label"]) for row in written] == [
        ("answer 0", True),
        ("answer 1", False),
        ("answer 2", False),
    ]
    assert refused == {"repeated_answer": 1}
    chain = make(rows, "chain", pairing=Pairing(scheme="adjacent"))
    written, refused = exported(chain, "trl-kto", tmp_path / "chain")
    assert [row["completion"][0]["content"] for row in written] == ["answer 0", "answer 2"]
    assert refused == {"answer_on_both_sides": 2}


def test_kto_knows_an_answer_by_its_text_not_by_its_row(make: Make, tmp_path: Path) -> None:
    rows = [
        {"prompt": "p", "chosen": "a", "rejected": "b"},
        {"prompt": "p", "chosen": "b", "rejected": "c"},
        {"prompt": "p", "chosen": "a", "rejected": "c"},
    ]
    written, refused = exported(make(rows), "trl-kto", tmp_path / "out")
    assert [(row["completion"][0]["content"], row["label"]) for row in written] == [("a", True), ("c", False)]
    assert refused == {"answer_on_both_sides": 2, "repeated_answer": 2}


@pytest.mark.parametrize("target", ["trl-dpo", "trl-reward", "trl-kto", "jsonl", "csv", "parquet", "source"])
def test_a_preview_says_what_is_written(rated: Dataset, tmp_path: Path, target: str) -> None:
    outcome = apply(rated, Recipe())
    seen = preview(rated, outcome, target, 2)
    result = write_export(rated, outcome, target, tmp_path / "out")
    assert len(seen.rows) == 2
    assert seen.total == result.rows == sum(seen.files.values())
    assert list(seen.files) == result.files
    assert seen.refused == {entry["reason"]: entry["rows"] for entry in result.rejected_by_target}
    if target.startswith("trl"):
        lines = (tmp_path / "out" / result.files[0]).read_bytes().splitlines()[:2]
        assert seen.rows == [json.loads(line) for line in lines]


def test_nothing_to_write_says_why_and_leaves_nothing(make: Make, tmp_path: Path) -> None:
    dataset = make([{"prompt": "q", "completion": "alone", "label": True}])
    with pytest.raises(ExportError, match="1 no_partner"):
        exported(dataset, "trl-dpo", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(texts=st.lists(st.tuples(st.text(min_size=1), st.text(), st.text()), min_size=1, max_size=4))
def test_any_text_comes_back_as_it_was(make: Make, tmp_path: Path, texts: list[tuple[str, str, str]]) -> None:
    texts = [text for text in texts if text[0].strip()] + [("p", "a", "b")]
    rows = [
        {"prompt": [user(prompt)], "chosen": [assistant(chosen)], "rejected": [assistant(rejected)]}
        for prompt, chosen, rejected in texts
    ]
    dataset = make(rows)
    written, refused = exported(dataset, "trl-dpo", tmp_path / "out")
    assert dataset.info.counts.rows_quarantined + len(written) + sum(refused.values()) == len(rows)
    if not dataset.info.counts.rows_quarantined:
        assert written == rows
