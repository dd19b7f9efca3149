"""Differences in standard deviations, so that shares and means of any scale can be ranked side by side.

After Cohen, Statistical Power Analysis for the Behavioral Sciences (2nd edition, 1988), who calls 0.2
small, 0.5 medium and 0.8 large.
"""

from __future__ import annotations

import math

# Cohen's own word for less than this is "trivial".
SMALL = 0.2


def cohens_h(first: float, second: float) -> float:
    """The difference of two shares' arcsines, second minus first (Cohen 1988, 6.2.1); NaN of nothing.

    Equal steps of h are equally hard to see, near nought and near a half alike.
    """
    if math.isnan(first) or math.isnan(second):
        return math.nan
    return 2 * math.asin(math.sqrt(second)) - 2 * math.asin(math.sqrt(first))


def cohens_d(difference: float, first_sd: float, second_sd: float) -> float:
    """A difference of means over the root of the mean of both variances (Cohen 1988, 2.3.2).

    That is d with the pooled deviation where both sides are equally many; where they are not, neither
    side's spread weighs more for being the larger one. 0 of two equal constants, NaN of two others.
    """
    spread = math.sqrt((first_sd**2 + second_sd**2) / 2)
    if spread:
        return difference / spread
    return 0.0 if difference == 0 else math.nan
