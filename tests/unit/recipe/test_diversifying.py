"""The diverse step: whole prompts, of those still there, by content; nothing is lost, all say why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.analysis.diversity import prompts
from curation.errors import Cancelled, RecipeError
from curation.recipe import CapStep, Compare, DiverseStep, FilterStep, Outcome, Recipe, SampleStep, apply
from curation.recipe.session import Session
from curation.similarity.vectors import StoredVectors
from curation.store import Dataset
from tests.unit.conftest import Make
from tests.unit.similarity.fakes import FakeEncoder

WORDS = ("cats", "rivers", "poems", "taxes", "planets", "soup", "trains", "chess")


@pytest.fixture
def embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    def known(texts: Sequence[str], model: str | None = None) -> StoredVectors:
        return StoredVectors(FakeEncoder().encode(texts), np.ones(len(texts), bool))

    monkeypatch.setattr(prompts, "stored_vectors", known)


def rows() -> list[dict[str, Any]]:
    """Eight prompts, the first four with two pairs."""
    return [
        {"prompt": f"Tell me all about {word} then", "chosen": f"a {word} {pair}", "rejected": "b"}
        for at, word in enumerate(WORDS)
        for pair in range(2 if at < 4 else 1)
    ]


@pytest.fixture
def twelve(make: Make) -> Dataset:
    return make(rows(), "twelve")


def run(dataset: Dataset, *steps: Any) -> Outcome:
    return apply(dataset, Recipe(steps=steps))


def kept_prompts(outcome: Outcome) -> set[str]:
    ids = outcome.dataset.pairs["prompt_id"].to_numpy()[outcome.kept]
    return {outcome.dataset.prompts["key"][int(at)].as_py() for at in ids}


@pytest.mark.usefixtures("embedded")
@pytest.mark.parametrize("method", ["k_center", "facility_location"])
def test_whole_prompts_stay_and_every_other_row_says_why(twelve: Dataset, method: str) -> None:
    outcome = run(twelve, DiverseStep(size=3, method=method))
    assert len(kept_prompts(outcome)) == 3
    prompt = twelve.pairs["prompt_id"].to_numpy()
    for one in np.unique(prompt):
        assert len(set(outcome.kept[prompt == one].tolist())) == 1
    for pair in np.flatnonzero(~outcome.kept):
        (reason,) = outcome.reasons(int(pair))
        assert reason.startswith("not among the 3 diverse prompts; nearest is ")
    (step,) = outcome.funnel()["steps"]
    assert step["name"].startswith("3 prompts chosen to be diverse (")
    assert outcome.pairs_in == outcome.pairs_kept + step["removed"]


@pytest.mark.usefixtures("embedded")
def test_only_prompts_still_there_are_chosen(twelve: Dataset) -> None:
    away = FilterStep(where=Compare(field="prompt", op="not contains", value="cats"))
    for seed in range(8):
        outcome = run(twelve, away, DiverseStep(size=7, seed=seed))
        assert outcome.steps[1].hit == 0
        outcome = run(twelve, away, DiverseStep(size=2, seed=seed))
        assert len(kept_prompts(outcome)) == 2
        assert not (outcome.steps[0].hits & outcome.steps[1].hits).any()


@pytest.mark.usefixtures("embedded")
def test_a_smaller_choice_is_part_of_a_larger_one(twelve: Dataset) -> None:
    chosen = [kept_prompts(run(twelve, DiverseStep(size=size, seed=5))) for size in (1, 3, 6, 99)]
    assert [len(keys) for keys in chosen] == [1, 3, 6, 8]
    assert chosen[0] < chosen[1] < chosen[2] < chosen[3]


@pytest.mark.usefixtures("embedded")
def test_a_choice_goes_by_content_not_by_row_order(make: Make) -> None:
    one, two = make(rows(), "one"), make(rows()[::-1], "two")
    for step in (DiverseStep(share=0.5), DiverseStep(size=3, method="facility_location", seed=-7)):
        assert kept_prompts(run(one, step)) == kept_prompts(run(two, step))


@pytest.mark.usefixtures("embedded")
def test_a_prompt_in_two_splits_counts_once_and_stays_in_both(make: Make) -> None:
    twice = [{**row, "split": split} for row in rows() for split in ("train", "test")]
    dataset = make(twice, "twice")
    outcome = run(dataset, DiverseStep(size=2))
    keys = np.asarray(dataset.prompts["key"].to_pylist())
    kept = np.unique(dataset.pairs["prompt_id"].to_numpy()[outcome.kept])
    assert len(set(keys[kept])) == 2
    assert set(np.flatnonzero(np.isin(keys, keys[kept]))) == set(kept)


def test_without_embeddings_it_is_refused_in_one_sentence(twelve: Dataset) -> None:
    with pytest.raises(RecipeError, match="8 of 8 prompts are not embedded") as refused:
        run(twelve, DiverseStep(size=3))
    assert f"python -m curation embed {twelve.id}" in str(refused.value)
    assert run(twelve, DiverseStep(size=3, enabled=False)).pairs_kept == 12


@pytest.mark.usefixtures("embedded")
def test_nothing_left_to_choose_from_is_no_error(twelve: Dataset) -> None:
    nothing = FilterStep(where=Compare(field="prompt", op="contains", value="zebra"))
    assert run(twelve, nothing, DiverseStep(share=0.5)).pairs_kept == 0


@pytest.mark.usefixtures("embedded")
def test_it_can_be_stopped(twelve: Dataset) -> None:
    calls = iter([False])
    with pytest.raises(Cancelled):
        apply(twelve, Recipe(steps=(DiverseStep(size=3),)), cancelled=lambda: next(calls, True))


@pytest.mark.usefixtures("embedded")
def test_it_can_be_undone(twelve: Dataset) -> None:
    session = Session.new(twelve.id)
    session.change(Recipe(steps=(DiverseStep(share=0.25),)), "diverse")
    assert apply(twelve, session.recipe).pairs_kept < 12
    assert apply(twelve, session.undo()).pairs_kept == 12
    assert session.redo().steps == (DiverseStep(share=0.25),)


@pytest.mark.parametrize("settings", ["{}", "{size: 3, share: 0.5}", "{share: 1.5}", "{size: 0}"])
def test_neither_or_both_or_out_of_range_is_refused_with_its_line(settings: str) -> None:
    with pytest.raises(RecipeError, match="line 3: "):
        Recipe.from_yaml(f"version: 1\nsteps:\n  - {{kind: diverse, {settings[1:-1]}}}\n")


@given(
    st.one_of(
        st.builds(
            DiverseStep,
            size=st.integers(1, 10**9),
            method=st.sampled_from(["k_center", "facility_location"]),
            seed=st.integers(-(2**63), 2**63 - 1),
        ),
        st.builds(DiverseStep, share=st.floats(0, 1, exclude_min=True), model=st.none() | st.text()),
    )
)
def test_it_survives_yaml_and_json(step: DiverseStep) -> None:
    recipe = Recipe(steps=(step,))
    assert Recipe.from_yaml(recipe.to_yaml()) == recipe
    assert Recipe.model_validate_json(recipe.model_dump_json(exclude_defaults=True)) == recipe
    assert step.title


steps = st.one_of(
    st.builds(DiverseStep, size=st.integers(1, 9), seed=st.integers(-3, 3)),
    st.builds(
        DiverseStep,
        share=st.floats(0.01, 1),
        method=st.sampled_from(["k_center", "facility_location"]),
        enabled=st.booleans(),
    ),
    st.builds(CapStep, pairs=st.integers(1, 2), keep=st.just("random")),
    st.builds(SampleStep, pairs=st.integers(1, 12)),
    st.sampled_from(WORDS).map(
        lambda word: FilterStep(where=Compare(field="prompt", op="not contains", value=word))
    ),
)


@pytest.mark.usefixtures("embedded")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=st.lists(steps, max_size=4))
def test_rows_are_conserved_and_a_replay_is_the_same(twelve: Dataset, steps: list[Any]) -> None:
    outcome = run(twelve, *steps)
    assert outcome.pairs_in == outcome.pairs_kept + sum(step.removed for step in outcome.steps)
    for pair in range(12):
        assert bool(outcome.reasons(pair)) == (not outcome.kept[pair])
    # Another data set of the same content shares no memory with the first.
    again = Recipe.from_yaml(Recipe(steps=tuple(steps)).to_yaml())
    assert (apply(Dataset(twelve.path), again).kept == outcome.kept).all()
