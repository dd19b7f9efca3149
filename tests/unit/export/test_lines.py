"""Lines that are made of a whole block at once: the bytes of its rows, one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pytest

from curation.export import TARGETS, Splitting
from curation.export.block import Block, blocks
from curation.export.target import Job, PairTarget, Plan
from curation.recipe import ExportOptions, Recipe, apply
from curation.recipe.edits import Edits
from curation.recipe.outcome import Outcome
from curation.recipe.verdict import Edit
from curation.store import Dataset

Make = Callable[..., Dataset]

AT_ONCE = (
    "trl-dpo",
    "trl-reward",
    "trl-kto",
    "axolotl-dpo",
    "axolotl-rm",
    "llamafactory-ranking",
    "llamafactory-kto",
    "openrlhf",
    "nemo-rl",
    "nemo-aligner-dpo",
    "jsonl",
)
NASTY = ('"quotes"', "back\\slash\\", "a\nb\r\tc", "\x00\x1b\x7f", "日本 😀", "", "{0} \ue000 %s")


def said(role: str, content: str) -> dict[str, str]:
    return {"role": role, "content": content}


def conversation(number: int) -> list[dict[str, str]]:
    asked = [said("user", f"Q{number} {NASTY[number % 7]}")]
    kind = number % 4
    if kind == 1:
        return [said("system", NASTY[number % 5]), *asked]
    return [said("user", "1"), said("assistant", NASTY[number % 6]), *asked] if kind == 2 else asked


@pytest.fixture
def talks(make: Make) -> Dataset:
    """Sixty pairs of three shapes, with scores, models, extras and texts that need escapes."""
    rows: list[dict[str, Any]] = []
    for number in range(60):
        prompt = conversation(number)
        row = {
            "chosen": [*prompt, said("assistant", f"Yes {NASTY[number % 7]}")],
            "rejected": [*prompt, said("assistant", NASTY[number % 3])],
            "score_chosen": 4.5,
            "score_rejected": number % 4 / 3,
            "chosen_model": "m1",
            "rejected_model": None,
            "topic": NASTY[number % 7] if number % 5 else None,
            "number": number,
        }
        rows.append(row)
    return make(rows, "talks")


def planned(dataset: Dataset, target: str, edits: Edits, **options: Any) -> Plan:
    [found] = [one for one in TARGETS if one.name == target]
    assert isinstance(found, PairTarget)
    outcome = Outcome(dataset, apply(dataset, Recipe()).kept, (), edits)
    job = Job(outcome, Splitting("none"), ExportOptions(**options))
    return found.plan(job, job.outcome.kept_ids)


def one_by_one(plan: Plan, block: Block) -> list[bytes]:
    return [orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in plan.rows(block)]


def at_once(plan: Plan, block: Block) -> list[bytes] | None:
    lines = plan.lines(block)
    return None if lines is None else [line.encode() for line in lines.to_pylist()]


@pytest.mark.parametrize("target", AT_ONCE)
def test_they_are_the_same_bytes(talks: Dataset, target: str) -> None:
    edits = Edits(np.array([3, 8, 30]), {8: Edit(chosen='my "own"'), 9: Edit(prompt="else\n?")})
    for known in (Edits(), edits):
        plan = planned(talks, target, known)
        for ids in (plan.ids, plan.ids[1::2]):
            [block] = blocks(talks, ids, known)
            assert at_once(plan, block) == one_by_one(plan, block)


@pytest.mark.parametrize(
    ("target", "options"),
    [
        ("trl-dpo", {"extras": ("key", "chosen.score", "extra.topic"), "system": "fold"}),
        ("trl-dpo", {"system": "drop", "turns": "last"}),
        ("trl-reward", {"margin": "require", "extras": ("extra.number",)}),
        ("openrlhf", {"margin": "never"}),
        ("axolotl-dpo", {"style": "intel"}),
        ("jsonl", {"extras": ("extra.topic",)}),
        ("trl-kto", {"extras": ("source", "strength")}),
    ],
)
def test_options_change_nothing_of_that(talks: Dataset, target: str, options: dict[str, Any]) -> None:
    plan = planned(talks, target, Edits(), **options)
    block = Block(talks, plan.ids)
    assert at_once(plan, block) == one_by_one(plan, block)


def test_histories_of_their_own_are_written_row_by_row(make: Make) -> None:
    def talk(between: str, last: str) -> list[dict[str, str]]:
        return [said("user", "1"), said("assistant", between), said("user", "3"), said("assistant", last)]

    dataset = make([{"chosen": talk("x", "G"), "rejected": talk("y", "H")}])
    for target in ("jsonl", "trl-reward", "trl-kto"):
        plan = planned(dataset, target, Edits())
        assert at_once(plan, Block(dataset, plan.ids)) is None


def test_conversations_of_very_many_shapes_are_written_row_by_row(make: Make) -> None:
    def talk(number: int, last: str) -> list[dict[str, str]]:
        turns = [said(("user", "assistant")[at % 2], f"{number} {at}") for at in range(2 * number + 1)]
        return [*turns, said("assistant", last)]

    dataset = make([{"chosen": talk(n, "G"), "rejected": talk(n, "H")} for n in range(20)])
    plan = planned(dataset, "trl-dpo", Edits())
    assert at_once(plan, Block(dataset, plan.ids)) is None
