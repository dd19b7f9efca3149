"""Texts as tokens by their words: a word that many texts share is tokenized once.

Only where a tokenizer never joins across the places that are cut at: special tokens, a single space, and
the end of a word before a full stop and the like. Those are byte-level tokenizers with a pattern of GPT's
kind: told by what they are made of, by trying each kind of place, and again by some texts of every batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, product
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ids = tuple[int, ...]

_MOST_KNOWN = 500_000
_TRIED = 8
_AT_ONCE = 256
# Spaces beside other white space end no word, and stand as this meanwhile.
_STAND_IN = "\0"
_WHITE = re.compile(r"\s{2,}")
_STOPS = ".,;:!?)"
_END = re.compile(rf"(?<=[A-Za-z])(?=[{re.escape(_STOPS)}])")
# One of each kind of character that patterns tell apart.
_KINDS = (*"aZé你ا7٣.'\"_-(}/<$😀\u0301", "'s", "")


class Segment(NamedTuple):
    """A stretch of text between special tokens.

    Attributes:
        words: The tokens of each of its words.
        size: How many tokens.
    """

    words: list[Ids]
    size: int

    @classmethod
    def of(cls, words: list[Ids]) -> Segment:
        """With its size."""
        return cls(words, sum(map(len, words)))


class Pieces:
    """A tokenizer that reads each word once."""

    def __init__(self, backend: Tokenizer) -> None:
        self._backend = backend
        added = backend.get_added_tokens_decoder().items()
        self._marks = {token.content: (number,) for number, token in added}
        longest_first = sorted(self._marks, key=len, reverse=True)
        self._at_marks = re.compile(f"({'|'.join(map(re.escape, longest_first))})")
        self._known: dict[str, Ids] = dict(self._marks)

    @classmethod
    def of(cls, backend: Tokenizer) -> Pieces | None:
        """One for a tokenizer that can be read so; None for others."""
        return cls(backend) if _is_plain(backend) and _ends_words(backend) else None

    def read(self, texts: Sequence[str]) -> list[list[Segment]] | None:
        """The segments of each text, equal ones one object; None where a text tried whole says otherwise."""
        cut = [[part for part in self._at_marks.split(text) if part] for text in texts]
        words = {part: [part] if part in self._marks else _words(part) for part in set(chain(*cut))}
        self._learn(set(chain(*words.values())))
        segments = {part: Segment.of([self._known[word] for word in said]) for part, said in words.items()}
        found = [[segments[part] for part in parts] for parts in cut]
        tried = range(0, len(texts), max(1, len(texts) // _TRIED))
        whole = self._backend.encode_batch_fast([texts[at] for at in tried], add_special_tokens=False)
        agrees = all(flat(found[at]) == said.ids for at, said in zip(tried, whole, strict=True))
        return found if agrees else None

    def _learn(self, words: set[str]) -> None:
        """Tokenize the words that have not been seen, all at once."""
        new = words - self._known.keys()
        if len(self._known) + len(new) > _MOST_KNOWN:
            self._known, new = dict(self._marks), words - self._marks.keys()
        ends = {word: _END.split(word) for word in new}
        parts = self._apart(list(dict.fromkeys(chain(*ends.values()))))
        self._known |= {
            word: parts[said[0]] if len(said) == 1 else tuple(chain(*(parts[one] for one in said)))
            for word, said in ends.items()
        }

    def _apart(self, parts: list[str]) -> dict[str, Ids]:
        """The tokens of texts without special tokens, each by itself: read as long ones with one between."""
        mark, (number,) = next(iter(self._marks.items()))
        groups = [parts[at : at + _AT_ONCE] for at in range(0, len(parts), _AT_ONCE)]
        read = self._backend.encode_batch_fast(
            [mark.join(group) for group in groups], add_special_tokens=False
        )
        found: dict[str, Ids] = {}
        for group, said in zip(groups, read, strict=True):
            ids, start = said.ids, 0
            ends = [at for at, token in enumerate(ids) if token == number]
            for part, end in zip(group, [*ends, len(ids)], strict=True):
                found[part] = tuple(ids[start:end])
                start = end + 1
        return found


def flat(segments: Iterable[Segment]) -> list[int]:
    """The tokens of segments, one after the other."""
    return [token for segment in segments for word in segment.words for token in word]


def _words(part: str) -> list[str]:
    """A text at its single spaces, each with the word that it precedes."""
    if _STAND_IN in part:
        return [part]
    first, *others = _WHITE.sub(_held, part).split(" ")
    words = [first, *[f" {word}" for word in others]]
    return [word.replace(_STAND_IN, " ") if _STAND_IN in word else word for word in words]


def _held(white: re.Match[str]) -> str:
    return white.group().replace(" ", _STAND_IN)


def _is_plain(backend: Tokenizer) -> bool:
    """Whether it is made of parts that look at one stretch at a time, and has special tokens as written."""
    added = list(backend.get_added_tokens_decoder().values())
    simple = not any(token.lstrip or token.rstrip or token.single_word or token.normalized for token in added)
    normal, splits = _parts(backend.normalizer, "normalizers"), _parts(backend.pre_tokenizer, "pretokenizers")
    bytes_apart = [part for part in splits if part["type"] == "ByteLevel" and not part["add_prefix_space"]]
    return (
        bool(added)
        and simple
        and all(part["type"] == "NFC" for part in normal)
        and all(part["type"] in {"Split", "Digits"} or part in bytes_apart for part in splits)
        and bool(bytes_apart)
        and not getattr(backend.model, "dropout", None)
    )


def _parts(stage: Any, inside: str) -> list[dict[str, Any]]:
    if stage is None:
        return []
    told = orjson.loads(stage.__getstate__())
    return list(told[inside]) if told["type"] == "Sequence" else [told]


def _ends_words(backend: Tokenizer) -> bool:
    """Whether a single space begins a word and a full stop or the like ends one, whatever is beside it."""

    def split(text: str) -> list[str]:
        return [part for part, _ in backend.pre_tokenizer.pre_tokenize_str(text)] if text else []

    spaced = ((f"b{left}", f" {right}") for left, right in product(_KINDS, _KINDS))
    alone = ((left, f" {right}b") for left, right in product(_KINDS, _KINDS))
    stopped = ((f"{left}b", f"{stop}{right}b") for left, stop, right in product(_KINDS, _STOPS, _KINDS))
    return all(
        split(left + right) == split(left) + split(right) for left, right in chain(spaced, alone, stopped)
    )
