"""What to do where the columns do not prove a direction: the readings a curator can choose between.

Nothing here guesses. A family that meets codes with two meanings raises `AmbiguousDirection`, which carries
each meaning as a mapping; the command line and the app show the same rows under each and ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from curation.errors import SchemaError
from curation.schemas.canonical import Row, Unfit
from curation.schemas.mapping import Mapping
from curation.schemas.values import getter, plain_cell

# Roles whose cell says which answer is better, in the order they are looked for.
JUDGING = ("verdict", "strength", "label", "score_a", "ranks", "order")


@dataclass(frozen=True)
class Reading:
    """One way to understand a source's verdicts.

    Attributes:
        name: What chooses it, such as ``1-is-first``.
        sentence: What it takes the verdicts to mean.
        mapping: How rows are then read.
    """

    name: str
    sentence: str
    mapping: Mapping

    def plain(self) -> dict[str, Any]:
        """The reading as JSON has it."""
        mapping = self.mapping.model_dump(mode="json", exclude_defaults=True)
        return {"name": self.name, "sentence": self.sentence, "mapping": mapping}

    @classmethod
    def from_plain(cls, value: dict[str, Any]) -> Reading:
        """The reading that ``plain`` wrote."""
        return cls(value["name"], value["sentence"], Mapping.model_validate(value["mapping"]))


class AmbiguousDirection(SchemaError):
    """The shape is understood, but its verdicts can be read in more than one way.

    Args:
        column: The column that holds the verdicts.
        readings: The ways to read it, at least two.
        codes: The verdicts seen, as words.
    """

    def __init__(self, column: str, readings: Sequence[Reading], codes: Iterable[str] = ()) -> None:
        self.column = column
        self.readings = tuple(readings)
        self.codes = tuple(codes)
        seen = ", ".join(self.codes[:6]) + (", …" if len(self.codes) > 6 else "")
        ways = "two" if len(self.readings) == 2 else str(len(self.readings))
        super().__init__(
            f"The verdicts in '{column}'{f' ({seen})' if seen else ''} can be read in {ways} ways",
            why=", or ".join(f"{reading.sentence} ({reading.name})" for reading in self.readings),
            next="Say which with " + " or ".join(f"--reading {reading.name}" for reading in self.readings),
        )

    def reading(self, name: str) -> Reading:
        """The reading of that name.

        Raises:
            SchemaError: There is none; the sentence lists those that there are.
        """
        known = {reading.name: reading for reading in self.readings}
        if name in known:
            return known[name]
        near = get_close_matches(name.lower(), known, n=1, cutoff=0.8)
        raise SchemaError(
            f"'{self.column}' has no reading '{name}'",
            why=f"its readings are {' and '.join(known)}",
            next=f"Did you mean '{near[0]}'"
            if near
            else f"Choose one, for example --reading {next(iter(known))}",
        )

    def plain(self) -> dict[str, Any]:
        """The error as JSON has it, readings and their mappings included."""
        readings = [reading.plain() for reading in self.readings]
        return {"column": self.column, "codes": list(self.codes), "readings": readings}

    @classmethod
    def from_plain(cls, value: dict[str, Any]) -> AmbiguousDirection:
        """The error that ``plain`` wrote."""
        readings = [Reading.from_plain(reading) for reading in value["readings"]]
        return cls(value["column"], readings, value["codes"])


@dataclass(frozen=True)
class Example:
    """A row as one reading understands it.

    Attributes:
        prompt: The last thing the user says.
        preferred: The answer it takes to be the better one; empty where the row's only answer is bad.
        other: The answer it takes to be the worse one; empty where the row's only answer is good.
        verdict: What the source says, as it stands there.
    """

    prompt: str
    preferred: str
    other: str
    verdict: str


def examples(rows: Sequence[dict[str, Any]], reading: Reading, count: int = 3) -> tuple[Example, ...]:
    """The first rows as a reading understands them, one a distinct verdict before any verdict repeats.

    Which rows are taken does not depend on the direction, so that two readings show the same rows.

    Args:
        rows: Raw rows of the source.
        reading: The way to read them.
        count: How many at most; ties and rows that do not fit are passed over.
    """
    # Here, because the families that raise `AmbiguousDirection` are what recognition is made of.
    from curation.schemas.recognition import row_reader

    read = row_reader(reading.mapping)
    judging = (reading.mapping.columns[role] for role in JUDGING if role in reading.mapping.columns)
    cell_of = getter(next(judging, ""))
    found: dict[str, list[Example]] = {}
    for raw in rows:
        cell = plain_cell(cell_of(raw))
        if len(found.get(cell, ())) >= count:
            continue
        try:
            row = read(raw)
        except Unfit:
            continue
        if isinstance(row, Row) and (example := _example(row, cell)):
            found.setdefault(cell, []).append(example)
    turns = [
        example for place in range(count) for kind in found.values() for example in kind[place : place + 1]
    ]
    return tuple(turns[:count])


def _example(row: Row, cell: str) -> Example | None:
    prompt = next((turn.content for turn in reversed(row.prompt) if turn.role == "user"), "")
    if row.verdicts:
        verdict = row.verdicts[0]
        if verdict.tie:
            return None
        better, worse = row.answers[verdict.chosen].text, row.answers[verdict.rejected].text
        return Example(prompt, better, worse, cell)
    ranked = sorted((answer.rank, answer.text) for answer in row.answers if answer.rank is not None)
    if ranked:
        return Example(prompt, ranked[0][1], ranked[-1][1], cell) if ranked[0][0] < ranked[-1][0] else None
    answer = row.answers[0] if row.answers else None
    if answer is None or answer.label is None:
        return None
    return Example(prompt, answer.text, "", cell) if answer.label else Example(prompt, "", answer.text, cell)
