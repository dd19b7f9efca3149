"""A text as the rules of ``difference`` look at it: words in order, numbers, operators, code, names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from curation.similarity.contractions import CONTRACTIONS
from curation.similarity.exact import normalise, plain
from curation.similarity.words import NUMBER_WORDS, WEAK_NUMBERS
from curation.similarity.wrapper import unwrap

_FENCE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_MARKUP = re.compile(r"\*\*|__|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|^\s*(?:[*\-#>•]+|\d{1,2}[.)])\s+", re.MULTILINE)
# Kana and Chinese characters are read one by one: another one there is another word, not a typo.
_HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_HAN}]|c\+\+|[cf]#|\d+(?:st|nd|rd|th)\b|\d+(?:[.,:]\d+)*|[^\W{_HAN}]+|[^\w\s]")
_PROPER = re.compile(r"\b[A-Z]\w+")
_SLASH = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
# Short Roman numerals are left out: "x" is oftener an unknown than ten.
_IN_DIGITS = NUMBER_WORDS | {word: value for word, value in WEAK_NUMBERS.items() if len(word) > 2}
_OPERATORS = frozenset("+*/=^<>\u2212×÷±≤≥≠√∑∫∞%|~\\{}[]")


@dataclass(frozen=True)
class Reading:
    """One text, read once for all its edges.

    Attributes:
        text: As it came.
        plain: With white space folded.
        key: Its key text.
        whole: Words and operators of the key text in order, without markup and code.
        core: The same without polite wrapping.
        words: The distinct ones.
        numbers: Those that are numbers, number words as digits.
        weak_numbers: Number words that are often something else ("one", "first").
        operators: Operators in order.
        code: Contents of code fences and inline code.
        proper: Capitalised words within sentences, lower-cased.
        script: The script of most letters.
        breaks: Blank lines: paragraphs or turns less one.
    """

    text: str
    plain: str
    key: str
    whole: tuple[str, ...]
    core: tuple[str, ...]
    words: frozenset[str]
    numbers: tuple[str, ...]
    weak_numbers: tuple[str, ...]
    operators: tuple[str, ...]
    code: tuple[str, ...]
    proper: frozenset[str]
    script: str
    breaks: int

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word of the core stands there."""
        return Counter(self.core)

    @cached_property
    def spelt_out(self) -> tuple[str, ...]:
        """The core with contractions in full and number words as digits."""
        words = [part for word in self.core for part in CONTRACTIONS.get(word, (word,))]
        return tuple([_IN_DIGITS.get(word, word) for word in words])


def read(text: str) -> Reading:
    """Take from ``text`` what the rules look at."""
    key = normalise(text)
    code = tuple(plain(part.strip("`")) for part in _FENCE.findall(text)) if "`" in text else ()
    prose = _FENCE.sub(" ", text) if code else text
    unmarked = _MARKUP.sub(" ", prose)
    bare = key if unmarked == text else normalise(unmarked)
    whole = _tokens(bare)
    asked = unwrap(bare)
    core = whole if asked == bare else _tokens(asked)
    words = frozenset(core)
    signs = words & _OPERATORS
    numbers = {word for word in words if not word.isalpha() or word in NUMBER_WORDS} - WEAK_NUMBERS.keys()
    numbers = {word for word in numbers if is_number(word)}
    weak = words & WEAK_NUMBERS.keys()
    return Reading(
        text=text,
        plain=plain(text),
        key=key,
        whole=whole,
        core=core,
        words=words,
        numbers=tuple(NUMBER_WORDS.get(t, t) for t in core if t in numbers) if numbers else (),
        weak_numbers=tuple(WEAK_NUMBERS[t] for t in core if t in weak) if weak else (),
        operators=tuple(t for t in core if t in signs) if signs else (),
        code=code,
        proper=_proper(prose),
        script=_script(key),
        breaks=text.strip().count("\n\n"),
    )


def _tokens(key_text: str) -> tuple[str, ...]:
    spelt = key_text.replace("&", " and ").replace("%", " percent ").replace("or not", "")
    tokens = _TOKEN.findall(_THOUSANDS.sub("", _SLASH.sub(" ", spelt)))
    kept = [t for t in tokens if t[0].isalnum() or t in _OPERATORS]
    # A word typed twice is one word.
    return tuple(
        [t for at, t in enumerate(kept) if not at or t != kept[at - 1] or len(t) < 2 or not t.isalpha()]
    )


def is_number(token: str) -> bool:
    """Whether a word says how many: digits, or a number word that says nothing else."""
    if token.isalpha():
        return token in NUMBER_WORDS and token not in WEAK_NUMBERS
    return token not in WEAK_NUMBERS and (token in NUMBER_WORDS or any(c.isdigit() for c in token))


def _proper(text: str) -> frozenset[str]:
    """Capitalised words that do not merely begin a sentence; none in a text all in capitals."""
    found = []
    for match in _PROPER.finditer(text):
        before = text[max(match.start() - 4, 0) : match.start()].rstrip(" \"'(*")
        if before and before[-1] not in ".!?:\n;":
            found.append(match[0].casefold())
    return frozenset(found) if 2 * len(found) <= text.count(" ") + 1 else frozenset()


def _script(key: str) -> str:
    """The script most letters of the first thousand characters are in."""
    if key.isascii():
        return "LATIN"
    scripts = Counter(
        unicodedata.name(c, "OTHER").split()[0] for c in key[:1_000] if c.isalpha() and not c.isascii()
    )
    ascii_letters = sum(c.isascii() and c.isalpha() for c in key[:1_000])
    scripts["LATIN"] += ascii_letters
    kanji = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if kanji:
        scripts["HIRAGANA"] = kanji + scripts.pop("CJK", 0)
    return scripts.most_common(1)[0][0] if scripts else "LATIN"
