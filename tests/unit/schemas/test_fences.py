"""Where a text is code or quoted, told in one pass however odd its backticks are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.schemas.fences import code_spans, fences, quoted_spans


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", []),
        ("a `b` c `d`", ["`b`", "`d`"]),
        ("``a ` b`` `c`", ["``a ` b``", "`c`"]),
        ("a ` b\nc ` d", []),
        ("a ` b `` c", []),
        ("`` ` `x`", ["` `"]),
    ],
)
def test_inline_code_stays_within_its_line(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in code_spans(text)] == found


@given(st.text(st.sampled_from("`a \n"), max_size=30))
def test_inline_code_is_in_order_and_never_overlaps(text: str) -> None:
    last = 0
    for start, end in code_spans(text):
        assert last <= start < end
        assert text[start] == text[end - 1] == "`"
        assert "\n" not in text[start:end]
        last = end


def test_quotation_marks_hold_what_stands_between_them() -> None:
    text = 'He said "yes" and "no'
    assert [text[start:end] for start, end in quoted_spans(text)] == ['"yes"']


def test_a_fence_left_open_is_told() -> None:
    assert fences("```\nx\n```\n").spans == ((0, 9),)
    assert fences("```\nx\n```\n```python\ny").dangling
