"""What the charts are drawn of, and the choice of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from curation.analysis.distributions import Among, Selection
from ui.state import Desk
from ui.text import label


@dataclass(frozen=True)
class Scope:
    """The kept pairs, or those of one split.

    ``kept`` is None while nothing is removed: then every answer counts, whether a pair uses it or not.
    """

    desk: Desk
    mask: NDArray[np.bool_]
    kept: NDArray[np.bool_] | None
    split: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What any figure of it depends on."""
        return (*self.desk.cache_key, self.split or "")

    @property
    def among(self) -> Selection:
        """What else holds of every row it counts, the recipe aside."""
        return () if self.split is None else (Among("split", (self.split,)),)


def draw_scope(desk: Desk) -> Scope:
    """The choice of a split, where there are several."""
    names = [name for name in desk.dataset.splits if name]
    chosen = None
    if len(names) > 1:
        chosen = st.segmented_control(
            "Split", names, key="overview-split", format_func=label, help="None chosen: all splits together."
        )
    whole = desk.outcome.pairs_kept == desk.outcome.pairs_in
    if chosen is None:
        return Scope(desk, desk.outcome.kept, None if whole else desk.outcome.kept)
    mask = desk.outcome.kept & desk.dataset.in_split(chosen)
    return Scope(desk, mask, mask, chosen)
