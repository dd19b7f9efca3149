"""The source's own shape: its files, formats, columns and order, less the rows of removed pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curation.errors import CurationError, ExportError
from curation.export.files import FileWritten
from curation.export.shards import SHARD_COPIERS, Copy
from curation.export.splitting import parts
from curation.export.target import Job, Preview, Target, Written
from curation.recipe import Outcome
from curation.sources import Source, open_source
from curation.store import Dataset

Mask = NDArray[np.bool_]


class SourceShape(Target):
    """One file for each of the source's, under the same name."""

    name = "source"
    title = "As the source"
    about = "The source's own files, columns and order, less what was removed; ties stay as they are."
    suffix = ""

    def write(self, job: Job, folder: Path) -> Written:
        """Copy what stays of each of the source's files.

        Raises:
            ExportError: The source is gone or has changed, or splits were asked for that it has not.
        """
        if job.splitting.anew:
            raise ExportError(
                "The source's own shape cannot be split anew",
                why="it keeps the source's files",
                next="Export with --split-by existing, or to another format",
            )
        dataset = job.dataset
        source = reopened(dataset)
        if source.fingerprint() != dataset.info.source.fingerprint:
            raise ExportError(
                f"The source {dataset.info.source.spec} is not what it was when {dataset.id} was made",
                why="its content has changed since",
                next="Load it again and apply the recipe to the new data set",
            )
        keep = rows_to_keep(job.outcome)
        files, seen = [], 0
        for index, name in enumerate(file_names(source)):
            shard = source.shards[index]
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            copied = SHARD_COPIERS[shard.format](Copy(shard, index, seen, keep, path))
            seen += copied.read
            files.append(FileWritten(name, copied.written))
            job.report(seen, len(keep))
        if seen != len(keep):
            raise ExportError(
                f"The source {dataset.info.source.spec} gives {seen:,} rows, not {len(keep):,} as before",
                next="Load it again",
            )
        splits = parts(dataset, job.outcome.kept_ids, job.splitting)
        return Written(files, Counter(_refused(job.outcome)), splits)

    def preview(self, job: Job, n: int) -> Preview:
        """The first rows that stay; the rows of each file are known once they are written."""
        keep = rows_to_keep(job.outcome)
        source = reopened(job.dataset)
        rows: list[dict[str, Any]] = []
        for row in _kept(source, keep):
            if len(rows) >= n:
                break
            rows.append(row)
        files = file_names(source)
        total = int(keep.sum())
        counted = {files[0]: total} if len(files) == 1 else {}
        return Preview(rows, total, counted, _refused(job.outcome))


def _kept(source: Source, keep: Mask) -> Iterator[dict[str, Any]]:
    for batch in source.rows():
        for row in batch:
            if row.data is not None and row.number < len(keep) and keep[row.number]:
                yield row.data


def _refused(outcome: Outcome) -> dict[str, int]:
    counts = {
        "quarantined": outcome.dataset.info.counts.rows_quarantined,
        "changed_by_hand": int(outcome.kept[outcome.edits.rows].sum()),
    }
    return {reason: count for reason, count in counts.items() if count}


def reopened(dataset: Dataset) -> Source:
    """The source that a data set was made from.

    Raises:
        ExportError: It cannot be found or opened any more.
    """
    was = dataset.info.source
    if was.parts:
        raise ExportError(
            f"{dataset.id} has no source of its own",
            why="it was merged from two data sets",
            next="Export to another format",
        )
    try:
        return open_source(was.spec, split=was.split, config=was.config, revision=was.revision)
    except CurationError as error:
        raise ExportError(
            f"The source {was.spec} cannot be opened again",
            why=str(error).rstrip("."),
            next="Put it back, or export to another format, which needs no source",
        ) from error


def rows_to_keep(outcome: Outcome) -> Mask:
    """Which rows of the source stay, shape (rows read,).

    A row that pairs are made of stays while one of them does. A row that no pair uses (a middle
    answer of four) stays unless all pairs of its prompt went. Quarantined rows never stay, nor do those of
    pairs that verdicts swap or edit: what the source says of them is not what was decided.
    """
    dataset = outcome.dataset
    kept = outcome.kept.copy()
    kept[outcome.edits.rows] = False
    rows = dataset.info.counts.rows_read
    prompts = len(dataset.prompts)
    prompt_of = dataset.pairs["prompt_id"].to_numpy()
    paired, asked = np.zeros(prompts, bool), np.zeros(prompts, bool)
    paired[prompt_of] = True
    asked[prompt_of[kept]] = True
    used, in_pair, stays = np.zeros(rows, bool), np.zeros(rows, bool), np.zeros(rows, bool)
    origins = dataset.responses["origin_row"].to_numpy()
    used[origins] = True
    stays[origins] = (asked | ~paired)[dataset.responses["prompt_id"].to_numpy()]
    of_pair = dataset.pairs["origin_row"].combine_chunks()
    origin = of_pair.flatten().to_numpy()
    pair = np.repeat(np.arange(len(of_pair)), of_pair.value_lengths().to_numpy())
    in_pair[origin] = True
    stays[in_pair] = False
    stays[origin[kept[pair]]] = True
    return stays & used


def file_names(source: Source) -> list[str]:
    """The shards' names as paths below the export's folder.

    Raises:
        ExportError: Two shards would be one file, or one would be the manifest.
    """
    names = []
    for shard in source.shards:
        path = PurePosixPath(shard.name.replace("\\", "/"))
        parts = [part for part in path.parts if part not in ("/", "..", ".")]
        names.append("/".join(parts) or "data")
    taken = Counter(name.lower() for name in [*names, "manifest.json"])
    if twice := [name for name in names if taken[name.lower()] > 1]:
        raise ExportError(
            f"The source's own shape would need the file {twice[0]!r} twice", next="Export to another format"
        )
    return names
