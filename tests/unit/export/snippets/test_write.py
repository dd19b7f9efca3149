"""Snippets name exactly the files of their export, and are what they say they are."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from curation.export import TARGETS, snippets, write_export
from curation.export.files import FileWritten
from curation.export.snippets.snippet import files_of
from curation.recipe import ExportOptions, Recipe, apply
from curation.store import Dataset

TRAINERS = [
    target.name
    for target in TARGETS
    if target.name not in ("hf-dataset", "jsonl", "parquet", "csv", "source", "helpsteer")
]
WRITTEN = [FileWritten("train.jsonl", 3), FileWritten("validation.jsonl", 1), FileWritten("test.jsonl", 1)]


@pytest.mark.parametrize("target", TRAINERS)
def test_a_snippet_names_the_files_to_train_on_and_to_evaluate_on(target: str) -> None:
    [snippet] = snippets(target, WRITTEN, ExportOptions())
    named = (
        ("train", "validation") if target.startswith("llamafactory") else ("train.jsonl", "validation.jsonl")
    )
    assert all(name in snippet.text for name in named)
    assert "test.jsonl" not in snippet.text
    if snippet.language == "python":
        ast.parse(snippet.text)
    elif snippet.language == "yaml":
        assert isinstance(yaml.safe_load(snippet.text), dict)
    assert not any(line != line.rstrip() for line in snippet.text.splitlines())


@pytest.mark.parametrize("target", TRAINERS)
def test_a_lone_file_is_trained_on_and_nothing_is_held_out(target: str) -> None:
    [snippet] = snippets(target, [FileWritten("data.jsonl", 3)], ExportOptions())
    assert "validation" not in snippet.text or target.startswith("nemo-")
    assert "data" in snippet.text


def test_axolotl_is_told_the_style_and_the_trainer() -> None:
    chat, intel, reward = (
        yaml.safe_load(snippets(name, WRITTEN, ExportOptions(style=style))[0].text)
        for name, style in (("axolotl-dpo", "chat"), ("axolotl-dpo", "intel"), ("axolotl-rm", "chat"))
    )
    assert (chat["rl"], chat["datasets"][0]["type"]) == ("dpo", "chat_template.default")
    assert intel["datasets"][0]["type"] == "chatml.intel"
    assert (reward["reward_model"], reward["datasets"][0]["type"]) == (True, "bradley_terry.chat_template")
    assert chat["datasets"][0]["data_files"] == ["train.jsonl"]
    assert chat["test_datasets"][0]["data_files"] == ["validation.jsonl"]


def test_nemo_rl_overrides_the_data_set_that_its_own_settings_name() -> None:
    both, alone = (
        yaml.safe_load(snippets("nemo-rl", files, ExportOptions())[0].text)
        for files in (WRITTEN, WRITTEN[:1])
    )
    for split in ("train", "validation"):
        assert both["data"][split] == {
            "dataset_name": "PreferenceDataset",
            "data_path": f"${{oc.env:DATA}}/{split}.jsonl",
            "split": "train",
        }
    assert both["defaults"].endswith("/examples/configs/dpo.yaml")
    assert both["policy"]["tokenizer"]["name"] == "${policy.model_name}"
    assert (alone["data"]["validation"], alone["dpo"]["val_period"]) == (None, 0)


def test_argillas_settings_know_every_rating_of_any_record(tmp_path: Path) -> None:
    [snippet] = snippets("argilla", [FileWritten("data.jsonl", 2)], ExportOptions())
    first, second = {"prompt": [], "response_1_helpfulness": 4}, {"prompt": [], "response_2_clarity": 1}
    (tmp_path / "data.jsonl").write_text(f"{json.dumps(first)}\n{json.dumps(second)}\n", "utf-8")
    (tmp_path / snippet.name).write_text(snippet.text, "utf-8")
    names: list[str] = []
    # Stands in for the library, whose own names were checked with Argilla 2.8.
    known = SimpleNamespace(
        ChatField=str,
        TextField=str,
        LabelQuestion=lambda name, labels: name,
        FloatMetadataProperty=lambda name: names.append(name) or name,
        Settings=dict,
    )
    code = compile(snippet.text, str(tmp_path / snippet.name), "exec")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "argilla", known)  # type: ignore[arg-type]
        scope: dict[str, Any] = {"__name__": "snippet", "__file__": str(tmp_path / snippet.name)}
        exec(code, scope)  # our own script
        scope["settings"]()
    assert names == ["response_1_helpfulness", "response_2_clarity"]


def test_the_shards_of_a_split_belong_together() -> None:
    shards = [FileWritten(f"train-0000{i}-of-00002.jsonl.gz", 2) for i in range(2)]
    found = files_of([*shards, FileWritten("odd.jsonl", 1)])
    assert found.train == ("train-00000-of-00002.jsonl.gz", "train-00001-of-00002.jsonl.gz")
    assert found.held_out == ()
    assert files_of([FileWritten("odd.jsonl", 1), FileWritten("test.jsonl", 1)]).train == ("odd.jsonl",)


def test_a_snippet_lies_beside_its_files_and_goes_with_them(rated: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = write_export(rated, apply(rated, Recipe()), "trl-dpo", out)
    assert "train.py" in written.beside
    assert (out / "train.py").read_text("utf-8") == snippets(
        "trl-dpo", [FileWritten("data.jsonl", 4)], ExportOptions()
    )[0].text
    write_export(rated, apply(rated, Recipe()), "csv", out)
    assert not (out / "train.py").exists()
