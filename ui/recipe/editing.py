"""Changes to one step of the recipe, each an undoable change of the session."""

from __future__ import annotations

from typing import Any

from curation.recipe import Recipe
from curation.recipe.steps import AnyStep
from ui.notices import told
from ui.state import Desk


def replace_step(desk: Desk, index: int, seen: AnyStep, label: str, **settings: Any) -> None:
    """Change settings of the step at ``index``, if it still is the one that was seen there."""
    recipe = desk.session.recipe
    if _stands(recipe, index, seen) and any(getattr(seen, name) != value for name, value in settings.items()):
        with told():
            desk.change(recipe.with_step_at(index, seen.model_copy(update=settings)), label)


def drop_step(desk: Desk, index: int, seen: AnyStep) -> None:
    """Remove a step."""
    recipe = desk.session.recipe
    if _stands(recipe, index, seen):
        with told():
            desk.change(recipe.without_step(index), f"removed: {seen.title}")


def move_step(desk: Desk, index: int, seen: AnyStep, by: int) -> None:
    """Move a step up (-1) or down (+1)."""
    recipe = desk.session.recipe
    to = index + by
    if _stands(recipe, index, seen) and 0 <= to < len(recipe.steps):
        steps = list(recipe.steps)
        steps.insert(to, steps.pop(index))
        way = "up" if by < 0 else "down"
        with told():
            desk.change(recipe.model_copy(update={"steps": tuple(steps)}), f"moved {way}: {seen.title}")


def _stands(recipe: Recipe, index: int, seen: AnyStep) -> bool:
    """Whether a step is still where it was drawn: another tab may have changed the recipe."""
    return index < len(recipe.steps) and recipe.steps[index] == seen
