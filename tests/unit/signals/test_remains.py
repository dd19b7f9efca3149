"""What should not be in an answer: marks of templates, a broken end, noise, other scripts, repeats."""

from __future__ import annotations

import pytest

from tests.unit.signals.counted import value


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<|im_start|>assistant\nHi<|im_end|>", 2),
        ("<think>hm</think>Yes", 2),
        ("[INST] Hi [/INST] Hello", 2),
        ("Yes.\n<extra_id_1>User\nAnd?", 1),
        ("Fine.\n\nHuman: and then?\n\nAssistant: Then", 2),
        ("Human: hello", 1),
        ("<s>Hi</s>", 2),
        ("### Response:\nHi", 1),
        ("Hi<｜end▁of▁sentence｜>", 1),
        ("<noinput>", 1),
        ("", 0),
        ("<div><s>old</s> new</div>", 0),
        ("a <b> c", 0),
        ("[1] and [link](x)", 0),
        ("The Human: a history", 0),
        ("مرحبا <b>", 0),
    ],
)
def test_marks_of_templates_are_counted(text: str, count: int) -> None:
    assert value("control_tokens", text) == count


SAID = "This is a whole sentence, and here is one more. "


@pytest.mark.parametrize(
    "text",
    [
        SAID + "And this one goes on for quite a while without ever coming to its",
        SAID + "The most common materials for this are plastics, ceramic, and",
        SAID + "There were many of these in the town, such as plastics, ceramic,",
        "Here is code:\n```python\nprint(1)\n",
        "这是第一句话。然后我们继续讨论这个非常重要的问题，并且还要说明为什么这个方法在实践中",
        "To make this you need to mix flour with water and then put it into the",
    ],
)
def test_an_answer_that_breaks_off_is_flagged(text: str) -> None:
    assert value("truncated", text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "Paris",
        "Yes",
        SAID,
        SAID + "😀",
        SAID + "See https://example.org/some/long/path/that-goes-on-and-on/until-here",
        SAID + "\n\n- an item without a full stop that is rather long as items go\n- another item of it here",
        "Roses are red\nviolets are blue\nand so on\nfor you",
        "```python\nprint(1)\n```",
        "这是第一句话。这是第二句话。",
        "สวัสดีครับ วันนี้อากาศดีมาก เราไปเดินเล่นกันเถอะ",
        "هذه جملة كاملة. وهذه جملة أخرى.",
        SAID + "“So it is.”",
        SAID + "Best,\nAnna",
    ],
)
def test_a_whole_answer_is_not(text: str) -> None:
    assert value("truncated", text) == 0


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("plain — “text” 😀 世界 مرحبا", 0),
        ("tab\tand\r\nbreaks", 0),
        ("----------------------", 0),
        ("|------|-------------|", 0),
        ("\u200b", 1),
        ("ab\ufffd\ufffd", 0.5),
        ("\x00\x01ab", 0.5),
        ("caf\u00c3\u00a9s!", 2 / 7),
        ("@%&$@%&$@%&$@%&$", 1),
    ],
)
def test_noise_is_the_share_that_is_no_text(text: str, share: float) -> None:
    assert value("noise", text) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("abc", 0),
        ("中文ab", 0.5),
        ("かなカナ", 1),
        ("한국어", 1),
        ("😀—“”", 0),
        ("мир", 0),
        ("𠮷x", 0.5),
    ],
)
def test_cjk_is_a_share_of_characters(text: str, share: float) -> None:
    assert value("cjk", text) == pytest.approx(share)


TEN = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        (TEN, 0),
        (f"{TEN} {TEN}", 0.5),
        ("no " * 9, 8 / 9),
        ("我们今天去公园吧" * 2, 0.5),
        (f"{TEN}\n\n{TEN.replace(' ', '  ')}", 0.5),
        ("a b c d e f g", 0),
    ],
)
def test_repetition_is_the_share_of_words_in_runs_seen_before(text: str, share: float) -> None:
    assert value("repetition", text) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "prompt", "share"),
    [
        (TEN, TEN, 1),
        (TEN, "", 0),
        ("", TEN, 0),
        (f"{TEN} and nine more words that are all very new here", f"Say {TEN} aloud", 0.5),
        (TEN, TEN.upper(), 0),
        ("我们今天去公园吧", "请说：我们今天去公园吧！", 1),
    ],
)
def test_copied_is_the_share_of_words_in_runs_of_the_prompt(text: str, prompt: str, share: float) -> None:
    assert value("prompt_copied", text, prompt) == pytest.approx(share)
