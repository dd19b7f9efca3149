"""Plain English is told without a detector, and nothing else is taken for it."""

from __future__ import annotations

import pytest

from curation.signals.english import plainly_english
from tests.unit.signals.counted import batch


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("The cat sat on the mat, and it was happy to be there.", True),
        ("It’s what you said — “that is all” — and I agree.", True),
        ("Zinc, iron and calcium oxides react with sulphur, as they do in water, or in air.", True),
        ("", False),
        ("   ", False),
        ("Paris", False),
        ("Het is een mooie dag, of was het gisteren beter in de stad?", False),
        ("Dette er for at se om det er en god dag i byen", False),
        ("Das war ein Tag, an dem alles gut war, was man so sagt", False),
        ("The word for this in French is “été”, and that of it in German is “Sommer”.", False),
        ("The sentence in Russian is: это предложение, and so on for you.", False),
        ("`the and of` to that this with you", False),
    ],
)
def test_only_what_is_made_of_its_commonest_words_is_plain(text: str, plain: bool) -> None:
    assert batch([text, "x"]).seen(plainly_english).tolist() == [plain, False]


def test_a_foreign_letter_further_down_does_not_matter() -> None:
    text = "The cat sat on the mat, and it was happy to be there. " * 5
    assert batch([text + "é"]).seen(plainly_english).tolist() == [True]
