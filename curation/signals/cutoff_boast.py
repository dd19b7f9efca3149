"""Whether an answer speaks of its own knowledge cutoff."""

from __future__ import annotations

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.claims import maybe_claims

_LAST = r"(?:last|latest|most recent|current)"
# Unlike the source's, a bare "last updated in 2020" is no boast: web pages are updated too.
_BOAST = (
    rf"(?i)(?:\bas (?:of|at|for) my (?:own )?(?:{_LAST} )?(?:knowledge |training |information |data |"
    rf"database )*"
    r"(?:update|cut-? ?off|data\b|training\b|knowledge\b)"
    rf"|\bmy {_LAST} (?:knowledge |training |data |information )*(?:update|cut-? ?off)"
    r"|\bmy (?:knowledge|training|information|data|training data|database|training set)(?: base)? (?:cut-? "
    r"?off"
    r"|(?:is|was|has been|were)? ?(?:only |last )?(?:updated|current|limited|cuts? off|ends?|goes|go|"
    r"extends?|stops?)(?: only)? (?:up )?(?:to|in|until|till|as of|at|through)[^.\n]{0,20}\b(?:19|20)\d\d)"
    r"|\b(?:my|as of the|with a) (?:knowledge|training)(?: data)? cut-? ?off"
    r"|\bknowledge cut-? ?off(?: date)?(?:,| is| was| of| in)? (?:in |is |of )?(?:[A-Z][a-z]+,? )?(?:19|"
    r"20)\d\d"
    r"|\bI (?:only )?have (?:knowledge|information|been trained|data) (?:only )?(?:up )?(?:to|until|as "
    r"of)[^.\n]{0,20}\b20\d\d"
    r"|\bI was (?:last )?(?:trained|updated)[^.\n]{0,40} (?:up to|until|in|as of|through) (?:[A-Z][a-z]+,? "
    r")?20[12]\d"
    r"|(?:截至|截止)(?:到)?我(?:的|所)?[^。\n]{0,12}(?:知识|更新|训练|数据)|我的(?:知识|训练数据|数据)(?:库)?(?:截止|截至|更新|只到)"
    r"|(?:hasta|a partir de) mi última actualización|(?:à|jusqu'à) ma dernière mise à jour"
    r"|stand meiner letzten aktualisierung)"
)


def cutoff_boast(batch: Batch) -> Column:
    """1 where the answer names its knowledge cutoff or last update, else 0."""
    return batch.texts.matching(_BOAST, maybe_claims(batch))


CUTOFF_BOAST = Signal(
    "cutoff_boast",
    "Knowledge cutoff",
    "1 where the answer speaks of its own last update or knowledge cutoff, else 0",
    cutoff_boast,
    kind="flag",
    source="open-instruct, scripts/data/filtering_and_updates/filter_cutoff_date.py",
)
