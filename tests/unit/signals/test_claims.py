"""What an answer says of itself: who it is, and up to when it knows."""

from __future__ import annotations

import pytest

from tests.unit.signals.counted import value


@pytest.mark.parametrize(
    "text",
    [
        "I'm Claude, an AI assistant made by Anthropic.",
        "I am ChatGPT.",
        "I am a large language model trained by OpenAI.",
        "I’m an AI developed by Google.",
        "As an AI developed by OpenAI, I don't have feelings.",
        "My name is Qwen.",
        "I was created by DeepSeek.",
        "This goes against OpenAI's use-case policy.",
        "I am a language model called LLaMA, from Meta.",
        "我是通义千问，由阿里云开发的语言模型。",
        "我是由OpenAI训练的语言模型。",
    ],
)
def test_a_claim_to_be_somebodys_model_is_flagged(text: str) -> None:
    assert value("self_identity", text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The garden was created by Claude Monet.",
        "Go is a language developed by Google.",
        "DeepSeek released a new model.",
        "ChatGPT was developed by OpenAI.",
        "I am Claudette.",
        "I'm a fan of Microsoft. Windows was made by Microsoft.",
        "我是中国人。阿里巴巴在杭州。",
        "print('OpenAI')",
    ],
)
def test_the_mention_of_one_is_not(text: str) -> None:
    assert value("self_identity", text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "As of my last update in April 2023, there are 8.",
        "as of my last knowledge update in September 2021",
        "As an AI with a knowledge cutoff in September 2021, I cannot say.",
        "My knowledge cutoff is 2021.",
        "My training data only goes up to 2021.",
        "As of my knowledge cut-off, he was mayor.",
        "My knowledge was last updated in 2022.",
        "截至我的知识更新时间，这是最新的。",
    ],
)
def test_a_knowledge_cutoff_is_flagged(text: str) -> None:
    assert value("cutoff_boast", text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "This page was last updated in March 2020.",
        "To the best of my knowledge, no.",
        "As of 2021, there are 120 million users.",
        "The cutoff frequency is 3 kHz.",
        "In my latest book I write about birds.",
    ],
)
def test_other_dates_are_not(text: str) -> None:
    assert value("cutoff_boast", text) == 0
