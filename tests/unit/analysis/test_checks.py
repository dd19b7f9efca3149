"""Every check hits what its definition says, and nothing else trips with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from curation.analysis import CHECKS, check_named, find
from curation.analysis.checks import find_all
from curation.analysis.checks.lengths import prompt_tokens, tokens_needed
from curation.errors import RecipeError
from curation.jobs import load
from tests.unit.analysis.columns import sides, with_columns
from tests.unit.analysis.conftest import Build, Rows, pair, rated

SOUND = [
    pair("Why is the sky blue?", "Air scatters blue light.", "It is paint."),
    pair("Two plus two?", "4", "5"),
]


def scored(prompt: str, chosen: float | None, rejected: float | None) -> dict[str, Any]:
    return pair(prompt, f"Good: {prompt}", f"Bad: {prompt}", score_chosen=chosen, score_rejected=rejected)


def strong(prompt: str, strength: int, first: float, second: float) -> dict[str, Any]:
    """One pair with a signed strength, negative for the first answer, and a score of each."""
    return {
        "prompt": prompt,
        "response_1": f"One: {prompt}",
        "response_2": f"Two: {prompt}",
        "preference_strength": strength,
        "score_1": first,
        "score_2": second,
    }


def annotated(prompt: str, *ratings: list[int]) -> Rows:
    """Answers to one prompt, every annotator's rating of each."""
    return [
        {"prompt": prompt, "response": f"{at} {prompt}", "helpfulness": one} for at, one in enumerate(ratings)
    ]


def panel(prompt: str, *votes: int) -> dict[str, Any]:
    """One pair with annotators' verdicts: 1, 2 or 0 for a tie."""
    told = {f"annotator{number}": vote for number, vote in enumerate(votes, 1)}
    return {
        "instruction": prompt,
        "input": "",
        "response1": f"1 {prompt}",
        "response2": f"2 {prompt}",
        **told,
    }


def completed(prompt: str, *scores: tuple[float, float]) -> dict[str, Any]:
    """One prompt with completions of an overall and a fine-grained score each."""
    return {
        "instruction": prompt,
        "completions": [
            {
                "model": f"m{at}",
                "response": f"{at} {prompt}",
                "overall_score": overall,
                "fine-grained_score": fine,
            }
            for at, (overall, fine) in enumerate(scores)
        ],
    }


def battle(prompt: str, winner: str, loser: str) -> dict[str, Any]:
    """One pair whose answers' models are named."""
    return pair(prompt, f"Good: {prompt}", f"Bad: {prompt}", chosen_model=winner, rejected_model=loser)


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
    "strength_against_ratings": (
        [strong("a", -2, 3, 4), strong("b", -2, 4, 3), strong("c", 2, 3, 4), strong("d", 1, 4, 3)],
        [0, 3],
    ),
    "annotator_spread": (
        [*annotated("a", [0, 3], [1, 1]), *annotated("b", [1, 3], [0, 0]), *annotated("c", [0], [4, 4, 4])],
        [0],
    ),
    "annotators_disagree": ([panel("a", 1, 1, 1), panel("b", 1, 1, 2), panel("c", 2, 2, 0)], [1, 2]),
    "score_direction": (
        [
            completed("a", (10, 1.5), (8, 4.0)),
            completed("b", (10, 4.5), (9, 1.0)),
            completed("c", (10, 2), (1, 1)),
        ],
        [0, 2],
    ),
    "model_leakage": (
        [
            *[battle(str(i), "gpt-4", "llama") for i in range(20)],
            *[battle(str(i), "gpt-4", "falcon") for i in range(20, 24)],
            {**pair("x", "Yes.", "No."), "chosen_model": None, "rejected_model": "llama"},
        ],
        list(range(20)),
    ),
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
# A prompt in two splits is two prompts, the later of which also repeats the earlier; a stated strength
# is a verdict too; and what raters are far apart on is rated by the mean.
COMES_ALONG = {
    "split_leak": {"duplicate_prompt"},
    "strength_against_ratings": {"margin_against_verdict"},
}
# Checks that read measured columns: what those hold for three sound pairs, and the pairs that it must hit.
COLUMNS: dict[str, tuple[dict[str, Any], list[int]]] = {
    "near_identical_pair": ({"similarity": [0.2, 0.96, 0.949]}, [1]),
    "truncated_chosen": (sides("truncated", [0, 1, 0], [1, 0, 0]), [1]),
    "self_identity": (sides("self_identity", [0, 1, 0], [1, 0, 0]), [1]),
    "cutoff_boast": (sides("cutoff_boast", [0, 0, 1], [1, 0, 0]), [2]),
    "repetition": (
        {**sides("repetition", [0.3, 0.2, 0.3], [1, 0, 0]), **sides("words", [49, 80, 50], [80, 9, 9])},
        [2],
    ),
    "pii_in_chosen": (sides("pii", [2, 0, 0], [0, 0, 0]), [0]),
    "pii_in_rejected": (sides("pii", [0, 0, 0], [0, 1, 0]), [1]),
    "over_length": (sides("tokens", [1100, 10, 4], [10, 1021, 4]), [0, 1]),
    "language_mismatch": (
        {"prompt.language": ["en", "en", None], "chosen.language": ["en", "de", "de"]},
        [1],
    ),
}
THREE = [*SOUND, pair("Three times three?", "Nine.", "Ten.")]


