"""Splits are drawn by group: none straddles, shares are met, and neither rows' order nor the day decides."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from curation.errors import ExportError
from curation.export.split_draw import Pool, dealt
from curation.export.split_groups import EXACT, in_words, settled
from curation.export.split_leaks import straddling
from curation.export.splitting import Splitting, parts
from curation.recipe import ExportSpec, Recipe
from curation.recipe.grouping import GroupBy
from curation.schemas import Mapping
from curation.similarity import neighbours_of
from curation.store import Dataset

Make = Callable[..., Dataset]
LEXICAL = GroupBy(method="lexical", threshold=0.8)
NEARLY = "Please explain how the tall ships of the old harbour were built"


def rows(count: int = 60) -> list[dict[str, Any]]:
    """Prompts, each of one to three pairs, a few nearly alike, from two sources of unequal size."""
    found = []
    for at in range(count):
        text = f"{NEARLY}{'t' * (at % 3)}" if at < 6 else f"Question {at * 7919 % 10007} of {at * 31 % 997}?"
        for answer in range(1 + at % 3):
            source = "big" if at % 4 else "small"
            found.append({"prompt": text, "chosen": f"a{answer}", "rejected": f"b{answer}", "source": source})
    return found


def built(make: Make, given: list[dict[str, Any]], name: str) -> Dataset:
    roles = ("prompt", "chosen", "rejected", "source")
    return make(given, name, mapping=Mapping(family="pairs", columns={role: role for role in roles}))


@pytest.fixture
def dataset(make: Make) -> Dataset:
    return built(make, rows(), "mixed")


def everything(dataset: Dataset) -> np.ndarray:
    return np.arange(len(dataset.pairs))


def by_prompt(dataset: Dataset, splitting: Splitting) -> dict[str, set[str]]:
    """Prompt's text → the splits that it stands in."""
    found = defaultdict(set)
    for part in parts(dataset, everything(dataset), splitting):
        for prompt in dataset.pairs["prompt_id"].take(part.ids).to_pylist():
            found[dataset.prompts["text"][prompt].as_py()].add(part.name)
    return found


@pytest.mark.parametrize("folds", [None, 4])
def test_near_prompts_never_straddle_and_the_check_says_so(dataset: Dataset, folds: int | None) -> None:
    for seed in range(8):
        drawn = Splitting("group", (0.6, 0.4), seed, folds=folds, group_by=LEXICAL)
        found = by_prompt(dataset, drawn)
        assert all(len(splits) == 1 for splits in found.values())
        assert len({next(iter(found[text])) for text in found if text.startswith(NEARLY)}) == 1
        check = straddling(dataset, parts(dataset, everything(dataset), drawn), LEXICAL)
        assert (check.groups, int(check.hit.sum())) == (0, 0)


def test_the_check_finds_what_a_draw_by_prompt_lets_through(dataset: Dataset) -> None:
    drawn = [parts(dataset, everything(dataset), Splitting("prompt", (0.5, 0.5), seed)) for seed in range(6)]
    found = [straddling(dataset, one, LEXICAL) for one in drawn]
    assert max(check.groups for check in found) == 1
    assert all(check.hit.any() == (check.groups > 0) for check in found)
    assert all(straddling(dataset, one).groups in (0, 1) for one in drawn)
    assert all(straddling(dataset, one, EXACT).groups == 0 for one in drawn)


def test_every_row_goes_to_one_split(dataset: Dataset) -> None:
    for splitting in (
        Splitting("group"),
        Splitting("group", folds=5),
        Splitting("prompt", stratify="source"),
    ):
        ids = np.concatenate([part.ids for part in parts(dataset, everything(dataset), splitting)])
        assert np.array_equal(np.sort(ids), everything(dataset))


def test_shares_are_met_within_the_largest_group_in_every_stratum(dataset: Dataset) -> None:
    largest = 12
    drawn = Splitting("group", (0.8, 0.1, 0.1), stratify="source", group_by=EXACT)
    sources = np.array(dataset.pairs["source"].to_pylist())
    for source in ("big", "small"):
        total = (sources == source).sum()
        for part in parts(dataset, everything(dataset), drawn):
            wanted = drawn.shares[part.name] * total
            assert abs((sources[part.ids] == source).sum() - wanted) <= largest


