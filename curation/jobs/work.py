"""The long pieces of work, whole: what the command line runs and what the app's worker runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from curation.jobs.reading import understood
from curation.progress import DOWNLOADING
from curation.schemas import Mapping
from curation.signals import SIGNALS, measure
from curation.similarity import (
    Neighbours,
    cached_share,
    content_keys,
    embed_texts,
    load_encoder,
    neighbours_of,
    unit_texts,
)
from curation.similarity.shelf import load as stored_neighbours
from curation.sources import open_source
from curation.store import Dataset, Pairing, build_dataset, merge, open_dataset
from curation.store.info import MERGED

if TYPE_CHECKING:
    from curation.store.counting import DryRun

Progress = Callable[[str, int, int], None]
"""Called with the stage's name, units done and units in all (0 where that is not known)."""


def load(
    spec: str,
    *,
    name: str | None = None,
    split: str | None = None,
    config: str | None = None,
    revision: str | None = None,
    mapping: Mapping | None = None,
    reading: str | None = None,
    columns: dict[str, str] | None = None,
    pairing: Pairing | None = None,
    within: tuple[Path, ...] | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """From a source to a measured data set in the workspace.

    Args:
        spec: A path, ``sample``, ``sample:NAME``, ``owner/name`` on the Hub, or ``merge:A+B`` of two data
            sets of the workspace, for which only ``name`` and ``progress`` count.
        name: What to call it; the source's title if not given.
        split: Read this split alone.
        config: The Hub data set's config, or the sub-folder of a local one.
        revision: The Hub data set's branch, tag or commit.
        mapping: How to read the columns; recognised if not given.
        columns: Role → column, for columns whose names do not say what they hold.
        reading: Which of several readings of its verdicts to take, where they can be read in several ways.
        pairing: How rated answers become pairs.
        within: Folders that local paths must lie in; any if not given.
        progress: Told about bytes as they are fetched, and rows as they are read.

    Raises:
        AmbiguousDirection: The verdicts can be read in several ways, and no reading was named.
        CurationError: In one sentence, whatever is wrong with the source, columns or disk.
    """
    if spec.startswith(MERGED):
        first, _, second = spec.removeprefix(MERGED).partition("+")
        return merge_datasets(first, second, name=name, progress=progress)
    source = open_source(
        spec, split=split, config=config, revision=revision, within=within, progress=_bytes(progress)
    )
    dataset = build_dataset(
        source,
        name=name,
        how=understood(source, mapping, reading, columns),
        pairing=pairing,
        split=split,
        config=config,
        progress=(lambda rows: progress("reading", rows, 0)) if progress else None,
    )
    return measured(dataset, progress)


def merge_datasets(
    first: str, second: str, *, name: str | None = None, progress: Progress | None = None
) -> Dataset:
    """Two data sets of the workspace as a new, measured one.

    Args:
        first: Id or name of a data set.
        second: Another one's.
        name: What to call the new one.
        progress: Told about tables as they are written and texts as they are measured.

    Raises:
        DatasetError: There is none of that name, or one is part of the other.
    """
    return measured(merge(open_dataset(first), open_dataset(second), name=name, progress=progress), progress)


def count(
    spec: str,
    *,
    mapping: Mapping,
    split: str | None = None,
    config: str | None = None,
    revision: str | None = None,
    pairing: Pairing | None = None,
    within: tuple[Path, ...] | None = None,
    progress: Progress | None = None,
) -> DryRun:
    """What loading a source with a mapping would give, without writing anything.

    Args:
        spec: As for `load`, like all that follow.
        mapping: How to read the columns.
        split: Read this split alone.
        config: The config or sub-folder.
        revision: The Hub data set's branch, tag or commit.
        pairing: How rated answers become pairs.
        within: Folders that local paths must lie in.
        progress: Told about rows as they are read.

    Raises:
        CurationError: In one sentence, whatever is wrong with the source or the mapping.
    """
    from curation.store.counting import count_source

    source = open_source(
        spec, split=split, config=config, revision=revision, within=within, progress=_bytes(progress)
    )
    counted = (lambda rows: progress("counting", rows, 0)) if progress else None
    return count_source(source, mapping, pairing, counted)


def _bytes(progress: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda here, total: progress(DOWNLOADING, here, total)) if progress else None


def opened(name: str, progress: Progress | None = None) -> Dataset:
    """A data set of the workspace, measured where signals are new since.

    Args:
        name: Its id or the start of it.
        progress: Told about texts as they are measured.

    Raises:
        DatasetError: No such data set.
    """
    return measured(open_dataset(name), progress)


def measured(dataset: Dataset, progress: Progress | None = None) -> Dataset:
    """The data set with every signal that this version knows; those that it has are not computed again."""
    return measure(
        dataset,
        SIGNALS,
        progress=(lambda done, total: progress("measuring", done, total)) if progress else None,
    )


@dataclass(frozen=True, slots=True)
class Embedded:
    """What ``embed_prompts`` did: ``embedded`` of the distinct texts among ``prompts`` were new."""

    dataset: str
    model: str
    prompts: int
    embedded: int


def embed_prompts(
    dataset: Dataset, *, model: str | None = None, unit: str = "user", progress: Progress | None = None
) -> Embedded:
    """Embed every prompt, or what ``unit`` says of it, into the cache.

    Raises:
        EncoderError: The model cannot be had, or the disk is full; what was made is kept.
    """
    texts = unit_texts(dataset, unit)
    encoder = load_encoder(model)
    distinct = list(dict.fromkeys(text for text in texts if text or unit == "user"))
    new = round(len(distinct) * (1 - cached_share(distinct, encoder)))
    embed_texts(
        distinct, encoder, (lambda done, total: progress("embedding", done, total)) if progress else None
    )
    return Embedded(dataset.id, encoder.name, len(texts), new)


# How far down neighbours are searched: the slider's lowest stop.
FLOOR = 0.8


def find_neighbours(
    dataset: Dataset,
    *,
    method: str,
    floor: float = FLOOR,
    model: str | None = None,
    unit: str = "user",
    search: str = "auto",
    progress: Progress | None = None,
) -> Neighbours:
    """The stored neighbour graph of a data set, computed if it is not there yet."""
    return neighbours_of(
        dataset, method=method, floor=floor, model=model, unit=unit, search=search, progress=progress
    )


def known_neighbours(
    dataset: Dataset,
    *,
    method: str,
    floor: float = FLOOR,
    model: str | None = None,
    unit: str = "user",
    search: str = "auto",
) -> Neighbours | None:
    """The neighbour graph if it is stored already; never computes one."""
    keys = content_keys(dataset.prompts["key"].to_pylist())
    return stored_neighbours(dataset.id, keys, method, floor, model, unit, search)
