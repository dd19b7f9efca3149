"""All checks, found by name, and the rows they hit."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import numpy as np

from curation.analysis.checks import answers, fitting, privacy, prompts, ratings, verdicts, wording
from curation.analysis.checks.check import Check
from curation.analysis.masks import Mask, where, wheres
from curation.errors import RecipeError
from curation.store import Dataset

CHECKS: tuple[Check, ...] = (
    *answers.CHECKS,
    *prompts.CHECKS,
    *verdicts.CHECKS,
    *ratings.CHECKS,
    *wording.CHECKS,
    *privacy.CHECKS,
    *fitting.CHECKS,
)


def check_named(name: str) -> Check:
    """The check of that name; ``over_length:2048`` is that check with another limit.

    Raises:
        RecipeError: There is none, or its limit is no number.
    """
    for check in CHECKS:
        if check.name == name:
            return check
    stem, colon, limit = name.partition(":")
    if colon and stem == fitting.NAME:
        if limit.isascii() and limit.isdecimal() and 0 < int(limit) < 2**31:
            return fitting.over_length(int(limit))
        raise RecipeError(
            f"The limit of the check {name!r} is no number of tokens", next=f"Write for example '{stem}:2048'"
        )
    near = difflib.get_close_matches(name, [check.name for check in CHECKS], n=1)
    raise RecipeError(
        f"There is no check {name!r}",
        why=f"did you mean {near[0]!r}?" if near else "",
        next=f"Checks are {', '.join(check.name for check in CHECKS)}",
    )


def find(dataset: Dataset, name: str) -> Mask:
    """The rows of the pairs table that a check hits, shape (pairs rows,).

    Raises:
        RecipeError: No such check.
    """
    check = check_named(name)
    if not check.needs(dataset):
        return np.zeros(len(dataset.pairs), bool)
    return check.find(dataset) if check.find else where(dataset, check.where)


def find_all(dataset: Dataset, checks: Iterable[Check]) -> dict[str, Mask]:
    """What ``find`` says of each check that can say something, with one scan for all that are SQL."""
    able = [check for check in checks if check.needs(dataset)]
    scanned = wheres(dataset, {check.name: check.where for check in able if check.find is None})
    return {check.name: scanned[check.name] if check.find is None else check.find(dataset) for check in able}
