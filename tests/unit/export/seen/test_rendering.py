"""One pair as a template writes it: the boundary is where TRL has it, and what it loses is told."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as bounded
from hypothesis import strategies as st

from curation.errors import ExportError
from curation.export.seen import Conversation, Reader, rendered
from tests.unit.export.seen.conftest import CHATML, NO_SYSTEM, THINKING, Build

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def asked(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def answer(text: str) -> list[dict[str, str]]:
    return [{"role": "assistant", "content": text}]


def pair(prompt: str = "Two?", chosen: str = "Yes", rejected: str = "No") -> Conversation:
    return Conversation(asked(prompt), answer(chosen), answer(rejected))


def test_the_answer_begins_after_the_generation_prompt(reader: Reader) -> None:
    found = rendered(reader, pair())
    chosen = found.sides["chosen"]
    assert chosen.text[: chosen.starts[found.prompt]] == (
        "<|im_start|>user\nTwo?<|im_end|>\n<|im_start|>assistant\n"
    )
    assert chosen.text[chosen.starts[found.prompt] :] == "Yes<|im_end|>\n"
    assert (found.tokens("chosen"), found.tokens("rejected"), found.lost) == (5, 4, "")


def test_answers_that_begin_alike_are_not_taken_for_prompt(reader: Reader) -> None:
    found = rendered(reader, pair(chosen="The sky is blue", rejected="The sky is black"))
    assert found.sides["chosen"].text[found.sides["chosen"].starts[found.prompt] :].startswith("The sky")


def test_a_template_that_opens_a_thought_loses_the_end_of_the_prompt(machine: Build) -> None:
    found = rendered(Reader("thinking", machine(THINKING)), pair())
    assert found.lost == "<think>"
    assert found.sides["chosen"].text[found.sides["chosen"].starts[found.prompt] :].startswith("Yes")


def test_what_a_template_refuses_is_one_sentence(machine: Build) -> None:
    system = [{"role": "system", "content": "Be short."}, *asked("Two?")]
    with pytest.raises(ExportError, match="System role not supported"):
        rendered(Reader("strict", machine(NO_SYSTEM)), Conversation(system, answer("Yes"), None))


def test_a_single_answer_has_one_side(reader: Reader) -> None:
    found = rendered(reader, Conversation(asked("Two?"), None, answer("No")))
    assert list(found.sides) == ["rejected"]


@given(TEXTS, TEXTS, TEXTS)
@bounded(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_places_of_tokens_cover_any_text_in_order(
    reader: Reader, prompt: str, chosen: str, rejected: str
) -> None:
    for side in rendered(reader, pair(prompt, chosen, rejected)).sides.values():
        assert len(side.ids) == len(side.starts) == len(side.ends)
        assert all(start <= end for start, end in zip(side.starts, side.ends, strict=True))
        pieces = [side.text[start:end] for start, end in zip(side.starts, side.ends, strict=True)]
        assert "".join(pieces) == side.text


@given(TEXTS, TEXTS, TEXTS)
@bounded(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@pytest.mark.parametrize("thinking", [False, True])
def test_tokens_and_boundary_are_those_of_trl(
    machine: Build, reader: Reader, thinking: bool, prompt: str, chosen: str, rejected: str
) -> None:
    trl = pytest.importorskip("trl.data_utils", reason="TRL is not installed")
    tokenizer = machine(THINKING) if thinking else reader.machine
    found = rendered(Reader("theirs", tokenizer), pair(prompt, chosen, rejected))
    prompt_ids = trl._tokenize(tokenizer, asked(prompt), add_generation_prompt=True)["input_ids"]
    sides = {
        side: trl._tokenize(tokenizer, asked(prompt) + answer(text))["input_ids"]
        for side, text in (("chosen", chosen), ("rejected", rejected))
    }
    shared = min(trl.common_prefix_length(prompt_ids, ids) for ids in sides.values())
    assert (found.prompt, {side: said.ids for side, said in found.sides.items()}) == (shared, sides)


def test_a_limit_saved_with_the_tokenizer_does_not_count(machine: Build) -> None:
    saved = machine(CHATML)
    saved.backend_tokenizer.enable_truncation(8)
    saved.backend_tokenizer.enable_padding(length=64)
    found = Reader("short", saved)
    text = found.written(asked("Two?"))
    assert len(found.counted([text])[0]) == len(found.encoded(text).ids) == len("user\nTwo?\n") + 2
