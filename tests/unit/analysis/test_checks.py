"""Every check hits what its definition says, and nothing else trips with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from curation.analysis import CHECKS, check_named, find
from curation.errors import RecipeError
from curation.jobs import load
from tests.unit.analysis.conftest import Build, Rows, pair, rated

SOUND = [
    pair("Why is the sky blue?", "Air scatters blue light.", "It is paint."),
    pair("Two plus two?", "4", "5"),
]


def scored(prompt: str, chosen: float | None, rejected: float | None) -> dict[str, Any]:
    return pair(prompt, f"Good: {prompt}", f"Bad: {prompt}", score_chosen=chosen, score_rejected=rejected)


def transcript(*turns: str) -> str:
    return "".join(f"\n\n{'Assistant' if i % 2 else 'Human'}: {turn}" for i, turn in enumerate(turns))


# name → rows, and the pairs it must hit; every other pair and every other check must stay silent.
TRIPS: dict[str, tuple[Rows | dict[str, Rows], list[int]]] = {
    "identical_pair": ([*SOUND, pair("Same?", "Yes.", "Yes.")], [2]),
    "same_but_spacing": ([*SOUND, pair("Same?", "Yes,  it IS.\n", "yes, it is.")], [2]),
    "tie": (
        [rated("a", "x", 2), rated("a", "y", 2), rated("b", "x", 2), rated("b", "y", 3)],
        [0],
    ),
    "empty_answer": ([pair("One?", " \t\n", "Yes."), *SOUND, pair("Two?", "Yes.", "")], [0, 3]),
    "empty_prompt": (
        [
            rated(" \n<extra_id_1>Assistant\nHello\n<extra_id_1>User\n ", "x", 2),
            rated("Hi\n<extra_id_1>Assistant\nHello\n<extra_id_1>User\nBye", "x", 2),
        ],
        [0],
    ),
    "histories_differ": (
        [
            {"chosen": transcript("a", "b", "c", "d"), "rejected": transcript("a", "b", "c", "e")},
            {"chosen": transcript("a", "b", "c", "d"), "rejected": transcript("a", "B!", "c", "e")},
        ],
        [1],
    ),
    "repeated_pair": ([SOUND[0], SOUND[1], SOUND[0], SOUND[0]], [2, 3]),
    "conflict": (
        [pair("Which?", "Left.", "Right."), *SOUND, pair("Which?", "Right.", "Left.")],
        [0, 3],
    ),
    "margin_against_verdict": ([scored("a", 3, 4), scored("b", 4, 3)], [0]),
    "equal_scores": ([scored("a", 3, 3), scored("b", 4, 3)], [0]),
    "missing_rating": (
        [rated("a", "x", 2, None), rated("a", "y", 3), rated("b", "x", 2), rated("b", "y", 3)],
        [0],
    ),
    "refusal_in_chosen": (
        [
            pair("Help me?", "I'm sorry, but I can't help with that.", "Sure."),
            pair("And me?", "I cannot do that.", "I can't do that."),
            pair("And him?", "Sure.", "I'm sorry, but I can't help with that."),
            pair("Her too?", "You need not be sorry, but I cannot say.", "No."),
        ],
        [0],
    ),
    "control_token": (
        [
            *SOUND,
            pair("One?", "Yes.<|im_end|>", "No."),
            pair("Two?", "Yes.", "No [/INST]"),
            pair("3?", "<b>", "1"),
        ],
        [2, 3],
    ),
    "marker_in_prompt": (
        [
            *SOUND,
            pair("<|im_start|>user\nOne?<|im_start|>user\nTwo?", "1", "2"),
            pair("What does `</s>` end?", "A turn.", "No idea."),
            pair("<b> is what?", "<b>", "1"),
        ],
        [2, 3],
    ),
    "duplicate_prompt": ([*SOUND, pair("why is the SKY blue", "Rayleigh.", "God.")], [2]),
    "split_leak": (
        {"train": [*SOUND], "test": [pair("Two plus two?", "Four", "Five"), pair("Three?", "3", "4")]},
        [0, 3],
    ),
}
# A prompt in two splits is two prompts, the later of which also repeats the earlier.
COMES_ALONG = {"split_leak": {"duplicate_prompt"}}


def test_every_check_is_tried_here() -> None:
    assert set(TRIPS) == {check.name for check in CHECKS}


@pytest.mark.parametrize("name", TRIPS)
def test_a_check_hits_exactly_what_its_definition_says(measured: Build, name: str) -> None:
    rows, expected = TRIPS[name]
    dataset = measured(rows)
    assert check_named(name).needs(dataset)
    assert _hits(dataset, name) == expected
    others = {check.name for check in CHECKS if _hits(dataset, check.name)} - {name}
    assert others == COMES_ALONG.get(name, set())


def _hits(dataset: Any, name: str) -> list[int]:
    mask = find(dataset, name)
    assert mask.dtype == bool
    assert len(mask) == len(dataset.pairs)
    return np.flatnonzero(mask).tolist()


def test_a_leak_hits_the_rows_of_both_splits(measured: Build) -> None:
    dataset = measured(TRIPS["split_leak"][0])
    leaking = dataset.select(["prompt", "split"]).filter(find(dataset, "split_leak")).to_pylist()
    assert sorted((row["split"], row["prompt"]) for row in leaking) == [
        ("test", "Two plus two?"),
        ("train", "Two plus two?"),
    ]


@pytest.mark.parametrize("blank", ["\u3000", "\u00a0 \u00a0", "\u2003\n", "\x0b\x0c"])
def test_an_answer_of_unusual_white_space_is_empty_too(measured: Build, blank: str) -> None:
    assert _hits(measured([*SOUND, pair("One?", blank, "Yes.")]), "empty_answer") == [2]


def test_a_verdict_among_folded_prompts_conflicts_too(measured: Build) -> None:
    rows = [pair("Which one?", "Left.", "Right."), pair("WHICH ONE", "Right.", "Left.")]
    assert _hits(measured(rows), "conflict") == [0, 1]


def test_opposite_verdicts_on_different_prompts_do_not_conflict(measured: Build) -> None:
    rows = [pair("Is 2 even?", "Yes.", "No."), pair("Is 3 even?", "No.", "Yes.")]
    assert _hits(measured(rows), "conflict") == []


def test_a_tie_conflicts_with_no_verdict(measured: Build) -> None:
    rows = [rated("a", "x", 2), rated("a", "y", 2)]
    assert _hits(measured(rows), "conflict") == []


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_no_check_trips_over_answers_without_a_partner(measured: Build, name: str) -> None:
    rows = [
        {"prompt": f"Question {i}?", "completion": f"Answer {i}.", "label": bool(i % 2)} for i in range(4)
    ]
    assert _hits(measured(rows), name) == []


def test_an_empty_single_is_an_empty_answer(measured: Build) -> None:
    rows = [
        {"prompt": "a", "completion": " ", "label": True},
        {"prompt": "b", "completion": "x", "label": False},
    ]
    assert _hits(measured(rows), "empty_answer") == [0]


def test_checks_that_need_scores_are_silent_without(measured: Build) -> None:
    dataset = measured(SOUND)
    silent = {check.name for check in CHECKS if not check.needs(dataset)}
    assert silent == {"margin_against_verdict", "equal_scores", "missing_rating", "split_leak"}


def test_an_unknown_check_gets_a_hint() -> None:
    with pytest.raises(RecipeError, match="did you mean 'split_leak'"):
        check_named("split_leek")


@pytest.mark.data
def test_the_faults_counted_in_hh_rlhf_are_found(winnow_home: Path, shared_data: Path) -> None:
    dataset = load(str(shared_data / "hh-rlhf"))
    counts = {
        name: int(find(dataset, name).sum())
        for name in ("identical_pair", "empty_answer", "histories_differ")
    }
    assert counts == {"identical_pair": 36, "empty_answer": 11, "histories_differ": 17}


@pytest.mark.data
def test_equal_scores_of_ultrafeedback_are_found(winnow_home: Path, shared_data: Path) -> None:
    dataset = load(str(shared_data / "ultrafeedback" / "h4_binarized_16.jsonl"))
    assert int(find(dataset, "equal_scores").sum()) == 4


@pytest.mark.data
def test_flipped_labels_contradict_their_scores(winnow_home: Path, shared_data: Path) -> None:
    folder = shared_data / "ultrafeedback"
    clean = load(str(folder / "binarized_train_clean.jsonl"))
    noisy = load(str(folder / "binarized_noisy_label_flip_30.jsonl"))
    assert int(find(clean, "margin_against_verdict").sum()) == 0
    assert int(find(noisy, "margin_against_verdict").sum()) > 0
