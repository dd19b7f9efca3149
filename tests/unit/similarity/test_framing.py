from __future__ import annotations

import pytest

from curation.similarity.framing import framed

ASK = "what is the tallest mountain on earth"


@pytest.mark.parametrize(
    "text",
    [
        "hiya {}",
        "hello sam {}",
        "hi team {} best robert",
        "dear sir or madam {} yours sincerely anita",
        "one last question {}",
        "forgive my ignorance but {}",
        "if you have a moment {}",
        "i cant figure this one out {}",
        "i have no idea where to begin {}",
        "{} ill wait",
        "{} warm wishes leila",
        "hi alex {} thank you in advance for your help",
    ],
)
def test_salutations_apologies_and_leave_taking_frame_a_request(text):
    assert framed(ASK.split(), text.format(ASK).split())
    assert framed(text.format(ASK).split(), ASK.split())


@pytest.mark.parametrize(
    "text",
    [
        "{} in metres",
        "{} and how high is it",
        "{} and why",
        "do not say {}",
        "in one word {}",
        "{} for children please",
        "hello {} in the solar system thanks",
        "{} and when was it found",
    ],
)
def test_what_asks_for_more_or_for_less_is_no_framing(text):
    assert not framed(ASK.split(), text.format(ASK).split())


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("how do i say", "how do i say thank you"),
        ("translate this where is the bank", "translate this where is the bank thank you"),
        ("help me", "please help me"),
        (ASK, ASK),
    ],
)
def test_polite_words_that_are_asked_about_and_tiny_texts_are_left_alone(short, long):
    assert not framed(short.split(), long.split())
