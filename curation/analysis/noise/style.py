"""Light features of one answer: how long, how it is laid out, how it speaks, what it takes from the prompt.

Read from the texts alone. Nothing that was judged (scores, ratings, strengths, names of models, further
columns of the source) comes in here. Counts are taken as log(1 + count), so that a difference is a ratio.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Of a longer text only the beginning is read, so that one book does not hold up the rest.
READ_CHARS = 20_000
_STEP = 1_024
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# RE2, over texts in lower case that begin with a line break.
_COUNTED = (
    ("sentences", r"[.!?](?:\s|$)|[。！？]"),
    ("lines", r"\n+"),
    ("paragraphs", r"\n[ \t]*\n"),
    ("headers", r"\n#{1,6} "),
    ("list items", r"\n[ \t]*(?:[-*•]|\d+[.)])[ \t]"),
    ("bold", r"\*\*[^*\n]+\*\*"),
    ("code fences", r"```"),
    ("table rows", r"\n\|[^\n]*\|"),
    ("questions", r"[?？]"),
    ("exclamations", r"[!！]"),
    ("quotes", r"[\"“«]"),
    ("brackets", r"\("),
    ("links", r"https?://|www\."),
    ("digits", r"\d"),
    (
        "refuses",
        r"i'?m sorry|i apologi[sz]e|as an ai\b|as a language model|\bi (?:cannot|can'?t|won'?t)\b"
        r"|\bi(?:'m| am) (?:unable|not able|not sure)\b|unfortunately"
        r"|\bi (?:don'?t|do not) (?:know|think|understand|have)\b",
    ),
    ("warns", r"\bnote(?::| that)|\bhowever\b|\bimportant\b"),
    ("offers more", r"hope (?:this|that) helps|let me know|feel free|happy to help"),
    ("speaks for others", r"\n[ \t]*(?:human|user|assistant|question|answer|###[^\n:]*)[ \t]*:"),
)


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_LEXICON: tuple[tuple[str, frozenset[str]], ...] = (
    ("first person", _words("i i'm i'd i've i'll me my")),
    ("second person", _words("you your you're you'll yourself")),
    ("hedges", _words("might may perhaps maybe possibly probably could seems likely usually")),
    ("negations", _words("not no never don't can't doesn't isn't won't cannot")),
    ("reasons", _words("because since therefore thus so example")),
)
_FUNCTION_WORDS = _words(
    "a an the of to in is are was were be been and or for on with as at by it this that i you he she they we"
    " my your what how do does did can could would will should from not have has had if about me there which"
    " who when where why so but than then them their its"
)
_AGREES = re.compile(r"\s*(?:sure|certainly|of course|absolutely|great|yes|ok|okay)\b")
_READ = (
    "characters",
    "words",
    "distinct words",
    "mean word length",
    "type–token ratio",
    "repetition",
    "content words",
    "commas a word",
    "other script",
    "prompt's words used",
    "words taken from the prompt",
    "prompt copied",
    "ends a sentence",
    "ends in a question",
    "ends in a colon",
    "begins in lower case",
    "begins by agreeing",
)
NAMES: tuple[str, ...] = (
    *(name for name, _ in _COUNTED),
    *_READ,
    *(name for name, _ in _LEXICON),
    "words a sentence",
)


@dataclass(frozen=True)
class Reading:
    """A text with its words."""

    text: str

    @cached_property
    def lower(self) -> str:
        """Lower case, one kind of apostrophe."""
        return self.text.lower().replace("’", "'")

    @cached_property
    def words(self) -> list[str]:
        """Words in order."""
        return _WORD.findall(self.lower)

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each word stands."""
        return Counter(self.words)

    @cached_property
    def content(self) -> frozenset[str]:
        """Distinct words that carry the matter."""
        return frozenset(self.counts) - _FUNCTION_WORDS

    @cached_property
    def foreign(self) -> float:
        """The share of characters beyond ASCII."""
        return 1 - len(self.text.encode("ascii", "ignore")) / len(self.text) if self.text else 0.0


def style(prompts: Sequence[str], answers: Sequence[str], tell: Callable[[int], None]) -> Floats:
    """The features of each answer to its prompt.

    Args:
        prompts: n prompts.
        answers: n answers, one to each.
        tell: Called with how many are done, now and then; may raise to stop.

    Returns:
        float64 [n, ``len(NAMES)``].
    """
    found = np.empty((len(answers), len(NAMES)))
    for start in range(0, len(answers), _STEP):
        tell(start)
        end = start + _STEP
        asked = {text: Reading(text[:READ_CHARS]) for text in prompts[start:end]}
        told = [Reading(text[:READ_CHARS]) for text in answers[start:end]]
        pairs = zip((asked[text] for text in prompts[start:end]), told, strict=True)
        counts = _counted(told)
        read = np.array([_read(prompt, answer) for prompt, answer in pairs])
        pace = np.log1p(np.array([len(answer.words) for answer in told]) / np.maximum(counts[:, 0], 1))
        found[start:end] = np.column_stack([np.log1p(counts), read, pace])
    tell(len(answers))
    return found


def _counted(answers: Sequence[Reading]) -> Floats:
    """How often each pattern of ``_COUNTED`` stands in each answer."""
    texts: Any = pa.array(
        # A lone surrogate has no UTF-8.
        [f"\n{answer.lower.encode('utf-8', 'replace').decode()}" for answer in answers],
        pa.large_string(),
    )
    columns = [pc.count_substring_regex(texts, pattern=pattern).to_numpy() for _, pattern in _COUNTED]
    return np.column_stack(columns).astype(np.float64)


def _read(prompt: Reading, answer: Reading) -> list[float]:
    spoken = [math.log1p(sum(answer.counts[word] for word in words)) for _, words in _LEXICON]
    return [*_amounts(answer), *_from_prompt(prompt, answer), *_ends(answer.text, answer.lower), *spoken]


def _amounts(answer: Reading) -> list[float]:
    words, counts = answer.words, answer.counts
    many = max(len(words), 1)
    twos = list(pairwise(words))
    return [
        math.log1p(len(answer.text)),
        math.log1p(len(words)),
        math.log1p(len(counts)),
        sum(map(len, words)) / many,
        len(counts) / math.sqrt(many),
        1 - len(set(twos)) / len(twos) if twos else 0.0,
        sum(counts[word] for word in answer.content) / many,
        answer.text.count(",") / many,
    ]


def _from_prompt(prompt: Reading, answer: Reading) -> list[float]:
    shared = len(prompt.content & answer.content)
    head = prompt.lower.strip()[:60]
    return [
        abs(answer.foreign - prompt.foreign),
        shared / max(len(prompt.content), 1),
        shared / max(len(answer.content), 1),
        float(bool(head) and head in answer.lower),
    ]


def _ends(text: str, lower: str) -> list[float]:
    end = text.rstrip()[-1:]
    return [
        float(end != "" and end in ".!?。！？)\"”'`"),
        float(end != "" and end in "?？"),
        float(end == ":"),
        float(text.lstrip()[:1].islower()),
        float(_AGREES.match(lower) is not None),
    ]