def test_every_check_is_tried_here() -> None:
    assert set(TRIPS) | set(COLUMNS) == {check.name for check in CHECKS}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_check_of_a_measure_hits_the_sides_it_names(measured: Build, name: str) -> None:
    columns, expected = COLUMNS[name]
    dataset = with_columns(measured(THREE), columns)
    assert check_named(name).needs(dataset)
    assert _hits(dataset, name) == expected
    others = {check.name for check in CHECKS if _hits(dataset, check.name)} - {name}
    assert others == set()


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


@pytest.mark.parametrize(
    ("prompt", "hit"),
    [
        ("Translate: good day", []),
        ("How do you say good day in German?", []),
        ("How do you say good day in French?", [0]),
        ("Good day to you, who are you?", [0]),
    ],
)
def test_an_answer_in_a_language_asked_for_is_no_mismatch(
    measured: Build, prompt: str, hit: list[int]
) -> None:
    dataset = measured([pair(prompt, "Guten Tag.", "Hallo.")])
    told = with_columns(dataset, {"prompt.language": ["en"], "chosen.language": ["de"]})
    assert _hits(told, "language_mismatch") == hit


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
    assert silent == {
        *("margin_against_verdict", "strength_against_ratings", "equal_scores", "missing_rating"),
        *("annotator_spread", "annotators_disagree", "score_direction", "model_leakage", "split_leak"),
    }


def test_an_unknown_check_gets_a_hint() -> None:
    with pytest.raises(RecipeError, match="did you mean 'split_leak'"):
        check_named("split_leek")


@pytest.mark.parametrize("limit", [1024, 30, 1])
def test_a_limit_in_the_name_is_the_one_held_against(measured: Build, limit: int) -> None:
    dataset = with_columns(measured(THREE), sides("tokens", [2000, 40, 2], [4, 4, 4]))
    needed = tokens_needed(dataset)
    assert (needed > [2000, 40, 4]).all()
    assert _hits(dataset, f"over_length:{limit}") == np.flatnonzero(needed > limit).tolist()
    assert check_named(f"over_length:{limit}").limit == limit


def test_a_prompts_tokens_are_those_of_all_its_turns(measured: Build) -> None:
    talk = "Hi\n<extra_id_1>Assistant\nHello there\n<extra_id_1>User\nBye"
    dataset = measured([rated(talk, "x", 2), rated(talk, "y", 3), rated("Hi", "x", 2), rated("Hi", "y", 3)])
    assert prompt_tokens(dataset).tolist() == [4, 1]


@pytest.mark.parametrize("limit", ["", "0", "-5", "many", "1.5", "99999999999"])
def test_a_limit_that_is_no_number_of_tokens_is_refused(limit: str) -> None:
    with pytest.raises(RecipeError, match="no number of tokens"):
        check_named(f"over_length:{limit}")


def test_other_checks_take_no_limit() -> None:
    with pytest.raises(RecipeError, match="no check 'tie:5'"):
        check_named("tie:5")


def test_every_check_says_who_checks_for_it_and_what_it_counts() -> None:
    for check in CHECKS:
        assert check.source
        assert check.definition.endswith(".")
        assert bool(check.where) != bool(check.find)


def test_all_checks_at_once_find_what_each_finds_alone(measured: Build) -> None:
    rows = [row for name in ("identical_pair", "empty_answer", "conflict") for row in TRIPS[name][0]]
    dataset = measured(rows)
    found = find_all(dataset, CHECKS)
    assert set(found) == {check.name for check in CHECKS if check.needs(dataset)}
    for name, mask in found.items():
        assert np.array_equal(mask, find(dataset, name))


@pytest.mark.data
def test_pandalms_annotators_disagree_as_often_as_counted(winnow_home: Path, shared_data: Path) -> None:
    dataset = load(str(shared_data / "pandalm" / "testset-v1.json"))
    # Of the 120 rows counted, four are among those whose response is a JSON boolean.
    quarantined = [orjson.loads(raw) for raw in dataset.quarantine["raw"].to_pylist()]
    apart = [len({row[f"annotator{number}"] for number in (1, 2, 3)}) > 1 for row in quarantined]
    assert len(apart) == 6
    assert int(find(dataset, "annotators_disagree").sum()) + sum(apart) == 120


@pytest.mark.data
def test_every_prompt_of_the_kto_mix_has_both_labels(winnow_home: Path, shared_data: Path) -> None:
    counts = load(str(shared_data / "llama-factory" / "kto-mix-test.json")).info.counts
    assert (counts.prompts, counts.pairs, counts.singles) == (546, 546, 0)


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
