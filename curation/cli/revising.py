"""Two revisions of a source, for people: the ``compare`` command and what ``load`` says of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from curation.cli.output import counted, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.jobs.revising import Revised
    from curation.store.revisions import Revision

KINDS = (
    ("same", "the same"),
    ("rejudged", "other scores or verdict strength, same answers"),
    ("swapped", "the preference turned round"),
    ("changed", "same prompt, other answers"),
    ("added", "added"),
    ("removed", "removed"),
)


def compare(
    old: Annotated[str, typer.Argument(help="The earlier data set: id or name.")],
    new: Annotated[str, typer.Argument(help="The later one.")],
    json: JsonFlag = False,
) -> None:
    """Say what changed from one data set to another."""
    from curation.store import open_dataset
    from curation.store.revisions import compare as compared

    found = compared(open_dataset(old), open_dataset(new))
    if json:
        say_json(found.summary)
    else:
        _tell(found)


def tell_revision(revised: Revised) -> None:
    """What ``load`` says where the same source was loaded before with other content."""
    _tell(revised.revision)
    if revised.carried is None:
        return
    steps, unfit = len(revised.carried.recipe.steps), revised.carried.unfit
    say(f"{counted(steps - len(unfit), 'recipe step')} carried over")
    for title, why in unfit:
        say(f"switched off: {title} ({why})")


def _tell(revision: Revision) -> None:
    say(f"{revision.new} against {revision.old}, rows of the pairs table:")
    table([(f"{getattr(revision, kind):,}", words) for kind, words in KINDS], right=(0,))
