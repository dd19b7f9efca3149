"""The pairing rule: how rated or labelled answers to one prompt become preference pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from curation.errors import SchemaError

Scheme = Literal["best-worst", "best-each", "adjacent", "all"]

# Sum of weight × attribute, as published with open-instruct's helpsteer2_nvidia.py; the keys
# name the reward models that NVIDIA trained.
PRESETS: dict[str, dict[str, float]] = {
    "helpfulness": {"helpfulness": 1.0},
    "nvidia-70b": {
        "helpfulness": 0.65,
        "correctness": 0.8,
        "coherence": 0.45,
        "complexity": 0.55,
        "verbosity": -0.4,
    },
    "nvidia-340b": {
        "helpfulness": 0.3,
        "correctness": 0.74,
        "coherence": 0.46,
        "complexity": 0.47,
        "verbosity": -0.33,
    },
}


class Pairing(BaseModel):
    """How answers are scored and which of them are paired.

    Attributes:
        weights: Attribute → weight; an answer's score is the weighted sum. Empty means
            ``helpfulness`` where there is one, else the first attribute.
        min_margin: A pair whose scores differ by this much or less is a tie.
        scheme: Which pairs are made of more than two answers.
        within_run: Pair only answers that stand next to each other in the source.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weights: dict[str, FiniteFloat] = Field(default_factory=dict)
    min_margin: FiniteFloat = Field(default=0.0, ge=0)
    scheme: Scheme = "best-worst"
    within_run: bool = False

    def weights_for(self, attributes: tuple[str, ...]) -> dict[str, float]:
        """The weights to use on a data set with these attributes.

        Raises:
            SchemaError: A weight names an attribute that the data set does not have.
        """
        if missing := [name for name in self.weights if name not in attributes]:
            raise SchemaError(
                f"The pairing rule weighs {', '.join(map(repr, missing))}",
                why=f"the data set's attributes are {', '.join(attributes) or 'none'}",
                next="Correct the names under 'weights'",
            )
        if self.weights:
            return self.weights
        if "helpfulness" in attributes:
            return PRESETS["helpfulness"]
        return {attributes[0]: 1.0} if attributes else {}


def read_pairing(path: Path) -> Pairing:
    """The pairing rule in a YAML file, or the preset of that name.

    Raises:
        SchemaError: The file is missing, no YAML, or holds an unknown setting.
    """
    if str(path) in PRESETS:
        return Pairing(weights=PRESETS[str(path)])
    try:
        return Pairing.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
    except OSError as error:
        raise SchemaError(
            f"The pairing file {path} cannot be read",
            why=error.strerror or "",
            next=f"Give a YAML file or one of the presets {', '.join(PRESETS)}",
        ) from error
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path} is not UTF-8 text", next="Give a YAML file") from error
    except yaml.YAMLError as error:
        raise SchemaError(f"{path} is not YAML", why=str(error).split("\n")[0], next="Correct it") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise SchemaError(
            f"{path} is not a pairing rule",
            why=": ".join(filter(None, [".".join(map(str, first["loc"])), first["msg"]])),
            next="Settings are weights, min_margin, scheme and within_run",
        ) from error


@dataclass(frozen=True, slots=True)
class Paired:
    """Pairs by response position; ``rejected`` (or ``chosen``) is −1 where an answer has no partner."""

    chosen: NDArray[np.int64]
    rejected: NDArray[np.int64]
    tie: NDArray[np.bool_]


def pair_scored(
    groups: NDArray[np.int64], scores: NDArray[np.float64], order: NDArray[np.uint64], rule: Pairing
) -> Paired:
    """Pair the answers of each group by score.

    Args:
        groups: Group (prompt, or prompt and run) of each answer, shape (n,).
        scores: Weighted score of each answer, NaN where a weighed attribute is missing, shape (n,).
        order: A content hash of each answer, shape (n,); it settles equal scores, so that the
            result does not depend on row order.
        rule: The pairing rule.

    Returns:
        Pairs and singles over positions 0…n−1. An answer without a score stays single.
    """
    rated = np.flatnonzero(~np.isnan(scores))
    by_group = rated[np.lexsort((order[rated], -scores[rated], groups[rated]))]
    starts = (
        np.flatnonzero(np.r_[True, np.diff(groups[by_group]) != 0]) if len(by_group) else np.empty(0, int)
    )
    sizes = np.diff(np.r_[starts, len(by_group)])
    left: list[NDArray[np.int64]] = []
    right: list[NDArray[np.int64]] = []
    for size in np.unique(sizes[sizes > 1]):
        firsts = starts[sizes == size]
        for high, low in _picks(int(size), rule.scheme):
            left.append(by_group[firsts + high])
            right.append(by_group[firsts + low])
    chosen = np.concatenate(left) if left else np.empty(0, np.int64)
    rejected = np.concatenate(right) if right else np.empty(0, np.int64)
    tie = scores[chosen] - scores[rejected] <= rule.min_margin
    alone = np.concatenate([by_group[starts[sizes == 1]], np.flatnonzero(np.isnan(scores))]).astype(np.int64)
    return Paired(
        np.concatenate([chosen, alone]),
        np.concatenate([rejected, np.full(len(alone), -1, np.int64)]),
        np.concatenate([tie, np.zeros(len(alone), bool)]),
    )


def _picks(size: int, scheme: Scheme) -> Iterator[tuple[int, int]]:
    """Ranks to pair in a group of ``size`` answers, best first."""
    if scheme == "best-worst":
        yield 0, size - 1
    elif scheme == "best-each":
        yield from ((0, low) for low in range(1, size))
    elif scheme == "adjacent":
        yield from ((low - 1, low) for low in range(1, size))
    else:
        yield from ((high, low) for low in range(1, size) for high in range(low))


def pair_labelled(groups: NDArray[np.int64], label: NDArray[np.bool_], order: NDArray[np.uint64]) -> Paired:
    """Pair desirable with undesirable answers of each group, each answer at most once.

    Args:
        groups: Group of each answer, shape (n,).
        label: True where the answer is desirable, shape (n,).
        order: Content hash of each answer, shape (n,), for an order that does not depend on rows.
    """

    def ranked(side: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        where = np.flatnonzero(side)
        where = where[np.lexsort((order[where], groups[where]))]
        group = groups[where]
        starts = np.r_[True, np.diff(group) != 0] if len(group) else np.empty(0, bool)
        first = np.maximum.accumulate(np.where(starts, np.arange(len(group)), 0))
        return where, np.arange(len(group)) - first

    good, good_rank = ranked(label)
    bad, bad_rank = ranked(~label)
    span = max(len(label), 1)
    _, at_good, at_bad = np.intersect1d(
        groups[good] * span + good_rank, groups[bad] * span + bad_rank, return_indices=True
    )
    lone_good, lone_bad = np.delete(good, at_good), np.delete(bad, at_bad)
    nobody = np.full(len(lone_good) + len(lone_bad), -1, np.int64)
    return Paired(
        np.concatenate([good[at_good], lone_good, nobody[: len(lone_bad)]]),
        np.concatenate([bad[at_bad], nobody[: len(lone_good)], lone_bad]),
        np.zeros(len(at_good) + len(nobody), bool),
    )
