"""What differs between two near texts, and whether it changes the ask.

Nearness alone cannot tell "a typo" from "another number". The aligned words can. The rules, first
that applies:

1. equal but for white space → ``none``; equal key texts → ``case/punctuation``;
2. another script (Latin, Cyrillic, CJK, …) → ``language``;
3. equal once greetings, thanks and framing at the ends are dropped → ``wrapper``;
4. every change is a misspelling → ``typo``;
5. other contents of code fences or inline code → ``code or formula``;
6. other numbers (digits or words), or the same ones in another order → ``number``;
7. other languages to write in, programming languages included → ``language``;
8. another count of negations, an antonym or a prefix such as un- on one side → ``negation/opposite``;
9. other operators → ``code or formula``;
10. other names; in an otherwise equal frame another content word, or one more inside a sentence; a
    sentence or turn more at the end, or one that says how to answer → ``name or object``;
11. anything else → ``reworded``.

Rules 2 and 5–10 change the ask: look-alikes. Where in doubt, a pair is a look-alike: keeping one
prompt too many costs less than losing one that asked something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from curation.errors import Cancelled
from curation.similarity.alignment import PLAIN, Changes, align
from curation.similarity.demands import demands, demands_more
from curation.similarity.edges import connected
from curation.similarity.exact import normalise
from curation.similarity.neighbours import DIFFERENCES, Codes
from curation.similarity.reading import Reading, read
from curation.similarity.rules import ASK, FOLDING, Both, Rule
from curation.similarity.spelling import Vocabulary
from curation.similarity.words import LIGHT
from curation.similarity.wrapper import COURTESY, unwrap
from curation.store.processes import in_processes, processes_for

_SENTENCE = re.compile(r"(?<=[.!?:;])\s+|\n+")
_FRAME = 0.5
_LONG = 180
_LONG_OVERLAP = 0.5
_MANY_WORDS = 24
_PART = 2_000
# An edge is as much work as a kilobyte of an import.
_EDGE_BYTES = 1_024
_WHAT, _NEXT = "Reading what differs", "Start it again; embeddings are kept"


def difference(left: Reading, right: Reading, vocabulary: Vocabulary) -> str:
    """The kind of difference between two texts, one of ``DIFFERENCES``."""
    both = Both.of(left, right)
    if kind := _first(FOLDING, both):
        return kind
    changes = None
    # So many words are not all misspelt; the cheaper rules go first then.
    if left.code == right.code and len(both.only_left) + len(both.only_right) <= _MANY_WORDS:
        changes = align(both, vocabulary)
        if changes.only_typos or _slipped_framing(left, right, vocabulary):
            return "typo"
    if kind := _first(ASK, both):
        return kind
    changes = changes or align(both, vocabulary)
    if changes.logic:
        return "code or formula"
    return "name or object" if _asks_else(both, changes) else "reworded"


def _first(rules: tuple[Rule, ...], both: Both) -> str:
    return next((kind for rule in rules if (kind := rule(both))), "")


def _slipped_framing(left: Reading, right: Reading, vocabulary: Vocabulary) -> bool:
    """A typo in the framing lets less of it be dropped on one side: then the whole texts are aligned."""
    if left.core == left.whole and right.core == right.whole:
        return False
    whole = Both.of(replace(left, core=left.whole), replace(right, core=right.whole))
    return align(whole, vocabulary).only_typos


def _asks_else(both: Both, changes: Changes) -> bool:
    """Whether another name or object is asked about, or something more is asked."""
    left, right = both.left, both.right
    more = demands_more(left.core, right.core) or demands_more(left.whole, right.whole)
    if more or changes.swapped or _goes_on(left, right) or _goes_on(right, left):
        return True
    if not changes.gone and not changes.come:
        return False
    names = [(one.proper & one.words) - two.words for one, two in ((left, right), (right, left))]
    if names[0] and names[1]:
        return True
    if changes.equal_share >= _FRAME:
        return bool(changes.gone and changes.come) or _narrowed(left, right)
    if names[0] or names[1]:
        return True
    # Of long texts the model read the beginnings only; its cosine says nothing of the rest.
    long = max(len(left.core), len(right.core)) > _LONG
    return long and _overlap(left, right) < _LONG_OVERLAP


def _narrowed(left: Reading, right: Reading) -> bool:
    """Whether what one text has more than the other is not just a remark before or after it."""
    short, long = sorted((_sentences(left), _sentences(right)), key=lambda s: sum(map(len, s)))
    if short and long[-len(short) :] == short:
        return any(map(demands, long[: -len(short)]))
    if long[: len(short)] != short:
        return True
    after = long[len(short) :]
    return any(map(demands, after)) or len({w for part in after for w in part} - PLAIN - COURTESY) > 1


def _sentences(side: Reading) -> list[list[str]]:
    parts = (unwrap(normalise(part)).split() for part in _SENTENCE.split(side.text) if part.strip())
    return [words for words in parts if set(words) - LIGHT]


def _goes_on(one: Reading, other: Reading) -> bool:
    """Whether ``other`` is ``one`` and then another paragraph or turn that asks or says something."""
    start, more = len(one.core), other.core[len(one.core) :]
    return (
        bool(more)
        and start > 0
        and one.breaks < other.breaks
        and other.core[:start] == one.core
        and bool(set(more) - LIGHT)
    )


def _overlap(left: Reading, right: Reading) -> float:
    a, b = left.words - LIGHT, right.words - LIGHT
    return len(a & b) / max(len(a | b), 1)


def differences(
    texts: Sequence[str],
    a: npt.NDArray[np.int32],
    b: npt.NDArray[np.int32],
    vocabulary: Vocabulary,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Codes:
    """The kind of difference of each edge; very many edges are shared among processes.

    Args:
        texts: n raw texts.
        a: int [m] positions.
        b: int [m] positions.
        vocabulary: Which words are words.
        progress: Called with (edges done, edges).
        cancelled: Asked every thousand edges.

    Returns:
        uint8 [m], indexes into ``DIFFERENCES``.

    Raises:
        Cancelled: When ``cancelled()`` turns true.
        DatasetError: One of the processes was lost.
    """
    out = np.empty(len(a), np.uint8)
    # Edges that hang together follow each other, so that each text is read few times.
    order = np.argsort(connected(a, b, len(texts))[a], kind="stable")
    parts = [order[at : at + _PART] for at in range(0, len(order), _PART)]
    calls = ((*_cut(texts, a[part], b[part]), vocabulary) for part in parts)
    count, done = processes_for(len(a) * _EDGE_BYTES), 0
    kinds: Generator[Codes, None, None]
    if count > 1:
        kinds = in_processes(_read_part, calls, count, what=_WHAT, next=_NEXT)
    else:
        kinds = (_read_part(*call) for call in calls)
    with closing(kinds):
        for part in parts:
            if cancelled is not None and cancelled():
                raise Cancelled("Comparing was stopped", next="Start it again to begin anew")
            if progress is not None:
                progress(done, len(a))
            out[part] = next(kinds)
            done += len(part)
    if progress is not None:
        progress(len(a), len(a))
    return out


def _cut(
    texts: Sequence[str], a: npt.NDArray[np.int32], b: npt.NDArray[np.int32]
) -> tuple[list[str], list[int], list[int]]:
    """The texts of some edges, and the edges among these."""
    nodes, places = np.unique(np.concatenate([a, b]), return_inverse=True)
    left, right = places[: len(a)].tolist(), places[len(a) :].tolist()
    return [texts[node] for node in nodes.tolist()], left, right


def _read_part(texts: list[str], a: list[int], b: list[int], vocabulary: Vocabulary) -> Codes:
    code = {name: at for at, name in enumerate(DIFFERENCES)}
    readings = [read(text) for text in texts]
    pairs = zip(a, b, strict=True)
    return np.array([code[difference(readings[i], readings[j], vocabulary)] for i, j in pairs], np.uint8)
