"""Verdicts of several reviewers made one decision a pair, by the session's rule, and those made a step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from curation.recipe.recipe import Recipe
from curation.recipe.steps import VerdictsStep
from curation.recipe.verdict import DECIDING, Edit, Given, Rule

Decided = tuple[str, Edit | None]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the verdicts come to.

    Attributes:
        decided: Pair → decision and edit.
        disagreed: Pairs that reviewers decided, but not so that the rule makes one decision of it.
        flagged: Pairs that somebody wants to come back to.
        skipped: Pairs that nobody decided or flagged and somebody skipped.
    """

    decided: dict[str, Decided]
    disagreed: frozenset[str]
    flagged: frozenset[str]
    skipped: frozenset[str]


def resolve(verdicts: Iterable[Given], rule: Rule) -> Resolved:
    """One decision a pair, where the rule gives one; each reviewer has one verdict a pair."""
    votes: dict[str, list[tuple[str, Decided]]] = defaultdict(list)
    flagged: set[str] = set()
    skipped: set[str] = set()
    for one in verdicts:
        verdict = one.verdict
        if verdict.decision in DECIDING:
            votes[verdict.pair].append((one.who, (verdict.decision, verdict.edit)))
        else:
            (flagged if verdict.decision == "flag" else skipped).add(verdict.pair)
    decided: dict[str, Decided] = {}
    disagreed: set[str] = set()
    for pair, cast in votes.items():
        found = cast[0][1] if len(cast) == 1 else _by_rule(cast, rule)
        if found is None:
            disagreed.add(pair)
        else:
            decided[pair] = found
    return Resolved(
        decided, frozenset(disagreed), frozenset(flagged), frozenset(skipped - votes.keys() - flagged)
    )


def _by_rule(cast: list[tuple[str, Decided]], rule: Rule) -> Decided | None:
    if rule.kind == "adjudicator":
        above = [vote for who, vote in cast if who in rule.adjudicators]
        return _agreed(above or [vote for _, vote in cast])
    votes = [vote for _, vote in cast]
    if rule.kind == "majority":
        vote, count = Counter(votes).most_common(1)[0]
        return vote if count * 2 > len(votes) else None
    return _agreed(votes)


def _agreed(votes: list[Decided]) -> Decided | None:
    return votes[0] if all(vote == votes[0] for vote in votes) else None


def decisions_in(steps: Iterable[object]) -> dict[str, Decided]:
    """Pair → decision, of all verdict steps among some; a later step's word counts."""
    found: dict[str, Decided] = {}
    for step in steps:
        if isinstance(step, VerdictsStep):
            for decision in ("keep", "drop", "tie", "swap"):
                found.update((key, (decision, step.edit.get(key))) for key in getattr(step, decision))
            found.update((key, ("edit", edit)) for key, edit in step.edit.items() if key not in step.swap)
    return found


def step_of(decided: Mapping[str, Decided], shell: VerdictsStep | None = None) -> VerdictsStep:
    """Decisions as a step: the same decisions give the same step, whatever order they were made in.

    Args:
        decided: Pair → decision and edit.
        shell: Gives the step its name, note and whether it is switched on.
    """
    lists: dict[str, list[str]] = {"keep": [], "drop": [], "tie": [], "swap": []}
    edits: dict[str, Edit] = {}
    for pair in sorted(decided):
        decision, edit = decided[pair]
        if decision in lists:
            lists[decision].append(pair)
        if edit is not None:
            edits[pair] = edit
    about: dict[str, Any] = {name: tuple(keys) for name, keys in lists.items()}
    if shell is not None:
        about |= {"name": shell.name, "note": shell.note, "enabled": shell.enabled}
    return VerdictsStep(**about, edit=edits)


def with_verdicts(stored: Recipe, found: Resolved) -> Recipe:
    """The recipe that people see and that is exported: the verdicts are its last step.

    Decisions that came with a recipe count for the pairs that nobody here has decided on.
    """
    shells = [step for step in stored.steps if isinstance(step, VerdictsStep)]
    decided = {
        pair: what for pair, what in decisions_in(shells).items() if pair not in found.disagreed
    } | found.decided
    others = tuple(step for step in stored.steps if not isinstance(step, VerdictsStep))
    if not decided:
        return stored.model_copy(update={"steps": others}) if shells else stored
    return stored.model_copy(update={"steps": (*others, step_of(decided, shells[-1] if shells else None))})


@dataclass(frozen=True, slots=True)
class Parted:
    """A recipe as it is to be stored, and whether the verdicts before it shall not count any more."""

    stored: Recipe
    clearing: bool


def without_verdicts(given: Recipe, seen: Recipe, stored: Recipe) -> Parted:
    """The way back: what of a changed recipe is the session's own verdicts is not stored a second time.

    Args:
        given: The changed recipe.
        seen: The recipe with verdicts that it was made from.
        stored: The same as it is stored.
    """
    here = [step for step in given.steps if isinstance(step, VerdictsStep)]
    others = tuple(step for step in given.steps if not isinstance(step, VerdictsStep))
    decided, before = decisions_in(here), decisions_in(seen.steps)
    clearing = decided != before
    imported = decided if clearing else decisions_in(stored.steps)
    shell = step_of(imported, here[-1] if here else None)
    kept = () if shell == VerdictsStep() else (shell,)
    return Parted(given.model_copy(update={"steps": (*others, *kept)}), clearing)
