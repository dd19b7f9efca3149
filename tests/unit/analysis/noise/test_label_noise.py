"""The queue: what it finds, what it never reads, and what it says where it knows nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curation.analysis.noise import LabelNoise, label_noise
from curation.analysis.noise.features import features
from curation.analysis.noise.pairs import Watch, judged_pairs
from curation.errors import Cancelled
from curation.sources import open_source
from curation.store import Dataset, build_dataset
from tests.unit.analysis.noise.conftest import Build, Rows, pairs


def by_prompt(dataset: Dataset, found: LabelNoise) -> dict[str, float]:
    table = dataset.select(["prompt"]).to_pylist()
    names = {row["pair_id"]: row["prompt"] for row in table}
    return {
        names[pair]: margin for pair, margin in zip(found.rows.tolist(), found.margins.tolist(), strict=True)
    }


def wrong(rows: Rows) -> np.ndarray:
    return np.array([row["metadata"]["noise"]["selected"] for row in rows])


def test_planted_wrong_labels_come_first(built: Build) -> None:
    rows = pairs(200, wrong=0.1)
    found = label_noise(built(rows), self_test=False)
    planted = set(np.flatnonzero(wrong(rows)).tolist())
    assert set(found.queue[: len(planted)].tolist()) == planted


def test_the_estimated_share_is_the_planted_one_where_the_rule_is_plain(built: Build) -> None:
    found = label_noise(built(pairs(400, wrong=0.2, seed=1)), self_test=False)
    assert found.better_than_chance
    assert found.rate.share.low <= wrong(pairs(400, wrong=0.2, seed=1)).mean() <= found.rate.share.high
    assert len(found.suspects) == round(found.rate.share.value * 400)


def test_the_mark_of_noise_is_never_read(built: Build) -> None:
    rows = pairs(120, wrong=0.2)
    bare = [{name: row[name] for name in ("prompt", "chosen", "rejected")} for row in rows]
    with_mark, without = built(rows, "marked"), built(bare, "bare")
    marked, plain = (label_noise(one, self_test=False) for one in (with_mark, without))
    assert by_prompt(with_mark, marked) == by_prompt(without, plain)
    assert marked.features.names == plain.features.names


def test_no_feature_comes_from_what_was_judged(built: Build) -> None:
    rows = [row | {"score_chosen": 9.0, "score_rejected": 1.0, "chosen_model": "x"} for row in pairs(60)]
    dataset = built(rows)
    names = features(judged_pairs(dataset), Watch()).names
    for forbidden in ("score", "rating", "strength", "margin", "metadata", "noise", "selected", "model"):
        assert not [name for name in names if forbidden in name]


def test_the_order_of_the_rows_changes_nothing(built: Build) -> None:
    rows = pairs(120, wrong=0.2)
    one, other = built(rows, "one"), built(rows[::-1], "other")
    first, second = label_noise(one), label_noise(other)
    assert by_prompt(one, first) == by_prompt(other, second)
    assert first.as_json() == second.as_json()


def test_turning_every_pair_round_leaves_every_margin_as_it_is(built: Build) -> None:
    rows = pairs(120, wrong=0.2)
    turned = [row | {"chosen": row["rejected"], "rejected": row["chosen"]} for row in rows]
    one, other = built(rows, "one"), built(turned, "other")
    before, after = (by_prompt(data, label_noise(data, self_test=False)) for data in (one, other))
    assert before == pytest.approx(after)


def test_a_proxy_that_knows_nothing_says_so(built: Build) -> None:
    found = label_noise(built(pairs(200, informative=False)))
    assert not found.better_than_chance
    assert "no better than chance" in found.verdict
    assert "no more than a random order" in found.verdict
    assert not len(found.suspects)


def test_too_few_pairs_are_not_judged(built: Build) -> None:
    found = label_noise(built(pairs(10)))
    assert found.verdict.startswith("Too few pairs to tell: 10")
    assert not found.better_than_chance
    assert found.worth is None
    assert np.isnan(found.accuracy.value)


def test_a_set_without_pairs_is_no_error(built: Build) -> None:
    found = label_noise(built([{"prompt": "a", "chosen": "same", "rejected": "same"}]))
    assert len(found.rows) == 0
    assert found.as_json()["noise_rate"] == {"value": None, "interval": [None, None], "n": 0}


def test_reasons_name_what_speaks_against_the_verdict(built: Build) -> None:
    rows = pairs(200, wrong=0.1)
    found = label_noise(built(rows), self_test=False)
    against = found.reasons(int(found.queue[0]))
    assert "questions" in [reason.feature for reason in found.reasons(int(found.queue[0]), most=41)]
    assert len(against) == 5
    assert all(reason.effect < 0 for reason in against)
    with pytest.raises(KeyError):
        found.reasons(10_000)


def test_the_self_test_finds_what_it_plants(built: Build) -> None:
    worth = label_noise(built(pairs(200))).worth
    assert worth is not None
    assert worth.better_than_random
    assert worth.lifts[0] > 3
    assert worth.as_json()["simulated"] is True


def test_it_can_be_stopped(built: Build) -> None:
    with pytest.raises(Cancelled):
        label_noise(built(pairs(60)), cancelled=lambda: True)


def test_it_tells_how_far_it_is(built: Build) -> None:
    told: list[tuple[str, int, int]] = []
    label_noise(built(pairs(60)), progress=lambda *step: told.append(step))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages == ["reading answers", "training the proxy", "planting wrong labels"]
    assert all(done <= total for _, done, total in told)


@pytest.mark.data
def test_the_queue_beats_length_on_a_marked_set(winnow_home: Path, shared_data: Path) -> None:
    import orjson

    path = shared_data / "ultrafeedback" / "binarized_noisy_label_flip_30.jsonl"
    dataset = build_dataset(open_source(path))
    marks = [orjson.loads(row)["metadata"]["noise"]["selected"] for row in path.read_bytes().splitlines()]
    found = label_noise(dataset, self_test=False)
    first = [marks[dataset.pairs["origin_row"][pair].as_py()[0]] for pair in found.queue[:100].tolist()]
    assert sum(first) >= 38
