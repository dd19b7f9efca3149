"""Payment card numbers. No false alarm: what fails Luhn's check or no issuer begins so, such as ISBNs."""

from __future__ import annotations

import re

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import digits
from curation.signals.pii.finding import valid

_SIEVE = r"\b\d{14,19}\b|\b\d{4}[ \-]\d{4}[ \-]\d{4}[ \-]\d|\b3\d{3}[ \-]\d{6}[ \-]\d{5}\b"
_NUMBER = re.compile(
    r"(?<![\w.,+/=-])(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|3\d{3}([ -])\d{6}\2\d{5})(?![\w/=-]|"
    r"[.,]\d)",
    re.ASCII,
)
# First digits and lengths (ISO/IEC 7812) of Visa, Mastercard, American Express, Discover, JCB and Diners
# Club; Visa's 13 digits are long out of use, and sums are often as long.
_ISSUER = re.compile(
    r"4(?:\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|6(?:011|5\d\d)\d{12}|"
    r"35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[689]\d)\d{11}"
)


def cards(batch: Batch) -> Column:
    """Numbers that could be charged."""
    return valid(batch.texts, _SIEVE, _NUMBER, _holds, batch.seen(digits) >= 14)


def _holds(match: re.Match[str]) -> bool:
    number = re.sub(r"\D", "", match[0])
    return bool(_ISSUER.fullmatch(number)) and luhn(number)


def luhn(number: str) -> bool:
    """Whether the last digit is the right one (ISO/IEC 7812-1, annex B)."""
    total = sum(int(digit) for digit in reversed(number[-1::-2]))
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return total % 10 == 0


CARDS = Signal(
    "cards",
    "Card numbers",
    "Payment card numbers in the answer: an issuer's first digits and length, and Luhn's check digit",
    cards,
    source="ISO/IEC 7812-1",
    looks=(digits,),
)
