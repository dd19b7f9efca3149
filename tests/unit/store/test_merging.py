"""Two data sets merged: nothing lost, nothing twice, everything still known by its content."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import DatasetError
from curation.sources import open_source
from curation.store import Dataset, Pairing, build_dataset, merge, open_dataset

Rows = list[dict[str, Any]]
Build = Callable[..., Dataset]


@pytest.fixture
def build(winnow_home: Path, tmp_path: Path) -> Build:
    """Builds a data set of a name; several files make several splits."""

    def built(name: str, rows: Rows | dict[str, Rows], **options: Any) -> Dataset:
        folder = tmp_path / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for split, content in (rows if isinstance(rows, dict) else {"rows": rows}).items():
            lines = [row if isinstance(row, bytes) else orjson.dumps(row) for row in content]
            (folder / f"{split}.jsonl").write_bytes(b"\n".join(lines))
        return build_dataset(open_source(folder), name=name, **options)

    return built


def pair(prompt: str, chosen: str = "yes", rejected: str = "no", **more: Any) -> dict[str, Any]:
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected} | more


def said(dataset: Dataset) -> Counter[tuple[object, ...]]:
    """Every row of the pairs table by what it says, with texts looked up through its ids."""
    answers = [*dataset.responses["text"].to_pylist(), None]
    prompts = dataset.prompts["text"].to_pylist()
    rows = dataset.pairs.select(["prompt_id", "chosen_id", "rejected_id", "split", "tie", "key", "strength"])
    told = ("split", "tie", "key", "strength")
    return Counter(
        (
            prompts[row["prompt_id"]],
            *(answers[-1 if row[side] is None else row[side]] for side in SIDES),
            *map(row.__getitem__, told),
        )
        for row in rows.to_pylist()
    )


SIDES = ("chosen_id", "rejected_id")
SHAPES = {
    "pairs": st.builds(pair, st.sampled_from("abcd"), st.sampled_from("xyz"), st.sampled_from("xyz")),
    "labels": st.fixed_dictionaries(
        {"prompt": st.sampled_from("abcd"), "completion": st.sampled_from("xyz"), "label": st.booleans()}
    ),
    "ratings": st.fixed_dictionaries(
        {
            "prompt": st.sampled_from("abcd"),
            "response": st.sampled_from("xyz"),
            "helpfulness": st.integers(0, 4),
            "verbosity": st.integers(0, 4),
        }
    ),
}
FIRST = {
    "pairs": pair("first"),
    "labels": {"prompt": "first", "completion": "good", "label": True},
    "ratings": {"prompt": "first", "response": "good", "helpfulness": 3, "verbosity": 1},
}
SECOND = {
    "pairs": pair("second"),
    "labels": {"prompt": "second", "completion": "bad", "label": False},
    "ratings": {"prompt": "first", "response": "bad", "helpfulness": 1, "verbosity": 1},
}


@st.composite
def sources(draw):
    shape = draw(st.sampled_from(list(SHAPES)))
    known = [FIRST[shape], SECOND[shape]]
    rows = [*known, *draw(st.lists(SHAPES[shape], max_size=8))]
    spoiled = draw(st.lists(st.sampled_from([b'{"prompt": "a",,}', b"[1]"]), max_size=2))
    splits = draw(st.sampled_from([("train",), ("train", "test")]))
    return {
        split: rows[at :: len(splits)] + (spoiled if not at else known) for at, split in enumerate(splits)
    }


@given(sources(), sources())
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_of_both_is_there_once(build: Build, one, other):
    first, second = build("one", one), build("other", other)
    merged = merge(first, second)
    assert said(merged) == said(first) + said(second)
    counts, parts = merged.info.counts, [part.info.counts for part in (first, second)]
    for name in ("rows_read", "rows_used", "rows_quarantined", "responses", "pairs", "ties", "singles"):
        assert getattr(counts, name) == sum(getattr(part, name) for part in parts), name
    assert counts.rows_read == counts.rows_used + counts.rows_quarantined
    assert len(merged.pairs) == counts.pairs + counts.singles
    assert (len(merged.prompts), len(merged.responses)) == (counts.prompts, counts.responses)
    keys = list(zip(merged.prompts["key"].to_pylist(), split_of_prompts(merged), strict=True))
    assert len(set(keys)) == len(keys)
    assert set(keys) == {
        key
        for part in (first, second)
        for key in zip(part.prompts["key"].to_pylist(), split_of_prompts(part), strict=True)
    }
    check_ids(merged)
    quarantined = [Counter(part.quarantine["raw"].to_pylist()) for part in (merged, first, second)]
    assert quarantined[0] == quarantined[1] + quarantined[2]


def split_of_prompts(dataset: Dataset) -> list[str | None]:
    found = dict(zip(dataset.pairs["prompt_id"].to_pylist(), dataset.pairs["split"].to_pylist(), strict=True))
    return [found[prompt] for prompt in range(len(dataset.prompts))]


def check_ids(dataset: Dataset) -> None:
    """Ids are row positions, and both sides of a pair are of its prompt and its rows of the source."""
    assert dataset.pairs["pair_id"].to_pylist() == list(range(len(dataset.pairs)))
    assert dataset.prompts["prompt_id"].to_pylist() == list(range(len(dataset.prompts)))
    assert dataset.responses["response_id"].to_pylist() == list(range(len(dataset.responses)))
    owner, origin = (dataset.responses[name].to_pylist() for name in ("prompt_id", "origin_row"))
    for row in dataset.pairs.to_pylist():
        answers = [row[side] for side in SIDES if row[side] is not None]
        assert {owner[answer] for answer in answers} == {row["prompt_id"]}
        assert sorted({origin[answer] for answer in answers}) == row["origin_row"]
    rows = [*origin, *dataset.quarantine["origin_row"].to_pylist()]
    assert set(rows) <= set(range(dataset.info.counts.rows_read))


def test_a_pair_says_which_data_set_it_came_from(build: Build) -> None:
    first = build("one", [pair("a", source="forum"), pair("b", source="forum")])
    merged = merge(first, build("other", [pair("c"), pair("d")]))
    assert merged.pairs["source"].to_pylist() == ["one: forum", "one: forum", "other", "other"]
    assert merged.info.source.parts == (first.id, open_dataset("other").id)
    assert [shard.name for shard in merged.info.source.shards] == ["one/rows.jsonl", "other/rows.jsonl"]


def test_two_of_one_name_are_told_apart_by_their_ids(build: Build) -> None:
    first = build("one", [pair("a"), pair("b")])
    second = build("one", [pair("a"), pair("c")])
    assert merge(first, second).field_values("source") == sorted([first.id, second.id])


def test_equal_prompts_are_one_within_a_split_and_two_across(build: Build) -> None:
    first = build("one", {"train": [pair("a"), pair("b")], "test": [pair("a")]})
    merged = merge(first, build("other", {"train": [pair("a", "other"), pair("c")]}))
    assert sorted(merged.prompts["text"].to_pylist()) == ["a", "a", "b", "c"]
    assert merged.info.notes[0].startswith("1 of the 2 prompts of other stand in the same split of one too")
    train = {row["prompt_id"] for row in merged.pairs.to_pylist() if row["split"] == "train"}
    assert len(train) == 3
    assert merged.info.counts.repeated_prompts == 1


def test_attributes_and_extras_of_both_are_there_and_missing_ones_are_null(build: Build) -> None:
    rated = [
        {"prompt": "a", "response": text, "helpfulness": at, "id": at}
        for at, text in enumerate("xy", start=1)
    ]
    merged = merge(build("one", rated), build("other", [pair("b", id="n1", note="n"), pair("c", id="n2")]))
    assert merged.info.attributes == ("helpfulness",)
    assert merged.pairs["margin.helpfulness"].to_pylist() == [1.0, None, None]
    assert merged.info.extras == ("id", "note")
    assert merged.extras.to_pylist() == [
        {"origin_row": 0, "id": "1", "note": None},
        {"origin_row": 1, "id": "2", "note": None},
        {"origin_row": 2, "id": "n1", "note": "n"},
        {"origin_row": 3, "id": "n2", "note": None},
    ]
    assert merged.select(["extra.id"])["extra.id"].to_pylist()[1:] == ["n1", "n2"]
    assert any("margins are those of 'helpfulness'" in note for note in merged.info.notes)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2], [0.5, 1.5], [1.0, 2.0, 0.5, 1.5]),
        ([1, 2], [None, None], [1, 2, None, None]),
        ([2**60, 2], [0.5, 1.5], [str(2**60), "2", "0.5", "1.5"]),
        ([True, False], ["x", "y"], ["true", "false", "x", "y"]),
    ],
)
def test_an_extra_of_two_types_gets_one_that_loses_nothing(
    build: Build, one: list[Any], other: list[Any], expected: list[Any]
) -> None:
    first, second = (
        [pair(f"{name}{at}", at=at) for at in values] for name, values in zip("ab", (one, other), strict=True)
    )
    merged = merge(build("one", first), build("other", second))
    assert merged.extras["at"].to_pylist() == expected


def test_the_rated_ones_rule_goes_on(build: Build) -> None:
    rule = Pairing(weights={"verbosity": 1.0})
    rows = [
        {"prompt": "a", "response": text, "helpfulness": at, "verbosity": at} for at, text in enumerate("xy")
    ]
    rated = build("one", rows, pairing=rule)
    assert merge(build("other", [pair("b"), pair("c")]), rated).info.pairing == rule


def test_merging_again_opens_what_is_there(build: Build) -> None:
    first, second = build("one", [pair("a"), pair("b")]), build("other", [pair("c"), pair("d")])
    done: list[tuple[str, int, int]] = []
    merged = merge(first, second, progress=lambda *told: done.append(told))
    assert done[-1] == ("merging", 6, 6)
    assert merge(first, second, progress=lambda *told: done.append(told)).id == merged.id
    assert len(done) == 6
    assert merge(first, second, name="Both of them").info.name == "both-of-them"
    assert merge(second, first).id != merged.id


def test_a_merged_set_can_be_merged_but_not_with_its_parts(build: Build) -> None:
    one, other, third = (build(name, [pair(name), pair(f"{name}s")]) for name in ("one", "other", "third"))
    both = merge(one, other, name="both")
    whole = merge(both, third, name="whole")
    assert whole.field_values("source") == ["both: one", "both: other", "third"]
    assert said(whole) == said(one) + said(other) + said(third)
    for first, second in ((one, one), (both, one), (third, whole), (both, whole), (whole, other)):
        with pytest.raises(DatasetError, match="cannot be merged"):
            merge(first, second)
