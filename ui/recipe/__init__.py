"""The recipe and its history in widgets: the builder of filters, the steps, the funnel, the story."""

from __future__ import annotations

from ui.recipe.funnel import draw_funnel, stages_of
from ui.recipe.steps import draw_steps
from ui.recipe.story import draw_story
from ui.recipe.yaml_panel import draw_yaml
from ui.state import Desk

__all__ = ["draw_recipe", "draw_story"]


def draw_recipe(desk: Desk) -> None:
    """The steps, what they leave, and the recipe as a text."""
    stages = stages_of(desk)
    draw_steps(desk, stages)
    draw_funnel(desk, stages)
    draw_yaml(desk)
