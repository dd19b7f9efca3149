"""The proof of a whole export: counts, the pairs behind them, and every target held to its reader's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from curation.errors import Cancelled
from curation.export import TARGETS, job_of, prove, target_named, write_export
from curation.export.proof import rules_for
from curation.export.splitting import Splitting
from curation.recipe import ExportOptions, Recipe, apply
from curation.store import Dataset

Make = Callable[..., Dataset]


def proof_of(dataset: Dataset, target: str, **options: Any) -> Any:
    job = job_of(dataset, apply(dataset, Recipe()), Splitting(), ExportOptions(**options))
    return prove(target_named(target), job)


def test_rows_and_pairs_of_a_fault_are_listed(make: Make) -> None:
    dataset = make(
        [
            {"prompt": "p", "chosen": "good", "rejected": "bad"},
            {"prompt": "q", "chosen": "same", "rejected": "same"},
            {"prompt": "r", "chosen": "fine", "rejected": "no"},
        ]
    )
    found = proof_of(dataset, "trl-dpo")
    assert (found.accepted, found.holds) == (2, False)
    [problem] = found.problems
    assert (problem.reason, problem.rows, problem.pairs.tolist()) == ("same_answers", 1, [1])
    assert found.sentence == (
        "2 rows accepted, 1 row would be read as something else because both answers are the same, "
        "so there is nothing to prefer"
    )


def test_two_rows_of_one_pair_point_at_it(make: Make) -> None:
    rows = [
        {"prompt": "p", "chosen": " a", "rejected": " b"},
        {"prompt": "q", "chosen": "a", "rejected": "b"},
    ]
    found = proof_of(make(rows), "trl-kto")
    assert (found.accepted, found.holds, found.warnings) == (4, True, ())


def test_answers_of_one_label_alone_are_warned_of(make: Make) -> None:
    liked = make([{"prompt": "p", "completion": "a", "label": True}])
    assert "same label" in proof_of(liked, "trl-kto").warnings[0]
    assert "same tag" in proof_of(liked, "llamafactory-kto").warnings[0]


def test_a_style_is_held_to_its_own_rules() -> None:
    target = target_named("axolotl-dpo")
    chat, intel = (rules_for(target, ExportOptions(style=style)) for style in ("chat", "intel"))
    assert chat is not None and intel is not None
    assert "chat_template.py" in chat.source
    assert "chatml.py" in intel.source


@pytest.mark.parametrize("target", [target.name for target in TARGETS])
def test_as_many_rows_are_proved_as_are_written(rated: Dataset, tmp_path: Any, target: str) -> None:
    found = proof_of(rated, target)
    written = write_export(rated, apply(rated, Recipe()), target, tmp_path / "out")
    assert found.accepted + sum(problem.rows for problem in found.problems) == written.rows
    assert found.holds
    assert bool(found.source) == (target not in ("csv", "source"))


def test_a_proof_can_be_stopped(rated: Dataset) -> None:
    job = job_of(rated, apply(rated, Recipe()), Splitting(), cancelled=lambda: True)
    with pytest.raises(Cancelled):
        prove(target_named("trl-dpo"), job)
