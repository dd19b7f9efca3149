from __future__ import annotations

from collections.abc import Callable

import pytest

from curation.analysis.contamination import (
    BenchmarkRef,
    Findings,
    Rule,
    find_contamination,
    meaning,
    open_benchmark,
    search,
)
from curation.errors import Cancelled
from curation.store import Dataset
from tests.unit.analysis.contamination.conftest import DUCKS, ROBE, SOLUTION
from tests.unit.similarity.fakes import FakeEncoder

Asking = Callable[..., Dataset]
TULU = Rule()


def found(dataset: Dataset, quiz: BenchmarkRef, rule: Rule = TULU) -> Findings:
    return search(dataset, [open_benchmark(quiz)], rule)


def rows(findings: Findings) -> list[tuple[int, int, str]]:
    table = findings.table
    return list(zip(*(table[name].to_pylist() for name in ("prompt_id", "row", "method")), strict=True))


def test_a_copied_question_is_found_in_whatever_it_is_wrapped(asking: Asking, quiz: BenchmarkRef) -> None:
    dataset = asking("Write a poem.", f"Lizzy: {ROBE.upper()}\n\nThink step by step.", DUCKS)
    assert rows(found(dataset, quiz)) == [(1, 2, "ngram"), (2, 1, "ngram")]


def test_half_of_a_question_is_not_more_than_half(asking: Asking, quiz: BenchmarkRef) -> None:
    words = ROBE.split()
    half, more = " ".join(words[: len(words) // 2]), " ".join(words[: len(words) // 2 + 1])
    assert len(words) % 2 == 0
    assert rows(found(asking(half, more), quiz)) == [(1, 2, "ngram")]


def test_a_reworded_question_is_not_found_by_words(asking: Asking, quiz: BenchmarkRef) -> None:
    assert rows(found(asking(ROBE.replace("blue", "red").replace("half", "twice")), quiz)) == []


def test_a_question_too_short_for_an_n_gram_is_found_where_a_prompt_equals_it(
    asking: Asking, quiz: BenchmarkRef
) -> None:
    dataset = asking("what is c#", "What is C?", "What is C# good for?")
    assert rows(found(dataset, quiz)) == [(0, 3, "exact")]


def test_exact_wants_the_whole_question_in_a_row(asking: Asking, quiz: BenchmarkRef) -> None:
    dataset = asking(f"Now: {ROBE} Thanks.", ROBE.removesuffix(" in total, then?"), "What is C#?")
    assert rows(found(dataset, quiz, Rule("exact"))) == [(0, 2, "exact"), (2, 3, "exact")]


def test_a_longer_n_finds_less(asking: Asking, quiz: BenchmarkRef) -> None:
    dataset = asking(ROBE.replace("half", "all"))
    assert len(found(dataset, quiz, Rule(n=4)))
    assert not len(found(dataset, quiz, Rule(n=13)))


def test_meaning_is_found_by_cosine(
    asking: Asking, quiz: BenchmarkRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "load_encoder", lambda model: FakeEncoder())
    dataset = asking(ROBE.replace("blue", "red"), "Write a poem about the sea.")
    findings = found(dataset, quiz, Rule("embedding", threshold=0.9))
    assert rows(findings) == [(0, 2, "embedding")]
    assert findings.finding(dataset, 0).spans == ()


def test_a_leaked_solution_is_found_in_the_chosen_answer(asking: Asking, quiz: BenchmarkRef) -> None:
    answer = "Sure! " + SOLUTION.replace("<<2/2=1>>", "")
    dataset = asking("How much cloth?", chosen=answer)
    assert rows(found(dataset, quiz)) == []
    findings = found(dataset, quiz, Rule(answers=True))
    hit = findings.finding(dataset, 0)
    assert (hit.row, hit.text, hit.pair_ids) == (2, answer, (0,))
    assert hit.response_id is not None
    assert findings.pairs(dataset).tolist() == [True]


def test_a_finding_says_what_it_shares_and_where(asking: Asking, quiz: BenchmarkRef) -> None:
    dataset = asking("Write a poem.", f"Lizzy: {ROBE}")
    hit = found(dataset, quiz).finding(dataset, 0)
    assert (hit.benchmark, hit.row, hit.share, hit.pair_ids) == ("quiz", 2, 1.0, (1,))
    assert [hit.text[a:b] for a, b in hit.spans] == [ROBE.removesuffix("?")]
    assert [hit.question[a:b] for a, b in hit.question_spans] == [ROBE.removesuffix("?")]


def test_a_benchmark_is_counted_by_questions_and_by_prompts(asking: Asking, quiz: BenchmarkRef) -> None:
    dataset = asking(ROBE, f"Lizzy: {ROBE}", f"{ROBE} {DUCKS}", "Write a poem.")
    (count,) = found(dataset, quiz).counts()
    assert (count.hit.count, count.hit.total, count.prompts, count.blank) == (2, 3, 3, 1)
    low, high = count.hit.interval()
    assert low < 2 / 3 < high


def test_all_pairs_of_a_prompt_found_are_concerned(quiz: BenchmarkRef, asking: Asking) -> None:
    dataset = asking(ROBE, "Write a poem.", ROBE)
    findings = found(dataset, quiz)
    assert findings.pairs(dataset).tolist() == [True, False, True]
    assert findings.reason(dataset, 2) == "holds the question of quiz row 2 at 1.00"


def test_what_was_found_is_kept_and_names_do_not_matter(
    asking: Asking, quiz: BenchmarkRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = asking(ROBE)
    first = find_contamination(dataset, [quiz], Rule())
    monkeypatch.setattr("curation.analysis.contamination.shelf.search", None)
    again = find_contamination(dataset, [quiz.model_copy(update={"name": "other"})], Rule())
    assert again.table.equals(first.table)
    assert again.benchmarks[0].name == "other"


def test_a_search_can_be_stopped(asking: Asking, quiz: BenchmarkRef) -> None:
    with pytest.raises(Cancelled):
        find_contamination(asking(ROBE), [quiz], Rule(), cancelled=lambda: True)
