"""Distributions of the overview: its first charts, any field, two fields crossed, correlations."""

from ui.distributions.grid import draw_distributions
from ui.distributions.one import draw_one
from ui.distributions.scope import Scope, draw_scope
from ui.distributions.together import draw_correlations
from ui.distributions.two import draw_two

__all__ = ["Scope", "draw_correlations", "draw_distributions", "draw_one", "draw_scope", "draw_two"]
