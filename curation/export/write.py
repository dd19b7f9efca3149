"""Writing an export, and looking at one before it is written."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curation.errors import ExportError
from curation.export.csv import Csv
from curation.export.folder import built, check_folder
from curation.export.jsonl import Jsonl
from curation.export.manifest import rejected, write_manifest
from curation.export.parquet import Parquet
from curation.export.refusing import REASONS
from curation.export.source import SourceShape
from curation.export.splitting import Splitting
from curation.export.target import Job, Preview, Target
from curation.export.trl_dpo import TrlDpo
from curation.export.trl_kto import TrlKto
from curation.export.trl_reward import TrlReward
from curation.recipe import ExportSpec, Outcome, Recipe
from curation.recipe.recipe import SplitBy
from curation.store import Dataset

TARGETS: tuple[Target, ...] = (
    TrlDpo(),
    TrlReward(),
    TrlKto(),
    Jsonl(),
    Parquet(),
    Csv(),
    SourceShape(),
)


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written.

    Attributes:
        files: Names within the folder, the manifest not among them.
        rows: Rows in all files together.
        rejected_by_target: ``{"reason", "rows"}``, the most frequent first.
    """

    files: list[str]
    rows: int
    rejected_by_target: list[dict[str, Any]]

    def summary(self) -> dict[str, Any]:
        """The ``export --json`` object of the command line's contract."""
        return {"files": self.files, "rows": self.rows, "rejected_by_target": self.rejected_by_target}


def target_named(name: str) -> Target:
    """The target of that name.

    Raises:
        ExportError: There is none.
    """
    for target in TARGETS:
        if target.name == name:
            return target
    names = [target.name for target in TARGETS]
    near = difflib.get_close_matches(name, names, n=1)
    raise ExportError(
        f"There is no format {name!r}",
        why=f"did you mean {near[0]!r}?" if near else "",
        next=f"Formats are {', '.join(names)}",
    )


def splitting_of(spec: ExportSpec) -> Splitting:
    """How a recipe's export wants its pairs split."""
    return Splitting(spec.split_by, spec.ratios, spec.seed)


def write_export(
    dataset: Dataset,
    outcome: Outcome,
    target: str,
    out: Path,
    *,
    split_by: SplitBy = "existing",
    ratios: tuple[float, ...] = (0.9, 0.1),
    seed: int = 0,
    recipe: Recipe | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write what a recipe kept, with a manifest; all of it or nothing.

    Args:
        dataset: The data set.
        outcome: What is kept of it.
        target: A target's name.
        out: The folder to write to; made if it is not there.
        split_by: See ``Splitting``.
        ratios: Likewise.
        seed: Likewise.
        recipe: The recipe that gave the outcome, for the manifest.
        progress: Called with (what, done, total).
        cancelled: Asked between blocks of rows.

    Raises:
        ExportError: Unknown format, nothing to write, or a folder that cannot or must not be written.
        Cancelled: ``cancelled`` said so; nothing is left behind.
    """
    chosen = target_named(target)
    job = _job(dataset, outcome, Splitting(split_by, tuple(ratios), seed), progress, cancelled)
    out = out.expanduser()
    check_folder(out, dataset)
    with built(out) as folder:
        written = chosen.write(job, folder)
        rows = sum(file.rows for file in written.files)
        if not rows:
            raise _nothing(chosen, outcome, written.refused)
        write_manifest(folder, job, chosen, written, recipe)
    return ExportResult([file.name for file in written.files], rows, rejected(written.refused))


def preview(
    dataset: Dataset,
    outcome: Outcome,
    target: str,
    n: int = 3,
    *,
    split_by: SplitBy = "existing",
    ratios: tuple[float, ...] = (0.9, 0.1),
    seed: int = 0,
) -> Preview:
    """The first ``n`` rows as they would be written, and all counts, without writing.

    Raises:
        ExportError: Unknown format or a split that makes no sense.
    """
    job = _job(dataset, outcome, Splitting(split_by, tuple(ratios), seed), None, None)
    return target_named(target).preview(job, n)


def _job(
    dataset: Dataset,
    outcome: Outcome,
    splitting: Splitting,
    progress: Callable[[str, int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Job:
    if outcome.dataset.id != dataset.id:
        raise ExportError(
            f"The recipe was applied to {outcome.dataset.id}, not to {dataset.id}",
            next="Apply it to this one",
        )
    silent = Job(outcome, splitting)
    return Job(outcome, splitting, progress or silent.progress, cancelled or silent.cancelled)


def _nothing(target: Target, outcome: Outcome, refused: dict[str, int]) -> ExportError:
    if not outcome.pairs_kept:
        return ExportError(
            "There is nothing to write",
            why=f"the recipe removes all {outcome.pairs_in:,} pairs",
            next="Loosen one of its steps",
        )
    reasons = "; ".join(
        f"{entry['rows']:,} {entry['reason']} ({REASONS.get(entry['reason'], 'refused')})"
        for entry in rejected(refused)
    )
    return ExportError(
        f"There is nothing to write as {target.name}",
        why=reasons or "no row is left",
        next="Choose another format, or keep other pairs",
    )
