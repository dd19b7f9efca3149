"""Commands that bring data in and show it: load, datasets, show, schema."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from curation.cli.files import check_file
from curation.cli.output import ProgressLine, counted, say, say_json, table
from curation.cli.readings import plain_readings, show_readings
from curation.progress import DOWNLOADING

if TYPE_CHECKING:
    from curation.store import Dataset

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
SourceArgument = Annotated[
    str,
    typer.Argument(help="sample, sample:NAME, a path (file, folder, .gz, .zip), or owner/name on the Hub."),
]
SplitOption = Annotated[str | None, typer.Option(help="Read this split alone.")]
ConfigOption = Annotated[
    str | None, typer.Option(help="The Hub data set's config, or a folder's sub-folder.")
]
ReadingOption = Annotated[
    str | None, typer.Option(help="How to read verdicts that can be read in several ways, e.g. 1-is-first.")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ROLE=NAME", help="Which column is what, e.g. prompt=topic. May be repeated."),
]
RevisionOption = Annotated[str | None, typer.Option(help="The Hub data set's branch, tag or commit.")]


def load(
    source: SourceArgument,
    name: Annotated[str | None, typer.Option(help="What to call the data set.")] = None,
    split: SplitOption = None,
    config: ConfigOption = None,
    revision: RevisionOption = None,
    mapping: Annotated[Path | None, typer.Option(help="YAML file: which column is what.")] = None,
    reading: ReadingOption = None,
    column: ColumnOption = None,
    pairing: Annotated[
        Path | None, typer.Option(help="YAML file, or a preset: helpfulness, nvidia-70b, nvidia-340b.")
    ] = None,
    quarantine: Annotated[
        Path | None, typer.Option(help="Write the rows that did not fit to this JSON-lines file.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Read a source into the workspace.

    Says how the columns were understood and what became of every row.
    """
    from curation.jobs import load as load_source
    from curation.jobs.revising import revise
    from curation.schemas import Mapping
    from curation.schemas.direction import AmbiguousDirection
    from curation.sources import open_source
    from curation.store import read_pairing
    from curation.store.build import peek

    if quarantine:
        check_file(quarantine, source)
    line = ProgressLine()
    try:
        dataset = load_source(
            source,
            name=name,
            split=split,
            config=config,
            revision=revision,
            mapping=Mapping.from_yaml(mapping) if mapping else None,
            reading=reading,
            columns=_roles(column, mapping),
            pairing=read_pairing(pairing) if pairing else None,
            progress=line,
        )
    except AmbiguousDirection as doubt:
        line.close()
        rows = peek(open_source(source, split=split, config=config, revision=revision))
        show_readings(doubt, rows)
        raise
    line.close()
    if quarantine:
        _write_quarantine(dataset, quarantine)
    revised = revise(dataset)
    if json:
        say_json(dataset.info.summary() | ({"revision": revised.summary()} if revised else {}))
        return
    describe(dataset)
    if revised:
        from curation.cli.revising import tell_revision

        tell_revision(revised)


def _write_quarantine(dataset: Dataset, path: Path) -> None:
    from curation.store import new_file
    from curation.store.quarantine import quarantine_lines

    with new_file(path) as building, building.open("wb") as out:
        out.writelines(quarantine_lines(dataset))


def _roles(given: list[str] | None, mapping: Path | None) -> dict[str, str] | None:
    """``ROLE=NAME`` options as role → column."""
    if given and mapping:
        raise typer.BadParameter("--column and --mapping were both given; put the columns into the mapping")
    roles = dict(option.partition("=")[::2] for option in given or [])
    for role, name in roles.items():
        if not role or not name:
            raise typer.BadParameter(f"--column takes ROLE=NAME, such as prompt=topic, not {role or name!r}")
    return roles or None


def datasets(json: JsonFlag = False) -> None:
    """List the data sets in the workspace, the newest first."""
    from curation.store import list_datasets

    known = list_datasets()
    if json:
        say_json({"datasets": [info.summary() for info in known]})
        return
    if not known:
        say("The workspace is empty. Load something: python -m curation load sample")
        return
    head = ("DATA SET", "FAMILY", "PROMPTS", "PAIRS", "SINGLES", "SOURCE")
    rows = [
        (
            info.id,
            info.family,
            f"{info.counts.prompts:,}",
            f"{info.counts.pairs:,}",
            f"{info.counts.singles:,}",
            info.source.spec,
        )
        for info in known
    ]
    table([head, *rows], right=(2, 3, 4))


