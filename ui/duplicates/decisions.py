"""What a curator decides about single prompts, written into the recipe's duplicates step at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from curation.recipe import DeduplicateStep

Pair = tuple[str, str]
Edit = Callable[[DeduplicateStep], DeduplicateStep]


def not_duplicates(step: DeduplicateStep, one: str, other: str) -> DeduplicateStep:
    """The step with two prompts that never share a group."""
    return _changed(step, apart=_with(step.apart, one, other), together=_without(step.together, one, other))


def one_prompt(step: DeduplicateStep, one: str, other: str) -> DeduplicateStep:
    """The step with two prompts that count as one, whatever their texts."""
    return _changed(step, together=_with(step.together, one, other), apart=_without(step.apart, one, other))


def kept_instead(step: DeduplicateStep, wanted: str, before: str) -> DeduplicateStep:
    """The step with one prompt kept in place of the one that was."""
    others = tuple(key for key in step.stay if key not in {wanted, before})
    return _changed(step, stay=(*others, wanted))


def all_kept(step: DeduplicateStep, keys: Iterable[str]) -> DeduplicateStep:
    """The step with every prompt of a group kept."""
    return _changed(step, stay=tuple(dict.fromkeys([*step.stay, *keys])))


def others_dropped(step: DeduplicateStep, kept: str, others: Iterable[str]) -> DeduplicateStep:
    """The step with a whole group decided: one prompt stays and the others go, at any threshold."""
    gone = [key for key in dict.fromkeys(others) if key != kept]
    step = _changed(step, stay=(*(key for key in step.stay if key not in {kept, *gone}), kept))
    within = {kept, *gone}
    step = _changed(step, apart=tuple(pair for pair in step.apart if not set(pair) <= within))
    for key in gone:
        step = one_prompt(step, kept, key)
    return step


def taken_back(step: DeduplicateStep, kind: str, keys: tuple[str, ...]) -> DeduplicateStep:
    """The step without one decision.

    Args:
        step: The step.
        kind: ``apart``, ``together`` or ``stay``.
        keys: The prompts it names.
    """
    if kind == "stay":
        return _changed(step, stay=tuple(key for key in step.stay if key not in keys))
    return _changed(step, **{kind: _without(getattr(step, kind), *keys)})


def count(step: DeduplicateStep | None) -> int:
    """How many decisions a step holds."""
    return 0 if step is None else len(step.apart) + len(step.together) + len(step.stay)


def decided(step: DeduplicateStep, one: str, other: str) -> str:
    """``apart`` or ``together`` where the curator said so of two prompts, else an empty text."""
    pair = {one, other}
    if any(set(known) == pair for known in step.apart):
        return "apart"
    return "together" if any(set(known) == pair for known in step.together) else ""


def _with(pairs: tuple[Pair, ...], one: str, other: str) -> tuple[Pair, ...]:
    return (*_without(pairs, one, other), (min(one, other), max(one, other)))


def _without(pairs: tuple[Pair, ...], *keys: str) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if set(pair) != set(keys))


def _changed(step: DeduplicateStep, **decisions: object) -> DeduplicateStep:
    return step.model_copy(update=decisions)
