from __future__ import annotations

from pathlib import Path

import numpy as np
import orjson
import pytest

from curation.analysis import shading
from curation.analysis.shading import KEPT, LENGTH, NONE, REST, first_pairs, kept_prompts, shade, shades_of
from curation.errors import RecipeError
from curation.jobs import load, opened
from curation.store import Dataset

ROWS = [
    {"prompt": "aa", "chosen": "Yes, it is.", "rejected": "No.", "source": "web"},
    {"prompt": "aa", "chosen": "Perhaps.", "rejected": "No, never ever.", "source": "web"},
    {"prompt": "bbbb", "chosen": "Same.", "rejected": "Same.", "source": "books"},
    {"prompt": "c", "chosen": "Ja.", "rejected": "Nein.", "source": None},
]


@pytest.fixture
def dataset(winnow_home: Path, tmp_path: Path) -> Dataset:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in ROWS))
    return opened(load(str(path)).id)


@pytest.fixture
def everything(dataset: Dataset) -> np.ndarray:
    return np.ones(len(dataset.pairs), bool)


def test_every_name_offered_shades_every_prompt(dataset: Dataset, everything: np.ndarray) -> None:
    for name in shades_of(dataset):
        found = shade(dataset, name, everything)
        values = found.numbers if found.codes is None else found.codes
        assert values is not None
        assert len(values) == 3
        assert found.codes is None or found.codes.max() < len(found.labels)


def test_a_number_is_the_mean_over_a_prompts_pairs(dataset: Dataset, everything: np.ndarray) -> None:
    found = shade(dataset, "margin.chars", everything).numbers
    assert found is not None
    margins = [len(row["chosen"] or "") - len(row["rejected"] or "") for row in ROWS]
    assert found.tolist() == [(margins[0] + margins[1]) / 2, margins[2], margins[3]]


def test_length_is_a_power_of_ten(dataset: Dataset, everything: np.ndarray) -> None:
    found = shade(dataset, LENGTH, everything).numbers
    assert np.allclose(found, np.log10([2, 4, 1]))


def test_a_prompt_is_kept_while_one_of_its_pairs_is(dataset: Dataset) -> None:
    kept = np.array([False, True, False, True])
    assert kept_prompts(dataset, kept).tolist() == [True, False, True]
    found = shade(dataset, KEPT, kept)
    assert found.codes is not None
    assert [found.labels[code] for code in found.codes] == ["kept", "removed", "kept"]


def test_a_check_flags_the_prompts_of_the_pairs_it_hits(dataset: Dataset, everything: np.ndarray) -> None:
    found = shade(dataset, "check: Chosen equals rejected", everything)
    assert found.codes is not None
    assert [found.labels[code] for code in found.codes] == ["no", "yes", "no"]


def test_categories_come_the_most_frequent_first_and_the_rest_together(
    dataset: Dataset, everything: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = shade(dataset, "source", everything)
    assert found.codes is not None
    assert {found.labels[code] for code in found.codes} == {"web", "books", NONE}
    monkeypatch.setattr(shading, "MOST_LABELS", 1)
    found = shade(dataset, "source", everything)
    assert found.labels[1:] == (REST,)


def test_a_prompts_first_pair_is_one_that_is_kept_where_there_is_one(dataset: Dataset) -> None:
    prompts = np.arange(3)
    assert first_pairs(dataset, prompts, np.array([False, True, False, True])).tolist() == [1, 2, 3]


def test_an_unknown_name_is_refused_with_the_known_ones(dataset: Dataset, everything: np.ndarray) -> None:
    with pytest.raises(RecipeError, match="kept or removed"):
        shade(dataset, "margin.beauty", everything)
