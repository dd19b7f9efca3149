"""The compare page: what is compared, what that means in words, the statistics, and the rows behind them."""

from ui.compare.choosing import Sides, compared, draw_choice
from ui.compare.overlay import draw_overlay
from ui.compare.rows import draw_notes, draw_rows
from ui.compare.sentences import draw_said
from ui.compare.table import draw_counts, draw_statistics

__all__ = [
    "Sides",
    "compared",
    "draw_choice",
    "draw_counts",
    "draw_notes",
    "draw_overlay",
    "draw_rows",
    "draw_said",
    "draw_statistics",
]
