"""Telephone numbers, held to the numbering plans of libphonenumber.

No false alarm: years, ISBNs, sums and dates are in no plan's written form; 555 numbers are fiction's, and
toll-free lines are hotlines, nobody's own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import digits
from curation.signals.pii.finding import valid

_SIEVE = (
    r"\+\(?[1-9][\d ().\-]{6,}\d|\([2-9]\d\d\) ?\d{3}[ .\-]\d{4}|\b[2-9]\d\d([.\-])[2-9]\d\d[.\-]\d{4}\b|"
    r"\b1[ .\-][2-9]\d\d[ .\-]\d{3}[ .\-]\d{4}"
)
_NUMBER = re.compile(
    r"(?<![\w+$€£.=*/^-])(?:\+\(?[1-9][\d ().-]{6,18}\d|(?:1[ .-])?\([2-9]\d\d\) ?\d{3}[ .-]\d{4}"
    r"|(?:1[ .-])?[2-9]\d\d([.-])[2-9]\d\d\1\d{4}|1([ .-])[2-9]\d\d\2\d{3}\2\d{4})(?![\w=*/^-]|\.\d)",
    re.ASCII,
)


def phones(batch: Batch) -> Column:
    """Numbers that a numbering plan knows."""
    return valid(batch.texts, _SIEVE, _NUMBER, _holds, batch.seen(digits) >= 7)


def _holds(match: re.Match[str]) -> bool:
    return _known(match[0])


@lru_cache(maxsize=4_096)
def _known(written: str) -> bool:
    """Whether a plan knows the number; a hotline's or a company's is met again and again."""
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "US")
    except phonenumbers.NumberParseException:
        return False
    if number.country_code == 1 and str(number.national_number)[3:6] == "555":
        return False
    return phonenumbers.number_type(number) not in {
        phonenumbers.PhoneNumberType.UNKNOWN,
        phonenumbers.PhoneNumberType.TOLL_FREE,
    }


PHONES = Signal(
    "phones",
    "Telephone numbers",
    "Telephone numbers in the answer, written with + and a country code or in North American form, that "
    "their "
    "numbering plan knows; 555 numbers, as fiction has them, and toll-free hotlines are not counted",
    phones,
    source="libphonenumber's numbering plans, through phonenumberslite",
    looks=(digits,),
)
