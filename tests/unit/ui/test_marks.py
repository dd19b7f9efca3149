from __future__ import annotations

from ui.marks import AROUND, GAP, marked


def test_a_span_is_marked_and_the_text_stays_text() -> None:
    assert marked("<b>so</b> & on", [(3, 5)]) == "&lt;b&gt;<mark>so</mark>&lt;/b&gt; &amp; on"


def test_without_spans_the_whole_text_is_shown() -> None:
    assert marked("x" * 5_000, []) == "x" * 5_000


def test_a_long_text_is_cut_to_what_lies_around_the_marks() -> None:
    text = "a" * 1_000 + "MATCH" + "b" * 3_000 + "MORE" + "c" * 1_000
    shown = marked(text, [(1_000, 1_005), (4_005, 4_009)])
    assert shown.startswith(GAP + "a" * AROUND + "<mark>MATCH</mark>" + "b" * AROUND + GAP)
    assert shown.endswith(GAP + "b" * AROUND + "<mark>MORE</mark>" + "c" * AROUND + GAP)


def test_a_short_stretch_between_two_marks_is_whole() -> None:
    assert marked("one two three", [(0, 3), (8, 13)]) == "<mark>one</mark> two <mark>three</mark>"
