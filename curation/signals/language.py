"""Which language a text is written in, or none where that cannot be told.

What is plainly English is told by its commonest words. Of all else CLD2 reads the first characters
outside of fenced code: of small open detectors it was the most often right on short answers, and it
says itself when it is not sure.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.english import READ, plainly_english
from curation.signals.marks import signs
from curation.signals.prose import prose_of
from curation.signals.scan import Mask, count_at
from curation.signals.texts import Texts

_FEWEST_LETTERS = 12
# Each of these says more than a letter does, and some are of one language alone.
_FEWEST_SYLLABLES = 4
_MOST_MARKS = 0.4
_SURE = 60
# What is no language, and would be read as English: addresses, code in backticks, mark-up.
_NOT_WORDS = r"(?:https?://|www\.)\S+|`[^`\n]*`|\S+@\S+|</?\w[^>\n]*>|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_UNREADABLE = r"[^\p{L}\p{M}\p{N}\p{P}\p{Zs}\n]+"


def _codes(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Told by their letters alone, sure or not.
_BY_SCRIPT = _codes("zh ja ko th he el ka hy km lo my bo ta te kn ml gu pa or si am")
# Of a short English sentence CLD2 may make Manx; rare languages must show more of themselves.
_COMMON = _codes(
    "en es fr de it pt nl pl ru uk cs sk ro hu sv da no fi tr id vi bg hr sr ar fa hi bn ur mr ms tl sw"
)
_LONG_ENOUGH = 60
# CLD2 still writes these as they were before 1989, or by script.
_NOW = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "zh-Hant": "zh", "no": "no", "nb": "no"}


def language(batch: Batch) -> Column:
    """ISO 639-1 code of each text's language, null where it is too short or uncertain."""
    texts = batch.texts
    english = batch.seen(plainly_english)
    codes = np.full(len(texts), None, object)
    codes[english] = "en"
    others = np.flatnonzero(~english)
    begun = _beginnings(prose_of(batch).among(~english))
    legible = _legible(begun)
    codes[others[legible]] = list(_detected(begun.picked(legible)))
    return pa.array(codes, pa.string())


def _beginnings(texts: Texts) -> Texts:
    # What is left of a text of code alone is not worth reading; its own beginning is no better.
    prose = pc.utf8_slice_codeunits(texts.array, 0, READ)
    return Texts(pc.replace_substring_regex(prose, _NOT_WORDS, " "))


def _legible(texts: Texts) -> Mask:
    """Texts with letters enough, and not too many marks among them."""
    kind = _KINDS[texts.bytes]
    letters, syllables, marks = (count_at(np.flatnonzero(kind == each), texts.offsets) for each in (1, 2, 3))
    enough = (letters >= _FEWEST_LETTERS) | (syllables >= _FEWEST_SYLLABLES)
    legible: Mask = enough & (marks <= _MOST_MARKS * (letters + 2 * syllables))
    return legible


def _kinds() -> NDArray[np.uint8]:
    """What a byte most often begins: 1 a letter, 2 a syllable, 3 a mark or digit, 0 anything else."""
    kinds = np.zeros(256, np.uint8)
    kinds[33:127] = 3
    for first, last in ((65, 91), (97, 123), (0xC3, 0xE0)):
        kinds[first:last] = 1
    # Thousands of scripts' letters are three bytes long; E2 leads punctuation and symbols.
    kinds[0xE0:0xEE] = 2
    kinds[0xE2] = 0
    kinds[list(b"'.,-")] = 0
    return kinds


_KINDS = _kinds()


def _detected(texts: list[str]) -> Iterator[str | None]:
    import pycld2

    for text in texts:
        try:
            yield _known(pycld2.detect(text, isPlainText=True, bestEffort=True), len(text))
        except pycld2.error:
            yield _second_try(text)


def _second_try(text: str) -> str | None:
    """The same without characters that CLD2 refuses, such as unassigned ones."""
    import pycld2

    kept = pc.replace_substring_regex(pa.array([text]), _UNREADABLE, " ")[0].as_py()
    try:
        return _known(pycld2.detect(kept, isPlainText=True, bestEffort=True), len(kept))
    except pycld2.error:
        return None


def _known(detected: tuple[bool, int, tuple[tuple[str, str, int, float], ...]], length: int) -> str | None:
    sure, _, found = detected
    _, code, share, _ = found[0]
    code = _NOW.get(code, code)
    # "un" is unknown, "xx-Hani" a script, three letters no ISO 639-1 code.
    if len(code) != 2 or code == "un" or share < _SURE or not (sure or code in _BY_SCRIPT):
        return None
    return code if length >= _LONG_ENOUGH or code in _COMMON or code in _BY_SCRIPT else None


_SOURCE = "CLD2 (Compact Language Detector 2), through pycld2, of what is not plainly English"
LANGUAGE = Signal(
    "language",
    "Language",
    f"ISO 639-1 code of the language of the answer's first {READ} characters outside of code, missing where "
    f"there are fewer than {_FEWEST_LETTERS} letters or the detector is not sure",
    language,
    kind="label",
    source=_SOURCE,
    version=2,
    looks=(signs, plainly_english),
)
PROMPT_LANGUAGE = Signal(
    "prompt.language",
    "Language of the prompt",
    f"ISO 639-1 code of the language of the first {READ} characters of the prompt's user turns outside of "
    "code, missing where it cannot be told",
    language,
    kind="label",
    scope="prompt",
    source=_SOURCE,
    version=2,
    looks=(signs, plainly_english),
)
