"""Looks for benchmark questions among prompts, and for their solutions among chosen answers.

Texts stream through in stretches; what is held is the index of the benchmarks and what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from curation.analysis.contamination.benchmark import Benchmark
from curation.analysis.contamination.findings import FINDINGS, Findings
from curation.analysis.contamination.index import Index, chunks
from curation.analysis.contamination.meaning import alike
from curation.analysis.contamination.rule import DEFAULTS, Rule
from curation.analysis.contamination.spans import holds
from curation.analysis.contamination.words import Places, words_of
from curation.errors import Cancelled
from curation.similarity import normalise
from curation.store import Dataset

Progress = Callable[[str, int, int], None]
Asked = Callable[[], bool]
_TEXTS_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True)
class _Hits:
    """Which text holds which question; positions into both, the share, and how it was seen."""

    text: Places
    question: Places
    share: NDArray[np.float32]
    method: str


def search(
    dataset: Dataset,
    benchmarks: Sequence[Benchmark],
    rule: Rule,
    *,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Findings:
    """Every prompt that holds a question; with ``rule.answers``, every chosen answer that holds a solution.

    Args:
        dataset: Its prompts' user turns are searched.
        benchmarks: The questions.
        rule: When a prompt counts.
        progress: Called with (what, done, total).
        cancelled: Asked between stretches of texts.

    Raises:
        Cancelled: ``cancelled`` said so.
        EncoderError: The embedding model cannot be had.
    """
    watch = _Watch(progress, cancelled)
    questions = [text for benchmark in benchmarks for text in benchmark.questions]
    parts = [
        _table(benchmarks, questions, hits, hits.text, None)
        for hits in _prompts_hit(dataset, questions, rule, watch)
    ]
    if rule.answers:
        solutions = [text for benchmark in benchmarks for text in benchmark.solutions]
        by_words = replace(rule, method="ngram", threshold=_word_threshold(rule))
        answers = pc.unique(dataset.pairs["chosen_id"].drop_null())
        prompt_of = dataset.responses["prompt_id"].to_numpy()
        for hits in _word_hits(
            dataset.responses["text"].take(answers), solutions, by_words, watch, "answers"
        ):
            ids = answers.to_numpy()[hits.text]
            parts.append(_table(benchmarks, solutions, hits, prompt_of[ids], ids))
    table = pa.concat_tables([FINDINGS.empty_table(), *parts])
    order = [(name, "ascending") for name in ("prompt_id", "response_id", "benchmark", "row")]
    return Findings(
        rule,
        tuple(benchmark.ref for benchmark in benchmarks),
        tuple(len(benchmark.questions) for benchmark in benchmarks),
        tuple(benchmark.blank for benchmark in benchmarks),
        table.sort_by(order).combine_chunks(),
    )


@dataclass(frozen=True, slots=True)
class _Watch:
    """Who is told of progress, and who may stop the work."""

    progress: Progress | None
    cancelled: Asked | None

    def tell(self, stage: str, done: int, total: int) -> None:
        """Report progress, and stop where that is asked."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled("Looking for contamination was stopped", next="Start it again to begin anew")
        if self.progress is not None:
            self.progress(stage, done, total)


def _prompts_hit(dataset: Dataset, questions: Sequence[str], rule: Rule, watch: _Watch) -> Iterator[_Hits]:
    texts = dataset.prompts["text"]
    if rule.method == "embedding":
        found = alike(texts.to_pylist(), questions, rule, watch.tell)
        yield _Hits(found.text, found.question, found.share, "embedding")
    else:
        yield from _word_hits(texts, questions, rule, watch, "prompts", short=True)


def _word_hits(
    texts: pa.ChunkedArray,
    questions: Sequence[str],
    rule: Rule,
    watch: _Watch,
    what: str,
    *,
    short: bool = False,
) -> Iterator[_Hits]:
    """Texts that hold a question, or enough of its words; with ``short``, texts equal to a short one too."""
    watch.tell("reading benchmarks", 0, 0)
    index = Index(questions, rule.n)
    equal = _equal(questions, index.too_short.tolist()) if short else {}
    for start, stretch in _stretches(texts):
        words = words_of(stretch)
        found = index.overlaps(words)
        over = np.flatnonzero(found.share > rule.threshold if rule.method == "ngram" else found.share == 1)
        if rule.method == "exact":
            pairs = zip(found.text[over].tolist(), found.question[over].tolist(), strict=True)
            over = over[[holds(stretch[text], questions[question]) for text, question in pairs]]
        yield _Hits(found.text[over] + start, found.question[over], found.share[over], rule.method)
        if equal:
            # The two foldings part words differently, never into twice as many.
            few = np.flatnonzero((words.counts > 0) & (words.counts < 2 * rule.n)).tolist()
            yield _equal_hits(equal, stretch, few, start)
        watch.tell(f"comparing {what}", start + len(stretch), len(texts))


def _stretches(texts: pa.ChunkedArray) -> Iterator[tuple[int, Sequence[str]]]:
    """The texts a few thousand at a time, fewer where they are long, each with its first position."""
    for at in range(0, len(texts), _TEXTS_AT_ONCE):
        for start, stretch in chunks(texts.slice(at, _TEXTS_AT_ONCE).to_pylist()):
            yield at + start, stretch


def _equal(questions: Sequence[str], among: Sequence[int]) -> dict[str, list[int]]:
    """Key text → the questions that have it."""
    found: dict[str, list[int]] = {}
    for at in among:
        found.setdefault(normalise(questions[at]), []).append(at)
    return found


def _equal_hits(
    equal: dict[str, list[int]], stretch: Sequence[str], among: Sequence[int], start: int
) -> _Hits:
    pairs = [(start + at, question) for at in among for question in equal.get(normalise(stretch[at]), ())]
    text, question = np.array(pairs, np.int64).reshape(-1, 2).T
    return _Hits(text, question, np.ones(len(pairs), np.float32), "exact")


def _word_threshold(rule: Rule) -> float:
    return rule.threshold if rule.method == "ngram" else DEFAULTS["ngram"]


def _table(
    benchmarks: Sequence[Benchmark],
    questions: Sequence[str],
    hits: _Hits,
    prompts: NDArray[np.int64],
    answers: NDArray[np.int64] | None,
) -> pa.Table:
    """Hits as findings."""
    ends = np.cumsum([len(benchmark.questions) for benchmark in benchmarks])
    rows = np.array([row for benchmark in benchmarks for row in benchmark.rows], np.int64)
    many = len(hits.text)
    columns = [
        pa.array(prompts),
        pa.nulls(many, pa.int64()) if answers is None else pa.array(answers),
        pa.array(np.searchsorted(ends, hits.question, "right"), pa.int32()),
        pa.array(rows[hits.question]),
        pa.array(hits.share),
        pa.repeat(hits.method, many),
        pa.array([questions[at] for at in hits.question.tolist()], pa.large_string()),
    ]
    return pa.Table.from_arrays(columns, schema=FINDINGS)
