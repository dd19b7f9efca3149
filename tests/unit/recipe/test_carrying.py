"""A recipe goes on to the next revision; what does not fit there is switched off and said."""

from __future__ import annotations

from pathlib import Path

import orjson

from curation.jobs import load, opened
from curation.recipe import CheckStep, Compare, FilterStep, Recipe, apply
from curation.recipe.carrying import carry_over
from curation.recipe.session import Session


def loaded(path: Path, *, scored: bool) -> str:
    rows = [{"prompt": f"ask {n}", "chosen": "yes", "rejected": "no" if n else "yes"} for n in range(5)]
    if scored:
        rows = [row | {"score_chosen": 3, "score_rejected": 1} for row in rows]
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
    return load(str(path)).id


def test_steps_carry_over_and_an_unfit_one_is_switched_off(winnow_home: Path, tmp_path: Path) -> None:
    old = loaded(tmp_path / "rows.jsonl", scored=True)
    scores = FilterStep(where=Compare(field="chosen.score", op=">=", value=2))
    same = CheckStep(check="identical_pair")
    Session.open(old).change(Recipe(steps=(scores, same)), "two steps")
    new = opened(loaded(tmp_path / "rows.jsonl", scored=False))
    carried = carry_over(old, new)
    assert [step.enabled for step in carried.recipe.steps] == [False, True]
    assert [title for title, _ in carried.unfit] == [scores.title]
    assert "chosen.score" in carried.unfit[0][1]
    assert Session.open(new.id).recipe == carried.recipe
    assert apply(new, carried.recipe).pairs_kept == 4
    assert Session.open(old).recipe == Recipe(steps=(scores, same))
