"""Decisions about single prompts: each stands once, and the latest one wins."""

from __future__ import annotations

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from curation.recipe import DeduplicateStep
from ui.duplicates import decisions

KEYS = [f"{number:016x}" for number in range(4)]
A, B, C, D = KEYS

key = st.sampled_from(KEYS)
edits = st.one_of(
    st.builds(lambda a, b: partial(decisions.not_duplicates, one=a, other=b), key, key),
    st.builds(lambda a, b: partial(decisions.one_prompt, one=a, other=b), key, key),
    st.builds(lambda a, b: partial(decisions.kept_instead, wanted=a, before=b), key, key),
    st.builds(lambda keys: partial(decisions.all_kept, keys=keys), st.lists(key)),
    st.builds(lambda a, keys: partial(decisions.others_dropped, kept=a, others=keys), key, st.lists(key)),
)


@given(st.lists(edits, max_size=8))
def test_whatever_is_decided_the_step_can_be_written_and_read_again(made) -> None:
    step = DeduplicateStep()
    for edit in made:
        step = edit(step)
    assert DeduplicateStep.model_validate(step.model_dump()) == step
    assert len(set(step.stay)) == len(step.stay)
    assert len({frozenset(pair) for pair in step.apart}) == len(step.apart)


@given(st.lists(edits, max_size=6))
def test_every_decision_can_be_taken_back(made) -> None:
    step = DeduplicateStep()
    for edit in made:
        step = edit(step)
    for kind in ("apart", "together"):
        for pair in getattr(step, kind):
            step = decisions.taken_back(step, kind, pair)
    for stays in step.stay:
        step = decisions.taken_back(step, "stay", (stays,))
    assert step == DeduplicateStep()


def test_the_latest_word_about_a_pair_wins() -> None:
    step = decisions.not_duplicates(DeduplicateStep(), A, B)
    assert decisions.decided(step, B, A) == "apart"
    step = decisions.one_prompt(step, B, A)
    assert decisions.decided(step, A, B) == "together"
    assert step.apart == ()


def test_keeping_another_lets_the_first_go() -> None:
    step = decisions.kept_instead(decisions.kept_instead(DeduplicateStep(), A, B), C, A)
    assert step.stay == (C,)


def test_dropping_the_others_overrules_what_kept_them() -> None:
    step = decisions.not_duplicates(decisions.all_kept(DeduplicateStep(), [A, B, C]), A, B)
    step = decisions.not_duplicates(step, A, D)
    step = decisions.others_dropped(step, A, [B, C])
    assert step.stay == (A,)
    assert set(step.together) == {(A, B), (A, C)}
    assert step.apart == ((A, D),)
