"""Known contamination in real preference data is found, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from curation.analysis.contamination import Findings, Rule, named, open_benchmark, search
from curation.sources import open_source
from curation.store import Dataset, build_dataset

pytestmark = pytest.mark.data

TULU = Rule()
Look = Callable[..., tuple[Dataset, Findings]]


@pytest.fixture
def look(winnow_home: Path, shared_data: Path) -> Look:
    """Searches a file for every benchmark there is."""

    def searched(file: str, rule: Rule = TULU) -> tuple[Dataset, Findings]:
        dataset = build_dataset(open_source(shared_data / file))
        files = sorted((shared_data / "benchmarks").iterdir())
        return dataset, search(dataset, [open_benchmark(named(str(path))) for path in files], rule)

    return searched


def hits(dataset: Dataset, findings: Findings) -> set[tuple[int, str, int]]:
    """(origin row, benchmark, its row)."""
    found = [findings.finding(dataset, at) for at in range(len(findings))]
    return {(pair, hit.benchmark, hit.row) for hit in found for pair in hit.pair_ids}


@pytest.mark.parametrize("rule", [Rule(), Rule("exact"), Rule(n=13)], ids=["8-gram", "exact", "13-gram"])
def test_two_of_a_hundred_orca_pairs_are_gsm8k_train_problems(look: Look, rule: Rule) -> None:
    dataset, findings = look("orca-dpo-pairs/orca_dpo_pairs_first100.csv", rule)
    assert hits(dataset, findings) == {(4, "gsm8k_train", 3312), (97, "gsm8k_train", 5564)}


def test_eight_of_a_thousand_ultrafeedback_prompts_hold_gsm8k_train_problems(look: Look) -> None:
    dataset, findings = look("ultrafeedback/binarized_train_clean.jsonl")
    assert findings.prompts.tolist() == [206, 363, 403, 481, 635, 730, 793, 978]
    assert {name for _, name, _ in hits(dataset, findings)} == {"gsm8k_train"}
    assert set(findings.table["share"].to_pylist()) == {1.0}
    counts = {count.ref.name: (count.hit.count, count.hit.total) for count in findings.counts()}
    assert counts["gsm8k_train"] == (28, 7473)
    assert counts["gsm8k_test"] == (0, 1319)


def test_the_marked_stretch_is_the_question_itself(look: Look) -> None:
    dataset, findings = look("orca-dpo-pairs/orca_dpo_pairs_first100.csv")
    hit = findings.finding(dataset, 1)
    (start, end), *_ = hit.spans
    assert hit.text[:start] == "Lizzy: "
    assert hit.text[start:end].startswith("Tree Elementary School is raising money")


def test_truthful_qa_is_found_in_ultrafeedback_where_it_is(look: Look) -> None:
    dataset, findings = look("ultrafeedback/raw_shape_truthfulqa_10.json")
    assert len(findings.prompts) == len(dataset.prompts) == 10
