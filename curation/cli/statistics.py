"""Commands about agreement and difference: agreement, compare."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from curation.cli.cleaning import DatasetArgument
from curation.cli.output import ProgressLine, counted, decimal, percent, say, say_json, table
from curation.cli.reading import JsonFlag
from curation.cli.revising import tell_rows

if TYPE_CHECKING:
    from curation.analysis.agreement import AgreementReport
    from curation.analysis.comparison import Comparison, Difference
    from curation.analysis.estimate import Estimate


def agreement(dataset: DatasetArgument, json: JsonFlag = False) -> None:
    """Say how far annotators agree.

    From their single ratings or verdicts: kappa, alpha, the share of equal ratings and of ratings at
    most one apart, with 95 % intervals.
    """
    from curation.analysis.agreement import agreement_report
    from curation.jobs import opened

    found = agreement_report(opened(dataset))
    if json:
        say_json(found.as_json())
    else:
        _tell_agreement(found)


def compare(
    old: Annotated[str, typer.Argument(help="The (earlier) data set: id or name.")],
    new: Annotated[str | None, typer.Argument(help="The later one.")] = None,
    split: Annotated[
        list[str] | None, typer.Option(help="Compare two splits of one data set: give this twice.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="Compare one data set before and after this recipe.")
    ] = None,
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Compare checks, means and distributions too.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Say what changed from one data set to another.

    Or how two splits of one differ (--split twice), or what a recipe changes (--recipe).

    Row against row for two data sets; with --statistics, and always within one data set, also counts,
    shares of every check, means and distributions with the intervals of their differences.
    """
    from curation.jobs import opened
    from curation.store import open_dataset
    from curation.store.revisions import compare as compared

    _check_sides(new, split, recipe)
    if new is not None and not statistics:
        revision = compared(open_dataset(old), open_dataset(new))
        if json:
            say_json(revision.summary)
        else:
            tell_rows(revision)
        return
    found = _within(old, split, recipe) if new is None else _between(opened(old), opened(new))
    if json:
        rows: dict[str, Any] = found.rows.summary if found.rows else {}
        say_json({**rows, "statistics": found.as_json()})
        return
    if found.rows:
        tell_rows(found.rows)
        say()
    _tell_comparison(found)


def _check_sides(new: str | None, split: list[str] | None, recipe: Path | None) -> None:
    given = [side for side in (new, split, recipe) if side]
    if len(given) != 1:
        raise typer.BadParameter("give one other thing to compare with: NEW, --split twice, or --recipe")
    if split and len(split) != 2:
        raise typer.BadParameter("--split takes two splits: give it twice")


def _between(old: Any, new: Any) -> Comparison:
    from curation.analysis.comparison import compare_datasets

    return compare_datasets(old, new)


def _within(name: str, split: list[str] | None, recipe: Path | None) -> Comparison:
    from curation.analysis.comparison import compare_kept, compare_splits
    from curation.jobs import opened
    from curation.recipe import Recipe, apply

    dataset = opened(name)
    if recipe is None:
        first, second = split or ["", ""]
        return compare_splits(dataset, first, second)
    line = ProgressLine()
    outcome = apply(dataset, Recipe.from_yaml(recipe), progress=line)
    line.close()
    return compare_kept(dataset, outcome.kept)


def _tell_agreement(found: AgreementReport) -> None:
    head = ("JUDGED", "ITEMS", "RATINGS", "KAPPA", "", "ALPHA", "", "EXACT", "WITHIN 1")
    rows = [
        (
            each.name,
            f"{each.items:,}",
            f"{each.opinions:,}",
            decimal(each.kappa.value),
            _interval(each.kappa),
            decimal(each.alpha.value),
            _interval(each.alpha),
            percent(each.exact.value),
            percent(each.within_one.value),
        )
        for each in found.found
    ]
    if rows:
        table([head, *rows], right=(1, 2, 3, 5, 7, 8))
    for each in found.found:
        for two in each.between:
            say(f"{two.first} and {two.second}: kappa {decimal(two.kappa)}, equal in {percent(two.exact)}")
    if found.published:
        from curation.analysis.helpsteer2 import CAUTION, SOURCE

        say()
        say(f"{SOURCE}, kappa:")
        stages = [
            (name, *(f"{kappa:.3f}" for kappa in (each.initial, each.improved, each.final)))
            for name, each in found.published.items()
        ]
        table([("JUDGED", "INITIAL", "IMPROVED", "FINAL"), *stages], right=(1, 2, 3))
        say(f"note: {CAUTION}")
    for note in found.notes:
        say(f"note: {note}")


def _interval(estimate: Estimate | Difference, shown: Any = decimal) -> str:
    return "" if math.isnan(estimate.low) else f"{shown(estimate.low)} – {shown(estimate.high)}"


def _tell_comparison(found: Comparison) -> None:
    first, second = found.counts
    say(f"{found.second} against {found.first}: {counted(second.rows, 'row')} against {first.rows:,}")
    head = (found.first.upper(), found.second.upper(), "DIFFERENCE", "95 % INTERVAL")
    names = ("prompts", "answers", "pairs", "ties", "singles")
    counts = [(name, f"{getattr(first, name):,}", f"{getattr(second, name):,}") for name in names]
    table(counts, right=(1, 2))
    say()
    shares = [
        (
            each.title,
            percent(each.first.value),
            percent(each.second.value),
            percent(each.difference.value),
            _interval(each.difference, percent),
        )
        for each in found.shares
        if each.first.count or each.second.count
    ]
    table([("SHARE OF ROWS", *head), *shares], right=(1, 2, 3))
    say()
    means = [
        (
            each.name,
            decimal(each.first.mean),
            decimal(each.second.mean),
            decimal(each.difference.value),
            _interval(each.difference),
            decimal(each.distance.value) if each.distance else "–",
        )
        for each in found.measures
    ]
    table([("MEAN", *head, "DISTANCE"), *means], right=(1, 2, 3, 5))
    for note in found.notes:
        say(f"note: {note}.")
