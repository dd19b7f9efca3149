"""Writing an export, and looking at one before it is written."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from curation.errors import ExportError
from curation.export.argilla import Argilla
from curation.export.axolotl_dpo import AxolotlDpo
from curation.export.axolotl_rm import AxolotlRm
from curation.export.card import README, card
from curation.export.csv import Csv
from curation.export.folder import built, check_folder
from curation.export.helpsteer import HelpSteer
from curation.export.hf_dataset import HfDataset
from curation.export.jsonl import Jsonl
from curation.export.llamafactory_kto import LlamaFactoryKto
from curation.export.llamafactory_ranking import LlamaFactoryRanking
from curation.export.manifest import rejected, write_manifest
from curation.export.nemo_aligner_dpo import NemoAlignerDpo
from curation.export.nemo_aligner_steerlm import NemoAlignerSteerLm
from curation.export.nemo_rl import NemoRl
from curation.export.openrlhf import OpenRlhf
from curation.export.parquet import Parquet
from curation.export.refusing import REASONS
from curation.export.snippets import snippets
from curation.export.source import SourceShape
from curation.export.splitting import Splitting
from curation.export.target import Job, Preview, Target, Written
from curation.export.trl_dpo import TrlDpo
from curation.export.trl_kto import TrlKto
from curation.export.trl_reward import TrlReward
from curation.recipe import ExportOptions, ExportSpec, Outcome, Recipe
from curation.recipe.export_options import DEFAULTS
from curation.recipe.recipe import SplitBy
from curation.store import Dataset

TARGETS: tuple[Target, ...] = (
    TrlDpo(),
    TrlReward(),
    TrlKto(),
    AxolotlDpo(),
    AxolotlRm(),
    LlamaFactoryRanking(),
    LlamaFactoryKto(),
    OpenRlhf(),
    NemoRl(),
    NemoAlignerDpo(),
    NemoAlignerSteerLm(),
    HelpSteer(),
    Argilla(),
    HfDataset(),
    Jsonl(),
    Parquet(),
    Csv(),
    SourceShape(),
)


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written.

    Attributes:
        files: Names within the folder of the files that hold rows.
        beside: Names of those that go with them: a snippet, a description; the manifest not among them.
        rows: Rows in all files together.
        rejected_by_target: ``{"reason", "rows"}``, the most frequent first.
    """

    files: list[str]
    rows: int
    rejected_by_target: list[dict[str, Any]]
    beside: tuple[str, ...] = ()

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
    return Splitting(spec.split_by, spec.ratios, spec.seed, spec.stratify, spec.folds, spec.group_by)


def write_export(
    dataset: Dataset,
    outcome: Outcome,
    target: str,
    out: Path,
    *,
    split_by: SplitBy = "existing",
    ratios: tuple[float, ...] = (0.9, 0.1),
    seed: int = 0,
    splitting: Splitting | None = None,
    options: ExportOptions | None = None,
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
        splitting: In place of these three, with strata, folds and groups.
        options: Choices within the format.
        recipe: The recipe that gave the outcome, for the manifest.
        progress: Called with (what, done, total).
        cancelled: Asked between blocks of rows.

    Raises:
        ExportError: Unknown format, nothing to write, or a folder that cannot or must not be written.
        Cancelled: ``cancelled`` said so; nothing is left behind.
    """
    chosen = target_named(target)
    how = splitting or Splitting(split_by, tuple(ratios), seed)
    job = job_of(dataset, outcome, how, options, progress, cancelled)
    chosen.check_options(job.options)
    out = out.expanduser()
    check_folder(out, dataset)
    with built(out) as folder:
        written = chosen.write(job, folder)
        rows = sum(file.rows for file in written.files)
        if not rows:
            raise _nothing(chosen, outcome, written.refused)
        beside = _written_beside(folder, job, chosen, written, recipe)
        write_manifest(folder, job, chosen, written, recipe, beside)
    return ExportResult([file.name for file in written.files], rows, rejected(written.refused), beside)


def _written_beside(
    folder: Path, job: Job, target: Target, written: Written, recipe: Recipe | None
) -> tuple[str, ...]:
    contents = target.companions(job, written.files)
    contents |= {one.name: one.text.encode() for one in snippets(target.name, written.files, job.options)}
    contents[README] = card(folder, job, target, written, recipe).encode()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return tuple(sorted(contents))


def preview(
    dataset: Dataset,
    outcome: Outcome,
    target: str,
    n: int = 3,
    *,
    split_by: SplitBy = "existing",
    ratios: tuple[float, ...] = (0.9, 0.1),
    seed: int = 0,
    splitting: Splitting | None = None,
    options: ExportOptions | None = None,
) -> Preview:
    """The first ``n`` rows as they would be written, and all counts, without writing.

    Raises:
        ExportError: Unknown format or a split that makes no sense.
    """
    chosen = target_named(target)
    job = job_of(dataset, outcome, splitting or Splitting(split_by, tuple(ratios), seed), options)
    chosen.check_options(job.options)
    return chosen.preview(job, n)


def job_of(
    dataset: Dataset,
    outcome: Outcome,
    splitting: Splitting,
    options: ExportOptions | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Job:
    """An export to be made or looked at.

    Raises:
        ExportError: The outcome is another data set's.
    """
    if outcome.dataset.id != dataset.id:
        raise ExportError(
            f"The recipe was applied to {outcome.dataset.id}, not to {dataset.id}",
            next="Apply it to this one",
        )
    silent = Job(outcome, splitting, options or DEFAULTS)
    return replace(silent, progress=progress or silent.progress, cancelled=cancelled or silent.cancelled)


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
