"""The pairing rule: which answers meet, what a tie is, and that no answer is lost."""

from __future__ import annotations

import math
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.store import PRESETS, Pairing, read_pairing
from curation.store.pairing import Paired, Scheme, pair_labelled, pair_scored, standing

GROUP = np.array([0, 0, 0, 0])
SCORES = np.array([1.0, 4.0, 2.0, 3.0])
ORDER = np.arange(4, dtype=np.uint64)


def as_pairs(paired: Paired) -> set[tuple[int, int]]:
    return set(zip(paired.chosen.tolist(), paired.rejected.tolist(), strict=True))


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("best-worst", {(1, 0)}),
        ("best-each", {(1, 3), (1, 2), (1, 0)}),
        ("adjacent", {(1, 3), (3, 2), (2, 0)}),
        ("all", {(1, 3), (1, 2), (1, 0), (3, 2), (3, 0), (2, 0)}),
    ],
)
def test_each_scheme_pairs_higher_scores_with_lower(scheme: str, expected: set[tuple[int, int]]) -> None:
    assert as_pairs(pair_scored(GROUP, SCORES, ORDER, Pairing.model_validate({"scheme": scheme}))) == expected


def test_a_margin_within_the_minimum_is_a_tie() -> None:
    groups = np.array([0, 0, 1, 1])
    scores = np.array([2.0, 2.5, 1.0, 3.0])
    paired = pair_scored(groups, scores, ORDER, Pairing(min_margin=0.5))
    ties = dict(zip(paired.chosen.tolist(), paired.tie.tolist(), strict=True))
    assert ties == {1: True, 3: False}


def test_an_answer_without_a_score_stays_single() -> None:
    paired = pair_scored(np.zeros(3, np.int64), np.array([1.0, np.nan, 2.0]), ORDER[:3], Pairing())
    assert as_pairs(paired) == {(2, 0), (1, -1)}


def test_a_margin_of_decimals_is_measured_as_people_count() -> None:
    paired = pair_scored(GROUP[:2], np.array([0.3, 0.2]), ORDER[:2], Pairing(min_margin=0.1))
    assert paired.tie.tolist() == [True]


def test_a_skipped_tie_leaves_both_answers_single() -> None:
    paired = pair_scored(GROUP[:2], np.array([2.0, 2.0]), ORDER[:2], Pairing(ties="skip"))
    assert as_pairs(paired) == {(0, -1), (1, -1)}
    assert not paired.tie.any()


def test_a_cap_keeps_the_pairs_of_the_widest_margin() -> None:
    paired = pair_scored(GROUP, SCORES, ORDER, Pairing(scheme="all", max_pairs=2))
    assert as_pairs(paired) == {(1, 0), (1, 2)}


def pairs_by_hand(scores: dict[int, float], order: list[int], rule: Pairing) -> set[tuple[int, int, bool]]:
    """One group's pairs and singles, the slow and plain way."""
    best_first = sorted(scores, key=lambda i: (-scores[i], order[i]))
    wanted: dict[Scheme, list[tuple[int, int]]] = {
        "best-worst": [(best_first[0], best_first[-1])],
        "best-each": [(best_first[0], other) for other in best_first[1:]],
        "adjacent": list(pairwise(best_first)),
        "all": list(combinations(best_first, 2)),
    }
    if len(best_first) == 1:
        return {(best_first[0], -1, False)}
    found = [(a, b, scores[a] - scores[b] <= rule.min_margin) for a, b in wanted[rule.scheme]]
    made = [pair for pair in found if rule.ties == "keep" or not pair[2]]
    covered = {i for a, b, _ in made for i in (a, b)}
    single = {(i, -1, False) for a, b, tie in found if tie for i in (a, b) if i not in covered}
    return set(made) | (single if rule.ties == "skip" else set())


RULES = st.builds(
    Pairing,
    min_margin=st.sampled_from([0.0, 1.0]),
    ties=st.sampled_from(["keep", "skip"]),
    scheme=st.sampled_from(["best-worst", "best-each", "adjacent", "all"]),
)
ANSWERS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4) | st.none()), max_size=12)


