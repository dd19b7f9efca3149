"""Text of data sets in labels: shown, never obeyed."""

from __future__ import annotations

import pytest

from ui.text import label, plural, shortened


@pytest.mark.parametrize(
    "text", ["**bold**", "![x](http://example.com/y.png)", ":red[x]", "a_b_c", "$x$", "<b>"]
)
def test_markdown_in_a_label_is_escaped(text: str) -> None:
    escaped = label(text)
    assert escaped.replace("\\", "") == text
    assert all(escaped[at - 1] == "\\" for at, char in enumerate(escaped) if char in "*![]():_$<>")


def test_a_long_text_is_cut_to_one_line() -> None:
    assert shortened("a\nb  c") == "a b c"
    assert len(shortened("x" * 500)) == 160


def test_counts_read_as_words() -> None:
    assert [plural(n, "pair") for n in (0, 1, 1204)] == ["0 pairs", "1 pair", "1,204 pairs"]
