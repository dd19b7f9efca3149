"""The README beside an export: the Hub and ``datasets`` read its head, people read how the set was made."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pytest
import yaml

from curation.export import splitting_of, target_named, write_export
from curation.export.card import card, fenced, plain
from curation.export.card_head import size_category
from curation.export.hub_features import features
from curation.export.hub_licences import stated
from curation.export.splitting import Splitting
from curation.export.target import Job, Written
from curation.recipe import (
    CheckStep,
    ExportOptions,
    ExportSpec,
    FilterStep,
    Outcome,
    Recipe,
    SampleStep,
    apply,
)
from curation.recipe.edits import Edits
from curation.sources.card import of_readme
from curation.store import Dataset

Make = Callable[..., Dataset]


@pytest.fixture
def pairs(make: Make) -> Dataset:
    rows = [
        {
            "prompt": f"Question {at}?",
            "chosen": "Yes, " * (at + 1),
            "rejected": "No",
            "split": "test" if at % 5 == 0 else "train",
        }
        for at in range(40)
    ]
    return make(rows, "plain | pairs")


def exported(
    dataset: Dataset,
    out: Path,
    name: str,
    recipe: Recipe | None = None,
    outcome: Outcome | None = None,
    **how: Any,
) -> str:
    out.mkdir(exist_ok=True)
    target = target_named(name)
    options = how.pop("options", ExportOptions())
    job = Job(outcome or apply(dataset, recipe or Recipe()), Splitting(**how), options)
    text = card(out, job, target, target.write(job, out), recipe)
    (out / "README.md").write_text(text, "utf-8")
    return text


def head(text: str) -> dict[str, Any]:
    return yaml.safe_load(text.split("---\n")[1])


@pytest.mark.parametrize("name", ["parquet", "jsonl", "trl-dpo", "hf-dataset"])
def test_datasets_reads_the_export_as_the_head_states(
    pairs: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    datasets = pytest.importorskip("datasets")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    told = head(exported(pairs, tmp_path / "out", name, options=ExportOptions(max_rows=15)))
    found = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    stated_rows = {split["name"]: split["num_examples"] for split in told["dataset_info"]["splits"]}
    assert stated_rows == {split: len(rows) for split, rows in found.items()} == {"train": 32, "test": 8}
    if "features" in told["dataset_info"]:
        theirs = datasets.Features._from_yaml_list(told["dataset_info"]["features"])
        assert theirs == found["train"].features


def test_the_hubs_own_reader_takes_the_head(pairs: Dataset, tmp_path: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    read = hub.DatasetCard(exported(pairs, tmp_path / "out", "parquet")).data.to_dict()
    assert read["task_categories"] == ["text-generation"] and read["size_categories"] == ["n<1K"]
    assert {"preference", "rlhf"} <= set(read["tags"])
    assert read["configs"][0]["data_files"][0]["split"] == "train"


@pytest.mark.parametrize(
    ("licence", "entries"),
    [
        ("CC-BY-4.0", {"license": "cc-by-4.0"}),
        ("mit, apache-2.0", {"license": ["mit", "apache-2.0"]}),
        ("Our Own Terms", {"license": "other", "license_name": "our-own-terms"}),
        (None, {}),
    ],
)
def test_a_licence_is_carried_over_and_never_guessed(licence: str | None, entries: dict[str, Any]) -> None:
    assert stated(licence) == entries
    back = of_readme(f"---\n{yaml.safe_dump(entries)}---\n").licence
    assert (back or "").lower().replace("-", " ") == (licence or "").lower().replace("-", " ")


def test_no_licence_is_said_to_be_none(pairs: Dataset, tmp_path: Path) -> None:
    text = exported(pairs, tmp_path / "out", "jsonl")
    assert "license" not in head(text) and "states no licence" in text


def test_the_funnel_sums_and_the_recipe_comes_back(pairs: Dataset, tmp_path: Path) -> None:
    recipe = Recipe(steps=(CheckStep(check="tie"), SampleStep(pairs=20, seed=3)))
    text = exported(pairs, tmp_path / "out", "jsonl", recipe)
    lines = [
        line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ") and line.count("|") == 5
    ]
    left = [int(line[3].strip().replace(",", "")) for line in lines if line[3].strip().isdigit()]
    assert left[0] == 40 and left[-1] == 20
    written = text.split("```yaml\n")[1].split("\n```")[0]
    assert Recipe.from_yaml(written).steps == recipe.steps


def test_before_and_after_are_of_the_pairs_as_they_are_written(rated: Dataset, tmp_path: Path) -> None:
    plain_outcome = apply(rated, Recipe())
    swapped = Outcome(rated, plain_outcome.kept, (), Edits(plain_outcome.kept_ids))
    text = exported(rated, tmp_path / "out", "jsonl", outcome=swapped)
    line = next(line for line in text.splitlines() if "Mean helpfulness" in line)
    before, after = line.split("|")[2:4]
    assert [part.strip() for part in before.split("/")] == [part.strip() for part in after.split("/")][::-1]
    assert f"Reviewers swapped the sides of {len(plain_outcome.kept_ids)} pairs" in text


def test_what_a_format_refuses_and_what_was_quarantined_are_limits(make: Make, tmp_path: Path) -> None:
    rows = [
        {"prompt": "a?", "chosen": "x", "rejected": "y"},
        {"prompt": "b?", "chosen": "same", "rejected": "same"},
        {"prompt": "", "chosen": None, "rejected": None},
    ]
    dataset = make(rows, "holes")
    text = exported(dataset, tmp_path / "out", "trl-dpo")
    assert dataset.info.quarantine and "could not be read" in text


def test_splits_and_their_check_are_told(pairs: Dataset, tmp_path: Path) -> None:
    text = exported(pairs, tmp_path / "out", "jsonl", by="group", folds=4, seed=2, stratify="split")
    assert [split["name"] for split in head(text)["dataset_info"]["splits"]] == [
        f"fold_{at}" for at in range(1, 5)
    ]
    assert "4 folds, seed 2, shares met within each split, prompts of equal text kept together" in text
    assert "No group of prompts of equal text stands in two splits." in text


def test_the_same_session_gives_the_same_card_on_any_day(
    pairs: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = Recipe(steps=(CheckStep(check="tie"),))
    one = exported(pairs, tmp_path / "one", "parquet", recipe)
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert exported(pairs, tmp_path / "other", "parquet", recipe) == one
    assert str(tmp_path) not in one


@pytest.mark.parametrize("name", ["trl-dpo", "hf-dataset", "csv"])
def test_two_exports_on_two_days_are_the_same_bytes(
    pairs: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    recipe = Recipe(steps=(CheckStep(check="tie"),), export=ExportSpec(format=name, split_by="group"))
    for out, clock in (("one", 1e9), ("other", 3e9)):
        monkeypatch.setattr(time, "time", lambda clock=clock: clock)
        how = splitting_of(recipe.export)
        write_export(pairs, apply(pairs, recipe), name, tmp_path / out, splitting=how, recipe=recipe)
    one, other = (
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in (tmp_path / "one", tmp_path / "other")
    )
    assert one == other and {"README.md", "manifest.json"} <= set(one)
    told = orjson.loads(one["manifest.json"])
    assert told["straddling"] == {"of": "prompts of equal text", "groups": 0}
    assert sum(told["splits"].values()) == told["rows"]


def test_names_from_a_data_set_are_no_markup(pairs: Dataset, tmp_path: Path) -> None:
    assert plain("a | <b>\n# [x](y)") == r"a \| \<b\> \# \[x\](y)"
    assert fenced("a\n````\nb", "yaml").startswith("`````yaml\n")
    recipe = Recipe(
        steps=(
            FilterStep(
                name="``` | <script>", where={"field": "prompt", "op": "contains", "value": "Question"}
            ),
        )
    )
    text = exported(pairs, tmp_path / "out", "jsonl", recipe)
    assert "<script>" not in text.split("````yaml")[0] and r"\<script\>" in text


def test_sizes_have_the_hubs_names() -> None:
    assert [size_category(n) for n in (0, 999, 1_000, 50_000, 2_000_000, 3_000_000_000)] == [
        "n<1K",
        "n<1K",
        "1K<n<10K",
        "10K<n<100K",
        "1M<n<10M",
        "n>1B",
    ]


def test_columns_are_stated_as_datasets_states_them() -> None:
    datasets = pytest.importorskip("datasets")
    turn = pa.struct([("role", pa.string()), ("content", pa.string())])
    schema = pa.schema(
        [
            ("key", pa.string()),
            ("messages", pa.list_(turn)),
            ("score", pa.float64()),
            ("few", pa.float32()),
            ("flag", pa.bool_()),
            ("counts", pa.list_(pa.int64())),
            ("nested", pa.list_(pa.list_(pa.string()))),
            ("one", turn),
        ]
    )
    assert features(schema) == datasets.Features.from_arrow_schema(schema)._to_yaml_list()


def test_source_shape_has_no_configs(pairs: Dataset, tmp_path: Path) -> None:
    told = head(exported(pairs, tmp_path / "out", "source"))
    assert "configs" not in told and told["tags"]


def test_written_says_what_is_in_the_card(pairs: Dataset, tmp_path: Path) -> None:
    target = target_named("jsonl")
    (tmp_path / "out").mkdir()
    job = Job(apply(pairs, Recipe()), Splitting("none"))
    written: Written = target.write(job, tmp_path / "out")
    assert f"{sum(file.rows for file in written.files)} rows of preference data" in card(
        tmp_path / "out", job, target, written, None
    )
