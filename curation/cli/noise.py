"""Commands about wrong labels: queue the pairs a proxy contradicts, and tell whether cleaning helped."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.cleaning import DatasetArgument, ModelOption
from curation.cli.files import check_file
from curation.cli.output import ProgressLine, counted, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis.noise import CleaningEffect, Estimate, LabelNoise

Near = Literal["exact", "lexical", "semantic", "staged"]
NearOption = Annotated[
    Near | None,
    typer.Option(help="Never part near-duplicate prompts either: how they are found, as for `duplicates`."),
]
SeedOption = Annotated[int, typer.Option(min=0, help="Of folds, plantings and intervals.")]
_SHOWN = 5


def noise(
    dataset: DatasetArgument,
    near: NearOption = None,
    embeddings: Annotated[
        bool, typer.Option("--embeddings", help="Embed prompts and answers too; slow where they are new.")
    ] = False,
    model: ModelOption = None,
    self_test: Annotated[
        bool, typer.Option("--self-test/--no-self-test", help="Plant wrong labels and find them again.")
    ] = True,
    top: Annotated[int, typer.Option(min=0, help="How many pairs of the queue to print.")] = _SHOWN,
    seed: SeedOption = 0,
    out: Annotated[Path | None, typer.Option(help="Write the queue here, one JSON line a pair.")] = None,
    json: JsonFlag = False,
) -> None:
    """Queue the pairs whose verdict is probably wrong.

    A small reward model is trained on the set itself; one that has not seen a pair's prompt judges it.
    """
    from curation.jobs import opened
    from curation.jobs.noise import look_for_noise, queue_lines, write_queue

    data = opened(dataset)
    if out:
        check_file(out, data.info.source.spec)
    line = ProgressLine()
    started = time.perf_counter()
    found = look_for_noise(
        data, near=near, model=model, embeddings=embeddings, self_test=self_test, seed=seed, progress=line
    )
    line.close()
    if out:
        write_queue(found, data, out)
    first = [one for one, _ in zip(queue_lines(found, data), range(top), strict=False)]
    if json:
        seconds = round(time.perf_counter() - started, 3)
        say_json({"dataset": data.id, **found.as_json(), "queue": first, "seconds": seconds})
        return
    _tell(found)
    if first and found.better_than_chance:
        say()
        rows = [(f"{one['pair']:,}", f"{one['probability']:.2f}", _because(one["reasons"])) for one in first]
        table([("PAIR", "P(RIGHT)", "WHAT SPEAKS AGAINST THE VERDICT"), *rows], right=(0, 1))
    if out:
        say(f"queue written to {out}")


def _tell(found: LabelNoise) -> None:
    say(found.verdict)
    worth = found.worth
    if worth is None:
        return
    say()
    say(
        f"Self-test, simulated: {percent(worth.planted)} of {counted(worth.pairs, 'pair')} turned round,"
        f" {worth.repeats} times over. AUC {_figure(worth.auc)}; random order: 0.50."
    )
    rows = [
        (f"{depth:,}", _share(share), percent(worth.planted), f"{lift:.1f} ×")
        for depth, share, lift in zip(worth.depths, worth.precision, worth.lifts, strict=True)
    ]
    table([("FIRST", "PLANTED AMONG THEM", "RANDOM ORDER", "LIFT"), *rows], right=(0, 2, 3))


def _because(reasons: list[dict[str, object]]) -> str:
    return ", ".join(str(reason["feature"]) for reason in reasons[:3])


def _figure(found: Estimate) -> str:
    return f"{found.value:.2f} ({found.low:.2f} – {found.high:.2f})"


def _share(found: Estimate) -> str:
    return f"{percent(found.value)} ({percent(found.low)} – {percent(found.high)})"


def effect(
    dataset: DatasetArgument,
    recipe: Annotated[Path, typer.Option(help="Recipe YAML: what was removed.")],
    test: Annotated[str | None, typer.Option(help="A second data set to test on: id or name.")] = None,
    near: NearOption = None,
    seed: SeedOption = 0,
    json: JsonFlag = False,
) -> None:
    """Tell whether cleaning helped.

    A small reward model is trained on all rows and on the kept ones; both are tested on the same unseen rows.
    """
    from curation.jobs import opened
    from curation.jobs.noise import cleaning_effect
    from curation.recipe import Recipe

    data, unseen = opened(dataset), opened(test) if test else None
    line = ProgressLine()
    started = time.perf_counter()
    found = cleaning_effect(data, Recipe.from_yaml(recipe), unseen, near=near, seed=seed, progress=line)
    line.close()
    if json:
        seconds = round(time.perf_counter() - started, 3)
        say_json({"dataset": data.id, **found.as_json(), "seconds": seconds})
        return
    _tell_effect(found)


def _tell_effect(found: CleaningEffect) -> None:
    say(f"{found.kept:,} of {counted(found.pairs, 'pair')} kept")
    rows = [("TESTED ON", "ROWS", "TRAINED ON ALL", "TRAINED ON KEPT", "GAIN", "")]
    for one in found.comparisons:
        before, after = percent(one.trained_on_all.value), percent(one.trained_on_kept.value)
        rows.append((one.where, f"{one.rows:,}", before, after, _share(one.gain), one.answer))
    table(rows, right=(1, 2, 3))
    if found.left_out:
        say(f"{counted(found.left_out, 'test pair')} left out: the prompt was trained on")
    say(f"By {found.deciding.where}: {found.deciding.answer}. {found.deciding.note}")
