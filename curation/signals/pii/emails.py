"""E-mail addresses. No false alarm: addresses kept for examples, image names as ``logo@2x.png``."""

from __future__ import annotations

import re

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import holding, signs
from curation.signals.pii.finding import valid

_SIEVE = r"[A-Za-z0-9]@[A-Za-z0-9]"
_ADDRESS = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}+(?<=[\w+-])@((?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,5}[A-Za-z]{2,24})\b(?![@/])",
    re.ASCII,
)
# RFC 2606 and RFC 6761: these belong to no one.
_RESERVED = re.compile(r"(?i)(?:^|\.)(?:example(?:\.(?:com|net|org|edu))?|test|invalid|localhost|local)$")
_FILES = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "json", "xml", "html"})
# An account that thousands share says nothing of a person.
_SHARED = frozenset({"git@github.com", "git@gitlab.com", "git@bitbucket.org"})
_PLACEHOLDERS = re.compile(
    r"(?i)^(?:(?:your|you|my|user|name|some|any|first|last|email|e-mail|recipient|sender)[\w.-]*@"
    r"|[\w.+-]+@(?:your|my|some|domain|email|company|companyname|website|yourdomain|yourcompany|abc|xyz|"
    r"xxx+)[\w-]*\.)"
)


def emails(batch: Batch) -> Column:
    """Addresses that could be somebody's."""
    return valid(batch.texts, _SIEVE, _ADDRESS, _holds, holding(batch, "@"))


def _holds(match: re.Match[str]) -> bool:
    address, domain = match[0], match[1]
    if ".." in address or _RESERVED.search(domain) or address.lower() in _SHARED:
        return False
    return domain.rsplit(".", 1)[1].lower() not in _FILES and not _PLACEHOLDERS.match(address)


EMAILS = Signal(
    "emails",
    "E-mail addresses",
    "E-mail addresses in the answer; those reserved for examples, placeholders such as your.name@… and "
    "shared "
    "accounts are not counted",
    emails,
    source="datatrove, pipeline/formatters/pii.py; RFC 2606 and RFC 6761 for reserved names",
    looks=(signs,),
)
