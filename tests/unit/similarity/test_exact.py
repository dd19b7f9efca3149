from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.similarity.exact import classes, normalise, plain, representatives, star_edges


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Hello, World!", "hello world"),
        ("What's new?", "Whats new"),
        ("It’s  a\n\ttest.", "its a test"),
        ("ＷＩＤＥ letters", "wide letters"),
        ("zero\u200bwidth", "zerowidth"),
        ("a well-known “quote”", "a well known quote"),
        ("STRASSE", "straße"),
        ("(see above)", "see above"),
        ("covid-19", "covid 19"),
        ("**Question:** why?", "question: why?"),
        ("Name **one** *and* **two things**.", "Name one *and* two things"),
    ],
)
def test_case_punctuation_and_white_space_are_folded(left, right):
    assert normalise(left) == normalise(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("C", "C#"),
        ("C", "C++"),
        ("x + 3", "x - 3"),
        ("x-3", "x 3"),
        ("5", "-5"),
        ("3.5", "35"),
        ("2^3", "23"),
        ("x²", "x2"),
        ("(2+3)*4", "2+(3*4)"),
        ("10%", "10"),
        ("a < b", "a > b"),
        ("Say ```print(A)```", "Say ```print(a)```"),
        ("5!/3!", "5/3"),
        ("snake_case", "snake case"),
        ("2**3 and 4**5", "23 and 45"),
        ("f(**a) or f(**b)", "f(a) or f(b)"),
        ("{**a, **b}", "{a, b}"),
        ("Say ```**a**```", "Say ```a```"),
    ],
)
def test_what_can_change_the_ask_is_kept(left, right):
    assert normalise(left) != normalise(right)


@pytest.mark.parametrize("pair", [("?", "!"), ("???", "..."), ("", " "), ("+", "-"), ("", "?")])
def test_texts_that_fold_to_nothing_are_not_merged(pair):
    assert normalise(pair[0]) != normalise(pair[1])


def test_white_space_alone_is_no_difference():
    assert plain("a  b\n c ") == plain("a b c")


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aA b.?é", max_size=4), max_size=30))
def test_classes_are_exactly_the_texts_with_equal_key_texts(texts):
    labels = classes(texts)
    for i, one in enumerate(texts):
        for j, other in enumerate(texts):
            assert (labels[i] == labels[j]) == (normalise(one) == normalise(other))


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_normalised_twice_without_a_crash(text):
    normalise(normalise(text))


def test_lone_surrogates_are_text_like_any_other():
    assert len(set(classes(["a\ud800", "a", "a\ud801"]).tolist())) == 3


def test_a_huge_class_has_one_edge_a_member_and_its_centre_does_not_depend_on_order():
    texts = ["same"] * 1_000
    keys = np.random.default_rng(0).permutation(1_000).astype(np.uint64)
    centres = representatives(classes(texts), keys)
    a, b = star_edges(classes(texts), centres)
    assert len(a) == 999
    assert (a < b).all()
    assert keys[centres[0]] == 0
