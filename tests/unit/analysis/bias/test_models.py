"""Who wins, and whether a model's name gives the verdict away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from curation.analysis.bias import bias_report, decided, model_bias
from curation.analysis.bias.models import settled_duels
from curation.jobs import load
from tests.unit.analysis.conftest import Build, pair


def battle(prompt: int, winner: str, a: str = "gpt-4", b: str = "llama") -> dict[str, object]:
    return {
        "prompt": f"Question {prompt}?",
        "response_a": f"A{prompt}",
        "response_b": f"B{prompt}",
        "model_a": a,
        "model_b": b,
        "winner": winner,
    }


def test_a_model_that_always_wins_gives_every_verdict_away(measured: Build) -> None:
    dataset = measured([battle(i, "model_a") for i in range(60)])
    found = model_bias(decided(dataset))
    assert found is not None
    assert [(one.model, one.wins.value) for one in found.shares] == [("gpt-4", 1.0), ("llama", 0.0)]
    assert found.leakage is not None
    assert (found.leakage.auc.value, found.settled) == (1.0, 60)
    assert "sound like the winning model" in found.meaning
    assert settled_duels(dataset, decided(dataset)).all()


def test_models_of_one_strength_give_nothing_away(measured: Build) -> None:
    winners = np.random.default_rng(2).permutation(["model_a", "model_b"] * 100)
    found = model_bias(decided(measured([battle(i, str(winner)) for i, winner in enumerate(winners)])))
    assert found is not None
    assert found.leakage is not None
    assert found.leakage.auc.low < 0.5
    assert "no better than a coin" in found.meaning
    assert found.settled == 0


def test_a_few_duels_settle_nothing(measured: Build) -> None:
    dataset = measured([battle(i, "model_a") for i in range(19)])
    assert not settled_duels(dataset, decided(dataset)).any()


def test_one_upset_unsettles_a_duel_whichever_side_it_was_on(measured: Build) -> None:
    rows = [battle(i, "model_a") for i in range(30)] + [battle(30, "model_a", a="llama", b="gpt-4")]
    dataset = measured(rows)
    assert not settled_duels(dataset, decided(dataset)).any()


def test_a_model_against_itself_is_no_duel(measured: Build) -> None:
    found = model_bias(decided(measured([battle(i, "model_a", b="gpt-4") for i in range(30)])))
    assert found is None


def test_unnamed_models_are_said_to_be(measured: Build) -> None:
    told = bias_report(measured([pair("a", "x", "y")]))
    assert told.overall.models is None
    assert any(line.startswith("Model bias: the source does not say") for line in told.unknown)


@pytest.mark.data
def test_of_orcas_unnamed_models_the_documentation_is_quoted(winnow_home: Path, shared_data: Path) -> None:
    told = bias_report(load(str(shared_data / "orca-dpo-pairs" / "orca_rlhf_sample.jsonl")))
    assert told.overall.models is None
    assert any("who wrote an answer gives every verdict away" in line for line in told.unknown)
