"""Two changes of one recipe, made side by side, as one: what each did to steps that the other left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from curation.recipe.recipe import Recipe
from curation.recipe.steps import AnyStep

_PARTS = ("name", "source", "mapping", "pairing", "export")


class Clash(Exception):
    """Both changed the same; ``what`` names it."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(what)


@dataclass(frozen=True, slots=True)
class StepChanges:
    """What differs from one list of steps to another.

    Attributes:
        added: Steps that only the second has.
        removed: Steps that only the first has.
        changed: Steps that are in both with other settings, before and after.
    """

    added: tuple[AnyStep, ...]
    removed: tuple[AnyStep, ...]
    changed: tuple[tuple[AnyStep, AnyStep], ...]


def merged(base: Recipe, mine: Recipe, theirs: Recipe) -> Recipe:
    """What ``mine`` does to ``base``, done to ``theirs``.

    Raises:
        Clash: Both changed the same step or setting, and differently.
    """
    parts = {}
    for part in _PARTS:
        was, here, there = (getattr(recipe, part) for recipe in (base, mine, theirs))
        if here not in (was, there) and there != was:
            raise Clash(f"the recipe's {part}")
        parts[part] = there if here == was else here
    return theirs.model_copy(update={**parts, "steps": _steps(base.steps, mine.steps, theirs.steps)})


def _steps(
    base: Sequence[AnyStep], mine: Sequence[AnyStep], theirs: Sequence[AnyStep]
) -> tuple[AnyStep, ...]:
    here, there = _Changes.of(base, mine), _Changes.of(base, theirs)
    for at in here.put.keys() & there.put.keys():
        if here.put[at] != there.put[at]:
            raise Clash(f"the step {base[at].title!r}")
    steps: list[AnyStep] = []
    for at in range(len(base) + 1):
        before = there.before.get(at, ())
        steps += before
        steps += (step for step in here.before.get(at, ()) if step not in before)
        if at < len(base):
            steps += here.put.get(at, there.put.get(at, (base[at],)))
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class _Changes:
    """Against a list of steps: what is put in the place of each, and what comes before each."""

    put: dict[int, tuple[AnyStep, ...]]
    before: dict[int, tuple[AnyStep, ...]]

    @classmethod
    def of(cls, base: Sequence[AnyStep], after: Sequence[AnyStep]) -> _Changes:
        put: dict[int, tuple[AnyStep, ...]] = {}
        before: dict[int, tuple[AnyStep, ...]] = {}
        for what, low, high, first, last in _opcodes(base, after):
            if what == "insert":
                before[low] = tuple(after[first:last])
            elif what != "equal":
                one_for_one = high - low == last - first
                for at in range(low, high):
                    there = first + at - low
                    put[at] = (after[there],) if one_for_one else ()
                if not one_for_one:
                    put[low] = tuple(after[first:last])
        return cls(put, before)


def step_changes(before: Sequence[AnyStep], after: Sequence[AnyStep]) -> StepChanges:
    """What differs from ``before`` to ``after``; a step of the same kind in the same place is changed."""
    added: list[AnyStep] = []
    removed: list[AnyStep] = []
    changed: list[tuple[AnyStep, AnyStep]] = []
    for what, low, high, first, last in _opcodes(before, after):
        if what == "equal":
            continue
        left, right = list(before[low:high]), list(after[first:last])
        for step in before[low:high]:
            same = next((other for other in right if other.kind == step.kind), None)
            if same is not None:
                changed.append((step, same))
                left.remove(step)
                right.remove(same)
        removed += left
        added += right
    return StepChanges(tuple(added), tuple(removed), tuple(changed))


def _opcodes(before: Sequence[AnyStep], after: Sequence[AnyStep]) -> list[tuple[str, int, int, int, int]]:
    # Steps may hold dictionaries, which have no hash: their texts stand for them.
    left, right = ([step.model_dump_json() for step in steps] for steps in (before, after))
    return list(SequenceMatcher(None, left, right, autojunk=False).get_opcodes())
