"""From source to export in one go equals its parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from curation.errors import RecipeError, SchemaError
from curation.export import MANIFEST, write_export
from curation.jobs import export_recipe, load, run_recipe
from curation.recipe import Recipe, apply
from curation.store import list_datasets

RECIPE = """version: 1
source: {spec: "sample:ratings"}
pairing: {weights: {helpfulness: 0.65, correctness: 0.8}, min_margin: 0.5}
steps:
  - {kind: check, check: identical_pair}
  - {kind: deduplicate, method: lexical, threshold: 0.9}
  - {kind: sample, pairs: 100, seed: 7}
export: {format: trl-dpo, split_by: prompt, ratios: [0.8, 0.2], seed: 3}
"""


def written(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_run_equals_load_apply_and_export_byte_for_byte(
    winnow_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = Recipe.from_yaml(RECIPE)
    run = run_recipe(recipe, tmp_path / "run")
    monkeypatch.setenv("WINNOW_HOME", str(tmp_path / "another-home"))
    dataset = load("sample:ratings", pairing=recipe.pairing)
    assert recipe.export is not None
    outcome = apply(dataset, recipe)
    write_export(
        dataset,
        outcome,
        "trl-dpo",
        tmp_path / "parts",
        split_by="prompt",
        ratios=(0.8, 0.2),
        seed=3,
        recipe=recipe,
    )
    assert run.outcome.funnel() == outcome.funnel()
    assert written(tmp_path / "run") == written(tmp_path / "parts")
    assert MANIFEST in written(tmp_path / "run")


def test_a_run_twice_gives_the_same_bytes(winnow_home: Path, tmp_path: Path) -> None:
    recipe = Recipe.from_yaml(RECIPE)
    first = run_recipe(recipe, tmp_path / "out")
    before = written(tmp_path / "out")
    assert run_recipe(recipe, tmp_path / "out").dataset.id == first.dataset.id
    assert written(tmp_path / "out") == before


def test_a_recipe_without_an_export_writes_nothing(winnow_home: Path, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="'export'"):
        export_recipe(load("sample"), Recipe(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_import_that_breaks_off_leaves_no_data_set(
    winnow_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("curation.store.ingest._prompts", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load("sample")
    assert list_datasets() == []
    assert list((winnow_home / "datasets").iterdir()) == []


def test_progress_is_told_as_rows_are_read(winnow_home: Path) -> None:
    told: list[tuple[str, int, int]] = []
    load("sample", progress=lambda *at: told.append(at))
    assert ("reading", 432, 0) in told
    stage, done, total = told[-1]
    assert stage == "measuring"
    assert done == total > 432


def test_weights_of_unknown_attributes_are_refused(winnow_home: Path) -> None:
    from curation.store import Pairing

    with pytest.raises(SchemaError, match="'niceness'"):
        load("sample", pairing=Pairing(weights={"niceness": 1}))
