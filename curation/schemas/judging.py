"""Which numbers judge an answer, or count against it, and which merely count, date or name something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from curation.schemas import columns as spelled
from curation.schemas.sample import folded

_NO_RATING = re.compile(
    r"(^|_)(id|idx|index|key|no|num|number|row|seed|turns?|time|timestamp|date|year|length|len|chars|words|"
    r"tokens?|count|votes|version|fold|split|unnamed|temperature|top_p|source|worker|annotator|user|rank|ranking|suggestion_score|"
    r"latency|duration|elapsed|seconds|ms|price|distance|difficulty)(_|$|\d)"
)

# What nobody wants of an answer: of two, the one with less of it is the better one.
_FAULT_WORDS = """toxic toxicity harm harms harmful harmfulness unsafe severity hallucination hallucinations
hallucinated perplexity ppl loss nll error errors wer cer bias biased offensive offensiveness insult threat
attack obscene obscenity profanity hate violence dangerous risk cost repetition repetitiveness redundancy
contradiction contradictions inconsistency incoherence irrelevance incorrectness inaccuracy unhelpfulness
untruthfulness misinformation deception sycophancy spam refusal refusals refused flagged failed failure
failures explicit sexual flirtation"""
_WITHOUT_WORDS = "no non not free without lack absence avoidance reduction anti inverse inverted neg"
# How words begin that name what everybody wants of an answer.
_MERIT_WORDS = """help harmless correct coheren fluen qualit accura clar relevan honest truth safe inform
natural engag ground faith overall score rating reward grade win like upvot prefer instruction useful complete
consist factual understand interest creativ good polite empath satisf star detail reason concise readab elo"""
_FAULTS, _WITHOUT = (frozenset(words.split()) for words in (_FAULT_WORDS, _WITHOUT_WORDS))
_MERITS = tuple(_MERIT_WORDS.split())


def counts_against(name: str) -> bool:
    """Whether an attribute names a fault, such as ``toxicity``, so that less of it is better."""
    words = re.split(r"[^a-z]+", folded(name))
    return not _FAULTS.isdisjoint(words) and _WITHOUT.isdisjoint(words)


def speaks_for(name: str) -> bool:
    """Whether an attribute names a merit, or the lack of a fault, so that more of it is better."""
    words = re.split(r"[^a-z]+", folded(name))
    if not _FAULTS.isdisjoint(words):
        return not _WITHOUT.isdisjoint(words)
    return any(word.startswith(_MERITS) for word in words)


def judges(name: str, values: Sequence[Any] = ()) -> bool:
    """Whether a number column of this name and these values rates what stands beside it."""
    name = folded(name)
    if name in spelled.HELPSTEER:
        return True
    if _NO_RATING.search(name):
        return False
    # A running number is no judgement.
    counting = all(isinstance(value, int) for value in values) and all(
        b - a == 1 for a, b in pairwise(values)
    )
    return not (counting and len(values) > 2)
