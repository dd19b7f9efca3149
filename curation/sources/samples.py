"""The sample data sets that come with Winnow, so that every page can be tried offline in one click."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from curation.errors import SourceError

_FOLDER = Path(__file__).parent / "samples"


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundled data set.

    Attributes:
        name: What follows ``sample:``.
        title: A name for people.
        description: One sentence on what it shows.
        path: Its folder.
    """

    name: str
    title: str
    description: str
    path: Path


SAMPLES: tuple[Sample, ...] = (
    Sample(
        "ratings",
        "Rated answers",
        "Two answers a prompt, each rated for helpfulness, correctness, coherence, complexity and verbosity.",
        _FOLDER / "ratings",
    ),
    Sample(
        "pairs",
        "Chosen and rejected",
        "Prompts with a chosen and a rejected answer, with the faults such sets have.",
        _FOLDER / "pairs",
    ),
)


def find_sample(name: str) -> Sample:
    """The sample called ``name``; the empty name means the first.

    Raises:
        SourceError: There is no such sample.
    """
    if not name:
        return SAMPLES[0]
    for sample in SAMPLES:
        if sample.name == name.lower():
            return sample
    names = [sample.name for sample in SAMPLES]
    close = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.5)
    listed = f"There are: {', '.join('sample:' + one for one in names)}"
    hint = f"Did you mean sample:{close[0]}? " if close else ""
    raise SourceError(f"there is no sample called {name!r}", next=hint + listed)
