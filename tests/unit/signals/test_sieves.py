"""A pattern finds the same whether all texts are looked through or those alone that bytes let pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from curation.signals import Batch, control_tokens, cutoff_boast, noise, self_identity
from curation.signals.claims import maybe_claims
from curation.signals.markdown import _addresses, _bullets, _numbers
from curation.signals.marks import above, control, leads
from curation.signals.noise import _symbols, _unwritten
from curation.signals.pii import keys
from curation.signals.scan import Mask
from tests.unit.signals.counted import batch

PIECES = st.sampled_from(
    [
        *(
            "- ",
            "* ",
            "+\t",
            "1. ",
            "12.\n",
            "1.",
            "-",
            "\n",
            " ",
            "a",
            "//",
            "http://",
            "WWW.",
            "wWw.x",
            "w.",
        ),
        *(
            "Human: ",
            "USER:",
            "### Response:",
            "<",
            "[INST]",
            "</s>",
            "ASSISTANT",
            ":",
            "\x00",
            "\x7f",
            "\x0b",
        ),
        *(
            "\u0085",
            "\u200b",
            "\u2060",
            "\ufffd",
            "\ue000",
            "\U000f0000",
            "é",
            "—",
            "世",
            "(){}",
            "!?;:" * 3,
            '"',
        ),
        *(
            "sk-" + "a1" * 10,
            "xoxb-" + "1" * 10,
            "-----BEGIN PRIVATE KEY-----\n",
            "eyJ",
            "b" * 14,
            "Claude",
            "x",
        ),
        *(
            "as of my last update in 2021",
            "my knowledge cutoff",
            "I was trained up to 2020",
            "I am GPT-4, made",
        ),
    ]
)
TEXTS = st.lists(st.lists(PIECES, max_size=8).map("".join), min_size=20, max_size=40)
PASSED: dict[str, tuple[str, Callable[[Batch], Mask]]] = {
    "lists": (
        r"(?m)^\s*(?:\d+\.|[-*+])\s",
        lambda made: made.seen(_bullets) + made.seen(_numbers) > 0,
    ),
    "urls": (r"(?i)\b(?:https?://|ftp://|www\.)", lambda made: made.seen(_addresses) > 0),
    "turns": (
        r"(?:Human|Assistant|Instruction|Response|USER|ASSISTANT):",
        lambda made: made.seen(control_tokens._turns) > 0,
    ),
    "noise": (
        noise._BROKEN,
        lambda made: made.seen(control) | (made.seen(_unwritten) + made.seen(_symbols) > 0),
    ),
    "misread": (noise._MISREAD, lambda made: above(made.seen(leads), 0xC3, 0xC3)),
    "keys": (keys._KEY.pattern.replace("(?<![A-Za-z0-9_-])", ""), lambda made: made.seen(keys._long) > 0),
    "claim": (self_identity._CLAIM, maybe_claims),
    "boast": (cutoff_boast._BOAST, maybe_claims),
}


@pytest.mark.parametrize("name", PASSED)
@limits(max_examples=6, deadline=None)
@given(TEXTS)
def test_nothing_that_a_pattern_finds_is_held_back(name: str, texts: list[str]) -> None:
    pattern, passed = PASSED[name]
    made = batch(texts)
    assert not (made.texts.matching(pattern) & ~passed(made)).any()
