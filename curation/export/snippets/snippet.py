"""What a snippet is, and what it must know of the files that it trains on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from curation.export.files import FileWritten

TRAIN = ("train", "data")
HELD_OUT = ("validation", "valid", "val", "dev", "test")
_NUMBERED = re.compile(r"-\d{5}-of-\d{5}$")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A file that trains on the files of an export, to be read and changed.

    Attributes:
        name: Its file name.
        language: What it is written in.
        text: All of it.
    """

    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Files:
    """The files of an export as a trainer needs them.

    Attributes:
        train: Names of those to train on.
        held_out: Names of those to evaluate on; empty where there are none.
        splits: Split → names.
    """

    train: tuple[str, ...]
    held_out: tuple[str, ...]
    splits: dict[str, tuple[str, ...]]


def files_of(written: Sequence[FileWritten]) -> Files:
    """The files by what they are for; those of no known split are trained on."""
    splits: dict[str, tuple[str, ...]] = {}
    for file in written:
        base = file.name.rpartition("/")[2]
        split = _NUMBERED.sub("", base.partition(".")[0])
        splits[split] = (*splits.get(split, ()), file.name)
    held = next((split for split in HELD_OUT if split in splits and len(splits) > 1), None)
    train = next((split for split in TRAIN if split in splits and split != held), None)
    if train is None:
        train = next((split for split in splits if split != held), next(iter(splits), ""))
    return Files(splits.get(train, ()), splits.get(held, ()) if held else (), splits)
