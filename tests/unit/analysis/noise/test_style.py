"""Features of one answer."""

from __future__ import annotations

import math

import numpy as np

from curation.analysis.noise.style import NAMES, style


def feature(name: str, answer: str, prompt: str = "") -> float:
    row = style([prompt], [answer], lambda _: None)[0]
    return float(row[NAMES.index(name)])


def test_marks_are_counted_at_the_beginning_of_the_text_too() -> None:
    assert feature("headers", "# One\n## Two\nnot # three") == math.log1p(2)
    assert feature("list items", "- a\n- b\n2. c") == math.log1p(3)


def test_refusals_and_speakers_are_seen_in_either_case() -> None:
    assert feature("refuses", "I’m sorry, as an AI I cannot.") > 0
    assert feature("speaks for others", "Yes.\nHuman: and then?") > 0
    assert feature("refuses", "Here you are.") == 0


def test_words_of_the_prompt_are_looked_for() -> None:
    assert feature("prompt's words used", "Bread needs yeast", "yeast bread") == 1
    assert feature("prompt copied", "Why is the sky blue? Because.", "Why is the sky blue?") == 1
    assert feature("prompt copied", "Because.", "") == 0


def test_any_text_has_finite_features() -> None:
    odd = ["", " ", "\ud800", "…", "你好。世界？", "a" * 50_000, "?:"]
    assert np.isfinite(style([""] * len(odd), odd, lambda _: None)).all()
