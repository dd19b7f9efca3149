"""Commands that judge and clean: report, embed, duplicates, apply."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.output import ProgressLine, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.recipe import Outcome

DatasetArgument = Annotated[str, typer.Argument(help="Id or name; see `datasets`.")]
ModelOption = Annotated[
    str | None,
    typer.Option(help="A sentence-transformers model: a folder or a Hub name. Default: the bundled one."),
]
Method = Literal["exact", "lexical", "semantic", "staged"]


def report(dataset: DatasetArgument, json: JsonFlag = False) -> None:
    """The health report: every check with count, share and 95 % interval."""
    from curation.analysis import report as make_report
    from curation.jobs import opened

    found = make_report(opened(dataset))
    if json:
        say_json(found.as_json())
        return
    rows = [("CHECK", "PAIRS", "SHARE", "95 % INTERVAL", "")]
    for finding in found.findings:
        low, high = finding.share.interval()
        rows.append(
            (
                finding.check.title,
                f"{finding.share.count:,}",
                f"{finding.share.value:.1%}",
                f"{low:.1%} – {high:.1%}",
                finding.check.severity if finding.share.count else "",
            )
        )
    table(rows, right=(1, 2))
    say()
    measures = [("MEASURE", "N", "MEAN", "SD", "R WITH FIRST")]
    for summary in found.summaries:
        measures.append(
            (
                summary.name,
                f"{summary.n:,}",
                f"{summary.mean:.3f}",
                f"{summary.sd:.3f}",
                f"{summary.correlation:.3f}",
            )
        )
    table(measures, right=(1, 2, 3, 4))
    longer = found.longer_wins
    if longer.total:
        low, high = longer.interval()
        say()
        say(
            f"The longer answer is chosen in {longer.value:.1%} of {longer.total:,} pairs"
            f" ({low:.1%} – {high:.1%})."
        )


def embed(dataset: DatasetArgument, model: ModelOption = None, json: JsonFlag = False) -> None:
    """Embed every prompt, so that duplicates and search need not; what is embedded already is kept."""
    from curation.jobs import embed_prompts, opened

    line = ProgressLine()
    started = time.perf_counter()
    done = embed_prompts(opened(dataset), model=model, progress=line)
    line.close()
    seconds = time.perf_counter() - started
    if json:
        say_json(
            {
                "dataset": done.dataset,
                "model": done.model,
                "prompts": done.prompts,
                "embedded": done.embedded,
                "seconds": round(seconds, 3),
            }
        )
        return
    say(
        f"{done.prompts:,} prompts, {done.embedded:,} texts embedded now with {done.model} in {seconds:.1f} s"
    )


def duplicates(
    dataset: DatasetArgument,
    method: Annotated[
        Method, typer.Option(help="exact, lexical, semantic, or staged = all three.")
    ] = "staged",
    threshold: Annotated[
        float, typer.Option(min=0.5, max=1.0, help="Lowest cosine of a semantic duplicate.")
    ] = 0.9,
    grouping: Annotated[
        Literal["leader", "connected"], typer.Option(help="Every member near the kept one, or chains too.")
    ] = "leader",
    keep: Annotated[str, typer.Option(help="Which prompt of a group stays.")] = "largest_margin",
    lookalikes: Annotated[
        bool,
        typer.Option("--lookalikes", help="Merge prompts that differ in a number, negation or name too."),
    ] = False,
    model: ModelOption = None,
    out: Annotated[Path | None, typer.Option(help="Write one JSON line a group to this file.")] = None,
    json: JsonFlag = False,
) -> None:
    """Find near-duplicate prompts, grouped, and look-alikes, which ask for something else."""
    from curation.jobs import find_duplicates, opened
    from curation.recipe import DeduplicateStep

    step = DeduplicateStep.model_validate(
        {
            "kind": "deduplicate",
            "method": method,
            "threshold": threshold,
            "grouping": grouping,
            "keep": keep,
            "lookalikes": lookalikes,
            "model": model,
        }
    )
    line = ProgressLine()
    started = time.perf_counter()
    found = find_duplicates(opened(dataset), step, progress=line)
    line.close()
    if out:
        found.write(out)
    result = found.as_json() | {"seconds": round(time.perf_counter() - started, 3)}
    if json:
        say_json(result)
        return
    say(
        f"{result['duplicates']:,} of {result['prompts']:,} prompts repeat another:"
        f" {result['groups']:,} groups at {threshold:g} ({method})"
    )
    stages = {key: value for key, value in found.by_stage.items() if value}
    if stages:
        say("found by " + ", ".join(f"{stage}: {count:,}" for stage, count in stages.items()))
    if found.lookalikes:
        say(
            f"{found.lookalikes:,} look-alike pairs are kept apart: they differ in what they ask"
            " (--lookalikes merges them)"
        )
    if out:
        say(f"groups written to {out}")


def apply(
    dataset: DatasetArgument,
    recipe: Annotated[Path, typer.Option(help="Recipe YAML.")],
    json: JsonFlag = False,
) -> None:
    """Replay a recipe and show its funnel."""
    from curation.jobs import opened
    from curation.recipe import Recipe
    from curation.recipe import apply as replay

    line = ProgressLine()
    outcome = replay(opened(dataset), Recipe.from_yaml(recipe), progress=line)
    line.close()
    if json:
        say_json(outcome.funnel())
        return
    funnel(outcome)


def funnel(outcome: Outcome) -> None:
    """The steps' removals, as a table that sums."""
    rows = [("STEP", "HIT", "REMOVED")]
    rows += [(step.name, f"{step.hit:,}", f"{step.removed:,}") for step in outcome.steps]
    table(rows, right=(1, 2))
    say(
        f"{outcome.pairs_in:,} in = {outcome.pairs_kept:,} kept"
        f" + {outcome.pairs_in - outcome.pairs_kept:,} removed"
    )
