"""The export page's parts, each to be drawn by name."""

from ui.export.choice import draw_choice
from ui.export.counts import draw_counts, draw_rows
from ui.export.publishing import draw_publishing
from ui.export.recipe import draw_funnel, draw_recipe, whole_recipe
from ui.export.writing import draw_write

__all__ = [
    "draw_choice",
    "draw_counts",
    "draw_funnel",
    "draw_publishing",
    "draw_recipe",
    "draw_rows",
    "draw_write",
    "whole_recipe",
]
