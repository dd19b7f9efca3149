"""The prove command: what a format's reader makes of every row, without writing any."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from curation.cli.cleaning import DatasetArgument, recipe_of
from curation.cli.output import ProgressLine, say, say_json
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.export import Loss, Proof

OptionFlag = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE",
        help="A choice within the format, e.g. system=fold or max_rows=100000; may be given again.",
    ),
]


def prove(
    dataset: DatasetArgument,
    format: Annotated[str, typer.Option("--format", help="A format, as `export` takes it.")],
    recipe: Annotated[Path | None, typer.Option(help="Recipe YAML to apply first, or")] = None,
    session: Annotated[
        str | None, typer.Option(help="the id of a session (see `sessions`): its recipe and verdicts.")
    ] = None,
    option: OptionFlag = None,
    json: JsonFlag = False,
) -> None:
    """Say what a format's reader makes of every row."""
    from curation.export import job_of, losses, prove, splitting_of, target_named
    from curation.jobs import opened
    from curation.jobs.diversity import embed_for
    from curation.recipe import ExportSpec, apply

    target = target_named(format)
    data = opened(dataset)
    steps = recipe_of(data, recipe, session).with_export(
        {"format": format, "options": options_of(option or [])}
    )
    spec = steps.export or ExportSpec(format=format)
    target.check_options(spec.options)
    line = ProgressLine()
    embed_for(data, steps, progress=line)
    job = job_of(data, apply(data, steps, progress=line), splitting_of(spec), spec.options, line)
    lost, found = losses(target, job), prove(target, job)
    line.close()
    if json:
        say_json(_summary(found, lost))
    else:
        _told(found, lost)


def options_of(given: list[str]) -> dict[str, str]:
    """The options given as ``NAME=VALUE``.

    Raises:
        RecipeError: One of them sets nothing.
    """
    from curation.errors import RecipeError

    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise RecipeError(f"--option {text!r} sets nothing", next="Write NAME=VALUE, e.g. system=fold")
        found[name.strip().replace("-", "_")] = value.strip()
    return found


def _summary(found: Proof, lost: tuple[Loss, ...]) -> dict[str, object]:
    return {
        "format": found.target,
        "source": found.source,
        "accepted": found.accepted,
        "problems": [
            {"reason": one.reason, "effect": one.fault.effect, "rows": one.rows, "pairs": one.pairs.tolist()}
            for one in found.problems
        ],
        "warnings": list(found.warnings),
        "rejected_by_target": [{"reason": loss.reason, "rows": loss.rows} for loss in lost],
    }


def _told(found: Proof, lost: tuple[Loss, ...]) -> None:
    say(f"{found.sentence}.")
    for warning in found.warnings:
        say(f"{warning}.")
    for loss in lost:
        remedies = " or ".join(f"--option {one.option}={one.value} ({one.says})" for one in loss.remedies)
        say(f"left out: {loss.rows:,} × {loss.reason} ({loss.why})" + (f"; {remedies}" if remedies else ""))
    if found.source:
        say(f"by the rules of {found.source}")
