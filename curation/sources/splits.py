"""What a file's name says of its split: ``harmless-base_test.jsonl`` is split test, rest harmless-base."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from curation.sources.formats import parse_name

CANONICAL = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
    "testing": "test",
}
_PART = re.compile(r"[-_.]?\d{1,6}[-_]of[-_]\d{1,6}$")
_PIECES = re.compile(r"[-_. ]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A data file with what its name says.

    Attributes:
        name: The path relative to the source, ``/``-separated.
        split: The canonical split, or ``None``.
        rest: What is left of the name without split, part number and suffix.
    """

    name: str
    split: str | None
    rest: str


def of_word(word: str) -> tuple[str | None, str]:
    """Split and rest of a name without suffix: ``"test_prefs"`` → ``("test", "prefs")``.

    A word that names two splits (``train_test``) names none.
    """
    pieces = [piece for piece in _PIECES.split(word) if piece]
    hits = [place for place, piece in enumerate(pieces) if piece.lower() in CANONICAL]
    if len(hits) != 1:
        return None, word
    place = hits[0]
    # The rest keeps the separators that the name has on the side it stays on.
    found = re.search(rf"(?:^|[-_. ]+){re.escape(pieces[place])}(?:[-_. ]+|$)", word)
    before, after = (word[: found.start()], word[found.end() :]) if found else ("", "")
    return CANONICAL[pieces[place].lower()], "_".join(part for part in (before, after) if part)


def of_file(name: str) -> Named:
    """What a relative path says; a folder named for a split counts when the file's own name says nothing."""
    path = PurePosixPath(name)
    stem = _PART.sub("", parse_name(path.name).stem)
    split, rest = of_word(stem)
    folders = []
    for folder in path.parts[:-1]:
        if split is None and folder.lower() in CANONICAL:
            split = CANONICAL[folder.lower()]
            # save_to_disk calls the only file of a split "data"; that says nothing.
            rest = "" if rest == "data" else rest
        elif folder.lower() not in CANONICAL and folder != "data":
            folders.append(folder)
    return Named(name, split, "/".join([*folders, rest] if rest else folders))


def subsets(files: Sequence[Named]) -> list[str | None]:
    """The subset of each file: the rest of its name where several rests share its split."""
    rests: dict[str | None, set[str]] = {}
    for file in files:
        rests.setdefault(file.split, set()).add(file.rest)
    return [(file.rest or None) if len(rests[file.split]) > 1 else None for file in files]


def answers_to(wanted: str, split: str | None, rest: str | None) -> bool:
    """Whether a file is what the user calls ``wanted``: its split, its subset, or both joined."""
    wanted = wanted.lower()
    split = split or ""
    if wanted == split.lower() or CANONICAL.get(wanted, wanted) == split.lower():
        return True
    rest = (rest or "").lower()
    return bool(rest) and (wanted == rest or of_word(wanted) == (split, rest))
