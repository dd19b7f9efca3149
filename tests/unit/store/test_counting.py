"""What a mapping or a rule would give is what a load then gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.schemas import Mapping
from curation.sources import open_source
from curation.store import Dataset, Pairing, build_dataset, list_datasets
from curation.store.counting import count_pairs, count_source, unused_answers

RATED = Mapping(
    family="ratings", columns={"prompt": "prompt", "response": "response"}, attributes=("helpfulness", "wit")
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "prompt": st.sampled_from(["a", "b", "c", "", None]),
            "response": st.sampled_from(["x", "y", "z", "w", 3]),
            "helpfulness": st.sampled_from([0, 1, 2, None]),
            "wit": st.sampled_from([0, 1, 2]),
        }
    ),
    max_size=14,
)
WHOLE = {"prompt": "a", "response": "w", "helpfulness": 1, "wit": 1}
rules = st.builds(
    Pairing,
    weights=st.sampled_from([{}, {"wit": 1.0}, {"helpfulness": 0.5, "wit": -1.0}]),
    min_margin=st.sampled_from([0, 1]),
    scheme=st.sampled_from(["best-worst", "best-each", "adjacent", "all"]),
    within_run=st.booleans(),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows, rule=rules, other=rules)
def test_counts_before_a_load_are_those_after_it(
    winnow_home: Path, tmp_path: Path, rows: list[dict[str, object]], rule: Pairing, other: Pairing
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(orjson.dumps(row) for row in [WHOLE, *rows]))
    source = open_source(path)
    before = count_source(source, RATED, rule)
    built = build_dataset(source, mapping=RATED, pairing=rule)
    assert before.counts == built.info.counts
    assert before.quarantine == built.info.quarantine
    again = count_pairs(built, other)
    rebuilt = build_dataset(source, mapping=RATED, pairing=other)
    counts, sides = rebuilt.info.counts, rebuilt.pairs.select(["chosen_id", "rejected_id"]).to_pylist()
    paired = {answer for side in sides if None not in side.values() for answer in side.values()}
    assert (again.pairs, again.ties) == (counts.pairs, counts.ties)
    assert again.unused == unused_answers(rebuilt) == counts.responses - len(paired)


def test_a_mapping_that_no_row_fits_counts_them_all_as_quarantined(winnow_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(orjson.dumps(WHOLE | {"prompt": ""}))
    found = count_source(open_source(path), RATED, Pairing(weights={"wit": 1.0}))
    assert (found.counts.rows_used, found.quarantine) == (0, {"empty_prompt": 1})


def test_counting_a_source_writes_nothing(winnow_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(orjson.dumps({"prompt": "a", "response": "x", "helpfulness": 1, "wit": 1}))
    assert count_source(open_source(path), RATED).counts.rows_used == 1
    assert list_datasets() == []


def test_a_stated_verdict_stays_whatever_the_rule(built: Callable[..., Dataset]) -> None:
    dataset = built([{"prompt": "p", "chosen": "good", "rejected": "bad"}] * 2)
    counts = count_pairs(dataset, Pairing(scheme="all", min_margin=3))
    assert (counts.pairs, counts.ties, counts.unused, counts.prompts) == (2, 0, 0, 1)


def test_a_rule_that_weighs_what_is_not_there_is_refused(built: Callable[..., Dataset]) -> None:
    dataset = built([{"prompt": "p", "response": "x", "helpfulness": 1, "correctness": 2}])
    with pytest.raises(SchemaError, match="'charm'"):
        count_pairs(dataset, Pairing(weights={"charm": 1.0}))
