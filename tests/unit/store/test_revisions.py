"""Two revisions of a source: every row is accounted for on both sides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.sources import open_source
from curation.store import Dataset, build_dataset
from curation.store.revisions import compare, earlier_revision

Rows = list[dict[str, Any]]
Load = Callable[[Rows], Dataset]


@pytest.fixture
def load(winnow_home: Path, tmp_path: Path) -> Load:
    """Load rows from one and the same path, whatever they are."""

    def loaded(rows: Rows) -> Dataset:
        path = tmp_path / "rows.jsonl"
        path.write_bytes(b"\n".join(orjson.dumps(row) for row in rows))
        return build_dataset(open_source(path))

    return loaded


def row(prompt: str, chosen: str = "good", rejected: str = "bad", score: int = 2) -> dict[str, Any]:
    return {
        "prompt": prompt,
        "chosen": chosen,
        "rejected": rejected,
        "score_chosen": score,
        "score_rejected": 1,
    }


def test_each_kind_of_change_is_told_apart(load: Load) -> None:
    old = load([row("same"), row("scored"), row("turned"), row("edited"), row("gone")])
    new = load(
        [
            row("new"),
            row("edited", "better"),
            row("turned", "bad", "good"),
            row("scored", score=3),
            row("same"),
        ]
    )
    found = compare(old, new)
    assert (found.same, found.rejudged, found.swapped, found.changed, found.added, found.removed) == (1,) * 6
    assert found.examples == {"rejudged": [3], "swapped": [2], "changed": [1], "added": [0], "removed": [4]}


def test_row_order_and_file_do_not_matter(load: Load) -> None:
    rows = [row(f"ask {number}") for number in range(20)]
    found = compare(load(rows), load(rows[::-1]))
    assert (found.same, found.added, found.removed) == (20, 0, 0)


def test_a_row_repeated_once_more_is_one_row_added(load: Load) -> None:
    found = compare(load([row("a"), row("a")]), load([row("a")] * 3))
    assert (found.same, found.added) == (2, 1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    *[
        st.lists(
            st.builds(
                row,
                st.sampled_from("ab"),
                st.sampled_from("xyz"),
                st.sampled_from("xyz"),
                st.sampled_from([1, 2]),
            ),
            min_size=1,
            max_size=9,
        )
    ]
    * 2
)
def test_every_row_of_both_is_counted_once(load: Load, before: Rows, after: Rows) -> None:
    found = compare(load(before), load(after))
    shared = found.same + found.rejudged + found.swapped + found.changed
    assert shared + found.removed == len(before)
    assert shared + found.added == len(after)


def test_the_revision_before_is_the_last_other_content_of_the_same_source(load: Load) -> None:
    first = load([row("a")])
    assert earlier_revision(first.info) is None
    second = load([row("a"), row("b")])
    before = earlier_revision(second.info)
    assert before is not None
    assert before.id == first.id
    assert earlier_revision(first.info) is None