@given(ANSWERS, RULES, st.randoms(use_true_random=False))
def test_pairs_are_those_a_slow_and_plain_count_finds(
    answers: list[tuple[int, int | None]], rule: Pairing, random: object
) -> None:
    order = list(range(len(answers)))
    random.shuffle(order)  # type: ignore[attr-defined]
    groups = np.array([group for group, _ in answers], np.int64)
    scores = np.array([math.nan if score is None else score for _, score in answers], np.float64)
    paired = pair_scored(groups, scores, np.array(order, np.uint64), rule)
    expected = {(i, -1, False) for i, (_, score) in enumerate(answers) if score is None}
    for group in set(groups.tolist()):
        members = {i: float(s) for i, (g, s) in enumerate(answers) if g == group and s is not None}
        expected |= pairs_by_hand(members, order, rule) if members else set()
    found = list(zip(paired.chosen.tolist(), paired.rejected.tolist(), paired.tie.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == expected


@given(ANSWERS, RULES, st.integers(1, 4))
def test_a_cap_takes_the_widest_of_what_there_was(
    answers: list[tuple[int, int | None]], rule: Pairing, most: int
) -> None:
    groups = np.array([group for group, _ in answers], np.int64)
    scores = np.array([math.nan if score is None else score for _, score in answers], np.float64)
    order = np.arange(len(answers), dtype=np.uint64)
    free = pair_scored(groups, scores, order, rule)
    capped = pair_scored(groups, scores, order, rule.model_copy(update={"max_pairs": most}))
    assert as_pairs(capped) <= as_pairs(free)
    for group in set(groups.tolist()):

        def margins(paired: Paired, group: int = group) -> list[float]:
            whole = [(c, r) for c, r in as_pairs(paired) if r >= 0 and groups[c] == group]
            return sorted((float(scores[c] - scores[r]) for c, r in whole), reverse=True)

        assert margins(capped) == margins(free)[:most]
    assert {c for c, r in as_pairs(capped) if r < 0} == {c for c, r in as_pairs(free) if r < 0}


NOTHING = np.full(3, np.nan)


def test_ranked_answers_stand_by_their_rank_best_first() -> None:
    figure = standing({}, np.array([1.0, 7.0, np.nan]), Pairing())
    assert figure[0] > figure[1]
    assert np.isnan(figure[2])


def test_stated_ranks_go_before_a_default_attribute_and_after_named_weights() -> None:
    scores, rank = {"score": np.array([1.0, 2.0, 3.0])}, np.array([1.0, 2.0, 3.0])
    assert standing(scores, rank, Pairing()).argmax() == 0
    assert standing(scores, rank, Pairing(weights={"score": 1})).argmax() == 2
    assert standing(scores, NOTHING, Pairing()).argmax() == 2


@given(
    st.lists(st.tuples(*[st.integers(0, 4) | st.none() for _ in range(5)]), min_size=1, max_size=6),
    st.sampled_from(["nvidia-70b", "nvidia-340b", "helpfulness"]),
)
def test_a_weighted_score_is_the_sum_by_hand(rows: list[tuple[int | None, ...]], preset: str) -> None:
    names = ("helpfulness", "correctness", "coherence", "complexity", "verbosity")
    scores = {
        name: np.array([math.nan if row[i] is None else row[i] for row in rows], np.float64)
        for i, name in enumerate(names)
    }
    weights = PRESETS[preset]
    figures = standing(scores, np.full(len(rows), np.nan), Pairing(weights=weights))
    for row, figure in zip(rows, figures.tolist(), strict=True):
        said = dict(zip(names, row, strict=True))
        if any(said[name] is None for name in weights):
            assert math.isnan(figure)
        else:
            assert figure == pytest.approx(sum(weight * said[name] for name, weight in weights.items()))


def test_nothing_known_leaves_every_answer_single() -> None:
    paired = pair_scored(GROUP[:3], standing({}, NOTHING, Pairing()), ORDER[:3], Pairing())
    assert as_pairs(paired) == {(0, -1), (1, -1), (2, -1)}


def test_labelled_answers_meet_their_opposite_at_most_once() -> None:
    groups = np.array([0, 0, 0, 1, 2])
    label = np.array([True, True, False, False, True])
    paired = pair_labelled(groups, label, np.arange(5, dtype=np.uint64))
    assert as_pairs(paired) == {(0, 2), (1, -1), (-1, 3), (4, -1)}


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=20))
def test_every_labelled_answer_is_in_exactly_one_row(answers: list[tuple[int, bool]]) -> None:
    groups = np.array([group for group, _ in answers], np.int64)
    label = np.array([liked for _, liked in answers], bool)
    paired = pair_labelled(groups, label, np.arange(len(answers), dtype=np.uint64))
    used = [i for i in [*paired.chosen.tolist(), *paired.rejected.tolist()] if i >= 0]
    assert sorted(used) == list(range(len(answers)))


def test_weights_that_name_no_attribute_are_refused() -> None:
    with pytest.raises(SchemaError, match="'kindness'"):
        Pairing(weights={"kindness": 1}).weights_for(("helpfulness",))


def test_helpfulness_alone_is_the_default_where_there_is_one() -> None:
    assert Pairing().weights_for(("correctness", "helpfulness")) == {"helpfulness": 1.0}
    assert Pairing().weights_for(("score",)) == {"score": 1.0}


def test_a_fault_is_compared_only_where_there_is_no_merit_and_then_less_of_it_is_better() -> None:
    assert Pairing().weights_for(("toxicity", "fluency")) == {"fluency": 1.0}
    assert Pairing().weights_for(("flair", "toxicity", "harmfulness")) == {"toxicity": -1.0}
    assert Pairing().weights_for(("flair",)) == {"flair": 1.0}
    assert Pairing(weights={"toxicity": 1}).weights_for(("toxicity",)) == {"toxicity": 1.0}


def test_a_preset_is_read_by_name() -> None:
    assert read_pairing(Path("nvidia-70b")).weights["verbosity"] == -0.4


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("min_margin: -1", "min_margin"),
        ("margin: 1", "margin"),
        ("schema: all", "Did you mean 'scheme'"),
        ("max_pairs: 0", "max_pairs"),
        ("ties: drop", "ties.*'keep' or 'skip'"),
        ("scheme: all\na: [", "line 2 is not YAML"),
    ],
)
def test_a_wrong_pairing_file_is_one_sentence(tmp_path: Path, text: str, match: str) -> None:
    path = tmp_path / "pairing.yaml"
    path.write_text(text)
    with pytest.raises(SchemaError, match=match):
        read_pairing(path)


def test_a_misspelled_preset_suggests_the_nearest() -> None:
    with pytest.raises(SchemaError, match="Did you mean 'nvidia-70b'"):
        read_pairing(Path("nvidia-70"))
