"""A refusal is told from the good answers that begin with the same words."""

from __future__ import annotations

import pytest

from tests.unit.signals.counted import value

REFUSALS = [
    "I cannot help with that.",
    "I can’t help you with that, I’m afraid.",
    "I'm sorry, but I can't assist with this request.",
    "I am sorry, but I am unable to provide that.",
    "Sorry, as an AI language model, I do not have personal opinions.",
    "As an AI, I can't browse the internet.",
    "I don't feel comfortable writing this.",
    "I'm not comfortable with that.",
    "I'm just an AI, I can't do that.",
    "It would not be appropriate for me to answer.",
    "That is against my programming.",
    "I apologize, but I cannot fulfill this request.",
    "I must decline to answer this.",
    "抱歉，我无法回答这个问题。",
    "作为一个人工智能语言模型，我没有个人观点。",
    "申し訳ありませんが、そのご要望にはお応えできません。",
    "죄송하지만 그 요청은 도와드릴 수 없습니다.",
    "Lo siento, pero no puedo ayudarte con eso.",
    "Je suis désolé, mais je ne peux pas répondre.",
    "Es tut mir leid, aber ich kann dabei nicht helfen.",
    "Desculpe, mas não posso ajudar.",
    "Mi dispiace, ma non posso aiutarti.",
    "Извините, но я не могу помочь с этим.",
    "عذرا، لا أستطيع مساعدتك في هذا.",
]
ANSWERS = [
    "",
    "   ",
    "I'm sorry to hear that. When did it happen?",
    "I can't wait to see you!",
    "As an AI assistant, I am happy to help you with your shopping list.",
    "I don't recommend this restaurant, it is loud.",
    "I don't think it's a good idea to skip breakfast.",
    "You cannot divide by zero.",
    "An AI is a program. As an AI engineer, she writes code.",
    "非常抱歉让您久等了，答案是四。",
    "def refuse(): return 'no'",
    "😀👍",
    "x" * 250 + " I cannot help with that.",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_flagged(text: str) -> None:
    assert value("refusal", text) == 1


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_not(text: str) -> None:
    assert value("refusal", text) == 0
