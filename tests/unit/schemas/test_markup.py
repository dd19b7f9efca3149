from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.schemas import MARKUPS, Markup, Message, prompt_turns, render_turns, split_turns
from curation.schemas.dialects import transcript
from curation.schemas.markup import detect_markup

U, A = "user", "assistant"


def turns(*spoken: tuple[str, str]) -> tuple[Message, ...]:
    return tuple(Message(role, content) for role, content in spoken)


CONTENT = st.text(max_size=30) | st.sampled_from(
    [
        "",
        " ",
        "\n",
        "\n\n",
        " leading",
        "trailing\n\n",
        "```",
        "```\ncode\n```",
        "Human:",
        "say Human: hi",
        "> User",
        "~~~",
        "`",
        '"',
        "[INST]",
        "USER: a ASSISTANT: b",
        "</s>",
        "<|im_end|>",
        "### Response:",
    ]
)


@st.composite
def conversations(draw: st.DrawFn, *, ends_with: str | None = None) -> tuple[Message, ...]:
    count = draw(st.integers(1, 6))
    if ends_with is not None:
        count = count | 1 if ends_with == U else (count + 1) & ~1
    spoken = [Message((U, A)[i % 2], draw(CONTENT)) for i in range(count)]
    return tuple(spoken)


@pytest.mark.parametrize("markup", MARKUPS)
@given(messages=conversations())
def test_what_is_rendered_is_read_back_or_refused(markup: Markup, messages: tuple[Message, ...]) -> None:
    try:
        text = render_turns(messages, markup)
    except SchemaError:
        assert any(
            sign in "".join(m.content for m in messages)
            for sign in ("```", "~~~", "Human:", "<", "\n", "USER:", "INST", "###")
        )
        return
    assert (split_turns(text, markup) or (Message(U, text),)) == messages


@pytest.mark.parametrize("markup", MARKUPS)
@given(messages=conversations(ends_with=U))
def test_a_rendered_prompt_is_read_back_as_that_prompt(markup: Markup, messages: tuple[Message, ...]) -> None:
    try:
        text = render_turns(messages, markup)
    except SchemaError:
        return
    assert prompt_turns(text, markup) == messages


PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="`~<|"), max_size=40).filter(
    lambda text: "\n\nHuman" not in text and "\n\nAssistant" not in text
)


@pytest.mark.parametrize("markup", MARKUPS)
@given(contents=st.lists(PLAIN, min_size=1, max_size=6))
def test_plain_turns_survive_every_markup(markup: Markup, contents: list[str]) -> None:
    messages = tuple(Message((U, A)[i % 2], content) for i, content in enumerate(contents))
    assert (split_turns(render_turns(messages, markup), markup) or messages) == messages


def test_the_first_user_turn_of_helpsteer_has_no_marker() -> None:
    text = "What is C?\n<extra_id_1>Assistant\nA letter.\n<extra_id_1>User\nAnd a language?"
    assert prompt_turns(text, "extra_id") == turns(
        (U, "What is C?"), (A, "A letter."), (U, "And a language?")
    )


def test_a_system_turn_survives_the_extra_id_markup() -> None:
    messages = turns(("system", "Be brief."), (U, "Hi"), (A, "Yes?"), (U, "Bye"))
    assert prompt_turns(render_turns(messages, "extra_id"), "extra_id") == messages


def test_chatml_prompts_may_end_with_the_cue_to_answer() -> None:
    text = "<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\n"
    assert prompt_turns(text, "chatml") == turns(("system", "S"), (U, "Q"))


@pytest.mark.parametrize("cue", ["\n\nAssistant:", "\n\nAssistant: "])
def test_transcript_prompts_may_end_with_the_cue_to_answer(cue: str) -> None:
    assert prompt_turns(f"\n\nHuman: Q{cue}", "human_assistant") == turns((U, "Q"))


def test_one_space_after_the_marker_is_markup_and_the_next_is_text() -> None:
    assert split_turns("\n\nHuman:  Q\n\nAssistant:A", "human_assistant") == turns((U, " Q"), (A, "A"))


