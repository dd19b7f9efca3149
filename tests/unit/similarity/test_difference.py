from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.errors import Cancelled
from curation.similarity.difference import difference, differences
from curation.similarity.neighbours import DIFFERENCES, DUPLICATE_KINDS
from curation.similarity.reading import read
from curation.similarity.spelling import Vocabulary, is_typo, stem, vocabulary_of
from curation.store import processes

WORDS = vocabulary_of([])

CASES = [
    ("none", "How are you?", "How  are\nyou? "),
    ("case/punctuation", "How are you?", "HOW ARE YOU"),
    ("case/punctuation", "Don't panic", "dont panic!"),
    ("case/punctuation", "**Write** a list", "Write a list"),
    ("typo", "What is the capital of France?", "What is the captial of France?"),
    ("typo", "Who wrote Hamlet?", "Who wrtoe Hamlet?"),
    ("typo", "Explain photosynthesis to me", "Explain photosythesis to me"),
    ("typo", "Is this correct?", "Is tis correct?"),
    ("typo", "I want to learn chess", "I wannt to learn chess"),
    ("typo", "Learn it every day", "Learn it everyday"),
    ("typo", "Describe a café", "Describe a cafe"),
    ("typo", "Name four rivers", "Name foour rivers"),
    ("wrapper", "What is gravity?", "Hello! Could you please tell me what is gravity? Thanks in advance"),
    ("wrapper", "Write a poem about autumn.", "Please write a poem about autumn for me."),
    ("wrapper", "Explain recursion", "I want you to explain recursion. Thank you so much!"),
    ("wrapper", "List the planets", "Hi, can you list the planets please"),
    ("reworded", "How do I learn guitar?", "What is the best way to learn guitar?"),
    ("reworded", "Describe a big dog", "Describe a large dog"),
    ("reworded", "Can you teach old dogs new tricks?", "Can you teach an old dog new tricks?"),
    ("reworded", "What color is the sky?", "What colour is the sky?"),
    ("reworded", "Describe how the large glaciers form", "Give a description of how the large glaciers form"),
    ("reworded", "Summarize this chapter in a line", "Write a summary of this chapter in a line"),
    ("reworded", "Write a toast for a spring wedding", "Come up with a toast for a spring wedding"),
    ("reworded", "How many pencils? Let's be accurate as possible.", "How many pencils?"),
    ("number", "Tom has 3 apples", "Tom has 5 apples"),
    ("number", "Give me five ideas", "Give me ten ideas"),
    ("number", "Write 500 words on war", "Write words on war"),
    ("number", "Divide 10 by 5", "Divide 5 by 10"),
    ("number", "Who won World War I?", "Who won World War II?"),
    ("number", "Take the first step", "Take the second step"),
    ("negation/opposite", "How do I enable cookies?", "How do I disable cookies?"),
    ("negation/opposite", "Sort in ascending order", "Sort in descending order"),
    ("negation/opposite", "Why does it increase?", "Why does it decrease?"),
    ("negation/opposite", "Should I invest?", "Should I not invest?"),
    ("negation/opposite", "Coffee with sugar", "Coffee without sugar"),
    ("negation/opposite", "Give healthy recipes", "Give unhealthy recipes"),
    ("negation/opposite", "Was it a helpful reply?", "Was it an unhelpful reply?"),
    ("negation/opposite", "Find the min value", "Find the max value"),
    ("negation/opposite", "What to eat before running?", "What to eat after running?"),
    ("name or object", "What is the capital of France?", "What is the capital of Spain?"),
    ("name or object", "Write a poem about cats", "Write a poem about dogs"),
    ("name or object", "How do I bake bread?", "How do I bake sourdough bread?"),
    ("name or object", "Convert miles to kilometres", "Convert kilometres to miles"),
    ("name or object", "Tell me of Iran", "Tell me of Iraq"),
    ("name or object", "Write a summary of the chapter", "Write an analysis of the chapter"),
    ("name or object", "Give a definition of a glacier", "Give a description of a glacier"),
    (
        "name or object",
        "Who was Cato?\n\nDid he read?",
        "Who was Cato?\n\nDid he read?\n\nWho ruled after him?",
    ),
    ("code or formula", "Solve x + 3 = 5", "Solve x * 3 = 5"),
    ("code or formula", "Fix this:\n```\nprint(a)\n```", "Fix this:\n```\nprint(b)\n```"),
    ("code or formula", "What does `ls -l` do?", "What does `ls -a` do?"),
    ("language", "Translate this to French: hello", "Translate this to German: hello"),
    ("language", "Sort a list in Python", "Sort a list in Java"),
    ("language", "Write a Python function", "Write a function"),
    ("language", "Translate from English to French", "Translate from French to English"),
    ("language", "What is love?", "Что такое любовь?"),
    ("typo", "What is the tallest mountain?", "What is te tallest mountain?"),
    ("typo", "How far can you see her?", "How far can you see hr?"),
    ("typo", "I'm not able to sleep, why?", "I'm nt able to sleep, why?"),
    ("typo", "What do I need some bread for?", "What do I need dome bread for?"),
    ("case/punctuation", "What happens after the war?", "What happens after after the war?"),
    ("wrapper", "What is gravity?", "Excuse me, what is gravity?"),
    ("wrapper", "What is gravity?", "Sorry to bother you, but what is gravity?"),
    ("wrapper", "What is gravity?", "What is gravity? It's for a homework assignment."),
    ("wrapper", "What is gravity?", "Not sure if you can help but here goes: what is gravity?"),
    ("wrapper", "What is gravity?", "What is gravity? Kind regards, Maria"),
    ("wrapper", "What is gravity?", "Hey! Hope your day is going great. What is gravity?"),
    ("wrapper", "北京有多少人口？", "你好，请问北京有多少人口？谢谢！"),
    ("wrapper", "北京有多少人口？", "我想请教一个问题：北京有多少人口？谢谢🙏"),
    ("reworded", "How do you cook rice?", "How do u cook rice?"),
    ("reworded", "Name 5 rivers", "Name five rivers"),
    ("reworded", "Who was third in line?", "Who was 3rd in line?"),
    ("reworded", "I'm cold, why don't I shiver?", "I am cold, why do not I shiver?"),
    ("reworded", "How long is a metre in feet?", "How long is a meter in feet?"),
    ("case/punctuation", "_Write_ a list", "Write a list"),
    ("number", "写七个句子", "写八个句子"),
    ("negation/opposite", "这个答案正确吗", "这个答案不正确吗"),
    ("name or object", "介绍一下微软公司", "介绍一下谷歌公司"),
    ("negation/opposite", "How can I log into it?", "How can't I log into it?"),
    ("negation/opposite", "Find online support groups", "Find offline support groups"),
    ("number", "Sit down for a while", "Sit down four a while"),
    ("code or formula", "Print it if x > 3 and y < 2", "Print it if x > 3 or y < 2"),
    ("code or formula", "Write: if (x == 1) return 0", "Write: while (x == 1) return 0"),
    ("number", "Solve x + 3 = y", "Solve 10 + 3 = y"),
    ("name or object", "How do I say thank you in Greek?", "How do I say goodbye in Greek?"),
]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("How do you say thank you?", "How do you say please?"),
        ("Write a card that ends with many thanks", "Write a card that ends with kind regards"),
        ("What is the meaning of cheers?", "What is the meaning of sincerely?"),
    ],
)
def test_polite_words_that_are_asked_about_are_no_wrapping(left, right):
    assert difference(read(left), read(right), WORDS) not in DUPLICATE_KINDS


