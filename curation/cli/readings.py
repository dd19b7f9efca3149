"""What the command line says where verdicts can be read in two ways: each reading, with rows read by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from curation.cli.output import complain

if TYPE_CHECKING:
    from curation.schemas.direction import AmbiguousDirection

_WIDTH = 90


def show_readings(doubt: AmbiguousDirection, rows: Sequence[dict[str, Any]]) -> None:
    """Print the readings on stderr, the same three rows under each.

    Args:
        doubt: The readings.
        rows: The first rows of the source.
    """
    from curation.schemas.direction import examples

    for reading in doubt.readings:
        complain(f"--reading {reading.name}: {reading.sentence}")
        for example in examples(rows, reading):
            complain(f"  {doubt.column} = {_shortened(example.verdict)}")
            # A row with a single answer has no other: there the answer is good or bad.
            paired = example.preferred and example.other
            better, worse = ("preferred", "other") if paired else ("good", "bad")
            told = (("prompt", example.prompt), (better, example.preferred), (worse, example.other))
            for what, text in told:
                if text:
                    complain(f"    {what:<9}  {_shortened(text)}")
        complain("")


def plain_readings(doubt: AmbiguousDirection, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The readings and their example rows as one JSON object."""
    from curation.schemas.direction import examples

    plain = doubt.plain()
    for reading, value in zip(doubt.readings, plain["readings"], strict=True):
        value["examples"] = [asdict(example) for example in examples(rows, reading)]
    return {"ambiguous": plain}


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDTH else flat[: _WIDTH - 1] + "…"
