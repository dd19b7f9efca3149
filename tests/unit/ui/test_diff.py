"""The word diff: marks what only one side has, loses nothing, lets no markup through."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from ui.diff import MOST_TOKENS, inline_diff, word_diff

WORDS = st.lists(st.sampled_from(["a", "b", "<i>", "&", " ", "\n", "é", "x1"]), max_size=30).map("".join)


def visible(marked: str) -> str:
    return html.unescape(re.sub(r"</?(ins|del)>", "", marked))


@given(WORDS, WORDS)
def test_both_texts_stay_readable_whole(left: str, right: str) -> None:
    ours, theirs, _ = word_diff(left, right)
    assert (visible(ours), visible(theirs)) == (left, right)


@given(WORDS)
def test_equal_texts_have_no_mark(text: str) -> None:
    ours, theirs, _ = word_diff(text, text)
    assert "<ins>" not in ours
    assert "<del>" not in theirs


def test_changed_words_are_marked_on_their_own_side() -> None:
    assert word_diff("the cat sat", "the dog sat") == (
        "the <ins>cat</ins> sat",
        "the <del>dog</del> sat",
        True,
    )


def test_white_space_between_two_changes_joins_them() -> None:
    assert word_diff("one two", "three four")[0] == "<ins>one two</ins>"


def test_markup_in_the_texts_is_shown_not_obeyed() -> None:
    ours, theirs, _ = word_diff("<script>x</script>", "<b>y</b>")
    assert not re.search(r"<(?!/?(ins|del)>)", ours + theirs)


def test_only_differences_leaves_long_shared_stretches_out() -> None:
    shared = " ".join(f"w{i}" for i in range(100))
    ours, theirs, _ = word_diff(f"{shared} left", f"{shared} right", only_differences=True)
    assert "w50" not in ours + theirs
    assert "[…]" in ours
    assert "<ins>left</ins>" in ours


def test_very_long_texts_are_shown_unmarked_and_said_so() -> None:
    long = "word " * MOST_TOKENS
    assert word_diff(long, long + "more") == (html.escape(long), html.escape(long + "more"), False)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_off_an_inline_diff(text: str, other: str) -> None:
    marked, _ = inline_diff(text, other)
    assert visible(re.sub(r"(?s)<del>.*?</del>", "", marked)) == text
    assert visible(re.sub(r"(?s)<ins>.*?</ins>", "", marked)) == other


def test_an_inline_diff_shows_what_is_gone_in_its_place() -> None:
    assert inline_diff("do run", "do not run") == ("do <del>not </del>run", True)
    assert inline_diff("a <b>", "a <c>") == ("a &lt;<del>c</del><ins>b</ins>&gt;", True)


def test_texts_too_long_to_compare_are_shown_whole_inline() -> None:
    long = "a b " * MOST_TOKENS
    assert inline_diff(long, "c") == (long, False)
