"""Commands that judge and clean: report, embed, apply."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.output import ProgressLine, counted, decimal, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis import Report
    from curation.recipe import Outcome

DatasetArgument = Annotated[str, typer.Argument(help="Id or name; see `datasets`.")]
ModelOption = Annotated[
    str | None,
    typer.Option(help="A sentence-transformers model: a folder or a Hub name. Default: the bundled one."),
]
Compare = Literal["user", "last_user", "system_user", "answers"]
CompareOption = Annotated[
    Compare,
    typer.Option(
        help="What of a prompt: its user turns, the last one, with the system turn, or its best answers."
    ),
]


def report(dataset: DatasetArgument, json: JsonFlag = False) -> None:
    """Run every check: counts, shares, 95 % intervals.

    And means, spreads and correlations of attributes and lengths.
    """
    from curation.analysis import report as make_report
    from curation.jobs import opened

    found = make_report(opened(dataset))
    if json:
        say_json(found.as_json())
        return
    say(f"{found.dataset.id}: shares are of {counted(len(found.dataset.pairs), 'row')} of the pairs table")
    say()
    _findings(found)
    if found.summaries:
        say()
        _measures(found)
    longer = found.longer_wins
    if longer.total:
        low, high = longer.interval()
        say()
        pairs = counted(longer.total, "decided pair")
        say(
            f"The longer answer is chosen in {percent(longer.value)} of {pairs} of unequal length"
            f" ({percent(low)} – {percent(high)})."
        )


def _findings(found: Report) -> None:
    rows = [("CHECK", "ROWS", "SHARE", "95 % INTERVAL", "")]
    for finding in found.findings:
        low, high = finding.share.interval()
        rows.append(
            (
                finding.check.title,
                f"{finding.share.count:,}",
                percent(finding.share.value),
                f"{percent(low)} – {percent(high)}",
                finding.check.severity if finding.share.count else "",
            )
        )
    table(rows, right=(1, 2))


def _measures(found: Report) -> None:
    rows = [("MEASURE", "ANSWERS", "MEAN", "SD", f"R WITH {found.summaries[0].name.upper()}")]
    for summary in found.summaries:
        mean, spread, r = map(decimal, (summary.mean, summary.sd, summary.correlation))
        rows.append((summary.name, f"{summary.n:,}", mean, spread, r))
    table(rows, right=(1, 2, 3, 4))


def embed(
    dataset: DatasetArgument,
    model: ModelOption = None,
    compare: CompareOption = "user",
    json: JsonFlag = False,
) -> None:
    """Embed every prompt, so that duplicates need not.

    What is embedded already is kept.
    """
    from curation.jobs import embed_prompts, opened

    line = ProgressLine()
    started = time.perf_counter()
    done = embed_prompts(opened(dataset), model=model, unit=compare, progress=line)
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
        f"{counted(done.prompts, 'prompt')}, {counted(done.embedded, 'text')} embedded now"
        f" with {done.model} in {seconds:.1f} s"
    )


def apply(
    dataset: DatasetArgument,
    recipe: Annotated[Path, typer.Option(help="Recipe YAML.")],
    json: JsonFlag = False,
) -> None:
    """Replay a recipe and show what each step removes."""
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
    rows = [(step.name, f"{step.hit:,}", f"{step.removed:,}") for step in outcome.steps]
    if rows:
        table([("STEP", "HIT", "REMOVED"), *rows], right=(1, 2))
    say(
        f"{counted(outcome.pairs_in, 'pair')} in = {outcome.pairs_kept:,} kept"
        f" + {outcome.pairs_in - outcome.pairs_kept:,} removed"
    )
