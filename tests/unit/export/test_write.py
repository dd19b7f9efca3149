"""The folder of an export: whole or not at all, the same on any day, never over anybody's files."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curation.errors import Cancelled, ExportError
from curation.export import TARGETS, Splitting, splitting_of, target_named, write_export
from curation.export.jsonl import Jsonl
from curation.recipe import CheckStep, ExportSpec, Recipe, SourceRef, apply
from curation.schemas import Mapping
from curation.sources import open_source
from curation.store import Dataset, build_dataset

Make = Callable[..., Dataset]


def write(dataset: Dataset, out: Path, target: str = "trl-dpo", **how: Any) -> Any:
    return write_export(dataset, apply(dataset, Recipe()), target, out, **how)


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def split(make: Make) -> Dataset:
    """Forty prompts in three splits, one of them strangely named, and one without."""
    splits = ["train"] * 30 + ["validation"] * 4 + ["../a b"] * 4 + [None] * 2
    rows = [{"prompt": f"p{i}", "chosen": "a", "rejected": "b", "split": s} for i, s in enumerate(splits)]
    roles = ("prompt", "chosen", "rejected", "split")
    return make(rows, "split", mapping=Mapping(family="pairs", columns={role: role for role in roles}))


@pytest.mark.parametrize("target", [target.name for target in TARGETS])
def test_the_same_export_has_the_same_bytes_anywhere_and_any_day(
    rated: Dataset, tmp_path: Path, target: str
) -> None:
    recipe = Recipe(source=SourceRef(spec=str(tmp_path)), steps=(CheckStep(check="tie"),))
    for out in ("one", "two/deeper"):
        write_export(rated, apply(rated, recipe), target, tmp_path / out, recipe=recipe)
    one = contents(tmp_path / "one")
    assert one == contents(tmp_path / "two" / "deeper")
    assert str(tmp_path).encode() not in b"".join(one.values())


def test_the_manifest_tells_what_was_made_of_what(rated: Dataset, tmp_path: Path) -> None:
    recipe = Recipe(steps=(CheckStep(check="tie"),))
    result = write_export(rated, apply(rated, recipe), "trl-dpo", tmp_path / "out", recipe=recipe)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["dataset"]["id"] == rated.id
    assert manifest["source"]["fingerprint"] == rated.info.source.fingerprint
    assert manifest["recipe"] == {"version": 1, "steps": [{"kind": "check", "check": "tie"}]}
    assert manifest["recipe_hash"] == recipe.hash
    assert manifest["funnel"]["steps"] == [{"name": "without tie", "hit": 1, "removed": 1}]
    assert (
        manifest["rejected_by_target"] == result.rejected_by_target == [{"reason": "no_partner", "rows": 2}]
    )
    [file] = manifest["files"]
    assert file["sha256"] == hashlib.sha256((tmp_path / "out" / file["name"]).read_bytes()).hexdigest()
    assert file["rows"] == manifest["rows"] == result.rows == 4


def test_splits_become_files_under_names_that_stay_in_the_folder(split: Dataset, tmp_path: Path) -> None:
    result = write(split, tmp_path / "out")
    assert result.files == ["train.jsonl", "validation.jsonl", "data.jsonl", "a_b.jsonl"]
    assert write(split, tmp_path / "one", split_by="none").files == ["data.jsonl"]


def test_a_drawn_split_keeps_every_prompt_whole(make: Make, tmp_path: Path) -> None:
    rows = [
        {"prompt": f"{'What is' if i % 2 else 'what  IS'} {i // 2}", "chosen": f"a{i}", "rejected": "b"}
        for i in range(200)
    ]
    dataset = make(rows)
    result = write(dataset, tmp_path / "out", split_by="prompt", ratios=(0.7, 0.2, 0.1), seed=3)
    assert result.files == ["train.jsonl", "validation.jsonl", "test.jsonl"]
    seen: dict[str, str] = {}
    sizes = {}
    for name in result.files:
        lines = (tmp_path / "out" / name).read_bytes().splitlines()
        sizes[name] = len(lines)
        for line in lines:
            text = " ".join(json.loads(line)["prompt"][0]["content"].lower().split())
            assert seen.setdefault(text, name) == name
    assert sum(sizes.values()) == 200
    assert 110 <= sizes["train.jsonl"] <= 170
    other = write(dataset, tmp_path / "other", split_by="prompt", ratios=(0.7, 0.2, 0.1), seed=4)
    assert contents(tmp_path / "other") != contents(tmp_path / "out")
    assert other.rows == 200


def test_a_failure_leaves_nothing_and_the_earlier_export_as_it_was(
    rated: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(rated, tmp_path / "out", "jsonl")
    before = contents(tmp_path / "out")

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Jsonl, "open", full)
    for out in ("out", "fresh"):
        with pytest.raises(ExportError, match="disk is full"):
            write(rated, tmp_path / out, "jsonl")
    assert contents(tmp_path / "out") == before
    assert not (tmp_path / "fresh").exists()


def test_it_can_be_stopped(rated: Dataset, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        write(rated, tmp_path / "out", cancelled=lambda: True)
    assert not (tmp_path / "out").exists()


def test_progress_ends_at_the_total(rated: Dataset, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    write(rated, tmp_path / "out", progress=lambda *args: told.append(args))
    assert told[-1] == ("writing", 4, 4)


def test_an_earlier_export_is_replaced_whole(split: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(split, out)
    (out / "notes.txt").write_text("mine")
    write(split, out, "csv", split_by="none")
    assert sorted(contents(out)) == ["README.md", "data.csv", "manifest.json", "notes.txt"]


def test_a_file_that_winnow_did_not_write_is_never_replaced(rated: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "data.jsonl").write_text("precious")
    with pytest.raises(ExportError, match=r"already holds 'data\.jsonl'"):
        write(rated, out)
    assert contents(out) == {"data.jsonl": b"precious"}


def test_a_manifest_that_points_elsewhere_is_not_followed(rated: Dataset, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "outside.txt").write_text("precious")
    (out / "manifest.json").write_text(json.dumps({"winnow": "1", "files": [{"name": "../outside.txt"}]}))
    write(rated, out)
    assert (tmp_path / "outside.txt").read_text() == "precious"


def test_the_source_is_never_written_over_or_beside(winnow_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"prompt": "p", "chosen": "a", "rejected": "b"}\n')
    one, whole = build_dataset(open_source(folder / "a.jsonl")), build_dataset(open_source(folder))
    for dataset, out in ((one, folder), (whole, folder), (whole, folder / "out")):
        with pytest.raises(ExportError, match="holds the source"):
            write(dataset, out)
    with pytest.raises(ExportError, match="workspace"):
        write(one, winnow_home / "datasets")
    with pytest.raises(ExportError, match="is a file"):
        write(one, folder / "a.jsonl")
    write(one, winnow_home / "exports" / "mine")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_one_sentence(rated: Dataset, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(ExportError, match="cannot be written"):
            write(rated, tmp_path / "out")
    finally:
        tmp_path.chmod(0o700)


def test_unknown_formats_and_splits_are_named(rated: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="did you mean 'trl-dpo'"):
        target_named("trldpo")
    with pytest.raises(ExportError, match="existing, none, prompt"):
        write(rated, tmp_path / "out", split_by="rows")
    for ratios in ((0.5, 0.6), (1.0,), (1.2, -0.2)):
        with pytest.raises(ExportError, match="no split"):
            write(rated, tmp_path / "out", split_by="prompt", ratios=ratios)


def test_an_outcome_of_another_data_set_is_refused(rated: Dataset, split: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="not to"):
        write_export(rated, apply(split, Recipe()), "jsonl", tmp_path / "out")


def test_a_recipe_that_removes_everything_says_so(rated: Dataset, tmp_path: Path) -> None:
    from curation.recipe import Compare, FilterStep

    recipe = Recipe(steps=(FilterStep(where=Compare(field="prompt", op="contains", value="xyz")),))
    with pytest.raises(ExportError, match="removes all 7 pairs"):
        write_export(rated, apply(rated, recipe), "jsonl", tmp_path / "out")


def test_a_recipes_export_says_how_to_split() -> None:
    spec = ExportSpec(format="jsonl", split_by="prompt", ratios=(0.8, 0.2), seed=5)
    assert splitting_of(spec) == Splitting("prompt", (0.8, 0.2), 5)