def show(
    dataset: Annotated[str, typer.Argument(help="Id or name; see `datasets`.")],
    pairs: Annotated[int, typer.Option(min=0, help="How many pairs to print.")] = 3,
    json: JsonFlag = False,
) -> None:
    """Show a data set's card and its first pairs."""
    from curation.jobs import opened

    data = opened(dataset)
    first = _first_pairs(data, pairs)
    if json:
        say_json({**data.info.summary(), "fields": sorted(data.fields), "first": first})
        return
    describe(data)
    for pair in first:
        say()
        tie = pair["tie"]
        for label in ("prompt", "chosen", "rejected"):
            text = pair[label]
            if text is not None:
                shown = "tie" if tie and label != "prompt" else label
                say(f"{shown:>9}  {_shortened(str(text))}")


def _first_pairs(dataset: Dataset, count: int) -> list[dict[str, object]]:
    names = [name for name in ("split", "prompt", "chosen", "rejected", "tie") if name in dataset.fields]
    found: list[dict[str, object]] = dataset.select(names, "p.pair_id < ?", [count]).to_pylist()
    return found


def _shortened(text: str, width: int = 100) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= width else flat[: width - 1] + "…"


def schema(
    source: SourceArgument,
    split: SplitOption = None,
    config: ConfigOption = None,
    revision: RevisionOption = None,
    mapping: Annotated[Path | None, typer.Option(help="Try this mapping instead.")] = None,
    reading: ReadingOption = None,
    column: ColumnOption = None,
    json: JsonFlag = False,
) -> None:
    """Say how a source would be read, without loading it.

    What is printed is a mapping file, for --mapping, with comments.
    """
    from curation.jobs.reading import understood
    from curation.schemas import Mapping
    from curation.schemas.direction import AmbiguousDirection
    from curation.sources import open_source
    from curation.store.build import peek

    line = ProgressLine()
    opened_source = open_source(
        source, split=split, config=config, revision=revision, progress=partial(line, DOWNLOADING)
    )
    line.close()
    try:
        given = Mapping.from_yaml(mapping) if mapping else None
        how = understood(opened_source, given, reading, _roles(column, mapping))
    except AmbiguousDirection as doubt:
        if json:
            say_json(plain_readings(doubt, peek(opened_source)))
        else:
            show_readings(doubt, peek(opened_source))
        raise
    if json:
        say_json(
            {
                "source": opened_source.spec,
                "family": how.mapping.family,
                "confidence": how.confidence,
                "why": how.why,
                "mapping": how.mapping.model_dump(exclude_defaults=True),
                "shards": [{"name": shard.name, "split": shard.split} for shard in opened_source.shards],
                "notes": list(opened_source.notes),
            }
        )
        return
    for remark in (f"{how.mapping.family}: {how.why}", *opened_source.notes):
        say("# " + " ".join(remark.split()))
    say(how.mapping.to_yaml().rstrip())


def describe(dataset: Dataset) -> None:
    """A data set's card, for people."""
    info, counts = dataset.info, dataset.info.counts
    say(f"{info.id}  ({info.family}: {info.why})")
    say(
        f"{counted(counts.rows_read, 'row')} read = {counts.rows_used:,} used"
        f" + {counts.rows_quarantined:,} quarantined;"
        f" {counted(counts.prompts, 'prompt')}, {counted(counts.responses, 'response')}"
    )
    ties = f", {counted(counts.ties, 'tie')} among them" if counts.ties else ""
    singles = f"; {counted(counts.singles, 'answer')} without a partner" if counts.singles else ""
    say(f"{counted(counts.pairs, 'pair')}{ties}{singles}")
    if info.attributes:
        say(f"attributes: {', '.join(info.attributes)}")
    for reason, count in info.quarantine.items():
        say(f"quarantined: {count:,} × {reason}, e.g. {_example(dataset, reason)}")
    for note in info.notes:
        say(f"note: {note}")


def _example(dataset: Dataset, reason: str) -> str:
    """The first row that was refused for this reason."""
    sql = "SELECT origin_row, shard, detail FROM quarantine WHERE reason = ? ORDER BY origin_row LIMIT 1"
    row = dataset.query(sql, [reason]).to_pylist()[0]
    return f"row {row['origin_row'] + 1:,} ({row['shard']}): {_shortened(row['detail'])}"
