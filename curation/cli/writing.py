"""Commands that write: export, and run (source to export in one go)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
import typer

from curation.cli.cleaning import DatasetArgument, funnel, recipe_of
from curation.cli.output import ProgressLine, counted, say, say_json
from curation.cli.proving import OptionFlag, options_of
from curation.cli.reading import JsonFlag, describe

if TYPE_CHECKING:
    from curation.export import ExportResult

SplitBy = Literal["existing", "none", "prompt", "group"]
Near = Literal["exact", "lexical", "semantic", "staged"]


def export(
    dataset: DatasetArgument,
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help="trl-dpo, trl-reward, trl-kto, axolotl-dpo, axolotl-rm, llamafactory-ranking, "
            "llamafactory-kto, openrlhf, nemo-rl, nemo-aligner-dpo, nemo-aligner-steerlm, helpsteer, "
            "argilla, hf-dataset, jsonl, parquet, csv or source.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder to write to.")],
    recipe: Annotated[Path | None, typer.Option(help="Recipe YAML to apply first, or")] = None,
    session: Annotated[
        str | None, typer.Option(help="the id of a session (see `sessions`): its recipe and verdicts.")
    ] = None,
    split_by: Annotated[
        SplitBy,
        typer.Option(
            help="Keep the splits there are, make one file, or draw anew by prompt or near prompts."
        ),
    ] = "existing",
    ratios: Annotated[
        str, typer.Option(help="Shares of train, validation[, test] where splits are drawn.")
    ] = "0.9,0.1",
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 0,
    stratify: Annotated[
        str | None, typer.Option(help="Meet the shares within each value of this field, or each topic.")
    ] = None,
    folds: Annotated[
        int | None, typer.Option(min=2, max=20, help="Draw so many equal folds instead of --ratios.")
    ] = None,
    near: Annotated[
        Near | None,
        typer.Option(help="What --split-by group holds together; left out, the best that is known here."),
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(min=0.01, max=1, help="Lowest similarity of --near; 0.9 if not given.")
    ] = None,
    option: OptionFlag = None,
    json: JsonFlag = False,
) -> None:
    """Write what a recipe keeps as files that a trainer reads."""
    from curation.jobs import export_recipe, opened

    spec = {
        "format": format,
        "split_by": split_by,
        "ratios": _numbers(ratios),
        "seed": seed,
        "stratify": stratify,
        "folds": folds,
        "group_by": _group_by(near, threshold),
        "options": options_of(option or []),
    }
    data = opened(dataset)
    steps = recipe_of(data, recipe, session)
    line = ProgressLine()
    done = export_recipe(data, steps.with_export(spec), out, progress=line)
    line.close()
    drawn = _drawn(out) if split_by in ("prompt", "group") else {}
    if json:
        say_json(done.export.summary() | drawn)
        return
    _written(done.export, out)
    for name, pairs in drawn.get("splits", {}).items():
        say(f"{name}: {counted(pairs, 'pair')}")
    if drawn:
        groups = drawn["straddling"]["groups"]
        say(f"{drawn['straddling']['of']} were kept together; {counted(groups, 'group')} in two splits")


def _group_by(near: Near | None, threshold: float | None) -> dict[str, Any] | None:
    if near is None:
        if threshold is not None:
            from curation.errors import RecipeError

            raise RecipeError("--threshold is for --near", next="Name what is near, e.g. --near staged")
        return None
    return {"method": near} | ({"threshold": threshold} if threshold is not None else {})


def _drawn(out: Path) -> dict[str, Any]:
    """What the manifest says of splits that were drawn, the check for leaks among it."""
    from curation.export import MANIFEST

    told = orjson.loads((out.expanduser() / MANIFEST).read_bytes())
    return {name: told[name] for name in ("splits", "straddling")}


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
    if result.beside:
        say(f"beside them: {', '.join(result.beside)}")
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
