"""Two revisions of a source, for people: what ``compare`` and ``load`` say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curation.cli.output import counted, say, table

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


def tell_revision(revised: Revised) -> None:
    """What ``load`` says where the same source was loaded before with other content."""
    tell_rows(revised.revision)
    if revised.carried is None:
        return
    steps, unfit = len(revised.carried.recipe.steps), revised.carried.unfit
    say(f"{counted(steps - len(unfit), 'recipe step')} carried over")
    for title, why in unfit:
        say(f"switched off: {title} ({why})")


def tell_rows(revision: Revision) -> None:
    """What became of each row."""
    say(f"{revision.new} against {revision.old}, rows of the pairs table:")
    table([(f"{getattr(revision, kind):,}", words) for kind, words in KINDS], right=(0,))