@pytest.mark.parametrize(("kind", "left", "right"), CASES)
def test_the_kind_of_difference(kind, left, right):
    assert difference(read(left), read(right), WORDS) == kind
    assert difference(read(right), read(left), WORDS) == kind


def test_a_slip_made_several_times_in_a_large_set_is_a_slip_still():
    many = [f"Where is the river {name} and the sea?" for name in map(str, range(1_000))]
    left, right = "What is the tallest mountain?", "What is te tallest mountain?"
    often = vocabulary_of([*many, *[f"{right} {n}" for n in range(6)]])
    own = vocabulary_of([*many[:100], *[f"Te {n} is what they call it" for n in range(60)]])
    assert difference(read(left), read(right), often) == "typo"
    assert difference(read(left), read(right), own) not in DUPLICATE_KINDS


def test_a_cuisine_is_no_language_to_write_in():
    left, right = "Give me a recipe for Hungarian soup", "Give me a recipe for Norwegian soup"
    assert difference(read(left), read(right), WORDS) == "name or object"


def test_long_texts_that_part_after_the_models_window_are_not_called_reworded():
    head = " ".join(f"w{i}x" for i in range(40))
    tails = [" ".join(f"{name}{i}q" for i in range(300)) for name in ("alpha", "beta")]
    kind = difference(read(f"{head} {tails[0]}"), read(f"{head} {tails[1]}"), WORDS)
    assert kind not in DUPLICATE_KINDS


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_have_a_kind_and_it_is_the_same_both_ways_when_folded_equal(left, right):
    kind = difference(read(left), read(right), WORDS)
    assert kind in DIFFERENCES
    assert difference(read(left), read(left), WORDS) == "none"


