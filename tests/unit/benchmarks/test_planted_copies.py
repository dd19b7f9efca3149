from __future__ import annotations

import random

import pytest

from benchmarks.planted_copies import KINDS, plant
from curation.similarity.exact import normalise

PROMPTS = [
    "How do I bake a chocolate cake for 12 people?",
    "Translate the letter from German into English, and keep it simple.",
    "Describe the best museum in Rome in 3 sentences.",
    "Complete this function.\n\n```python\nreturn x == 2\n```",
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_copy_is_changed_unless_it_is_to_be_exact(kind):
    copies = plant(PROMPTS, kind, 10, random.Random(1))
    assert copies
    assert all((copy.text == copy.origin) == (kind.name == "exact copy") for copy in copies)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.same], ids=lambda kind: kind.name)
def test_a_copy_that_asks_something_else_differs_in_more_than_case_and_punctuation(kind):
    copies = plant(PROMPTS, kind, 10, random.Random(1))
    assert all(normalise(copy.text) != normalise(copy.origin) for copy in copies)


def test_the_same_seed_plants_the_same_copies():
    twice = [[plant(PROMPTS, kind, 10, random.Random(3)) for kind in KINDS] for _ in range(2)]
    assert twice[0] == twice[1]
