"""Rows in, tables out: nothing is lost, equal prompts meet, nothing depends on row order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import SchemaError
from curation.sources import open_source
from curation.store import Dataset, build_dataset

Build = Callable[..., Dataset]


def rating(prompt: str, response: str, helpfulness: float | None) -> dict[str, Any]:
    return {"prompt": prompt, "response": response, "helpfulness": helpfulness, "correctness": 2}


def pair(prompt: str, chosen: Any, rejected: Any) -> dict[str, Any]:
    return {"prompt": prompt, "chosen": chosen, "rejected": rejected}


def test_rows_that_do_not_fit_are_quarantined_with_a_reason_and_the_rest_is_used(built: Build) -> None:
    dataset = built([pair("a", "x", "y"), pair("b", None, "y"), pair("c", "x", "z")])
    counts = dataset.info.counts
    assert (counts.rows_read, counts.rows_used, counts.rows_quarantined) == (3, 2, 1)
    row = dataset.quarantine.to_pylist()[0]
    assert row["origin_row"] == 1
    assert row["reason"] == "missing_value"
    assert orjson.loads(row["raw"]) == pair("b", None, "y")


def test_a_broken_line_in_the_middle_is_quarantined_alone(winnow_home: Path, tmp_path: Path) -> None:
    lines = [orjson.dumps(pair(str(i), "x", "y")) for i in range(3)]
    lines[1] = b'{"prompt": "half'
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b"\n".join(lines))
    dataset = build_dataset(open_source(path))
    assert dataset.info.counts.rows_used == 2
    assert dataset.info.quarantine == {"broken_json": 1}


def test_answers_meet_by_equal_prompt_wherever_they_stand(built: Build) -> None:
    dataset = built([rating("a", "x", 1), rating("b", "u", 4), rating("a", "y", 3), rating("b", "v", 0)])
    assert dataset.info.counts.prompts == 2
    best = {
        dataset.messages(row["prompt_id"])[-1].content: dataset.text(row["chosen_id"])
        for row in dataset.pairs.to_pylist()
    }
    assert best == {"a": "y", "b": "u"}
    assert any("several separate places" in note for note in dataset.info.notes)


def test_equal_prompts_of_two_splits_stay_two_prompts(built: Build) -> None:
    dataset = built({"train": [pair("a", "x", "y")], "test": [pair("a", "x", "z")]})
    assert dataset.info.counts.prompts == 2
    assert dataset.prompts["key"].unique().to_pylist() == [dataset.prompts["key"][0].as_py()]
    assert set(dataset.pairs["split"].to_pylist()) == {"train", "test"}


def test_a_missing_rating_leaves_the_answer_single_not_lost(built: Build) -> None:
    dataset = built([rating("a", "x", 1), rating("a", "y", None), rating("a", "z", 3)])
    assert dataset.info.counts.pairs == 1
    assert dataset.info.counts.singles == 1
    assert dataset.info.counts.responses == 3


def test_extra_columns_keep_their_type_and_row(built: Build) -> None:
    rows = [{**pair("a", "x", "y"), "n": 1, "f": 1, "tags": ["u"]}, {**pair("b", "x", "y"), "n": 2, "f": 0.5}]
    extras = built(rows).extras.to_pylist()
    assert [(row["origin_row"], row["n"], row["f"]) for row in extras] == [(0, 1, 1.0), (1, 2, 0.5)]
    assert extras[0]["tags"] == '["u"]'
    assert extras[1]["tags"] is None


def test_a_source_in_which_no_row_fits_is_refused_and_leaves_nothing(built: Build, winnow_home: Path) -> None:
    with pytest.raises(SchemaError):
        built([pair("a", None, "y"), pair("b", None, "y")])
    assert not list((winnow_home / "datasets").glob("*"))


def test_the_same_source_is_built_once(built: Build) -> None:
    rows = [pair("a", "x", "y")]
    first = built(rows)
    written = (first.path / "pairs.arrow").stat().st_mtime_ns
    assert built(rows).id == first.id
    assert (first.path / "pairs.arrow").stat().st_mtime_ns == written


def test_numbers_of_both_sides_and_their_margin_stand_beside_the_pair(built: Build) -> None:
    row = built([rating("a", "x", 1), rating("a", "y", 4)]).pairs.to_pylist()[0]
    assert (row["chosen.helpfulness"], row["rejected.helpfulness"], row["margin.helpfulness"]) == (4, 1, 3)
    assert row["origin_row"] == [0, 1]


ANSWERS = st.lists(
    st.tuples(st.sampled_from("abc"), st.text(max_size=3), st.integers(0, 4)), min_size=1, max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS, st.randoms(use_true_random=False))
def test_pairs_do_not_depend_on_row_order(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int]], random: Any
) -> None:
    # One rating a (prompt, text): equal texts with unequal ratings have no order of their own.
    unique = list({(p, t): (p, t, h) for p, t, h in rows}.values())
    shuffled = list(unique)
    random.shuffle(shuffled)
    keys = []
    for order in (unique, shuffled):
        home = tmp_path_factory.mktemp("home")
        path = home / "rows.jsonl"
        path.write_bytes(b"\n".join(orjson.dumps(rating(p, t, h)) for p, t, h in order))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WINNOW_HOME", str(home))
            dataset = build_dataset(open_source(path))
            counts = dataset.info.counts
            assert counts.rows_read == counts.rows_used + counts.rows_quarantined == len(order)
            keys.append(sorted(dataset.pairs["key"].to_pylist()))
    assert keys[0] == keys[1]


@pytest.mark.data
def test_hh_rlhf_loads_whole(shared_data: Path, winnow_home: Path) -> None:
    dataset = build_dataset(open_source(shared_data / "hh-rlhf"))
    counts = dataset.info.counts
    assert (counts.rows_read, counts.rows_used, counts.pairs) == (8552, 8552, 8552)
    assert dataset.pairs["histories_differ"].to_pylist().count(True) == 17
    assert dataset.pairs["source"].value_counts().to_pylist()[0]["values"] is not None


@pytest.mark.data
def test_the_helpsteer2_stand_in_has_its_published_counts(shared_data: Path, winnow_home: Path) -> None:
    dataset = build_dataset(open_source(shared_data / "helpsteer2-standin"))
    counts = dataset.info.counts
    assert (counts.responses, counts.prompts, counts.pairs) == (19034, 9517, 9517)
    assert counts.pairs - counts.ties == 6756


def toxic(prompt: str, response: str, toxicity: float) -> dict[str, Any]:
    return {"prompt": prompt, "response": response, "toxicity": toxicity}


def test_of_two_answers_the_less_toxic_one_is_chosen_and_that_is_said(built: Build) -> None:
    dataset = built([toxic("a", "vile", 0.9), toxic("a", "kind", 0.1)])
    pair = dataset.pairs.to_pylist()[0]
    assert (dataset.text(pair["chosen_id"]), dataset.text(pair["rejected_id"])) == ("kind", "vile")
    assert dataset.info.notes == (
        "'toxicity' was taken for a fault: of two answers the one with less of it is preferred",
    )


def test_an_attribute_of_unknown_direction_is_never_compared_silently(built: Build) -> None:
    rows = [{"prompt": "a", "response": text, "flair": flair} for text, flair in (("x", 1.5), ("y", 4.0))]
    (note,) = built(rows).info.notes
    assert note.startswith("nothing says that more of 'flair' is better")
    assert built([rating("a", "x", 1), rating("a", "y", 4)]).info.notes == ()


def test_hundreds_of_blank_rows_do_not_hide_what_follows(built: Build) -> None:
    rows = [dict.fromkeys(("prompt", "chosen", "rejected"))] * 450 + [pair("a", "x", "y")]
    counts = built(rows).info.counts
    assert (counts.rows_read, counts.rows_quarantined, counts.pairs) == (451, 450, 1)
