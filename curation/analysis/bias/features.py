"""What a judge sees of a pair: differences that turn their sign when the two answers change places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from curation.analysis.bias.decided import FORMATS, LENGTHS, Decided
from curation.analysis.estimate import Codes, Floats

Matrix = NDArray[np.float64]
# Of a feature that differs in fewer pairs, no weight can be told.
LEAST_DIFFERING = 10


@dataclass(frozen=True, eq=False)
class Features:
    """A column a feature, in units of its own spread around zero.

    Attributes:
        names: What each column is.
        values: Shape (pairs, features); positive where the chosen answer has more.
        prompt: The prompt of each pair, any codes.
    """

    names: tuple[str, ...]
    values: Matrix
    prompt: Codes

    def undecided(self) -> Features:
        """Without features that are higher in every chosen answer or in none: their weight is infinite."""
        up, down = (self.values > 0).any(axis=0), (self.values < 0).any(axis=0)
        stays = np.flatnonzero(up & down)
        return Features(tuple(self.names[at] for at in stays), self.values[:, stays], self.prompt)


def style(pairs: Decided) -> Features:
    """Length and format as Arena's style control has them: difference over sum.

    The sums are raised by one, so that two answers without any differ by nothing. A feature in which
    hardly any pair differs is left out. Scaled by the root mean square, which is the standard
    deviation once every pair counts both ways round.
    """
    length = pairs.measured(LENGTHS)[:1]
    return _features(pairs, dict.fromkeys((*length, *pairs.measured(FORMATS)), relative))


def format_alone(pairs: Decided) -> Features:
    """Headers, lists, bold, code blocks and tables, without length."""
    return _features(pairs, dict.fromkeys(pairs.measured(FORMATS), relative))


def length_alone(pairs: Decided) -> Features:
    """Length in one unit, as a share of the sum and as a plain difference.

    Two units together would tell more than length: characters a word, or tokens a character, are wording.
    """
    names = pairs.measured(LENGTHS)[:1]
    one = _features(pairs, dict.fromkeys(names, relative))
    two = _features(pairs, dict.fromkeys(names, np.subtract))
    return Features(one.names + two.names, np.hstack([one.values, two.values]), one.prompt)


def relative(chosen: Floats, rejected: Floats) -> Floats:
    """The difference as a share of the sum, which is raised by one."""
    share: Floats = (chosen - rejected) / (chosen + rejected + 1)
    return share


def _features(pairs: Decided, wanted: dict[str, object]) -> Features:
    names, columns = [], []
    for name, compare in wanted.items():
        # A text that could not be measured tells nothing, which is what zero says.
        values = np.nan_to_num(compare(*pairs.sides(name)))  # type: ignore[operator]
        if _tells(values):
            names.append(name)
            columns.append(values / np.sqrt(np.mean(np.square(values))))
    matrix = np.stack(columns, axis=1) if columns else np.empty((len(pairs), 0))
    return Features(tuple(names), matrix, pairs.prompt)


def _tells(values: Floats) -> bool:
    return int(np.count_nonzero(values)) >= LEAST_DIFFERING
