"""The ``merge`` command: two data sets of the workspace become a new one."""

from __future__ import annotations

from typing import Annotated

import typer

from curation.cli.output import ProgressLine, say_json
from curation.cli.reading import JsonFlag, describe


def merge(
    first: Annotated[str, typer.Argument(help="A data set: id or name.")],
    second: Annotated[str, typer.Argument(help="Another one.")],
    name: Annotated[str | None, typer.Option(help="What to call it; both names joined if not given.")] = None,
    json: JsonFlag = False,
) -> None:
    """Merge two data sets into a new one.

    All rows of both are kept; equal prompts of a split are taken together, and `source` says where
    each pair came from. The two stay as they are.
    """
    from curation.jobs.work import merge_datasets

    line = ProgressLine()
    merged = merge_datasets(first, second, name=name, progress=line)
    line.close()
    if json:
        say_json(merged.info.summary() | {"merged_from": list(merged.info.source.parts)})
        return
    describe(merged)
