"""What each trainer cuts off or drops, token by token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.analysis.checks.trainers import TRAINERS, trainer_named
from curation.export.seen import Rendered, cut
from curation.export.seen.cutting import in_proportion
from curation.export.seen.reader import Encoded

COUNTS = st.integers(0, 40)


def pair(prompt: int, chosen: int, rejected: int) -> Rendered:
    def side(answer: int) -> Encoded:
        total = prompt + answer
        return Encoded("x" * total, list(range(total)), list(range(total)), list(range(1, total + 1)))

    return Rendered(prompt, {"chosen": side(chosen), "rejected": side(rejected)}, "", frozenset())


def trained(found: Rendered, trainer: str, limit: int, **how: str) -> dict[str, list[int]]:
    kept = cut(found, trainer_named(trainer), limit, **how).kept
    return {
        side: [token for start, end in kept[side] for token in said.ids[start:end]]
        for side, said in found.sides.items()
    }


def test_reward_models_drop_what_is_longer_and_keep_what_just_fits() -> None:
    assert cut(pair(5, 4, 2), trainer_named("trl-reward"), 8).dropped
    fits = cut(pair(5, 3, 2), trainer_named("trl-reward"), 8)
    assert not fits.dropped and not fits.cuts(pair(5, 3, 2))


def test_llama_factory_takes_from_prompt_and_answers_in_proportion() -> None:
    found = trained(pair(30, 30, 4), "llama-factory", 20)
    assert found["chosen"] == [*range(10), *range(30, 40)]
    assert found["rejected"] == [*range(10), *range(30, 34)]


@pytest.mark.parametrize(
    ("prompt", "answer", "limit", "kept"),
    [(30, 4, 20, (16, 4)), (4, 30, 20, (4, 16)), (30, 10, 20, (15, 5)), (3, 3, 20, (3, 3))],
)
def test_what_takes_less_than_half_stays_whole(
    prompt: int, answer: int, limit: int, kept: tuple[int, int]
) -> None:
    assert in_proportion(prompt, answer, limit) == kept


def test_openrlhf_wants_room_for_an_answer() -> None:
    trainer = trainer_named("openrlhf-dpo")
    assert cut(pair(6, 9, 9), trainer, 8).dropped
    assert not cut(pair(5, 9, 9), trainer, 8).dropped


@given(COUNTS, COUNTS, COUNTS, st.integers(1, 60))
@pytest.mark.parametrize("trainer", TRAINERS, ids=lambda trainer: trainer.name)
def test_no_side_that_is_kept_is_longer_than_the_limit(
    trainer: object, prompt: int, chosen: int, rejected: int, limit: int
) -> None:
    found = pair(prompt, chosen, rejected)
    left = trained(found, trainer.name, limit)
    assert all(len(ids) <= limit for ids in left.values())
    longest = prompt + max(chosen, rejected)
    done = cut(found, trainer, limit)
    if longest <= limit and not done.dropped:
        assert not done.cuts(found)


@given(COUNTS, COUNTS, COUNTS, st.integers(1, 60))
@pytest.mark.parametrize("mode", ["keep_start", "keep_end"])
def test_dpo_keeps_the_tokens_that_trls_collator_keeps(
    mode: str, prompt: int, chosen: int, rejected: int, limit: int
) -> None:
    pytest.importorskip("trl", reason="TRL is not installed")
    from trl.trainer.dpo_trainer import DataCollatorForPreference

    found = pair(prompt, chosen, rejected)
    left = trained(found, "trl-dpo", limit, mode=mode)
    if mode == "keep_start" and prompt >= limit:
        assert left == {"chosen": [], "rejected": []}
        return
    example = {
        "prompt_ids": list(range(prompt)),
        "chosen_ids": list(range(prompt, prompt + chosen)),
        "rejected_ids": list(range(prompt, prompt + rejected)),
    }
    batch = DataCollatorForPreference(pad_token_id=-1, max_length=limit, truncation_mode=mode)([example])
    rows = [[int(token) for token in row if token >= 0] for row in batch["input_ids"]]
    assert rows == [left["chosen"], left["rejected"]]
