"""Chat templates as models write them: read as their makers mean them, quoted ones left alone."""

from __future__ import annotations

from typing import Any

import pytest

from curation.schemas import (
    Markup,
    Message,
    Row,
    Unfit,
    prompt_turns,
    recognise,
    render_turns,
    row_reader,
    split_turns,
)

S, Q, A, B, MORE = "Be brief.", "How?", " So.", "Thus.", "And\nthen?"

OPENING = (
    "Below is an instruction that describes a task. "
    "Write a response that appropriately completes the request."
)
WITH_INPUT = (
    "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request."
)

# A prompt that waits for its answer, as the template's own code writes it.
WAITING: dict[Markup, str] = {
    "chatml": f"<|im_start|>user\n{Q}<|im_end|>\n<|im_start|>assistant\n{A}<|im_end|>\n"
    f"<|im_start|>user\n{MORE}<|im_end|>\n<|im_start|>assistant\n",
    "llama3": f"<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n{Q}<|eot_id|>"
    f"<|start_header_id|>assistant<|end_header_id|>\n\n{A}<|eot_id|>"
    f"<|start_header_id|>user<|end_header_id|>\n\n{MORE}<|eot_id|>"
    "<|start_header_id|>assistant<|end_header_id|>\n\n",
    "gemma": f"<bos><start_of_turn>user\n{Q}<end_of_turn>\n<start_of_turn>model\n{A}<end_of_turn>\n"
    f"<start_of_turn>user\n{MORE}<end_of_turn>\n<start_of_turn>model\n",
    "zephyr": f"<|user|>\n{Q}</s>\n<|assistant|>\n{A}</s>\n<|user|>\n{MORE}</s>\n<|assistant|>\n",
    "open_assistant": f"<|prompter|>{Q}<|endoftext|><|assistant|>{A}<|endoftext|>"
    f"<|prompter|>{MORE}<|endoftext|><|assistant|>",
    "inst": f"<s>[INST] {Q} [/INST] {A} </s><s>[INST] {MORE} [/INST]",
    "alpaca": f"{OPENING}\n\n### Instruction:\n{Q}\n\n### Response:\n{A}\n\n"
    f"### Instruction:\n{MORE}\n\n### Response:\n",
    "vicuna": f"USER: {Q} ASSISTANT: {A}</s>USER: {MORE} ASSISTANT:",
}


def asked(*contents: str, system: str = "") -> tuple[Message, ...]:
    spoken = [Message(("user", "assistant")[i % 2], content) for i, content in enumerate(contents)]
    return (Message("system", system), *spoken) if system else tuple(spoken)


@pytest.mark.parametrize("markup", WAITING)
def test_a_prompt_that_waits_for_its_answer_loses_the_cue(markup: Markup) -> None:
    assert prompt_turns(WAITING[markup], markup) == asked(Q, A, MORE)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("llama3", f"<|start_header_id|>user<|end_header_id|>\n\n{Q}<|eot_id|>"),
        ("zephyr", f"<|system|>\n</s>\n<|user|>\n{Q}</s>\n<|assistant|>\n"),
        ("zephyr", f"<|user|>\n{Q}\n<|assistant|>\n"),
        ("zephyr", f"<|user|>\n{Q}<|end|>\n<|assistant|>"),
        ("open_assistant", f"<|prompter|>{Q}</s><|assistant|>"),
        ("inst", f"[INST] {Q} [/INST]"),
        ("inst", f"[INST]{Q}[/INST]"),
        ("inst", f"<s> [INST] {Q} [/INST] "),
        ("alpaca", f"### Instruction:\n{Q}\n\n### Response:"),
        ("vicuna", f"USER: {Q}\nASSISTANT:"),
        ("vicuna", f"USER: {Q} ASSISTANT: "),
        ("chatml", f"<|im_start|>system\n<|im_end|>\n<|im_start|>user\n{Q}<|im_end|>\n<|im_start|>assistant"),
    ],
)
def test_variants_of_a_template_ask_the_same(markup: Markup, text: str) -> None:
    assert prompt_turns(text, markup) == asked(Q)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("inst", f"<s>[INST] <<SYS>>\n{S}\n<</SYS>>\n\n{Q} [/INST]"),
        ("inst", f"[INST]<<SYS>>{S}<</SYS>>{Q}[/INST]"),
        ("vicuna", f"{S} USER: {Q} ASSISTANT:"),
        ("vicuna", f"{S}\n\nUSER: {Q}\nASSISTANT:"),
        ("alpaca", f"{S}\n\n### Instruction:\n{Q}\n\n### Response:\n"),
        ("zephyr", f"<|system|>\n{S}</s>\n<|user|>\n{Q}</s>\n<|assistant|>\n"),
        ("open_assistant", f"<|system|>{S}<|endoftext|><|prompter|>{Q}<|endoftext|><|assistant|>"),
    ],
)
def test_the_system_turn_is_kept(markup: Markup, text: str) -> None:
    assert prompt_turns(text, markup) == asked(Q, system=S)


