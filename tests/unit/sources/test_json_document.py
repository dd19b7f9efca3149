"""One JSON document in any of the shapes people save."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import SourceError
from curation.sources import open_source
from curation.sources.limits import Budget
from curation.sources.readers.json_cursor import Cursor

ROWS = [{"prompt": "a", "n": 1}, {"prompt": "b", "n": 2}]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.ndjson"])
@pytest.mark.parametrize("indent", [None, 2])
def test_an_array_is_read_whatever_the_name_says(rows_in, name, indent):
    assert [row.data for row in rows_in(name, json.dumps(ROWS, indent=indent))] == ROWS


def test_lines_are_read_under_a_json_name(rows_in):
    assert [row.data for row in rows_in("a.json", "\n".join(map(json.dumps, ROWS)))] == ROWS


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize(
    "document",
    [
        {"data": ROWS},
        {"version": "1.0", "rows": ROWS, "note": ["x"]},
        {"preferences": ROWS},
        {"prompt": ["a", "b"], "n": [1, 2]},
        {"prompt": {"0": "a", "1": "b"}, "n": {"0": 1, "1": 2}},
        {"0": ROWS[0], "1": ROWS[1]},
        {
            "features": [{"name": "prompt"}],
            "rows": [{"row_idx": i, "row": row} for i, row in enumerate(ROWS)],
        },
    ],
    ids=[
        "wrapped",
        "wrapped beside fields",
        "one list",
        "columns",
        "pandas columns",
        "pandas index",
        "hub rows",
    ],
)
def test_rows_inside_an_object_are_found(rows_in, document, indent):
    assert [row.data for row in rows_in("a.json", json.dumps(document, indent=indent))] == ROWS


@pytest.mark.parametrize("indent", [None, 2])
def test_an_object_that_is_a_row_is_one_row(rows_in, indent):
    row = {"chosen": [{"role": "user", "content": "a"}], "rejected": [{"role": "user", "content": "a"}]}
    assert [found.data for found in rows_in("a.json", json.dumps(row, indent=indent))] == [row]


def test_pretty_printed_objects_one_after_another_are_rows(rows_in):
    text = "\n".join(json.dumps(row, indent=2) for row in [*ROWS, {"prompt": "c", "n": 3}])
    assert [row.data for row in rows_in("a.json", text)] == [*ROWS, {"prompt": "c", "n": 3}]


def test_two_lists_of_rows_are_refused(rows_in):
    with pytest.raises(SourceError, match="two lists of rows, 'data' and 'test'"):
        rows_in("a.json", json.dumps({"data": ROWS, "test": ROWS}))


def test_rows_listed_under_the_names_of_splits_belong_to_those_splits(rows_in):
    own = {"prompt": "c", "n": 3, "split": "mine"}
    found = rows_in("a.json", json.dumps({"version": 1, "train": ROWS, "Val": [], "test": [own, 5]}))
    assert [row.data and row.data["split"] for row in found] == [*["train"] * len(ROWS), "mine", None]
    assert found[0].data == {**ROWS[0], "split": "train"}
    assert found[-1].fault is not None


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("rows", [{"prompt": ["a"], "n": [1]}, {"0": ROWS[0], "1": ROWS[1]}])
def test_splits_as_objects_are_refused(rows_in, rows, indent):
    with pytest.raises(SourceError, match=r"holds the splits 'train', 'val' in one object\. Save each"):
        rows_in("a.json", json.dumps({"train": rows, "val": rows}, indent=indent))


def test_items_that_are_no_objects_are_faults(rows_in):
    rows = rows_in("a.json", '[{"x": 1}, 5,\n "a", [1], null]')
    assert [row.fault and row.fault[0] for row in rows] == [None, *["not_an_object"] * 4]
    assert rows[2].raw == '"a"'
    assert "line 2" in rows[2].fault[1]


@pytest.mark.parametrize(
    "end", ['{"prompt": "c', '{"prompt": ', "", '{"prompt": "c"}', '{"prompt": "c"},', '{"prompt": tr']
)
def test_an_array_that_breaks_off_is_refused_with_its_place(rows_in, end):
    with pytest.raises(SourceError, match="breaks off at line 3"):
        rows_in("a.json", '[\n{"prompt": "a"},\n' + end)


def test_a_mistake_inside_an_array_is_told_with_its_place(rows_in):
    with pytest.raises(SourceError, match=r"not valid JSON at line 2, character 12: Expecting value"):
        rows_in(
            "a.json",
            '[{"prompt": "a"},\n{"prompt": oops},\n' + '{"prompt": "c"},\n' * 50 + '{"prompt": "d"}]',
        )


def test_a_missing_comma_between_items_is_told(rows_in):
    with pytest.raises(SourceError, match="line 1"):
        rows_in("a.json", '[{"prompt": "a"} {"prompt": "b"}]')


def test_text_after_the_end_is_refused(rows_in):
    with pytest.raises(SourceError, match="text follows the end"):
        rows_in("a.json", '[{"prompt": "a"}] [{"prompt": "b"}]')


def test_deep_nesting_is_refused_not_a_crash(rows_in):
    with pytest.raises(SourceError, match="nested too deeply"):
        rows_in("a.json", '[{"x": ' + "[" * 200_000 + "]" * 200_000 + "}]")


def test_a_lone_surrogate_is_a_fault_of_its_item(rows_in):
    rows = rows_in("a.json", '[{"x": "\\udc00"}, {"x": "\\ud83d\\ude00"}]')
    assert rows[0].fault is not None
    assert rows[0].fault[0] == "lone_surrogate"
    assert rows[1].data == {"x": "😀"}


def test_big_integers_and_nan_are_read(rows_in):
    rows = rows_in("a.json", '[{"x": 123456789012345678901, "y": NaN}]')
    assert rows[0].data["x"] == 123456789012345678901


def test_a_list_of_nothing_holds_no_rows(rows_in):
    with pytest.raises(SourceError, match="holds no rows"):
        rows_in("a.json", "[ ]")


def test_an_item_over_the_limit_names_the_variable(rows_in, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_LINE_BYTES", "1000")
    with pytest.raises(SourceError, match="WINNOW_MAX_LINE_BYTES"):
        rows_in("a.json", '[{"x": "' + "a" * 5_000_000 + '"}]')


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(values, min_size=1, max_size=6), st.integers(1, 7), st.sampled_from([None, 1]))
def test_values_do_not_depend_on_where_pieces_end(items, size, indent):
    text = json.dumps(items, indent=indent, ensure_ascii=False).encode()
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    cursor = Cursor(pieces, "x", Budget(10**9, 10**9, 10**9))
    assert cursor.take("[")
    found = list(cursor.items())
    assert found == items
    assert cursor.peek() == ""


def test_a_large_array_is_streamed_in_batches(tmp_path: Path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"prompt": f"question {n}", "n": n} for n in range(30_000)]))
    sizes = [len(batch) for batch in open_source(path).rows()]
    assert sum(sizes) == 30_000
    assert max(sizes) <= 4096
