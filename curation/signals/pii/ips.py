"""Public IP addresses. No false alarm: private and documentation ranges, version and section numbers."""

from __future__ import annotations

import re
from ipaddress import ip_address

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import digits
from curation.signals.pii.finding import valid

_SIEVE = r"\d\.\d{1,3}\.\d{1,3}\.\d|(?i:[23][0-9a-f]{3}:[0-9a-f:]{4})"
_ADDRESS = re.compile(
    r"(?<![\w.:-])(?:(?:\d{1,3}\.){3}\d{1,3}|[23][0-9A-Fa-f]{3}:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4})(?![\w:]|\.\d|-\w)",
    re.ASCII,
)
_VERSION = re.compile(
    r"(?i)(?:\bv|\bver|version|release|section|chapter|firmware|build|clause)\.?\s*(?:is |of |number )?:?\s*$"
)


def ips(batch: Batch) -> Column:
    """Addresses of the public internet."""
    return valid(batch.texts, _SIEVE, _ADDRESS, _holds, batch.seen(digits) >= 4)


def _holds(match: re.Match[str]) -> bool:
    found = match[0]
    # 1.2.3.4 is a section or a version far more often than it is the host of that address.
    if len(found) == 7 or _VERSION.search(match.string[max(0, match.start() - 24) : match.start()]):
        return False
    try:
        return ip_address(found).is_global
    except ValueError:
        return False


IPS = Signal(
    "ips",
    "IP addresses",
    "Public IPv4 and IPv6 addresses in the answer; private and documentation ranges, version numbers and "
    "addresses of four single digits are not counted",
    ips,
    source="datatrove, pipeline/formatters/pii.py (public addresses alone); Python's ipaddress",
    looks=(digits,),
)
