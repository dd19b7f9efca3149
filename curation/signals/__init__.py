"""Measurements of answers, prompts and pairs. Adding one is one file here and its name in ``SIGNALS``."""

from curation.signals.base import Kind, Scope, Signal
from curation.signals.batch import Batch
from curation.signals.cjk import CJK
from curation.signals.control_tokens import CONTROL_TOKENS
from curation.signals.cutoff_boast import CUTOFF_BOAST
from curation.signals.language import LANGUAGE, PROMPT_LANGUAGE
from curation.signals.length import CHARS, PROMPT_CHARS, PROMPT_WORDS, SENTENCES, WORDS
from curation.signals.markdown import BOLD, CODE_BLOCKS, HEADERS, LISTS, TABLES, URLS
from curation.signals.measure import measure
from curation.signals.noise import NOISE
from curation.signals.pii import CARDS, EMAILS, IPS, KEYS, PHONES, PII
from curation.signals.prompt_copied import PROMPT_COPIED
from curation.signals.refusal import REFUSAL
from curation.signals.repetition import REPETITION
from curation.signals.self_identity import SELF_IDENTITY
from curation.signals.similarity import SIMILARITY
from curation.signals.texts import Texts
from curation.signals.tokenizer import tokenizer_name
from curation.signals.tokens import PROMPT_TOKENS, TOKENS
from curation.signals.truncated import TRUNCATED

SIGNALS: tuple[Signal, ...] = (
    CHARS,
    WORDS,
    TOKENS,
    SENTENCES,
    HEADERS,
    LISTS,
    BOLD,
    CODE_BLOCKS,
    TABLES,
    URLS,
    REFUSAL,
    SELF_IDENTITY,
    CUTOFF_BOAST,
    CONTROL_TOKENS,
    TRUNCATED,
    REPETITION,
    PROMPT_COPIED,
    NOISE,
    CJK,
    LANGUAGE,
    EMAILS,
    PHONES,
    IPS,
    KEYS,
    CARDS,
    PII,
    PROMPT_LANGUAGE,
    PROMPT_CHARS,
    PROMPT_WORDS,
    PROMPT_TOKENS,
    SIMILARITY,
)


def signal_named(name: str) -> Signal | None:
    """The signal behind a field such as ``chosen.words``, ``margin.words``, ``words`` or ``prompt.words``."""
    plain = {signal.name: signal for signal in SIGNALS}
    side, _, rest = name.partition(".")
    return plain.get(name) or (plain.get(rest) if side in {"chosen", "rejected", "margin"} else None)


__all__ = [
    "SIGNALS",
    "Batch",
    "Kind",
    "Scope",
    "Signal",
    "Texts",
    "measure",
    "signal_named",
    "tokenizer_name",
]
