"""What a port of a reader's rules is: where they are written down, and what they say of one row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from curation.export.proof.problem import Fault

Check = Callable[[Mapping[str, Any]], str | None]


@dataclass(frozen=True, slots=True)
class Rules:
    """A reader's rules for one format.

    Attributes:
        source: Repository, path and commit, or package and version, that they were read from.
        faults: Every reason that ``check`` may give.
        check: The reason why a row is not taken as it is; None where it is.
        whole: What is said of the counts of all rows: labels and the like, by name.
    """

    source: str
    faults: Mapping[str, Fault]
    check: Check
    whole: Callable[[Mapping[str, int]], tuple[str, ...]] = field(default=lambda counts: ())


def is_messages(value: Any) -> bool:
    """Whether a value is a list of messages, one at least, each with a role and a text."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(
            isinstance(turn, dict)
            and isinstance(turn.get("role"), str)
            and isinstance(turn.get("content"), str)
            for turn in value
        )
    )