def test_alpacas_input_follows_the_instruction() -> None:
    text = f"{WITH_INPUT}\n\n### Instruction:\nAdd.\n\n### Input:\n1 + 1\n\n### Response:\n"
    assert prompt_turns(text, "alpaca") == asked("Add.\n1 + 1")
    assert prompt_turns(text.replace("1 + 1", ""), "alpaca") == asked("Add.")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("vicuna", "USER: What does `x ASSISTANT: hi` mean? ASSISTANT:"),
        ("vicuna", 'USER: What does "x ASSISTANT: hi" mean? ASSISTANT:'),
        ("inst", "[INST] What is `[/INST]` for? [/INST]"),
        ("chatml", "<|im_start|>user\nWhat is `<|im_end|>` for?<|im_end|>\n"),
        ("gemma", "<start_of_turn>user\n```\n<end_of_turn>\n<start_of_turn>model\n```<end_of_turn>\n"),
        ("alpaca", "### Instruction:\n```\n\n### Response:\nx\n```\n\n### Response:\n"),
    ],
)
def test_a_marker_in_code_or_quotation_marks_is_no_turn(markup: Markup, text: str) -> None:
    turns = prompt_turns(text, markup)
    assert [turn.role for turn in turns] == ["user"]
    assert turns[0].content != text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("inst", "What does [INST] a [/INST] mean?"),
        ("chatml", "<|im_start|>user\n<|im_end|>\n<|im_start|>user\ntwice<|im_end|>"),
        ("llama3", "Look: <|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"),
        ("vicuna", "USER: a USER: b"),
        ("alpaca", "### Instruction:\na\n\n### Instruction:\nb"),
    ],
)
def test_markers_that_make_no_turns_leave_the_prompt_whole(markup: Markup, text: str) -> None:
    assert prompt_turns(text, markup) == asked(text)


@pytest.mark.parametrize("markup", WAITING)
def test_code_that_ends_a_turn_does_not_swallow_the_next(markup: Markup) -> None:
    code = "```\nx = 1\n```"
    said = asked(f"Why?\n{code}", f"{code}\nSo.", "And?")
    assert prompt_turns(render_turns(said, markup), markup) == said


def understand(row: dict[str, Any]) -> Row:
    read = row_reader(recognise([row]).mapping)(row)
    assert isinstance(read, Row)
    return read


ENDS: dict[Markup, str] = {
    "chatml": "<|im_end|>\n",
    "llama3": "<|eot_id|>",
    "gemma": "<end_of_turn>\n",
    "zephyr": "</s>\n",
    "open_assistant": "<|endoftext|>",
    "inst": " </s>",
    "alpaca": "</s>",
    "vicuna": "</s>",
}


