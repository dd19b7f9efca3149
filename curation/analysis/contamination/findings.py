"""What was found: which prompts and answers stand in which benchmark, and the table a benchmark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.contamination.benchmark import BenchmarkRef
from curation.analysis.contamination.rule import Rule
from curation.analysis.contamination.spans import Span, shared_spans, whole_spans
from curation.analysis.masks import Mask
from curation.analysis.share import Share
from curation.store import Dataset

FINDINGS = pa.schema(
    [
        ("prompt_id", pa.int64()),
        ("response_id", pa.int64()),
        ("benchmark", pa.int32()),
        ("row", pa.int64()),
        ("share", pa.float32()),
        ("method", pa.string()),
        ("text", pa.large_string()),
    ]
)


@dataclass(frozen=True)
class Finding:
    """One prompt, or one chosen answer, that stands in a benchmark.

    Attributes:
        prompt_id: The prompt.
        response_id: The chosen answer that holds a solution; None where the prompt is meant.
        pair_ids: The pairs that go with it.
        benchmark: The benchmark's name.
        row: The row in the benchmark, from 0.
        share: Share of the question's words that match, or the cosine.
        method: ``exact``, ``ngram`` or ``embedding``.
        text: The prompt's user turns, or the answer.
        question: The benchmark's question, or its solution.
        spans: The stretches of ``text`` that match, as (start, end); none for ``embedding``.
        question_spans: Likewise of ``question``.
    """

    prompt_id: int
    response_id: int | None
    pair_ids: tuple[int, ...]
    benchmark: str
    row: int
    share: float
    method: str
    text: str
    question: str
    spans: tuple[Span, ...]
    question_spans: tuple[Span, ...]


@dataclass(frozen=True)
class BenchmarkCount:
    """One line of the table: how much of a benchmark stands in the data set.

    Attributes:
        ref: The benchmark.
        hit: Its questions that some prompt (or their solutions, some chosen answer) holds, of all.
        prompts: Prompts concerned.
        blank: Rows of it without a question.
    """

    ref: BenchmarkRef
    hit: Share
    prompts: int
    blank: int


@dataclass(frozen=True, eq=False)
class Findings:
    """Everything found under one rule.

    Attributes:
        rule: How it was looked for.
        benchmarks: In what, with the columns and fingerprints as found.
        questions: How many questions each has.
        blank: How many of its rows held none.
        table: A row a finding (``FINDINGS``), by prompt; ``text`` is the benchmark's.
    """

    rule: Rule
    benchmarks: tuple[BenchmarkRef, ...]
    questions: tuple[int, ...]
    blank: tuple[int, ...]
    table: pa.Table

    def __len__(self) -> int:
        return len(self.table)

    @property
    def prompts(self) -> NDArray[np.int64]:
        """The prompts concerned, ascending."""
        return np.unique(self._column("prompt_id"))

    def pairs(self, dataset: Dataset) -> Mask:
        """The pairs rows concerned: all of a prompt found, those of an answer found."""
        asked = pc.is_null(self.table["response_id"]).to_numpy()
        prompts = np.unique(self._column("prompt_id")[asked])
        hit: Mask = np.isin(dataset.pairs["prompt_id"].to_numpy(), prompts)
        answers = pc.unique(self.table["response_id"].drop_null())
        if len(answers):
            hit = hit | pc.is_in(dataset.pairs["chosen_id"], value_set=answers).to_numpy()
        return hit

    def counts(self) -> tuple[BenchmarkCount, ...]:
        """One line a benchmark, in their order."""
        benchmark, row = self._column("benchmark"), self._column("row")
        prompt = self._column("prompt_id")
        return tuple(
            BenchmarkCount(
                ref,
                Share(len(np.unique(row[benchmark == at])), self.questions[at]),
                len(np.unique(prompt[benchmark == at])),
                self.blank[at],
            )
            for at, ref in enumerate(self.benchmarks)
        )

    def of_benchmark(self, at: int | None) -> NDArray[np.int64]:
        """Positions of the findings in one benchmark, or in all, the largest shares first."""
        share = self._column("share")
        here = np.arange(len(share)) if at is None else np.flatnonzero(self._column("benchmark") == at)
        return here[np.argsort(-share[here], kind="stable")]

    def reason(self, dataset: Dataset, pair_id: int) -> str:
        """Why a pair is concerned: the largest share of a benchmark's question that it holds."""
        pair = dataset.pairs.slice(pair_id, 1)
        prompt, answer = pair["prompt_id"][0].as_py(), pair["chosen_id"][0].as_py()
        of_prompt, of_answer = self._column("prompt_id"), self.table["response_id"]
        hit = (of_prompt == prompt) & pc.is_null(of_answer).to_numpy()
        if answer is not None:
            hit |= pc.fill_null(pc.equal(of_answer, answer), False).to_numpy()
        at = int(np.flatnonzero(hit)[np.argmax(self._column("share")[hit])])
        name = self.benchmarks[self.table["benchmark"][at].as_py()].name
        what = "question" if self.table["response_id"][at].as_py() is None else "solution"
        return (
            f"holds the {what} of {name} row {self.table['row'][at]} at {self.table['share'][at].as_py():.2f}"
        )

    def finding(self, dataset: Dataset, at: int) -> Finding:
        """The finding at a position, with the stretches that match."""
        found = {name: self.table[name][at].as_py() for name in FINDINGS.names}
        answer = found["response_id"]
        text = dataset.prompts["text"][found["prompt_id"]].as_py() if answer is None else dataset.text(answer)
        spans, question_spans = self._spans(text, found["text"], found["method"])
        return Finding(
            found["prompt_id"],
            answer,
            tuple(pairs_of(dataset, found["prompt_id"], answer)),
            self.benchmarks[found["benchmark"]].name,
            found["row"],
            round(found["share"], 4),
            found["method"],
            text,
            found["text"],
            spans,
            question_spans,
        )

    def _spans(self, text: str, question: str, method: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        if method == "embedding":
            return (), ()
        return whole_spans(text, question) if method == "exact" else shared_spans(text, question, self.rule.n)

    def as_json(self, dataset: Dataset) -> dict[str, Any]:
        """The ``contamination --json`` object, less the seconds."""
        return {
            "dataset": dataset.id,
            **self.rule.plain(),
            "prompts": len(dataset.prompts),
            "contaminated": len(self.prompts),
            "pairs": int(self.pairs(dataset).sum()),
            "benchmarks": [_line(count) for count in self.counts()],
        }

    def _column(self, name: str) -> NDArray[Any]:
        column: NDArray[Any] = self.table[name].to_numpy()
        return column


def pairs_of(dataset: Dataset, prompt_id: int, response_id: int | None) -> Sequence[int]:
    """The pairs rows of a prompt, or those whose chosen answer it is."""
    name, value = ("prompt_id", prompt_id) if response_id is None else ("chosen_id", response_id)
    order, values = _by(dataset, name)
    low, high = np.searchsorted(values, [value, value + 1])
    found: list[int] = order[low:high].tolist()
    return found


@lru_cache(maxsize=4)
def _by(dataset: Dataset, name: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs rows in the order of an id, and that id; -1 where there is none."""
    ids: NDArray[np.int64] = pc.fill_null(dataset.pairs[name], -1).to_numpy()
    order = np.argsort(ids, kind="stable")
    return order, ids[order]


def _line(count: BenchmarkCount) -> dict[str, Any]:
    interval = [round(bound, 6) for bound in count.hit.interval()] if count.hit.total else [None, None]
    return {
        **count.ref.model_dump(exclude_none=True),
        "questions": count.hit.total,
        "hits": count.hit.count,
        "prompts": count.prompts,
        "share": round(count.hit.value, 6) if count.hit.total else None,
        "interval": interval,
        "without_question": count.blank,
    }
