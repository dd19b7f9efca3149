"""Diversity as a piece of work: figures kept, and prompts embedded where a recipe needs that."""

from __future__ import annotations

from pathlib import Path

import pytest

from curation.jobs import diversity, load, opened
from curation.jobs.diversity import embed_for, keep_diversity, known_diversity
from curation.recipe import CapStep, DiverseStep, Recipe
from curation.store import Dataset


@pytest.fixture
def dataset(winnow_home: Path) -> Dataset:
    return opened(load("sample:pairs").id)


def test_figures_are_kept_and_found_again(dataset: Dataset) -> None:
    assert known_diversity(dataset) is None
    assert not keep_diversity(dataset)
    known = known_diversity(dataset)
    assert known is not None
    assert known.told["prompts"] == len(dataset.prompts)
    assert known_diversity(dataset, sample=100) is None


def test_prompts_are_embedded_only_for_a_step_that_needs_it(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(diversity, "embed_prompts", lambda _data, model, progress: asked.append(model))
    embed_for(dataset, Recipe(steps=(CapStep(pairs=1), DiverseStep(size=2, enabled=False))))
    assert asked == []
    embed_for(dataset, Recipe(steps=(DiverseStep(size=2), DiverseStep(share=0.5))))
    assert asked == [None]