@pytest.mark.parametrize(
    "text",
    [
        "Explain:\n```\nHi\n<extra_id_1>Assistant\nHello\n<extra_id_1>User\nBye\n```\nplease",
        "Explain:\n~~~text\n<extra_id_1>Assistant\nHello\n<extra_id_1>User\nBye\n~~~",
        "What does <extra_id_1>Assistant mean?",
        "> <extra_id_1>Assistant\n> hello",
        "twice\n<extra_id_1>User\nin a row",
        "ends with\n<extra_id_1>Assistant\nan answer",
    ],
)
def test_quoted_or_senseless_markers_leave_the_prompt_whole(text: str) -> None:
    assert prompt_turns(text, "extra_id") == turns((U, text))


def test_a_marker_in_a_code_block_is_text_and_one_after_it_is_a_turn() -> None:
    quoted = "Look:\n```\nx\n<extra_id_1>Assistant\ny\n<extra_id_1>User\nz\n```"
    text = f"{quoted}\n<extra_id_1>Assistant\nI see.\n<extra_id_1>User\nSo?"
    assert prompt_turns(text, "extra_id") == turns((U, quoted), (A, "I see."), (U, "So?"))


def test_an_answer_cut_off_inside_its_code_does_not_swallow_the_turns_after_it() -> None:
    text = "Code?\n<extra_id_1>Assistant\n```python\nprint(\n<extra_id_1>User\nGo on"
    assert prompt_turns(text, "extra_id") == turns((U, "Code?"), (A, "```python\nprint("), (U, "Go on"))
    twice = f"{text}\n<extra_id_1>Assistant\n```python\nprint(1)\n```\n<extra_id_1>User\nThanks"
    assert [turn.role for turn in prompt_turns(twice, "extra_id")] == [U, A, U, A, U]


def test_quoted_transcripts_in_prose_are_no_turns() -> None:
    text = 'The log says "Human: hi" and\nAssistant: hello'
    assert prompt_turns(text, "human_assistant") == turns((U, text))


def test_a_sampled_answer_that_invents_the_next_human_turn_is_kept_whole() -> None:
    found = transcript("\n\nHuman: Q\n\nAssistant: A\n\nHuman: invented")
    assert found == turns((U, "Q"), (A, "A\n\nHuman: invented"))


def test_turns_that_contain_the_marker_are_refused_not_garbled() -> None:
    with pytest.raises(SchemaError, match="cannot be written"):
        render_turns(turns((U, "a\n\nAssistant: b")), "human_assistant")


@pytest.mark.parametrize("markup", sorted(set(MARKUPS) - {"human_assistant", "guanaco", "user_assistant"}))
@given(system=PLAIN.filter(str.strip), contents=st.lists(PLAIN, min_size=2, max_size=5))
def test_a_system_turn_survives_every_markup_that_has_one(
    markup: Markup, system: str, contents: list[str]
) -> None:
    spoken = [Message((U, A)[i % 2], content) for i, content in enumerate(contents)]
    messages = (Message("system", system), *spoken)
    text = render_turns(messages, markup)
    assert split_turns(text, markup) == messages
    assert render_turns(split_turns(text, markup) or (), markup) == text


def test_markup_is_detected_by_values_and_never_by_a_stray_human_colon() -> None:
    assert detect_markup(["plain", "a\n<extra_id_1>Assistant\nb\n<extra_id_1>User\nc"]) == "extra_id"
    assert detect_markup(["\n\nHuman: a\n\nAssistant:"] * 3) == "human_assistant"
    assert detect_markup(["x\n\nHuman: a\n\nAssistant: b\n\nHuman: c", "plain", "plain"]) is None
    assert detect_markup([]) is None


@pytest.mark.parametrize("markup", MARKUPS)
def test_every_markup_is_detected_in_what_it_renders(markup: Markup) -> None:
    talk = (turns((U, f"Question {n}"), (A, "Answer"), (U, "And so?")) for n in range(5))
    assert detect_markup(render_turns(messages, markup) for messages in talk) == markup


@pytest.mark.parametrize("markup", sorted(set(MARKUPS) - {"extra_id"}))
def test_one_prompt_that_quotes_a_marker_is_no_markup_of_the_set(markup: Markup) -> None:
    quoting = render_turns(turns((U, "Hi"), (A, "Yes?"), (U, "Bye")), markup)
    assert detect_markup([quoting, *(f"Plain question {n}" for n in range(9))]) is None


def test_one_prompt_of_a_large_set_that_quotes_helpsteers_marker_is_no_markup_of_it() -> None:
    quoting = "a\n<extra_id_1>Assistant\nb\n<extra_id_1>User\nc"
    assert detect_markup([quoting, *(f"Plain question {n}" for n in range(199))]) is None
