"""Commands about prompts that repeat, contradict themselves or leak: duplicates, conflicts, leaks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.cleaning import CompareOption, DatasetArgument, ModelOption
from curation.cli.files import check_file
from curation.cli.output import ProgressLine, counted, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis.conflicts import Conflict, ConflictReport
    from curation.jobs import Duplicates

Method = Literal["exact", "lexical", "semantic", "staged"]
Keep = Literal["largest_margin", "highest_score", "longest", "first", "central", "random"]
MethodOption = Annotated[Method, typer.Option(help="exact, lexical, semantic, or staged = all three.")]
ThresholdOption = Annotated[float, typer.Option(min=0.5, max=1.0, help="Lowest similarity of a duplicate.")]
LookalikesFlag = Annotated[
    bool, typer.Option("--lookalikes", help="Merge prompts that differ in a number, negation or name too.")
]
_SHOWN = 10


def duplicates(
    dataset: DatasetArgument,
    method: MethodOption = "staged",
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0.5,
            max=1.0,
            help="Lowest cosine of a duplicate, or Jaccard with `lexical`; default 0.9. In `staged`, what the"
            " exact and lexical stages find stays at any.",
        ),
    ] = None,
    compare: CompareOption = "user",
    grouping: Annotated[
        Literal["leader", "connected"], typer.Option(help="Every member near the kept one, or chains too.")
    ] = "leader",
    keep: Annotated[Keep, typer.Option(help="Which prompt of a group stays.")] = "largest_margin",
    lookalikes: LookalikesFlag = False,
    target_size: Annotated[
        int | None, typer.Option(min=0, help="Find the threshold that leaves this many prompts.")
    ] = None,
    target_share: Annotated[
        float | None, typer.Option(min=0, max=1, help="Or this share of them, 0 to 1.")
    ] = None,
    model: ModelOption = None,
    search: Annotated[
        Literal["auto", "exact", "fast"],
        typer.Option(help="Lose no pair, or be fast and measure how many; auto: fast where very many."),
    ] = "auto",
    out: Annotated[Path | None, typer.Option(help="Write one JSON line a group to this file.")] = None,
    lookalikes_out: Annotated[
        Path | None, typer.Option(help="Write one JSON line a pair kept apart to this file.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Find near-duplicate prompts, in groups.

    Look-alikes, which are near in words but ask for something else, are counted and kept apart.
    """
    from curation.jobs import find_duplicates, opened
    from curation.recipe import DeduplicateStep

    if sum(given is not None for given in (threshold, target_size, target_share)) > 1:
        raise typer.BadParameter("give one of --threshold, --target-size and --target-share")
    if out and lookalikes_out and out.resolve() == lookalikes_out.resolve():
        raise typer.BadParameter("--out and --lookalikes-out name the same file; give each its own")
    step = DeduplicateStep.model_validate(
        {
            "kind": "deduplicate",
            "method": method,
            "unit": compare,
            "threshold": 0.9 if threshold is None else threshold,
            "grouping": grouping,
            "keep": keep,
            "lookalikes": lookalikes,
            "model": model,
            "search": search,
        }
    )
    data = opened(dataset)
    for path in filter(None, (out, lookalikes_out)):
        check_file(path, data.info.source.spec)
    line = ProgressLine()
    started = time.perf_counter()
    found = find_duplicates(data, step, kept=target_size, share=target_share, progress=line)
    line.close()
    if out:
        found.write(out)
    if lookalikes_out:
        found.write_lookalikes(lookalikes_out)
    if json:
        say_json(found.as_json() | {"seconds": round(time.perf_counter() - started, 3)})
        return
    _told(found)
    if out:
        say(f"groups written to {out}")
    if lookalikes_out:
        say(f"look-alikes written to {lookalikes_out}")


