r"""The exact stage: which texts are the same once case, punctuation and white space are folded.

A *key text* is the text after, in this order:

- invisible characters dropped, superscripts written ``^2``, Unicode NFKC, case folded;
- the asterisks around ``**bold**`` words dropped (those of ``2**3`` and ``f(**a, **b)`` are kept);
- apostrophes inside words dropped (``don't`` = ``dont``), sentence punctuation and quotes turned
  into a space, runs of white space into one space.

What can change the ask is kept: symbols (``+ = < >`` and every other Unicode symbol), ``# % & * / @ \ _``,
square and curly brackets, a point or comma inside a number, a minus sign, a round bracket beside
an operator, and everything inside a code fence. So ``C`` is not ``C#`` and ``x-3`` is not ``x 3``.
A text of nothing but punctuation is its own key text. Equal key texts are an equivalence
relation: the classes may be treated as one text each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import blake2b
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled

Labels = npt.NDArray[np.int32]
Key = TypeVar("Key", str, bytes)

_KEPT = "#%&*/@\\_-()[]{}'.,:!^"
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_RAISED = {ord(raised): f"^{digit}" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": " ", "´": "'", "−": "-", "–": "-", "‐": "-", "‑": "-", "—": " "}
)
_BEFORE = {**_INVISIBLE, **_RAISED}
_FENCE = re.compile(r"(```.*?(?:```|\Z))", re.DOTALL)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_MINUS = re.compile(r"(?<![^\W\d_][^\W\d_])-\s?(?=\d)|(?<=\b\w)\s?-\s?(?=\w\b)")
_BOLD = re.compile(r"(?<![\w*)\]])\*\*(?=[\w\"'(\[])([^*\n]+?)(?<=[\w\"'.,:;!?)\]])\*\*(?![\w*(])")
_OPERATOR = r"+*/=^<>\u2212"
# Marks that are punctuation in one place and mathematics in another.
_PUNCTUATION = re.compile(
    r"\.(?!\d)|(?<!\d)[,:]|[,:](?!\d)|-|'(?!\()"
    r"|!(?![+*/=^\u2212)\d])|(?<!\d)!"
    rf"|(?<![{_OPERATOR}])(?<![{_OPERATOR}] )\((?![{_OPERATOR}])"
    rf"|(?<![{_OPERATOR}])\)(?! ?[{_OPERATOR}])"
)
_CANDIDATE = re.compile(r"[.,:\-'!()]")
_MARKS = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sk"})
_STEP = 4_096
_PLANES = 0x12000  # punctuation beyond is that of dead scripts


def normalise(text: str) -> str:
    """The key text of ``text`` (see the module's docstring); the raw text where nothing is left."""
    if "```" in text:
        parts = _FENCE.split(text)
        folded = " ".join(p.strip() if i % 2 else _fold(p) for i, p in enumerate(parts)).strip()
    else:
        folded = _fold(text)
    return folded or text


def plain(text: str) -> str:
    """``text`` with runs of white space as one space; texts equal here differ in nothing."""
    return " ".join(text.split())


def _fold(text: str) -> str:
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text.translate(_BEFORE))
    if "**" in folded:
        folded = _BOLD.sub(r"\1", folded)
    folded = folded.casefold().translate(_marks())
    if "'" in folded:
        folded = _APOSTROPHE.sub("", folded)
    if "-" in folded:
        folded = _MINUS.sub("\u2212", folded)
    # Looking closely at these marks alone is six times as fast as looking for the pattern everywhere.
    spaced = _CANDIDATE.sub(lambda mark: " " if _PUNCTUATION.match(folded, mark.start()) else mark[0], folded)
    return " ".join(spaced.split())


@cache
def _marks() -> dict[int, str]:
    """Marks that never change the ask, as spaces: Unicode category P and modifier symbols, less ``_KEPT``."""
    kept = {ord(mark) for mark in _KEPT}
    marks = [c for c in range(_PLANES) if c not in kept and unicodedata.category(chr(c)) in _MARKS]
    return {**dict.fromkeys(marks, " "), **_ALIKE}


def digest(text: str) -> bytes:
    """128-bit blake2b of the UTF-8 bytes of ``text``; lone surrogates are allowed."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def classes(
    texts: Sequence[str],
    *,
    fold: Callable[[str], str] = normalise,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Labels:
    """Label each text with its class of equal key texts.

    Args:
        texts: n texts.
        fold: What makes two texts equal: ``normalise``, or ``plain`` for equal but for white space.
        progress: Called with (done, total).
        cancelled: Asked every few thousand texts.

    Returns:
        int32 [n]; labels count from 0 in order of first appearance.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
    """
    return _labelled(texts, lambda text: digest(fold(text)), progress, cancelled)[0]


def key_texts(
    texts: Sequence[str],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Labels, list[str]]:
    """Like ``classes`` by ``normalise``, with the key text of each class too, in the order of the labels."""
    return _labelled(texts, normalise, progress, cancelled)


def _labelled(
    texts: Sequence[str],
    key: Callable[[str], Key],
    progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Labels, list[Key]]:
    seen: dict[Key, int] = {}
    labels = np.empty(len(texts), np.int32)
    for start in range(0, len(texts), _STEP):
        if cancelled is not None and cancelled():
            raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
        for i in range(start, min(start + _STEP, len(texts))):
            labels[i] = seen.setdefault(key(texts[i]), len(seen))
        if progress is not None:
            progress(min(start + _STEP, len(texts)), len(texts))
    return labels, list(seen)


def representatives(labels: Labels, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int32]:
    """The member with the smallest content key of each class, whatever the order of the texts.

    Args:
        labels: int32 [n], dense from 0.
        keys: uint64 [n] content keys.

    Returns:
        int32 [number of classes], positions into the texts.
    """
    order = np.lexsort((keys, labels))
    first = np.ones(len(order), bool)
    first[1:] = labels[order][1:] != labels[order][:-1]
    return order[first].astype(np.int32)


def star_edges(
    labels: Labels, centres: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Edges that tie each member of a class to its centre: m − 1 for a class of m, never m².

    Returns:
        Two int32 arrays (a, b) with a < b.
    """
    centre = centres[labels] if len(labels) else np.empty(0, np.int32)
    other = np.flatnonzero(centre != np.arange(len(labels))).astype(np.int32)
    return np.minimum(centre[other], other), np.maximum(centre[other], other)
