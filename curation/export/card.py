"""The README of an export: what it is, how it was made, what changed, and where its limits are.

It holds no date and no path of this machine: the same data set and recipe give the same bytes on any day.
"""

from __future__ import annotations

import re
from pathlib import Path

from curation.export.card_facts import limits, models, statistics, versions
from curation.export.card_head import front_matter, head, hub_splits
from curation.export.manifest import public_spec
from curation.export.split_facts import split_facts
from curation.export.target import Job, Target, Written
from curation.recipe import Recipe
from curation.recipe.yaml_text import dump

README = "README.md"
_MARKS = re.compile(r"([\\`*_{}\[\]<>|#$~])")


def card(folder: Path, job: Job, target: Target, written: Written, recipe: Recipe | None) -> str:
    """The README beside an export's files, with the head that the Hub reads.

    Args:
        folder: Where the files are, for their sizes and columns.
        job: The export.
        target: Its format.
        written: What was written.
        recipe: The recipe that gave the outcome.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("curation.export", "pages"),
        # Markdown, not HTML: names from data sets pass through ``plain``.
        autoescape=False,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    pages.filters |= {"plain": plain, "count": "{:,}".format, "fenced": fenced}
    splits = split_facts(job, written)
    told = head(folder, job, target, written)
    body = pages.get_template("card.md.j2").render(
        info=job.dataset.info,
        source=public_spec(job.dataset.info.source),
        target=target,
        rows=sum(file.rows for file in written.files),
        files=hub_splits(written),
        splitting=job.splitting,
        splits=splits,
        outcome=job.outcome,
        recipe=dump(recipe.deeds()) if recipe else "",
        models=models(recipe, splits),
        versions=versions(),
        statistics=statistics(job.outcome),
        limits=limits(job, written, splits),
    )
    return front_matter(told) + "\n" + body


def plain(text: object) -> str:
    """Text in Markdown: one line, every marker escaped."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


def fenced(text: str, language: str) -> str:
    """Text as a block of code that it cannot end by itself."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"
