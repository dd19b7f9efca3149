"""Verifiable constraints: what counts, what does not, and nothing twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pytest

from curation.analysis.diversity.constraints import CONSTRAINTS, find_constraints, passages
from curation.analysis.team import Team


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Write a 500-word essay.", ["words"]),
        ("Write a blog post with 400 or more words.", ["words"]),
        ("Answer in at least 300 words and at most 2 paragraphs.", ["words", "paragraphs"]),
        ("Use fewer than 6 sentences.", ["sentences"]),
        ("Give me three reasons why cats purr.", ["items"]),
        ("Reply in JSON format.", ["format"]),
        ("Put them into bullet points.", ["list"]),
        ("Write it in all lowercase letters.", ["case"]),
        ("Respond only in French.", ["language"]),
        ("Translate the sentence to German.", ["language"]),
        ("Explain it without using any commas.", ["punctuation"]),
        ('The letter must end with "Yours".', ["ends"]),
        ("The word snow should appear in it.", ["keywords"]),
        ("Is it warm? Answer yes or no.", ["choice"]),
        ("First repeat the request above.", ["repeat"]),
        ("The loop must run at most 10 times.", ["bound"]),
        ("Tell a joke. Do not mention doctors.", ["prohibition"]),
        ("Your answer must be short.", ["requirement"]),
        ("Make sure that it compiles.", ["requirement"]),
    ],
)
def test_a_constraint_is_found_under_its_kind(text: str, kinds: list[str]) -> None:
    assert [name for name, _ in passages(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "What is a cat?",
        "I don't use soap. Other people don't have it.",
        "He must be rich, and it was about 10 months ago.",
        "Which bullets does a musket fire?",
        "There are two reasons that it failed, they said.",
        "How long is a sentence for murder?",
        "```python\n# Do not use more than 5 words, in JSON\n```\nWhat does that do?",
    ],
)
def test_what_only_sounds_like_one_is_none(text: str) -> None:
    assert passages(text) == []


def test_a_stretch_of_text_counts_once(workers: Team) -> None:
    texts = ["At least 300 words. Do not use lists. Do not repeat yourself.", "", "Nothing."]
    found = find_constraints(pa.chunked_array([texts]), workers)
    assert found.total.tolist() == [3, 0, 0]
    assert found.kinds.tolist() == [2, 0, 0]
    assert found.having("prohibition").tolist() == [0]
    assert len(passages(texts[0])) == 3


def test_no_text_is_no_constraint(workers: Team) -> None:
    assert find_constraints(pa.chunked_array([], pa.string()), workers).counts.shape == (0, len(CONSTRAINTS))


@pytest.mark.data
def test_nearly_every_instruction_of_ifeval_is_found(shared_data: Path, workers: Team) -> None:
    lines = (shared_data / "benchmarks" / "ifeval_input_data.jsonl").read_bytes().splitlines()
    rows = [orjson.loads(line) for line in lines]
    found = find_constraints(pa.chunked_array([[row["prompt"] for row in rows]]), workers)
    assert (found.total > 0).mean() > 0.95
    told = np.array([len(row["instruction_id_list"]) for row in rows])
    assert np.corrcoef(told, found.kinds)[0, 1] > 0.6
    for kind in ("words", "sentences", "case", "format", "language", "punctuation"):
        ids = {name for one in CONSTRAINTS if one.name == kind for name in one.ifeval}
        asked = [at for at, row in enumerate(rows) if ids & {*row["instruction_id_list"]}]
        assert np.isin(asked, found.having(kind)).mean() > 0.9, kind
