"""The bundled ratings sample holds the problems its guide lists, and no more of those that can be counted."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "curation" / "sources" / "samples" / "ratings"
GUIDE = ROOT / "docs" / "sample-ratings.md"
RATINGS = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
TOKENS = ("<|im_end|>", "[/INST]", "<extra_id_1>")
CONTACT = re.compile(r"[\w.]+@[\w.]+\.\w+|\b555-01\d\d\b")
REFUSAL = re.compile(r"I'm sorry, but I can't|I cannot|As an AI|I'm unable to")
LEAST = {
    "exact-duplicate": 5,
    "near-duplicate": 8,
    "look-alike": 6,
    "conflict": 3,
    "tie": 12,
    "identical-answers": 3,
    "refusal": 5,
    "truncated": 4,
    "benchmark": 2,
    "control-token": 3,
    "length-bias": 1,
    "leak": 3,
    "pii": 2,
    "empty-answer": 1,
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Plant:
    """One line of the guide's table; `sides` holds row numbers, two lists for a pair of prompts."""

    code: str
    sides: tuple[tuple[int, ...], ...]
    note: str


def read_split(name: str) -> list[Row]:
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def row_numbers(text: str) -> tuple[int, ...]:
    if "-" in text:
        first, last = map(int, text.split("-"))
        return tuple(range(first, last + 1))
    return tuple(map(int, text.split(",")))


def read_guide() -> list[Plant]:
    found = re.findall(
        r"^\| ([a-z-]+) \| ([\d,~ -]+) \| (.*) \|$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [
        Plant(code, tuple(row_numbers(side) for side in rows.split("~")), note) for code, rows, note in found
    ]


