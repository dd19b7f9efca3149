"""Secrets: keys and tokens of well-known services, private keys. No false alarm: placeholders."""

from __future__ import annotations

import re

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.pii.finding import valid
from curation.signals.scan import Counts, count_at, spelt

_FORMS = (
    r"sk-(?:proj-|ant-|or-)?[A-Za-z0-9_\-]{20,200}|sk_live_[0-9A-Za-z]{16,100}|gh[pousr]_[A-Za-z0-9]{36,100}|"
    r"github_pat_[A-Za-z0-9_]{22,100}|glpat-[A-Za-z0-9_\-]{20,60}|(?:AKIA|ASIA)[0-9A-Z]{16}|"
    r"hf_[A-Za-z0-9]{30,60}|xox[abprs]-[A-Za-z0-9\-]{10,200}|AIza[0-9A-Za-z_\-]{35}|"
    r"eyJ[A-Za-z0-9_\-]{10,1000}\.eyJ[A-Za-z0-9_\-]{10,1000}\.|-----BEGIN (?:[A-Z]{2,10} ){0,3}PRIVATE "
    r"KEY(?: BLOCK)?-----\s{0,4}[A-Za-z0-9+/=]{20}"
)
_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_FORMS})", re.ASCII)
_SIEVE = (
    r"sk[-_][A-Za-z0-9_\-]{16}|gh[pousr]_[A-Za-z0-9]{30}|github_pat_|glpat-|A[KS]IA[0-9A-Z]{16}|"
    r"hf_[A-Za-z0-9]{30}|xox[abprs]-|AIza[0-9A-Za-z_\-]{30}|eyJ[A-Za-z0-9_\-]{10}|PRIVATE KEY"
)
# Slack's. A private key has spaces, but a line that says so.
_SHORTEST = 15
_LETTERS_ALONE = re.compile(r"[A-Za-z_-]+")
_PLACEHOLDER = re.compile(r"(?i)x{5,}|example|your|placeholder|1234567890|abcdefghij|(.)\1{5}")


def keys(batch: Batch) -> Column:
    """Strings with the form of a secret, and as random as one."""
    return valid(batch.texts, _SIEVE, _KEY, _holds, batch.seen(_long) > 0)


def _long(block: Batch) -> Counts:
    """Words as long as the shortest key, and beginnings of private ones."""
    texts, units = block.texts, block.texts.units
    words = units.starts[units.ends - units.starts >= _SHORTEST]
    return count_at(words, texts.offsets) + count_at(spelt(texts.bytes, b"-BEGIN"), texts.offsets)


def _holds(match: re.Match[str]) -> bool:
    found = match[0]
    if found.startswith("-----"):
        return True
    secret = re.split(r"[-_]", found, maxsplit=1)[-1]
    return len(set(secret)) >= 8 and not _PLACEHOLDER.search(secret) and not _LETTERS_ALONE.fullmatch(secret)


KEYS = Signal(
    "keys",
    "Keys and tokens",
    "Secrets in the answer: keys of OpenAI, Anthropic, Stripe, GitHub, GitLab, AWS, Hugging Face, Slack and "
    "Google, JSON web tokens and private key blocks; placeholders are not counted",
    keys,
    source="the services' published key formats",
    looks=(_long,),
)
