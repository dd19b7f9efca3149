"""What an import remembers of every row: numbers and keys only, so that memory stays small."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.schemas.canonical import Answer

NAN = float("nan")


@dataclass
class Ratings:
    """Raw annotators' ratings of one attribute: ``ends[i]`` is where answer i's values end."""

    values: array[float] = field(default_factory=lambda: array("d"))
    ends: array[int] = field(default_factory=lambda: array("q"))

    def arrow(self, answers: int) -> pa.Array:
        """The ratings as list<double>, null where an answer has none."""
        self.pad(answers)
        ends = np.asarray(self.ends, dtype=np.int64)
        offsets = np.r_[0, ends].astype(np.int32)
        return pa.ListArray.from_arrays(
            pa.array(offsets), pa.array(np.asarray(self.values)), mask=pa.array(np.diff(offsets) == 0)
        )

    def pad(self, answers: int) -> None:
        """Answers up to here that said nothing have no ratings."""
        missing = answers - len(self.ends)
        if missing > 0:
            self.ends.extend([self.ends[-1] if self.ends else 0] * missing)


@dataclass
class Answers:
    """One entry an answer, in order of ``response_id``.

    ``label`` is 1, 0, or −1 for none; ``judged`` is 1 where a row's own verdict covers the answer;
    ``run`` counts stretches of neighbouring rows with one prompt; ``content`` is the text's key.
    """

    prompt: array[int] = field(default_factory=lambda: array("q"))
    run: array[int] = field(default_factory=lambda: array("q"))
    origin: array[int] = field(default_factory=lambda: array("q"))
    content: array[int] = field(default_factory=lambda: array("Q"))
    label: array[int] = field(default_factory=lambda: array("b"))
    judged: array[int] = field(default_factory=lambda: array("b"))
    scores: dict[str, array[float]] = field(default_factory=dict)
    ratings: dict[str, Ratings] = field(default_factory=dict)
    with_lead: set[int] = field(default_factory=set)
    sources: dict[int, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.prompt)

    def add(self, answer: Answer, prompt: int, run: int, origin: int, content: int, judged: bool) -> None:
        """Remember one answer's numbers."""
        position = len(self.prompt)
        self.prompt.append(prompt)
        self.run.append(run)
        self.origin.append(origin)
        self.content.append(content)
        self.label.append(-1 if answer.label is None else int(answer.label))
        self.judged.append(judged)
        if answer.lead:
            self.with_lead.add(position)
        for name, score in answer.scores.items():
            column = self.scores.get(name)
            if column is None:
                column = self.scores[name] = array("d")
            if len(column) < position:
                column.extend([NAN] * (position - len(column)))
            column.append(score)
        for name, values in answer.ratings.items():
            kept = self.ratings.setdefault(name, Ratings())
            kept.pad(position)
            kept.values.extend(values)
            kept.ends.append(len(kept.values))

    def score(self, name: str) -> NDArray[np.float64]:
        """One attribute's scores, NaN where missing, shape (answers,)."""
        column = np.full(len(self), NAN)
        known = np.asarray(self.scores[name], dtype=np.float64)
        column[: len(known)] = known
        return column

    def arrow(self) -> pa.Table:
        """The ``scores`` table: a double column an attribute, and its raw ratings where there are any."""
        columns: dict[str, pa.Array] = {
            name: pa.array(self.score(name), from_pandas=True) for name in self.scores
        }
        for name, ratings in self.ratings.items():
            columns[f"ratings.{name}"] = ratings.arrow(len(self))
        return pa.table(columns)


@dataclass
class Verdicts:
    """One entry a verdict that the source states, by ``response_id``."""

    chosen: array[int] = field(default_factory=lambda: array("q"))
    rejected: array[int] = field(default_factory=lambda: array("q"))
    strength: array[float] = field(default_factory=lambda: array("d"))
    tie: array[int] = field(default_factory=lambda: array("b"))


@dataclass
class Tally:
    """Everything an import keeps in memory: answers, verdicts, prompts' keys and the row counts."""

    answers: Answers = field(default_factory=Answers)
    verdicts: Verdicts = field(default_factory=Verdicts)
    prompt_keys: list[str] = field(default_factory=list)
    prompt_splits: list[str | None] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    read: int = 0
    used: int = 0
    quarantined: Counter[str] = field(default_factory=Counter)
