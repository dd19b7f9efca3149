"""The rows that a bar, cell or box counts, said as ranges and categories of fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Rows with ``low`` ≤ field < ``high``, or ≤ ``high`` where it is ``closed``.

    A bound of None is no bound; a row whose field is missing never belongs.
    """

    field: str
    low: float | None = None
    high: float | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Among:
    """Rows whose field is one of ``values``, or is there and none of them where not ``inside``.

    The value None stands for a missing one.
    """

    field: str
    values: tuple[str | bool | None, ...]
    inside: bool = True


Part = Span | Among
Selection = tuple[Part, ...]
"""Rows for which every part holds."""
