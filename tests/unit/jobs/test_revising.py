"""Loading a source again, after its content changed."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from curation.cli.main import main
from curation.jobs import load
from curation.jobs.revising import revise
from curation.recipe import CheckStep, Recipe
from curation.recipe.session import Session


def written(path: Path, count: int) -> str:
    rows = [{"prompt": f"ask {n}", "chosen": "yes", "rejected": "no"} for n in range(count)]
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    return str(path)


def test_a_recipe_goes_on_to_the_new_revision_once(winnow_home: Path, tmp_path: Path) -> None:
    old = load(written(tmp_path / "rows.jsonl", 4))
    assert revise(old) is None
    recipe = Recipe(steps=(CheckStep(check="identical_pair"),))
    Session.open(old.id).change(recipe, "a step")
    new = load(written(tmp_path / "rows.jsonl", 6))
    revised = revise(new)
    assert revised is not None
    assert (revised.revision.same, revised.revision.added) == (4, 2)
    assert Session.open(new.id).recipe == recipe
    Session.open(new.id).change(Recipe(), "cleared")
    assert revise(new) is None
    assert Session.open(new.id).recipe == Recipe()


def test_load_and_compare_say_what_changed(
    winnow_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "rows.jsonl"
    assert main(["load", written(path, 4), "--json"]) == 0
    old = orjson.loads(capsys.readouterr().out)
    assert "revision" not in old
    assert main(["load", written(path, 3)]) == 0
    said = capsys.readouterr().out
    assert "3  the same" in said
    assert "1  removed" in said
    assert main(["load", written(path, 5), "--json"]) == 0
    new = orjson.loads(capsys.readouterr().out)
    assert (new["revision"]["same"], new["revision"]["added"], new["revision"]["removed"]) == (3, 2, 0)
    assert main(["compare", old["dataset"], new["dataset"], "--json"]) == 0
    found = orjson.loads(capsys.readouterr().out)
    assert (found["same"], found["added"], found["removed"]) == (4, 1, 0)
