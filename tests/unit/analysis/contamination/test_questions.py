from __future__ import annotations

from typing import Any

import pytest

from curation.analysis.contamination.questions import answer_column, question_column, solution_in, text_in
from curation.errors import SchemaError


@pytest.mark.parametrize(
    ("row", "column", "text"),
    [
        ({"question": "Why?", "answer": "So."}, "question", "Why?"),
        ({"task_id": "1", "prompt": "def f():", "canonical_solution": "pass"}, "prompt", "def f():"),
        ({"question_id": 81, "turns": ["First?", "Second?"]}, "turns", "First?"),
        ({"id": "1", "problem": "2 + 2?", "solution": "4"}, "problem", "2 + 2?"),
        ({"Question": "Why?", "Record ID": "r"}, "Question", "Why?"),
        ({"id": "1", "riddle": "What am I, then?"}, "riddle", "What am I, then?"),
        (
            {"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]},
            "messages",
            "u",
        ),
        ({"prompt": "", "instruction": "Do it."}, "instruction", "Do it."),
    ],
)
def test_the_column_of_the_questions_is_recognised(row: dict[str, Any], column: str, text: str) -> None:
    assert question_column([row], "quiz") == column
    assert text_in(row, column) == text


def test_where_no_column_says_so_the_columns_are_named() -> None:
    with pytest.raises(SchemaError, match="its columns are left, right"):
        question_column([{"left": "one text here", "right": "another text"}], "quiz")


@pytest.mark.parametrize(
    ("column", "text"),
    [("turns[1]", "Second?"), ("turns[9]", ""), ("meta.said", "Hello"), ("meta.none", ""), ("number", "")],
)
def test_a_column_may_reach_into_lists_and_records(column: str, text: str) -> None:
    row = {"turns": ["First?", "Second?"], "meta": {"said": "Hello"}, "number": 3}
    assert text_in(row, column) == text


def test_solutions_come_without_the_calculators_marks() -> None:
    row = {"question": "Q", "answer": "48/2 = <<48/2=24>>24 clips"}
    assert answer_column([row], "question") == "answer"
    assert solution_in(row, "answer") == "48/2 = 24 clips"
    assert solution_in(row, None) == ""
