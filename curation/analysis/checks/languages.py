"""Where the answer's language is not the prompt's, and nothing in the prompt asks for that."""

from __future__ import annotations

from curation.analysis.masks import Mask, where
from curation.store import Dataset

PROMPT, CHOSEN = "prompt.language", "chosen.language"
_TRANSLATION = "(?i)translat|traduc|tradui|übersetz|перевед|перевод|翻译|翻譯|翻訳|번역|ترجم|अनुवाद"
_NAMES = {
    **{"ar": "arabic", "bg": "bulgarian", "bn": "bengali", "ca": "catalan", "cs": "czech", "da": "danish"},
    **{"de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "fa": "persian"},
    **{"fi": "finnish", "fr": "french", "gu": "gujarati", "he": "hebrew", "hi": "hindi", "hr": "croatian"},
    **{"hu": "hungarian", "id": "indonesian", "it": "italian", "ja": "japanese", "ko": "korean"},
    **{"la": "latin", "lt": "lithuanian", "lv": "latvian", "ml": "malayalam", "mr": "marathi", "ms": "malay"},
    **{"nl": "dutch", "no": "norwegian", "pa": "punjabi", "pl": "polish", "pt": "portuguese"},
    **{
        "ro": "romanian",
        "ru": "russian",
        "sk": "slovak",
        "sl": "slovenian",
        "sr": "serbian",
        "sv": "swedish",
    },
    **{"sw": "swahili", "ta": "tamil", "te": "telugu", "th": "thai", "tl": "tagalog", "tr": "turkish"},
    **{"uk": "ukrainian", "ur": "urdu", "vi": "vietnamese", "zh": "chinese"},
}


def known(dataset: Dataset) -> bool:
    """Whether languages were told for both."""
    return PROMPT in dataset.fields and CHOSEN in dataset.fields


def mismatch(dataset: Dataset) -> Mask:
    """Pairs whose prompt and chosen answer are in two languages, unless the prompt asks for that.

    It does where it speaks of translating, or names the answer's language in English.
    """
    prompt, chosen = dataset.fields[PROMPT].sql, dataset.fields[CHOSEN].sql
    named = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in _NAMES.items())
    return where(
        dataset,
        f"{prompt} <> {chosen} AND NOT regexp_matches(q.text, '{_TRANSLATION}')"
        f" AND NOT coalesce(contains(lower(q.text), CASE {chosen} {named} END), false)",
    )