@pytest.mark.parametrize("markup", WAITING)
def test_answers_to_a_rendered_prompt_lose_their_end_token(markup: Markup) -> None:
    row = understand({"prompt": WAITING[markup], "chosen": A + ENDS[markup], "rejected": B})
    assert row.prompt == asked(Q, A, MORE)
    assert [answer.text for answer in row.answers] == [A, B]


@pytest.mark.parametrize("markup", WAITING)
def test_whole_rendered_conversations_share_their_prompt(markup: Markup) -> None:
    # The cue of an inline template is a space short of the answer's first letter.
    cue = WAITING[markup] + (" " if markup in ("inst", "vicuna") else "")
    row = understand({"chosen": cue + A + ENDS[markup], "rejected": cue + B + ENDS[markup]})
    assert row.prompt == asked(Q, A, MORE)
    assert [answer.text for answer in row.answers] == [A, B]
    assert [answer.lead for answer in row.answers] == [(), ()]


def test_whole_conversations_that_part_early_keep_their_own_turns() -> None:
    one, two = WAITING["llama3"], WAITING["llama3"].replace(A, B)
    row = understand({"chosen": f"{one}x<|eot_id|>", "rejected": f"{two}y<|eot_id|>"})
    assert row.prompt == asked(Q)
    assert [len(answer.lead) for answer in row.answers] == [2, 2]


def test_a_whole_conversation_that_breaks_its_template_is_unfit() -> None:
    good = WAITING["zephyr"] + A
    read = row_reader(recognise([{"chosen": good, "rejected": WAITING["zephyr"] + B}] * 5).mapping)
    with pytest.raises(Unfit, match="bad_transcript"):
        read({"chosen": good, "rejected": "no template at all"})


@pytest.mark.parametrize("text", ["", "[INST]", "[INST][/INST]", "USER:", "### Instruction:", "</s>" * 9])
@pytest.mark.parametrize("markup", WAITING)
def test_next_to_nothing_is_no_conversation_and_no_crash(markup: Markup, text: str) -> None:
    assert all(turn.role != "assistant" for turn in split_turns(text, markup) or ())


BAR = "\uff5c"
WHOLE: dict[Markup, str] = {
    "llama4": f"<|begin_of_text|><|header_start|>user<|header_end|>\n\n{Q}<|eot|>"
    f"<|header_start|>assistant<|header_end|>\n\n{{}}<|eot|>",
    "deepseek": f"<{BAR}begin\u2581of\u2581sentence{BAR}><{BAR}User{BAR}>{Q}<{BAR}Assistant{BAR}>{{}}"
    f"<{BAR}end\u2581of\u2581sentence{BAR}>",
    "guanaco": f"### Human: {Q}### Assistant: {{}}",
    "user_assistant": f"User: {Q}\n\nAssistant: {{}}",
}


@pytest.mark.parametrize("markup", WHOLE)
def test_whole_conversations_in_these_templates_are_told_apart(markup: Markup) -> None:
    row = {"chosen": WHOLE[markup].format("So."), "rejected": WHOLE[markup].format(B)}
    mapping = recognise([row]).mapping
    assert mapping.markup == markup
    found = row_reader(mapping)(row)
    assert isinstance(found, Row)
    assert found.prompt == asked(Q)
    assert [answer.text for answer in found.answers] == ["So.", B]


@pytest.mark.parametrize("text", [f"Human: {Q}\nAssistant:", f"User: {Q}\n\nAssistant: "])
def test_speakers_may_stand_on_neighbouring_lines(text: str) -> None:
    assert prompt_turns(text, "user_assistant") == asked(Q)


@pytest.mark.parametrize("thoughts", ["<think>\n", "<think>\n\n</think>\n\n"])
def test_a_cue_that_opens_or_skips_thinking_is_no_turn(thoughts: str) -> None:
    text = f"<|im_start|>user\n{Q}<|im_end|>\n<|im_start|>assistant\n{thoughts}"
    assert prompt_turns(text, "chatml") == asked(Q)