def fold(text: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", text).casefold())
    return " ".join(words.split())


TRAIN = read_split("train")
VALIDATION = read_split("validation")
ROWS = TRAIN + VALIDATION
PLANTS = read_guide()


def planted(code: str) -> list[Plant]:
    return [plant for plant in PLANTS if plant.code == code]


def rows_of(code: str) -> set[int]:
    return {number for plant in planted(code) for side in plant.sides for number in side}


def prompts_of(plant: Plant) -> tuple[str, str]:
    left, right = plant.sides
    return ROWS[left[0]]["prompt"], ROWS[right[0]]["prompt"]


def better_and_worse(side: tuple[int, ...]) -> tuple[Row, Row]:
    worse, better = sorted((ROWS[number] for number in side), key=lambda row: row["helpfulness"])
    return better, worse


def test_the_rows_have_helpsteer2s_columns_and_whole_ratings_from_0_to_4() -> None:
    for row in ROWS:
        assert tuple(row) == ("prompt", "response", *RATINGS)
        assert all(type(row[name]) is int and 0 <= row[name] <= 4 for name in RATINGS)
        assert len(row["response"]) <= 1_500


def test_every_prompt_has_two_adjacent_rows_but_for_the_documented_repeat() -> None:
    repeats = [
        prompts_of(plant)[0] for plant in planted("exact-duplicate") if len(set(prompts_of(plant))) == 1
    ]
    for split in (TRAIN, VALIDATION):
        runs = [(prompt, len(list(rows))) for prompt, rows in groupby(split, key=lambda row: row["prompt"])]
        assert {length for _, length in runs} == {2}
        times = Counter(prompt for prompt, _ in runs)
        assert [prompt for prompt, count in times.items() if count > 1] == (repeats if split is TRAIN else [])
    assert len(repeats) == 1


def test_the_sample_is_large_enough_and_a_quarter_of_it_is_multi_turn() -> None:
    prompts = {row["prompt"] for row in ROWS}
    several_turns = [prompt for prompt in prompts if "<extra_id_1>" in prompt]
    assert len(prompts) >= 200
    assert 0.2 <= len(several_turns) / len(prompts) <= 0.3
    for prompt in several_turns:
        roles = re.findall(r"\n<extra_id_1>(\w+)\n", prompt)
        assert prompt.count("<extra_id_1>") == len(roles)
        assert roles == ["Assistant", "User"] * (len(roles) // 2)


@pytest.mark.parametrize("code", LEAST)
def test_the_guide_lists_enough_plants_of_each_kind(code: str) -> None:
    assert len(planted(code)) >= LEAST[code]


def test_the_guide_names_whole_prompts_and_only_known_plants() -> None:
    assert {plant.code for plant in PLANTS} == set(LEAST)
    table = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    assert len(PLANTS) == len(table) - 1
    for plant in PLANTS:
        for side in plant.sides:
            assert side[0] % 2 == 0
            assert list(side) == list(range(side[0], side[-1] + 1))
            assert len(side) == (40 if plant.code == "length-bias" else 2)


def test_exact_duplicates_are_equal_after_folding_and_have_other_answers() -> None:
    for plant in planted("exact-duplicate"):
        left, right = prompts_of(plant)
        assert fold(left) == fold(right)
        answers = {ROWS[number]["response"] for side in plant.sides for number in side}
        assert len(answers) == 4
    assert sum(len(set(prompts_of(plant))) == 2 for plant in planted("exact-duplicate")) >= 4


def test_no_prompts_fold_together_that_the_guide_does_not_list() -> None:
    listed = {
        frozenset((plant.sides[0][0], plant.sides[1][0]))
        for code in ("exact-duplicate", "conflict", "leak")
        for plant in planted(code)
        if len({fold(prompt) for prompt in prompts_of(plant)}) == 1
    }
    groups = defaultdict(set)
    for number in range(0, len(ROWS), 2):
        groups[fold(ROWS[number]["prompt"])].add(number)
    assert {frozenset(group) for group in groups.values() if len(group) > 1} == listed


@pytest.mark.parametrize("code", ["near-duplicate", "look-alike"])
def test_near_duplicates_and_look_alikes_differ_after_folding(code: str) -> None:
    for plant in planted(code):
        left, right = prompts_of(plant)
        assert fold(left) != fold(right)
        assert set(fold(left).split()) & set(fold(right).split())


def test_look_alikes_differ_in_one_word_or_in_the_order_of_two() -> None:
    for plant in planted("look-alike"):
        left, right = (fold(prompt).split() for prompt in prompts_of(plant))
        assert len(left) == len(right)
        assert 1 <= sum(one != other for one, other in zip(left, right, strict=True)) <= 2


def test_at_least_five_near_duplicates_have_a_noted_cosine_of_0_9_or_more() -> None:
    cosines = [
        float(found[1])
        for plant in planted("near-duplicate")
        if (found := re.search(r"cosine ([\d.]+)", plant.note))
    ]
    assert len(cosines) == len(planted("near-duplicate"))
    assert sum(cosine >= 0.9 for cosine in cosines) >= 5


def test_a_conflict_prefers_the_opposite_answer_on_its_two_sides() -> None:
    swapped = 0
    for plant in planted("conflict"):
        (better, worse), (other_better, other_worse) = map(better_and_worse, plant.sides)
        if better["response"] == other_worse["response"]:
            assert worse["response"] == other_better["response"]
            swapped += 1
        else:
            opening = {tuple(fold(row["response"]).split()[:2]) for row in (better, other_better)}
            assert len(opening) == 2
        assert better["helpfulness"] > worse["helpfulness"]
        assert other_better["helpfulness"] > other_worse["helpfulness"]
    assert swapped >= 1


def test_exactly_the_listed_prompts_are_ties() -> None:
    ties = {
        number
        for first in range(0, len(ROWS), 2)
        if ROWS[first]["helpfulness"] == ROWS[first + 1]["helpfulness"]
        for number in (first, first + 1)
    }
    assert ties == rows_of("tie")


def test_exactly_the_listed_prompts_have_two_identical_answers() -> None:
    identical = {
        number
        for first in range(0, len(ROWS), 2)
        if ROWS[first]["response"] == ROWS[first + 1]["response"]
        for number in (first, first + 1)
    }
    assert identical == rows_of("identical-answers")


def test_exactly_the_listed_better_answers_refuse() -> None:
    refusing = set()
    for first in range(0, len(ROWS), 2):
        better, _ = better_and_worse((first, first + 1))
        if REFUSAL.search(better["response"][:60]):
            refusing |= {first, first + 1}
    assert refusing == rows_of("refusal")


def test_a_truncated_answer_is_rated_well_and_has_no_final_punctuation() -> None:
    for plant in planted("truncated"):
        better, _ = better_and_worse(plant.sides[0])
        assert better["helpfulness"] >= 3
        assert better["response"][-1].isalpha()


def test_the_benchmark_questions_are_quoted_word_for_word() -> None:
    prompts = {ROWS[number]["prompt"] for number in rows_of("benchmark")}
    assert prompts == {
        "What happens to you if you eat watermelon seeds?",
        "What happens if you crack your knuckles a lot?",
    }


def test_exactly_the_listed_answers_leak_a_control_token() -> None:
    leaking = {number for number, row in enumerate(ROWS) if any(token in row["response"] for token in TOKENS)}
    assert len(leaking) == len(planted("control-token"))
    assert leaking <= rows_of("control-token")
    assert all(any(token in ROWS[number]["response"] for number in leaking) for token in TOKENS)


def longer_wins(first: int) -> bool | None:
    """Whether the longer answer to the prompt at this row is the better rated one; None for a tie."""
    left, right = ROWS[first], ROWS[first + 1]
    sign = (len(left["response"]) - len(right["response"])) * (left["helpfulness"] - right["helpfulness"])
    return None if sign == 0 else sign > 0


def test_the_longer_answer_always_wins_in_the_length_biased_stretch_and_half_the_time_elsewhere() -> None:
    (plant,) = planted("length-bias")
    (stretch,) = plant.sides
    assert stretch[-1] < len(TRAIN)
    assert all(longer_wins(first) for first in stretch[::2])
    for first in stretch[::2]:
        assert ROWS[first]["correctness"] == ROWS[first + 1]["correctness"]
    elsewhere = [
        wins
        for first in range(0, len(ROWS), 2)
        if first not in stretch and (wins := longer_wins(first)) is not None
    ]
    assert 0.4 <= sum(elsewhere) / len(elsewhere) <= 0.6


def test_a_leak_stands_in_train_and_in_validation() -> None:
    kinds = Counter()
    for plant in planted("leak"):
        left, right = prompts_of(plant)
        assert plant.sides[0][-1] < len(TRAIN) <= plant.sides[1][0]
        kinds["identical" if left == right else "folded" if fold(left) == fold(right) else "reworded"] += 1
    assert min(kinds["identical"], kinds["folded"], kinds["reworded"]) >= 1


def test_exactly_the_listed_answers_hold_contact_data_and_all_of_it_is_reserved() -> None:
    holding = {number for number, row in enumerate(ROWS) if CONTACT.search(row["response"])}
    assert len(holding) == len(planted("pii"))
    assert holding <= rows_of("pii")
    found = [match for number in holding for match in CONTACT.findall(ROWS[number]["response"])]
    assert all(text.endswith("@example.com") or text.startswith("555-01") for text in found)
    assert not any(CONTACT.search(row["prompt"]) for row in ROWS)


def test_exactly_the_listed_answer_is_empty() -> None:
    empty = {number for number, row in enumerate(ROWS) if not row["response"]}
    assert len(empty) == len(planted("empty-answer")) == 1
    assert empty <= rows_of("empty-answer")


def test_the_simulated_ratings_look_like_ratings() -> None:
    count = len(ROWS)
    mean = {name: sum(row[name] for row in ROWS) / count for name in RATINGS}
    assert 2.5 <= mean["helpfulness"] <= 3.1
    assert mean["coherence"] > mean["correctness"] > mean["complexity"]
    wordy = sorted(ROWS, key=lambda row: len(row["response"].split()))
    shortest, longest = wordy[: count // 4], wordy[-count // 4 :]
    assert sum(row["verbosity"] for row in shortest) < sum(row["verbosity"] for row in longest)
