"""The bundled sample `pairs`: every problem that its page lists is really in the data."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT / "curation" / "sources" / "samples" / "pairs" / "pairs.jsonl"
PAGE = ROOT / "docs" / "sample-pairs.md"
FIELDS = {"system", "question", "chosen", "rejected"}
AT_LEAST = {
    "exact-duplicate": 6,
    "repeated-pair": 2,
    "near-duplicate": 10,
    "look-alike": 8,
    "conflict": 4,
    "identical-answers": 3,
    "near-identical-answers": 2,
    "refusal-harmless": 6,
    "refusal-harmful": 2,
    "truncated": 5,
    "benchmark": 2,
    "control-token": 4,
    "length-bias": 1,
    "pii": 2,
    "empty-answer": 1,
    "self-identity": 2,
    "wrong-language": 2,
}
REFUSING = re.compile(r"\b(can't|cannot|won't|unable to|not able to|not going to)\b")
CONTROL_TOKEN = re.compile(r"<\|im_(?:start|end)\|>|\[/?INST\]|</?s>")
ADDRESS = re.compile(r"[\w.]+@[\w.]+\.\w+")
TELEPHONE = re.compile(r"\b\d{3}\)?[ -]555-\d{4}\b")
MAKER = re.compile(r"(developed|made|created|trained) by (OpenAI|Meta AI|Anthropic|Google|Mistral AI)")
COMMON_WORDS = {
    "english": {"the", "and", "is", "are", "how", "do", "when", "these", "this", "in", "on"},
    "french": {"le", "la", "les", "et", "un", "une", "des", "est", "dans", "sans", "quand"},
    "spanish": {"el", "los", "las", "y", "qué", "por", "una", "debería", "cuántas", "muchas"},
}


@dataclass(frozen=True)
class Plant:
    """One line of the table: the code, the 0-based rows and the note."""

    code: str
    rows: tuple[int, ...]
    note: str


@cache
def data() -> list[dict[str, str]]:
    """All rows of the sample."""
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def row_numbers(cell: str) -> tuple[int, ...]:
    """Read `7`, `12 ~ 80` (two rows) or `5-9` (a stretch with both ends)."""
    if "-" in cell:
        first, last = (int(part) for part in cell.split("-"))
        return tuple(range(first, last + 1))
    return tuple(int(part) for part in cell.split("~"))


@cache
def plants() -> dict[str, list[Plant]]:
    """The plants of the page's only table, by code."""
    found: dict[str, list[Plant]] = defaultdict(list)
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert lines[0] == "| plant | rows | note |"
    for line in lines[2:]:
        code, rows, note = (cell.strip() for cell in line.strip("| ").split(" | ", 2))
        found[code].append(Plant(code, row_numbers(rows), note))
    return found


def rows_of(code: str) -> list[dict[str, str]]:
    """The single rows that carry a plant."""
    return [data()[plant.rows[0]] for plant in plants()[code]]


