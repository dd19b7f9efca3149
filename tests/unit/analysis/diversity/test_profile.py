"""The figures of a whole data set: with and without embeddings, in any order of rows."""

from __future__ import annotations

import numpy as np
import orjson
import pytest

from curation.analysis.diversity import TRAITS, Prompts, choose, coverage_of, measure_diversity
from curation.analysis.diversity.subset import how_many
from curation.errors import RecipeError
from curation.similarity.prompt_map import draw_map
from tests.unit.analysis.diversity.conftest import Build, asks

TEXTS = (
    "What is a cat?",
    "Write a poem of 50 words about the sea.",
    "Can you write a python function that adds numbers?",
    "Solve the equation x + 3 = 5.",
    "Thank you.",
    "What is a dog?",
)


def test_without_embeddings_words_and_asks_are_told_and_the_rest_is_asked_for(build: Build) -> None:
    found = measure_diversity(build(asks(*TEXTS)))
    assert found.meaning is None
    assert "6 of 6 prompts are not embedded" in found.unmet
    assert found.unmet.endswith(f"python -m curation embed {found.dataset}")
    assert found.words.n == found.chars.n == 6
    assert found.constrained.count == 1
    told = orjson.loads(orjson.dumps(found.as_json()))
    assert told["meaning"] is None
    assert told["unmet"] == found.unmet


def test_questions_orders_code_and_mathematics_are_told_apart(build: Build) -> None:
    found = measure_diversity(build(asks(*TEXTS)))
    counts = {trait.name: found.traits.share(trait.name).count for trait in TRAITS}
    assert counts == {"question": 3, "order": 3, "code": 1, "maths": 1}


def test_turns_and_system_turns_are_counted(build: Build) -> None:
    said = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": "Write a poem."},
    ]
    rows = [
        {"chosen": [*said, {"role": "assistant", "content": "Roses"}],
         "rejected": [*said, {"role": "assistant", "content": "No"}]}
    ]  # fmt: skip
    found = measure_diversity(build(rows))
    assert found.traits.turns.tolist() == [3]
    assert (found.with_system.count, found.traits.share("order").count) == (1, 1)


@pytest.mark.usefixtures("embedded")
def test_with_embeddings_all_figures_are_there_and_the_topics_are_those_of_the_map(build: Build) -> None:
    dataset = build(asks(*(f"{text} ({number})" for number in range(20) for text in TEXTS)))
    found = measure_diversity(dataset, sample=50)
    meaning = found.meaning
    assert meaning is not None
    assert not found.unmet
    assert sum(topic.size for topic in meaning.topics) == meaning.looked_at == 120
    assert meaning.vendi[-1].size == 50
    assert meaning.growth > 0
    table = dataset.prompts
    prompts = Prompts.of(dataset)
    back = np.argsort(prompts.ids)
    drawn = draw_map(table["text"].to_pylist(), table["key"].to_pylist(), prompts.vectors[back], model="fake")
    assert [(t.terms, t.size) for t in drawn.topics] == [(t.terms, t.size) for t in meaning.topics]
    told = orjson.loads(orjson.dumps(found.as_json()))
    assert [number["order"] for number in told["meaning"]["effective_topics"]] == [1, 2]


@pytest.mark.usefixtures("embedded")
def test_the_order_of_rows_plays_no_part(build: Build) -> None:
    rows = asks(*(f"{text} ({number})" for number in range(10) for text in TEXTS))
    one, two = build(rows, "one"), build(rows[::-1], "two")
    told = [measure_diversity(dataset, sample=40).as_json() | {"dataset": ""} for dataset in (one, two)]
    assert told[0] == told[1]
    for method in ("k_center", "facility_location"):
        chosen = [choose(d, Prompts.of(d), method, size=12, seed=3).keys for d in (one, two)]
        assert chosen[0] == chosen[1]


def test_only_prompts_with_a_kept_row_are_measured(build: Build) -> None:
    dataset = build(asks(*TEXTS))
    kept = np.arange(6) < 2
    assert len(measure_diversity(dataset, kept).prompts) == 2
    assert measure_diversity(dataset, np.zeros(6, bool)).as_json()["words"]["mean"] is None


@pytest.mark.usefixtures("embedded")
def test_a_subset_knows_how_far_the_others_are(build: Build) -> None:
    dataset = build(asks(*TEXTS))
    prompts = Prompts.of(dataset)
    subset = choose(dataset, prompts, "k_center", size=2)
    assert len(subset) == subset.chosen.sum() == 2
    assert (subset.distance[subset.chosen] == 0).all()
    assert (subset.distance[~subset.chosen] > 0).all()
    curve = coverage_of(prompts, subset)
    assert curve.stops[-1].mean == pytest.approx(float(subset.distance.mean()), abs=1e-6)
    away = int(np.flatnonzero(~subset.chosen)[0])
    assert subset.reason(dataset, away).startswith("not among the 2 diverse prompts; nearest is ")


def test_prompts_without_vectors_are_refused_in_one_sentence(build: Build) -> None:
    dataset = build(asks(*TEXTS))
    with pytest.raises(RecipeError, match=r"6 of 6 prompts are not embedded: .* Embed them first"):
        choose(dataset, Prompts.of(dataset), "k_center", size=2)


def test_a_share_is_at_least_one_prompt_and_at_most_all() -> None:
    assert [how_many(10, None, share) for share in (0.01, 0.25, 1.0)] == [1, 2, 10]
    assert how_many(10, 99, None) == 10
