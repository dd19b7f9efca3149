"""Personal data and secrets in answers: found by RE2, then held to what such a thing must be."""

from curation.signals.pii.cards import CARDS
from curation.signals.pii.emails import EMAILS
from curation.signals.pii.ips import IPS
from curation.signals.pii.keys import KEYS
from curation.signals.pii.phones import PHONES
from curation.signals.pii.total import PII

__all__ = ["CARDS", "EMAILS", "IPS", "KEYS", "PHONES", "PII"]
