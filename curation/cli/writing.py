"""Commands that write: export, and run (source to export in one go)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.cleaning import DatasetArgument, funnel
from curation.cli.output import ProgressLine, counted, say, say_json
from curation.cli.reading import JsonFlag, describe

if TYPE_CHECKING:
    from curation.export import ExportResult

SplitBy = Literal["existing", "none", "prompt"]


def export(
    dataset: DatasetArgument,
    format: Annotated[
        str, typer.Option("--format", help="trl-dpo, trl-reward, trl-kto, jsonl, parquet, csv or source.")
    ],
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    recipe: Annotated[Path | None, typer.Option(help="Recipe YAML to apply first.")] = None,
    split_by: Annotated[
        SplitBy, typer.Option(help="Keep the splits there are, make one file, or split anew by prompt.")
    ] = "existing",
    ratios: Annotated[
        str, typer.Option(help="Shares of train, validation[, test] with --split-by prompt.")
    ] = "0.9,0.1",
    seed: Annotated[int, typer.Option(help="Seed of --split-by prompt.")] = 0,
    json: JsonFlag = False,
) -> None:
    """Write what a recipe keeps as files that a trainer reads."""
    from curation.jobs import export_recipe, opened
    from curation.recipe import Recipe

    steps = Recipe.from_yaml(recipe) if recipe else Recipe()
    spec = {"format": format, "split_by": split_by, "ratios": _numbers(ratios), "seed": seed}
    data = opened(dataset)
    line = ProgressLine()
    done = export_recipe(data, steps.with_export(spec), out, progress=line)
    line.close()
    if json:
        say_json(done.export.summary())
        return
    _written(done.export, out)


def _numbers(text: str) -> list[float]:
    from curation.errors import RecipeError

    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise RecipeError(
            f"--ratios {text!r} is not a list of numbers", next="Write shares such as 0.9,0.1"
        ) from error


def _written(result: ExportResult, out: Path) -> None:
    from curation.export import REASONS

    say(f"{counted(result.rows, 'row')} written to {out}: {', '.join(result.files)}")
    for refused in result.rejected_by_target:
        reason = refused["reason"]
        say(f"left out: {refused['rows']:,} × {reason} ({REASONS.get(reason, 'refused')})")


def run(
    recipe: Annotated[Path, typer.Argument(help="Recipe YAML with `source` and `export`.")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    json: JsonFlag = False,
) -> None:
    """From source to export in one go, as a recipe says."""
    from curation.jobs import run_recipe
    from curation.recipe import Recipe

    line = ProgressLine()
    done = run_recipe(Recipe.from_yaml(recipe), out, progress=line)
    line.close()
    if json:
        say_json(
            {
                "load": done.dataset.info.summary(),
                "apply": done.outcome.funnel(),
                "export": done.export.summary(),
            }
        )
        return
    describe(done.dataset)
    funnel(done.outcome)
    _written(done.export, out)