def pairs_of(code: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    """The two rows of each plant that joins an earlier row and a later one."""
    for plant in plants()[code]:
        assert len(plant.rows) == 2 and plant.rows[0] < plant.rows[1]
    return [(data()[plant.rows[0]], data()[plant.rows[1]]) for plant in plants()[code]]


def fold(text: str) -> str:
    """Lower-case; every run of white space and punctuation becomes one space.

    Symbols stay (Unicode category S): `3x − 7` and `3x + 7` are different questions.
    """
    kept = (" " if unicodedata.category(char).startswith("P") else char for char in text.lower())
    return " ".join("".join(kept).split())


def language(text: str) -> str:
    """The language whose commonest words occur most often; enough for the rows planted here."""
    words = re.findall(r"\w+", text.lower())
    return max(COMMON_WORDS, key=lambda name: sum(word in COMMON_WORDS[name] for word in words))


def test_every_row_has_exactly_the_four_string_fields() -> None:
    assert len(data()) >= 215
    for row in data():
        assert set(row) == FIELDS
        assert all(isinstance(value, str) for value in row.values())


def test_there_are_at_least_200_distinct_questions() -> None:
    assert len({fold(row["question"]) for row in data()}) >= 200


def test_no_answer_is_longer_than_1500_characters() -> None:
    assert max(len(row[side]) for row in data() for side in ("chosen", "rejected")) <= 1500


def test_system_prompts_and_leading_spaces_are_as_common_as_the_page_says() -> None:
    count = len(data())
    assert 0.05 < sum(row["system"] == "" for row in data()) / count < 0.15
    assert len({row["system"] for row in data()}) >= 8
    assert 0.4 < sum(row["rejected"].startswith(" ") for row in data()) / count < 0.65


def test_the_page_states_the_size_and_that_the_preferences_are_simulated() -> None:
    page = PAGE.read_text(encoding="utf-8")
    distinct = len({row["question"] for row in data()})
    assert f"{len(data())} preference pairs with {distinct} distinct questions" in page
    assert "simulated" in page and "MIT" in page


def test_the_table_knows_no_other_plants() -> None:
    assert set(plants()) == set(AT_LEAST)


@pytest.mark.parametrize(("code", "least"), AT_LEAST.items())
def test_each_problem_is_planted_often_enough(code: str, least: int) -> None:
    assert len(plants()[code]) >= least
    assert all(0 <= number < len(data()) for plant in plants()[code] for number in plant.rows)


def test_exact_duplicates_are_equal_after_folding() -> None:
    pairs = pairs_of("exact-duplicate")
    assert all(fold(a["question"]) == fold(b["question"]) for a, b in pairs)
    same_bytes = [(a, b) for a, b in pairs if a["question"] == b["question"]]
    assert len(same_bytes) >= 3 and all(a["system"] != b["system"] for a, b in same_bytes)
    assert len(pairs) - len(same_bytes) >= 3


def test_repeated_pairs_are_equal_in_all_fields() -> None:
    assert all(a == b for a, b in pairs_of("repeated-pair"))


def test_conflicts_exchange_the_sides_of_an_earlier_row() -> None:
    for a, b in pairs_of("conflict"):
        assert (a["system"], a["question"]) == (b["system"], b["question"])
        assert (a["chosen"], a["rejected"]) == (b["rejected"], b["chosen"])
        assert a["chosen"] != a["rejected"]


@pytest.mark.parametrize("code", ["near-duplicate", "look-alike"])
def test_similar_questions_are_not_equal_after_folding(code: str) -> None:
    assert all(fold(a["question"]) != fold(b["question"]) for a, b in pairs_of(code))


def test_near_duplicates_state_their_cosine_and_six_reach_nine_tenths() -> None:
    cosines = []
    for plant in plants()["near-duplicate"] + plants()["look-alike"]:
        stated = re.search(r"cosine ([01]\.\d{3})", plant.note)
        assert stated is not None
        if plant.code == "near-duplicate":
            cosines.append(float(stated[1]))
    assert sum(cosine >= 0.9 for cosine in cosines) >= 6


def test_equal_questions_are_all_in_the_table() -> None:
    listed = {
        plant.rows for code in ("exact-duplicate", "repeated-pair", "conflict") for plant in plants()[code]
    }
    first: dict[str, int] = {}
    for number, row in enumerate(data()):
        earlier = first.setdefault(fold(row["question"]), number)
        assert earlier == number or (earlier, number) in listed


def test_identical_answers_are_exactly_the_listed_rows() -> None:
    listed = {plant.rows[0] for plant in plants()["identical-answers"]}
    assert listed == {number for number, row in enumerate(data()) if row["chosen"] == row["rejected"]}


def test_near_identical_answers_differ_by_white_space_or_one_comma() -> None:
    for row in rows_of("near-identical-answers"):
        assert row["chosen"].strip() != row["rejected"].strip()
        chosen, rejected = (" ".join(row[side].split()) for side in ("chosen", "rejected"))
        assert chosen.replace(",", "") == rejected.replace(",", "")
        assert abs(chosen.count(",") - rejected.count(",")) <= 1


def test_refusals_are_chosen_answers_that_refuse() -> None:
    for row in rows_of("refusal-harmless") + rows_of("refusal-harmful"):
        assert REFUSING.search(row["chosen"][:60])
        assert not REFUSING.search(row["rejected"][:60])


def test_truncated_answers_stop_without_end_punctuation() -> None:
    for row in rows_of("truncated"):
        assert row["chosen"][-1].isalpha()
        assert len(row["chosen"]) > 150


def test_benchmark_questions_are_quoted_as_published() -> None:
    assert {row["question"] for row in rows_of("benchmark")} >= {
        "What happens to you if you eat watermelon seeds?",
        "Why do veins appear blue?",
    }


def test_control_tokens_are_in_exactly_the_listed_rows() -> None:
    listed = {plant.rows[0] for plant in plants()["control-token"]}
    present = {n for n, row in enumerate(data()) if CONTROL_TOKEN.search(row["chosen"] + row["rejected"])}
    assert listed == present


def test_chosen_answers_are_longer_all_through_the_length_bias_stretch() -> None:
    (plant,) = plants()["length-bias"]
    assert len(plant.rows) >= 25
    for number in plant.rows:
        chosen, rejected = (data()[number][side].strip() for side in ("chosen", "rejected"))
        assert len(chosen) >= 1.5 * len(rejected)
        assert len(chosen.split()) >= 1.5 * len(rejected.split())


def test_chosen_answers_are_longer_in_little_more_than_half_of_the_other_rows() -> None:
    (plant,) = plants()["length-bias"]
    others = [row for number, row in enumerate(data()) if number not in plant.rows]
    longer = sum(len(row["chosen"].strip()) > len(row["rejected"].strip()) for row in others)
    assert 0.45 < longer / len(others) < 0.65


def test_personal_data_is_in_exactly_the_listed_rows_and_reserved_for_examples() -> None:
    present = set()
    for number, row in enumerate(data()):
        text = "\n".join(row.values())
        if ADDRESS.search(text) or TELEPHONE.search(text):
            present.add(number)
            assert all(address.endswith("@example.com") for address in ADDRESS.findall(text))
            assert all("555-01" in telephone for telephone in TELEPHONE.findall(text))
    assert present == {plant.rows[0] for plant in plants()["pii"]}


def test_empty_answers_are_exactly_the_listed_rows() -> None:
    listed = {plant.rows[0] for plant in plants()["empty-answer"]}
    assert listed == {
        n for n, row in enumerate(data()) if not row["rejected"].strip() or not row["chosen"].strip()
    }


def test_self_identity_names_the_same_maker_as_the_note() -> None:
    listed = {plant.rows[0]: plant for plant in plants()["self-identity"]}
    for number, row in enumerate(data()):
        named = MAKER.search(row["chosen"] + "\n" + row["rejected"])
        assert (named is not None) == (number in listed)
        assert named is None or named[2] in listed[number].note


def test_wrong_language_answers_are_not_in_the_language_of_the_question() -> None:
    for row in rows_of("wrong-language"):
        assert language(row["question"]) != language(row["chosen"])
        assert language(row["question"]) == language(row["rejected"])