def test_folds_are_of_about_equal_size_and_named(dataset: Dataset) -> None:
    found = parts(dataset, everything(dataset), Splitting("group", folds=4))
    assert [part.name for part in found] == ["fold_1", "fold_2", "fold_3", "fold_4"]
    sizes = [len(part.ids) for part in found]
    assert max(sizes) - min(sizes) <= 12


def test_the_order_of_rows_decides_nothing(make: Make) -> None:
    shuffled = rows()
    random.Random(5).shuffle(shuffled)
    one, other = built(make, rows(), "one"), built(make, shuffled, "other")
    for splitting in (
        Splitting("group", seed=3, group_by=LEXICAL),
        Splitting("group", stratify="source", folds=3),
        Splitting("prompt", stratify="source"),
    ):
        assert by_prompt(one, splitting) == by_prompt(other, splitting)


def test_the_seed_decides(dataset: Dataset) -> None:
    one, again, other = (Splitting("group", (0.5, 0.5), seed) for seed in (1, 1, 2))
    assert by_prompt(dataset, one) == by_prompt(dataset, again) != by_prompt(dataset, other)


def test_where_nothing_is_known_equal_prompts_are_held_together_and_that_is_said(dataset: Dataset) -> None:
    assert settled(dataset, None) == EXACT and in_words(EXACT) == "prompts of equal text"
    neighbours_of(dataset, "lexical", 0.8)
    assert settled(dataset, None).method == "lexical"
    assert settled(dataset, EXACT) == EXACT


def test_topics_that_are_not_known_are_told(dataset: Dataset) -> None:
    with pytest.raises(ExportError, match="topics"):
        parts(dataset, everything(dataset), Splitting("group", stratify="topic"))


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 2)), min_size=1, max_size=60),
    st.sampled_from([(0.9, 0.1), (0.8, 0.1, 0.1), (0.25, 0.25, 0.25, 0.25)]),
    st.integers(-5, 5),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40)
def test_a_deal_meets_its_shares_whatever_the_order(
    groups: list[tuple[int, int]], shares: tuple[float, ...], seed: int, shuffling: random.Random
) -> None:
    keys = np.arange(len(groups), dtype=np.uint64) * np.uint64(2654435761)
    sizes, strata = (np.array(column, np.int64) for column in zip(*groups, strict=True))
    split = dealt(Pool(np.zeros(0, np.int64), sizes, keys), strata, shares, seed)
    largest = sizes.max()
    for place, share in enumerate(shares):
        assert abs(sizes[split == place].sum() - share * sizes.sum()) <= len(shares) * largest
    order = np.array(shuffling.sample(range(len(groups)), len(groups)))
    moved = dealt(Pool(np.zeros(0, np.int64), sizes[order], keys[order]), strata[order], shares, seed)
    assert Counter(zip(keys[order].tolist(), moved.tolist(), strict=True)) == Counter(
        zip(keys.tolist(), split.tolist(), strict=True)
    )


def test_old_recipes_are_read_as_before_and_new_settings_come_back() -> None:
    old = Recipe.from_yaml(
        "version: 1\nexport: {format: trl-dpo, split_by: prompt, ratios: [0.8, 0.2], seed: 4}"
    )
    assert old.export == ExportSpec(format="trl-dpo", split_by="prompt", ratios=(0.8, 0.2), seed=4)
    spec = ExportSpec(format="jsonl", split_by="group", stratify="source", folds=5, group_by=LEXICAL)
    assert Recipe.from_yaml(Recipe(export=spec).to_yaml()).export == spec


@pytest.mark.parametrize(
    "wrong", [{"stratify": "source"}, {"folds": 3}, {"group_by": {}}, {"split_by": "group", "folds": 1}]
)
def test_what_makes_no_sense_together_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ExportSpec.model_validate({"format": "jsonl", **wrong})
