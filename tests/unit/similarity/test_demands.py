from __future__ import annotations

import pytest

from curation.similarity.demands import demands
from curation.similarity.difference import difference
from curation.similarity.reading import read
from curation.similarity.spelling import vocabulary_of

ASK = "Could you tell me why the leaves of most trees turn red in autumn?"


@pytest.mark.parametrize(
    "sentence",
    [
        "make it rhyme",
        "write it as a poem",
        "explain it for children",
        "it must be vegan",
        "also explain why",
        "in one word",
        "in two short sentences",
        "for beginners",
        "for a five year old",
        "then translate your answer",
        "in detail",
        "briefly",
        "be brief",
        "be as detailed as possible",
        "as a table",
        "from a historical point of view",
    ],
)
def test_what_says_how_to_answer_is_a_demand(sentence):
    assert demands(sentence.split())


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "please",
        "and then",
        "answer soon please",
        "give me your best",
        "for my homework",
        "in advance many thanks",
        "make my day",
        "hope you are well",
        "i am not sure where to start",
    ],
)
def test_remarks_demand_nothing(sentence):
    assert not demands(sentence.split())


@pytest.mark.parametrize(
    "more",
    ["{} Make it rhyme.", "In one word: {}", "For beginners: {}", "{} It must be vegan.", "Briefly, {}"],
)
def test_a_prompt_with_a_demand_beside_it_is_kept(more):
    long = more.format(ASK)
    vocabulary = vocabulary_of([ASK, long])
    kinds = {difference(read(a), read(b), vocabulary) for a, b in ((ASK, long), (long, ASK))}
    assert kinds == {"name or object"}


def test_a_remark_beside_a_prompt_is_dropped_still():
    for more in ("{} Make my day!", "For my homework: {}", "{} Any pointers?"):
        vocabulary = vocabulary_of([ASK, more.format(ASK)])
        assert difference(read(ASK), read(more.format(ASK)), vocabulary) in {"wrapper", "reworded"}, more
