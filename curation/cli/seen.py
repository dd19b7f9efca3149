"""The command that says what a trainer will see: tokens by its tokenizer, and what its limit cuts off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import orjson
import typer

from curation.cli.cleaning import DatasetArgument
from curation.cli.output import ProgressLine, complain, counted, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis.checks.trainers import Fit, Trainer
    from curation.export.seen import Lengths

Mode = Literal["keep_start", "keep_end"]


def seen(
    dataset: DatasetArgument,
    tokenizer: Annotated[
        str, typer.Option(help="Folder or tokenizer.json, or the name of a model on the Hub.")
    ],
    max_length: Annotated[
        int | None, typer.Option(min=1, help="Longest sequence in tokens; the trainer's own if not given.")
    ] = None,
    trainer: Annotated[
        str, typer.Option(help="trl-dpo, trl-reward, trl-kto, axolotl, llama-factory, openrlhf-dpo, …")
    ] = "trl-dpo",
    truncation_mode: Annotated[
        Mode, typer.Option(help="TRL DPO's: which end of long pairs stays.")
    ] = "keep_start",
    template: Annotated[Path | None, typer.Option(help="File with another chat template.")] = None,
    recipe: Annotated[Path | None, typer.Option(help="Recipe YAML to apply first.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="File for one line a pair: its key, tokens and fate.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Count tokens, and what a trainer cuts off or drops."""
    from curation.export.seen import measure_lengths, open_reader
    from curation.export.seen.summary import fit_of, told
    from curation.jobs import opened
    from curation.recipe import ExportOptions, Recipe, apply

    rule = _trainer(trainer)
    steps = Recipe.from_yaml(recipe) if recipe else Recipe()
    data = opened(dataset)
    line = ProgressLine()
    line("loading the tokenizer", 0, 0)
    reader = open_reader(tokenizer, template=template)
    options = steps.export.options if steps.export else ExportOptions()
    lengths = measure_lengths(apply(data, steps, progress=line), reader, options, progress=line)
    line.close()
    fit = fit_of(lengths, rule, max_length, truncation_mode)
    if out is not None:
        _write_lines(lengths, fit, out)
    found = told(lengths, fit, truncation_mode) | {"tokenizer": tokenizer, "identity": reader.identity}
    if json:
        say_json(found)
        return
    _summary(lengths, fit, found)


def _trainer(name: str) -> Trainer:
    from curation.analysis.checks.trainers import TRAINERS
    from curation.errors import ExportError

    for one in TRAINERS:
        if one.name == name:
            return one
    raise ExportError(
        f"There is no trainer {name!r}", next=f"Trainers are {', '.join(one.name for one in TRAINERS)}"
    )


def _summary(lengths: Lengths, fit: Fit, found: dict[str, object]) -> None:
    total = len(lengths.ids)
    say(f"{found['dataset']}: {counted(total, 'pair')}, {fit.trainer.title}, {fit.limit:,} tokens at most")
    say(f"{fit.trainer.does} Source: {fit.trainer.source}.")
    say()
    rows = [
        (name, f"{found[name]:,}", percent(int(str(found[name])) / total if total else float("nan")))
        for name in ("fits", "cut", "dropped", "refused")
    ]
    table([("FATE", "PAIRS", "SHARE"), *rows], right=(1, 2))
    tokens = found["tokens"]
    assert isinstance(tokens, dict)
    say()
    table(
        [
            tuple(str(name).upper() for name in tokens),
            tuple(f"{value:,.0f}" if value is not None else "–" for value in tokens.values()),
        ],
        right=range(len(tokens)),
    )
    for said, refused in lengths.refusals.items():
        complain(f"{counted(len(refused), 'pair')}: the template says: {said}")
    if lossy := len(lengths.lossy):
        complain(
            f"{counted(lossy, 'pair')}: the end of the prompt, as written when an answer is asked"
            " for, is not there once one follows; TRL leaves it out of training."
        )


def _write_lines(lengths: Lengths, fit: Fit, out: Path) -> None:
    from curation.export.seen.summary import fates
    from curation.store import new_file

    keys = lengths.dataset.pairs["key"].take(lengths.ids).to_pylist()
    counts = lengths.counts
    columns = (
        keys,
        lengths.ids.tolist(),
        fates(lengths, fit).tolist(),
        counts.prompt.tolist(),
        counts.chosen.tolist(),
        counts.rejected.tolist(),
    )
    names = ("key", "pair", "fate", "prompt", "chosen", "rejected")
    with new_file(out.expanduser()) as building, building.open("wb") as lines:
        for row in zip(*columns, strict=True):
            told = {
                name: None if isinstance(value, int) and value < 0 else value
                for name, value in zip(names, row, strict=True)
            }
            lines.write(orjson.dumps(told) + b"\n")