def _told(found: Duplicates) -> None:
    result, target = found.as_json(), found.target
    at = "" if found.step.method == "exact" else f" at {found.step.threshold:g}"
    say(
        f"{result['duplicates']:,} of {counted(result['prompts'], 'prompt')} repeat another:"
        f" {counted(result['groups'], 'group')} ({found.step.method}{at})"
    )
    if target:
        reach = "" if target.within_reach else f"; thresholds leave {target.fewest:,} to {target.most:,}"
        say(f"{counted(target.kept, 'prompt')} left, {target.wanted:,} wanted{reach}")
    if recall := found.groups.neighbours.recall:
        say(f"{recall.described(found.step.threshold)}; --search exact loses none")
    for sentence in found.groups.neighbours.bounds.described():
        say(sentence)
    stages = sorted(found.by_stage.items(), key=lambda stage: (-stage[1], stage[0]))
    if stages:
        say("found by " + ", ".join(f"{stage}: {count:,}" for stage, count in stages))
    if found.lookalikes:
        say(
            f"kept apart: {counted(found.lookalikes, 'look-alike pair')}, which ask for something else"
            " (--lookalikes merges them)"
        )


def conflicts(
    dataset: DatasetArgument,
    near: Annotated[
        Method | None,
        typer.Option(help="Look among near-duplicate prompts too: how they are found, as for `duplicates`."),
    ] = None,
    threshold: ThresholdOption = 0.9,
    compare: CompareOption = "user",
    model: ModelOption = None,
    json: JsonFlag = False,
) -> None:
    """Find verdicts that contradict each other.

    Opposites prefer the same two answers the other way round; in a cycle each answer beats the next.
    """
    from curation.analysis.conflicts import conflicts_of
    from curation.jobs import opened
    from curation.recipe import DeduplicateStep, compared

    data = opened(dataset)
    groups = None
    if near:
        line = ProgressLine()
        step = DeduplicateStep(
            method=near, unit=compare, threshold=threshold, grouping="connected", keep="first", model=model
        )
        groups = compared(data, step, progress=line).groups()
        line.close()
    found = conflicts_of(data, groups)
    if json:
        say_json(found.as_json())
        return
    say(
        f"{counted(len(found.opposites), 'opposite')} and {counted(len(found.cycles), 'cycle')}"
        f" among {counted(int(found.hit.sum()), 'pair')}"
    )
    if found.conflicts:
        table(
            [("CONFLICT", "AMONG", "PAIRS", "KEYS"), *(_row(found, one) for one in found.conflicts[:_SHOWN])]
        )
    if len(found.conflicts) > _SHOWN:
        say(f"and {len(found.conflicts) - _SHOWN:,} more (--json gives all)")


def _row(found: ConflictReport, one: Conflict) -> tuple[str, str, str, str]:
    among = "near-duplicates" if one.near else "one prompt"
    return one.kind, among, " ".join(map(str, one.pairs)), " ".join(found.keys(one))


def leaks(
    dataset: DatasetArgument,
    method: MethodOption = "exact",
    threshold: ThresholdOption = 0.9,
    compare: CompareOption = "user",
    lookalikes: LookalikesFlag = False,
    keep: Annotated[
        str | None, typer.Option(help="The split that keeps them in a repair; else test before validation.")
    ] = None,
    model: ModelOption = None,
    json: JsonFlag = False,
) -> None:
    """Find prompts that stand in several splits.

    And count what a repair drops, which the recipe step `leak` makes.
    """
    from curation.jobs import opened
    from curation.recipe import LeakStep
    from curation.recipe.leaking import leaking
    from curation.recipe.removal import check_step

    data = opened(dataset)
    step = LeakStep(
        keep=keep, method=method, unit=compare, threshold=threshold, lookalikes=lookalikes, model=model
    )
    check_step(data, step)
    line = ProgressLine()
    found = leaking(data, step, progress=line)
    line.close()
    result = found.as_json(keep)
    if json:
        say_json(result)
        return
    say(f"{counted(found.groups, 'group')} of prompts in more than one split")
    if found.groups:
        rows = [
            (name or "(none)", f"{n:,}", f"{result['dropped'][name]:,}") for name, n in result["rows"].items()
        ]
        table([("SPLIT", "ROWS", "DROPPED BY A REPAIR"), *rows], right=(1, 2))
