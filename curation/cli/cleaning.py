"""Commands that judge and clean: report, embed, apply."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.files import check_file
from curation.cli.output import ProgressLine, complain, counted, decimal, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis import Report, Share
    from curation.analysis.bias import BiasReport
    from curation.recipe import Outcome, Recipe
    from curation.store import Dataset

DatasetArgument = Annotated[str, typer.Argument(help="Id or name; see `datasets`.")]
ModelOption = Annotated[
    str | None,
    typer.Option(help="A sentence-transformers model: a folder or a Hub name. Default: the bundled one."),
]
SessionOption = Annotated[
    str | None, typer.Option(help="Id of a session, see `sessions`; left out, the latest.")
]
Compare = Literal["user", "last_user", "system_user", "answers"]
CompareOption = Annotated[
    Compare,
    typer.Option(
        help="What of a prompt: its user turns, the last one, with the system turn, or its best answers."
    ),
]


def report(
    dataset: DatasetArgument,
    limit: Annotated[
        int, typer.Option(min=1, max=2**31 - 1, help="The trainer's longest sequence, in tokens.")
    ] = 1024,
    html: Annotated[
        Path | None, typer.Option(help="Also write the report to this file, as one page of HTML.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Run every check: counts, shares, 95 % intervals.

    Means, spreads and correlations of attributes and lengths; what length, format, position and model
    give away of the verdict.
    """
    from curation.analysis import report as make_report
    from curation.export.report_page import write_report
    from curation.jobs import opened

    data = opened(dataset)
    if html:
        check_file(html, data.info.source.spec)
    found = make_report(data, limit)
    if html:
        write_report(found, html)
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
    say()
    _bias(found.bias)
    if html:
        say()
        say(f"report written to {html}")


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
    _by_group("SPLIT", [(finding.check.title, finding.splits) for finding in found.findings])
    _by_group("SOURCE", [(finding.check.title, finding.sources) for finding in found.findings])


def _by_group(what: str, found: list[tuple[str, dict[str, Share]]]) -> None:
    """The same shares a group, where there are several groups; checks without a hit left out."""
    rows = [
        (title, group, f"{share.count:,}", f"{share.total:,}", percent(share.value))
        for title, shares in found
        for group, share in shares.items()
        if len(shares) > 1 and share.count
    ]
    if rows:
        say()
        table([("CHECK", what, "ROWS", "OF", "SHARE"), *rows], right=(2, 3, 4))


def _measures(found: Report) -> None:
    rows = [("MEASURE", "ANSWERS", "MEAN", "SD", f"R WITH {found.summaries[0].name.upper()}")]
    for summary in found.summaries:
        mean, spread, r = map(decimal, (summary.mean, summary.sd, summary.correlation))
        rows.append((summary.name, f"{summary.n:,}", mean, spread, r))
    table(rows, right=(1, 2, 3, 4))


def _bias(found: BiasReport) -> None:
    """What gives verdicts away, a line each: overall, then length by group."""
    say("WHAT ELSE GIVES A VERDICT AWAY")
    for line in (*found.overall.meanings, *found.unknown):
        say(f"- {line}")
    for name, groups in found.by.items():
        rows = [(name.upper(), "PAIRS", "LONGER WINS", "95 % INTERVAL", "EFFECT (D_Z)")]
        for group in groups:
            if group.length is not None and group.length.wins.n:
                wins = group.length.wins
                interval = f"{percent(wins.low)} – {percent(wins.high)}"
                effect = decimal(group.length.paired_effect)
                rows.append((group.group, f"{group.pairs:,}", percent(wins.value), interval, effect))
        say()
        table(rows, right=(1, 2, 4))


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
    recipe: Annotated[Path | None, typer.Option(help="Recipe YAML, or")] = None,
    session: Annotated[
        str | None, typer.Option(help="the id of a session (see `sessions`): its recipe and verdicts.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Replay a recipe and show what each step removes."""
    from curation.jobs import opened
    from curation.recipe import apply as replay

    if recipe is None and session is None:
        raise typer.BadParameter("give --recipe FILE or --session ID")
    data = opened(dataset)
    line = ProgressLine()
    outcome = replay(data, recipe_of(data, recipe, session), progress=line)
    line.close()
    if json:
        say_json(outcome.funnel())
        return
    funnel(outcome)


def recipe_of(data: Dataset, recipe: Path | None, session: str | None) -> Recipe:
    """The recipe in a file, or of a session, its verdicts included; the empty one of neither.

    Raises:
        RecipeError: The file holds none.
        DatasetError: There is no such session.
    """
    from curation.recipe import Recipe
    from curation.recipe.session import Session

    if recipe is not None and session is not None:
        raise typer.BadParameter("--recipe and --session were both given; a session has a recipe")
    if session is not None:
        return Session.open(data.id, session).recipe
    return Recipe.from_yaml(recipe) if recipe is not None else Recipe()


def funnel(outcome: Outcome) -> None:
    """The steps' removals, as a table that sums."""
    for step in outcome.steps:
        if step.by_hand is not None and step.by_hand.unmatched:
            missing = counted(len(step.by_hand.unmatched), "pair")
            complain(f"{step.name}: {missing} that it decides on not in this data set")
    rows = [(step.name, f"{step.hit:,}", f"{step.removed:,}") for step in outcome.steps]
    if rows:
        table([("STEP", "HIT", "REMOVED"), *rows], right=(1, 2))
    say(
        f"{counted(outcome.pairs_in, 'pair')} in = {outcome.pairs_kept:,} kept"
        f" + {outcome.pairs_in - outcome.pairs_kept:,} removed"
    )
