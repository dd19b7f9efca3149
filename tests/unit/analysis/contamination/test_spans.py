from __future__ import annotations

from curation.analysis.contamination.spans import holds, shared_spans, whole_spans

QUESTION = "How many eggs do the ducks lay?"


def test_the_shared_stretch_is_marked_in_both() -> None:
    text = "Lizzy: how many eggs -- do the DUCKS lay? Be quick."
    spans, asked = shared_spans(text, QUESTION, 4)
    assert [text[a:b] for a, b in spans] == ["how many eggs -- do the DUCKS lay"]
    assert [QUESTION[a:b] for a, b in asked] == ["How many eggs do the ducks lay"]


def test_two_stretches_are_two_spans() -> None:
    text = "How many eggs? I mean: the ducks lay"
    spans, asked = shared_spans(text, QUESTION, 3)
    assert [text[a:b] for a, b in spans] == ["How many eggs", "the ducks lay"]
    assert [QUESTION[a:b] for a, b in asked] == ["How many eggs", "the ducks lay"]


def test_nothing_shared_marks_nothing() -> None:
    assert shared_spans("Write a poem", QUESTION, 8) == ((), ())
    assert shared_spans("", QUESTION, 8) == ((), ())


def test_a_text_holds_a_question_only_in_a_row_and_whole() -> None:
    assert holds(f"Please: {QUESTION.upper()} now", QUESTION)
    assert not holds("How many eggs, do you think, the ducks lay?", QUESTION)
    assert not holds("ducks lay", QUESTION)
    assert not holds("anything", "?!")


def test_texts_that_differ_in_spelling_alone_are_marked_whole() -> None:
    assert whole_spans("What's C#?", "Whats C#") == (((0, 10),), ((0, 8),))
    assert whole_spans(f"So, {QUESTION}", QUESTION)[0] == ((4, 34),)
