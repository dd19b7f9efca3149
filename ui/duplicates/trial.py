"""The duplicates step as the page has it now, tried within the recipe; and how it gets into the recipe."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from curation.recipe import DeduplicateStep, Outcome, Recipe, StepResult
from curation.recipe.deduplication import Compared, Mask, compared
from curation.similarity import Groups, Neighbours
from ui.duplicates.decisions import Edit
from ui.duplicates.settings import chosen_step
from ui.state import Desk, outcome_of

CHANGED = "_duplicates-changed"


@dataclass(frozen=True)
class Trial:
    """A step tried within the recipe: exactly what an export would do with it.

    Attributes:
        desk: The desk.
        step: The step, switched on.
        at: Its place in ``recipe``.
        recipe: The recipe with it, less the steps that wait.
        outcome: What that recipe does.
    """

    desk: Desk
    step: DeduplicateStep
    at: int
    recipe: Recipe
    outcome: Outcome

    @property
    def result(self) -> StepResult:
        """What the step does."""
        return self.outcome.steps[self.at]

    @property
    def groups(self) -> Groups:
        """The groups it makes."""
        groups = self.result.groups
        assert groups is not None
        return groups

    @property
    def neighbours(self) -> Neighbours:
        """The graph behind it."""
        return self.groups.neighbours

    @property
    def before(self) -> Recipe:
        """The steps before it."""
        return self.recipe.model_copy(update={"steps": self.recipe.steps[: self.at]})

    @property
    def without(self) -> Recipe:
        """The recipe less the step."""
        return self.recipe.without_step(self.at)

    @cached_property
    def compared(self) -> Compared:
        """All that a move of its threshold needs."""
        return compared(self.desk.dataset, self.step, self.standing)

    @property
    def standing(self) -> Mask:
        """Rows that the steps before it leave."""
        return outcome_of(self.desk.dataset, self.before).kept

    def key_of(self, prompt: int) -> str:
        """The content key of a prompt, by which recipes name it."""
        key: str = self.desk.dataset.prompts["key"][prompt].as_py()
        return key


def place_of(recipe: Recipe) -> int | None:
    """Where the duplicates step stands that this page works on: the first one."""
    places = (at for at, step in enumerate(recipe.steps) if isinstance(step, DeduplicateStep))
    return next(places, None)


def step_in(recipe: Recipe) -> DeduplicateStep | None:
    """The duplicates step that this page works on."""
    at = place_of(recipe)
    step = None if at is None else recipe.steps[at]
    return step if isinstance(step, DeduplicateStep) else None


def with_step(recipe: Recipe, step: DeduplicateStep) -> Recipe:
    """The recipe with the step where the old one stood, or else at its end."""
    at = place_of(recipe)
    return recipe.with_step(step) if at is None else recipe.with_step_at(at, step)


def tried(desk: Desk, step: DeduplicateStep) -> Trial:
    """The step tried in place of the recipe's own, or at the end."""
    whole = with_step(desk.recipe, step)
    steps = tuple(one for one in whole.steps if one is step or one not in desk.left_out)
    recipe = whole.model_copy(update={"steps": steps})
    at = next(at for at, one in enumerate(steps) if one is step)
    return Trial(desk, step, at, recipe, outcome_of(desk.dataset, recipe))


def decide(desk: Desk, edit: Edit, label: str) -> None:
    """Write a decision into the recipe's step; where there is none, into one that is switched off yet."""
    recipe = desk.session.recipe
    step = step_in(recipe) or chosen_step(None).model_copy(update={"enabled": False})
    change(desk, with_step(recipe, edit(step)), label)


def add_step(desk: Desk) -> None:
    """Make the step, as the widgets stand, part of the recipe."""
    recipe = desk.session.recipe
    step = chosen_step(step_in(recipe))
    change(desk, with_step(recipe, step), f"duplicates: {step.title}")


def change(desk: Desk, recipe: Recipe, label: str) -> None:
    """Store a recipe from within the page's fragment; the sidebar is drawn anew with it."""
    desk.change(recipe, label)
    st.session_state[CHANGED] = True
