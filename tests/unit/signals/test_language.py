"""A language is named where it can be told, and nothing else is."""

from __future__ import annotations

import pytest

from tests.unit.signals.counted import BY_NAME, batch, value, values


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Yes, I can help you with that.", "en"),
        ("Das ist heute ein sehr schöner Tag", "de"),
        ("Bonjour, comment allez-vous ?", "fr"),
        ("Hoy hace muy buen tiempo en la ciudad", "es"),
        ("你好，今天天气很好", "zh"),
        ("您好，今天天氣很好，我們去公園吧", "zh"),
        ("こんにちは、今日はいい天気ですね", "ja"),
        ("안녕하세요 오늘 날씨가 좋네요", "ko"),
        ("مرحبا كيف حالك اليوم؟ أنا بخير", "ar"),
        ("שלום, מה שלומך היום?", "he"),
        ("Привет, как твои дела сегодня?", "ru"),
        ("สวัสดีครับ วันนี้อากาศดี", "th"),
        ("नमस्ते, आप कैसे हैं?", "hi"),
        ("```python\nimport os\n```\nThis prints the name of the folder.", "en"),
        ("x" + "\x00" + " This text has a control character in it.", "en"),
    ],
)
def test_a_language_is_named_by_its_code(text: str, code: str) -> None:
    assert value("language", text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "Ok.",
        "42",
        "Paris",
        "😀😀👍",
        "x = 3y + 7 = 12",
        "https://example.com/some/page",
        "```python\nimport os\nprint(os.getcwd())\n```",
        "def f(x):\n    return [i for i in range(x) if i % 2 == 0]\nprint(f(10))",
        "She gave me a hug.",
        "\ufffe\uffff\U000e0001 \ud7fc",
    ],
)
def test_what_cannot_be_told_is_missing(text: str) -> None:
    assert value("language", text) is None


def test_prompts_are_told_apart_as_answers_are() -> None:
    assert values(BY_NAME["prompt.language"], batch(["What is the capital of France?", "?"])) == ["en", None]