@pytest.mark.parametrize(
    ("left", "right", "typo"),
    [
        ("because", "becuase", True),
        ("the", "teh", True),
        ("definitely", "definately", True),
        ("cat", "bat", False),
        ("angel", "angle", False),
        ("iran", "iraq", False),
        ("helpful", "unhelpful", False),
        ("2019", "2020", False),
        ("gpt3", "gpt4", False),
        ("dog", "elephant", False),
    ],
)
def test_a_typo_is_one_slip_and_not_another_word(left, right, typo):
    assert is_typo(left, right, WORDS) is typo
    assert is_typo(right, left, WORDS) is typo


def test_words_that_the_data_set_uses_often_are_words():
    often = Vocabulary(frozenset(), {"zorbian": 30, "zorbium": 30})
    assert not is_typo("zorbian", "zorbium", often)
    assert is_typo("zorbian", "zorbixn", often)


@pytest.mark.parametrize(
    ("left", "right"), [("cats", "cat"), ("colour", "color"), ("organise", "organizing"), ("tries", "try")]
)
def test_inflections_and_spellings_are_the_same_word(left, right):
    assert stem(left) == stem(right)


def test_many_edges_are_read_with_progress_and_can_be_cancelled():
    texts = ["Tom has 3 apples", "Tom has 4 apples", "tom has 3 apples"]
    told = []
    kinds = differences(
        texts,
        np.array([0, 0], np.int32),
        np.array([1, 2], np.int32),
        WORDS,
        progress=lambda done, total: told.append((done, total)),
    )
    assert [DIFFERENCES[kind] for kind in kinds] == ["number", "case/punctuation"]
    assert told[-1] == (2, 2)
    with pytest.raises(Cancelled):
        differences(texts, np.array([0], np.int32), np.array([1], np.int32), WORDS, cancelled=lambda: True)


def test_several_processes_read_what_one_does(monkeypatch):
    texts = [f"Tom has {number} {thing}" for number in range(30) for thing in ("apples", "aples", "pears")]
    a, b = np.triu_indices(len(texts), 1)
    alone = differences(texts, a.astype(np.int32), b.astype(np.int32), WORDS)
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    told = []
    shared = differences(
        texts, a.astype(np.int32), b.astype(np.int32), WORDS, progress=lambda done, total: told.append(done)
    )
    assert (shared == alone).all()
    assert len(set(alone.tolist())) > 2
    assert told == sorted(told)
