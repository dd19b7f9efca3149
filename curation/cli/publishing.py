"""The publish command: an export's folder to the Hub, to a store, or to another folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from curation.cli.output import ProgressLine, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.export.publish import Comparison


def publish(
    folder: Annotated[Path, typer.Argument(help="A folder that `export` or `run` wrote.")],
    destination: Annotated[
        str,
        typer.Argument(
            metavar="REPO",
            help="OWNER/NAME on the Hub, s3://BUCKET/PATH, or a folder such as ./out or /data.",
        ),
    ],
    branch: Annotated[
        str | None, typer.Option(help="The Hub's branch to commit to; made if it is not there.")
    ] = None,
    pull_request: Annotated[
        bool, typer.Option("--pull-request", help="Open a pull request on the Hub instead.")
    ] = False,
    private: Annotated[bool, typer.Option("--private", help="Make a new data set private.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be added, changed and removed.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Send an export to the Hub, a store or a folder.

    What is there already, by its hash, is not sent again; of what is there, only files of an earlier
    export are removed. The token is HF_TOKEN, or what `hf auth login` stored.
    """
    from curation.export.publish import compare, destination_named
    from curation.export.publish import publish as send
    from curation.export.publish.progressing import Following

    place = destination_named(destination, branch=branch, pull_request=pull_request, private=private)
    line = ProgressLine()
    try:
        if dry_run:
            found = compare(folder, place, Following(line))
            done = None
        else:
            done = send(folder, place, Following(line))
            found = done.comparison
    finally:
        line.close()
    if json:
        say_json({"dry_run": dry_run, **(done or found).plain()})
        return
    _told(found)
    if done is not None:
        say(f"nothing to send: {done.address}" if found.holds else f"published: {done.address}")
        if done.pull_request:
            say(f"pull request: {done.pull_request}")


def _told(found: Comparison) -> None:
    say(f"{found.where}{' (new)' if found.new else ''}: {found.sentence}")
    table(
        [
            (
                change.kind,
                change.name,
                "" if change.kind == "removed" else f"{change.size:,} bytes",
                "" if change.before is None or change.kind == "same" else f"before {change.before:,}",
                change.sha256[:12],
            )
            for change in found.changes
        ],
        right=(2, 3),
    )
    for note in found.notes:
        say(note)
