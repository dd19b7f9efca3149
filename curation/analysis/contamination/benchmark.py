"""Benchmarks: how a recipe names one, and its questions once it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from curation.analysis.contamination.known import known_benchmark, near_names
from curation.analysis.contamination.questions import (
    answer_column,
    check_column,
    question_column,
    solution_in,
    text_in,
)
from curation.errors import RecipeError, SourceError
from curation.sources import Source, open_source

_LOOKED_AT = 100


class BenchmarkRef(BaseModel):
    """Where a benchmark's questions come from, and which bytes they were.

    Attributes:
        name: What people read.
        spec: As ``load`` takes it: a full path, or ``owner/name`` on the Hub.
        config: The config or sub-folder.
        split: This split alone.
        revision: The Hub commit.
        column: The column of the questions.
        answer: The column of the solutions.
        fingerprint: Hash of the files; None where a recipe leaves it open.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    spec: str
    config: str | None = None
    split: str | None = None
    revision: str | None = None
    column: str | None = None
    answer: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True)
class Benchmark:
    """An opened benchmark.

    Attributes:
        ref: Where it came from, column and fingerprint filled in.
        questions: Its questions, blank ones left out.
        rows: The row of each, counted from 0.
        solutions: The solution of each, empty where there is none.
        blank: Rows that held no question, or could not be read.
    """

    ref: BenchmarkRef
    questions: tuple[str, ...]
    rows: tuple[int, ...]
    solutions: tuple[str, ...]
    blank: int


def named(spec: str, *, column: str | None = None) -> BenchmarkRef:
    """What a user means by a benchmark's name: a file or folder if there is one, else a well-known one.

    Args:
        spec: A path, a well-known name such as ``gsm8k``, or ``owner/name`` on the Hub.
        column: The column of the questions, where the user says it; a well-known one has its own.
    """
    path = _path(spec)
    if path is not None:
        return BenchmarkRef(name=_stem(path), spec=str(path.resolve()), column=column)
    known = known_benchmark(spec)
    if known is None:
        return BenchmarkRef(name=spec, spec=spec, column=column)
    return BenchmarkRef(
        name=known.title,
        spec=known.repo,
        config=known.config,
        split=known.split,
        column=known.question,
        answer=known.answer,
    )


def open_benchmark(
    ref: BenchmarkRef,
    *,
    within: tuple[Path, ...] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Benchmark:
    """Read a benchmark's questions.

    Args:
        ref: Which one.
        within: Folders that a path must lie in.
        progress: Told about bytes while files come from the Hub.

    Raises:
        RecipeError: It cannot be opened, or its files are not those that ``ref`` was made with.
        SchemaError: Which column holds the questions cannot be told.
    """
    source = checked_source(ref, within=within, progress=progress)
    read, rows = 0, list[tuple[int, dict[str, Any]]]()
    for batch in source.rows():
        read += len(batch)
        rows += [(row.number, row.data) for row in batch if row.data is not None]
    first = [data for _, data in rows[:_LOOKED_AT]]
    column = ref.column or question_column(first, ref.name)
    check_column(first, column, ref.name)
    answer = ref.answer or answer_column(first, column)
    asked = [(number, text_in(data, column), solution_in(data, answer)) for number, data in rows]
    there = [entry for entry in asked if entry[1].strip()]
    filled = {
        "column": column,
        "answer": answer,
        "revision": source.revision,
        "fingerprint": source.fingerprint(),
    }
    return Benchmark(
        ref.model_copy(update=filled),
        tuple(text for _, text, _ in there),
        tuple(number for number, _, _ in there),
        tuple(solution for _, _, solution in there),
        read - len(there),
    )


def checked_source(
    ref: BenchmarkRef,
    *,
    within: tuple[Path, ...] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Source:
    """A benchmark's files, if they are those that ``ref`` was made with.

    Raises:
        RecipeError: They are not, or cannot be opened.
    """
    try:
        source = open_source(
            ref.spec,
            split=ref.split,
            config=ref.config,
            revision=ref.revision,
            within=within,
            progress=progress,
        )
        fingerprint = source.fingerprint()
    except SourceError as error:
        near = near_names(ref.spec)
        raise RecipeError(
            f"The benchmark {ref.name} cannot be opened",
            why=f"{error.what}: {error.why}" if error.why else error.what,
            next=f"Did you mean {near[0]!r}?" if near and ref.name == ref.spec else error.next,
        ) from error
    if ref.fingerprint is not None and fingerprint != ref.fingerprint:
        raise RecipeError(
            f"The benchmark {ref.name} has changed",
            why=f"the recipe was made with {ref.fingerprint[:8]}, and {ref.spec} is now {fingerprint[:8]}",
            next="Give back the file it was made with, or look for contamination anew",
        )
    return source


def _path(spec: str) -> Path | None:
    """The file or folder of that name, if there is one."""
    try:
        path = Path(spec).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _stem(path: Path) -> str:
    return path.name.split(".", 1)[0] or path.name
