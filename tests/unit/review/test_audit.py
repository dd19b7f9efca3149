"""The blind audit: sample and sides by seed, the share of wrong labels, and who agrees with whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from curation.analysis.bias.grouping import Grouping
from curation.recipe import Given, Verdict
from curation.review import Audit, agreement, audit_of, audit_report, unblinded
from curation.review.audit import audit_name
from curation.store import Dataset


@pytest.fixture
def pairs(make: Callable[..., Dataset]) -> Dataset:
    rows: list[dict[str, Any]] = [
        {"prompt": f"Question {i}?", "chosen": f"Good {i}.", "rejected": f"Bad {i}.", "source": "ab"[i % 2]}
        for i in range(40)
    ]
    return make(rows, "pairs")


def given(audit: Audit, place: int, pick: str, who: str = "anna", seq: int = 0) -> Given:
    return Given(audit.verdict(place, pick), who, "2026-01-01T00:00:00+00:00", seq or place + 1)  # type: ignore[arg-type]


def right(audit: Audit, place: int) -> str:
    """The pick that agrees with the label."""
    return "b" if audit.swaps(place) else "a"


def wrong(audit: Audit, place: int) -> str:
    return "a" if audit.swaps(place) else "b"


def test_the_seed_decides_the_sample_and_which_answer_is_a(pairs: Dataset) -> None:
    first, again, other = audit_of(pairs, 20, 1), audit_of(pairs, 20, 1), audit_of(pairs, 20, 2)
    assert first.queue.keys == again.queue.keys != other.queue.keys
    sides = [first.swaps(place) for place in range(20)]
    assert sides == [again.swaps(place) for place in range(20)]
    assert 3 < sum(sides) < 17
    larger = audit_of(pairs, 30, 1)
    assert [larger.swaps(place) for place in range(20)] == sides


def test_ties_are_not_audited(rated: Dataset) -> None:
    assert len(audit_of(rated, 100).queue) == 4


def test_a_pick_tells_whether_the_label_stands(pairs: Dataset) -> None:
    audit = audit_of(pairs, 10, 3)
    for place in range(10):
        assert audit.verdict(place, right(audit, place)).decision == "keep"  # type: ignore[arg-type]
        assert audit.verdict(place, wrong(audit, place)).decision == "swap"  # type: ignore[arg-type]
    assert audit.verdict(0, "tie", seconds=2.5) == Verdict(
        pair=audit.queue.keys[0], decision="tie", seconds=2.5, queue=audit_name(3)
    )
    assert unblinded(audit.queue.keys[0], 3, "skip").decision == "skip"


def test_the_share_of_wrong_labels_comes_with_its_wilson_interval(pairs: Dataset) -> None:
    audit = audit_of(pairs, 30, 0)
    picks = [wrong(audit, at) if at < 6 else right(audit, at) for at in range(28)] + ["tie", "skip"]
    report = audit_report(pairs, [given(audit, at, pick) for at, pick in enumerate(picks)], seed=0)
    assert (report.judged, report.ties, report.undecided) == (29, 1, 0)
    low, high = proportion_confint(6, 29, method="wilson")
    assert report.errors.value == pytest.approx(6 / 29)
    assert (report.errors.low, report.errors.high) == pytest.approx((low, high))
    assert audit_report(pairs, [given(audit, 0, "a")], seed=5).judged == 0


def test_the_report_says_where_wrong_labels_concentrate(pairs: Dataset) -> None:
    audit = audit_of(pairs, 40, 0)
    source = pairs.pairs["source"].to_pylist()
    said = [
        given(audit, at, wrong(audit, at) if source[row] == "b" else right(audit, at))
        for at, row in enumerate(audit.queue.rows.tolist())
    ]
    topics = Grouping("topic", np.zeros(40, np.int64), ("all", "none"))
    where = audit_report(pairs, said, by=[topics]).where
    assert [(group, one.value) for group, one in where["source"]] == [("b", 1.0), ("a", 0.0)]
    assert where["source"][0][1].low > 0.8
    assert where["topic"][0][1].n == 40


def test_of_a_reviewers_two_verdicts_the_last_counts_and_disagreement_is_left_open(pairs: Dataset) -> None:
    audit = audit_of(pairs, 5, 0)
    said = [
        given(audit, 0, wrong(audit, 0), seq=1),
        given(audit, 0, right(audit, 0), seq=2),
        given(audit, 1, wrong(audit, 1), seq=3),
        given(audit, 1, right(audit, 1), "bob", seq=4),
    ]
    report = audit_report(pairs, said)
    assert (report.judged, report.undecided, report.errors.value) == (1, 1, 0.0)


def verdict(pair: int, decision: str, who: str) -> Given:
    made = Verdict.model_validate({"pair": f"{pair:016x}", "decision": decision})
    return Given(made, who, "2026-01-01T00:00:00+00:00", pair + 1)


def test_two_reviewers_agreement_is_cohens_kappa() -> None:
    from sklearn.metrics import cohen_kappa_score

    anna = ["keep", "keep", "drop", "drop", "swap", "keep"]
    bob = ["keep", "drop", "drop", "drop", "keep", "keep"]
    said = [verdict(at, what, "anna") for at, what in enumerate(anna)]
    said += [verdict(at, what, "bob") for at, what in enumerate(bob)]
    said += [verdict(99, "keep", "bob"), verdict(0, "skip", "carla")]
    found = agreement(said)
    assert found.reviewers == ("anna", "bob")
    assert found.pairs == 6
    assert found.between[0].kappa == pytest.approx(cohen_kappa_score(anna, bob))
    assert found.between[0].exact == pytest.approx(4 / 6)


def test_the_agreement_of_more_than_two_is_krippendorffs_alpha() -> None:
    import krippendorff

    table = [
        ["keep", "keep", "drop"],
        ["drop", "drop", "drop"],
        ["keep", "keep", "keep"],
        ["swap", None, "swap"],
    ]
    said = [
        verdict(at, what, who)
        for at, row in enumerate(table)
        for who, what in zip("abc", row, strict=True)
        if what
    ]
    codes = {"keep": 0, "drop": 1, "swap": 2}
    data = [[codes[row[who]] if row[who] else np.nan for row in table] for who in range(3)]  # type: ignore[index]
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    found = agreement(said)
    assert found.alpha == pytest.approx(expected)
    assert len(found.between) == 3
    assert agreement([]).as_json() == {"reviewers": [], "pairs": 0, "between": [], "alpha": None}
