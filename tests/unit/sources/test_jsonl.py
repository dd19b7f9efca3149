"""JSON lines: every line is a row or a fault, whatever is in it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import SourceError
from curation.sources import open_source

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
objects = st.dictionaries(st.text(), scalars | st.lists(scalars, max_size=3), max_size=4)


def test_rows_are_numbered_from_zero(rows_in):
    rows = rows_in("a.jsonl", '{"x": 1}\n{"x": 2}\n')
    assert [(row.number, row.shard, row.data) for row in rows] == [(0, 0, {"x": 1}), (1, 0, {"x": 2})]


def test_a_last_line_without_line_end_is_read(rows_in):
    assert len(rows_in("a.jsonl", '{"x": 1}\n{"x": 2}')) == 2


def test_windows_line_ends_are_no_part_of_the_data(rows_in):
    assert [row.data for row in rows_in("a.jsonl", '{"x": "a"}\r\n{"x": "b"}\r\n')] == [
        {"x": "a"},
        {"x": "b"},
    ]


def test_blank_lines_are_no_rows_but_count_as_lines(rows_in):
    rows = rows_in("a.jsonl", '{"x": 1}\n\n  \n{"x": }\n{"x": 3}\n')
    assert [row.number for row in rows] == [0, 1, 2]
    assert rows[1].fault is not None
    assert rows[1].fault[1].startswith("line 4 ")


def test_a_broken_line_keeps_its_text_and_reading_goes_on(rows_in):
    rows = rows_in("a.jsonl", '{"x": 1}\n{"x": 2\n{"x": 3}\n')
    assert [row.data for row in rows] == [{"x": 1}, None, {"x": 3}]
    assert rows[1].raw == '{"x": 2'
    assert rows[1].fault == (
        "broken_json",
        "line 2 is not valid JSON: Expecting ',' delimiter at character 8",
    )


def test_a_broken_first_line_does_not_hide_the_rest(rows_in):
    rows = rows_in("a.jsonl", '{"x": 1,,}\n{"x": 2}\n{"x": 3}\n')
    assert [row.data for row in rows] == [None, {"x": 2}, {"x": 3}]


@pytest.mark.parametrize(
    "line", ['{"x": 1,,}', '{"x": 1', "{'x': 1}", '{"x": "a\tb"}', '{"x": ' + "[" * 5000 + "]" * 5000 + "}"]
)
def test_a_file_of_broken_lines_is_a_file_of_faults(rows_in, line):
    rows = rows_in("a.jsonl", f"{line}\n" * 20)
    assert [row.fault and row.fault[0] for row in rows] == ["broken_json"] * 20


def test_a_broken_document_called_json_lines_is_not_told_to_become_json_lines(rows_in):
    with pytest.raises(SourceError, match=r"not valid JSON at line 3, .*Mend the file there\.$"):
        rows_in("a.jsonl", '{\n  "x": 1,\n  oops\n}\n{\n  "x": 2\n}\n')


def test_several_objects_in_one_line_are_rows(rows_in):
    rows = rows_in("a.jsonl", '{"x": 1}{"x": 2}\n{"x": 3} {"x": 4}\n')
    assert [row.data for row in rows] == [{"x": n} for n in range(1, 5)]


def test_comments_are_faults_of_their_own(rows_in):
    rows = rows_in("a.ndjson", '// made by hand\n\n{"x": 1}\n# more\n{"x": 2}\n')
    assert [row.data for row in rows] == [None, {"x": 1}, None, {"x": 2}]


@pytest.mark.parametrize(
    ("line", "kind"),
    [("[1, 2]", "a list"), ("3", "a number"), ('"a"', "a text"), ("null", "null"), ("true", "true")],
)
def test_a_line_that_is_no_object_is_a_fault(rows_in, line, kind):
    rows = rows_in("a.jsonl", f'{{"x": 1}}\n{line}\n')
    assert rows[1].fault is not None
    assert rows[1].fault[0] == "not_an_object"
    assert kind in rows[1].fault[1]


def test_nan_and_infinity_are_read(rows_in):
    rows = rows_in("a.jsonl", '{"x": NaN, "y": -Infinity}\n')
    assert rows[0].data is not None
    assert math.isnan(rows[0].data["x"])
    assert rows[0].data["y"] == -math.inf


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1, 10**30, 2**63, 2**64 - 1, -(2**63)])
def test_integers_of_any_size_stay_exact(rows_in, number):
    rows = rows_in("a.jsonl", f'{{"pad": "{"x" * 37}", "id": {number}}}\n{{"id": 1}}\n')
    assert rows[0].data is not None
    assert rows[0].data["id"] == number
    assert isinstance(rows[0].data["id"], int)


def test_half_a_surrogate_pair_is_a_fault(rows_in):
    rows = rows_in("a.jsonl", '{"x": "\\ud800"}\n{"x": "\\ud83d\\ude00"}\n')
    assert rows[0].fault is not None
    assert rows[0].fault[0] == "lone_surrogate"
    assert rows[1].data == {"x": "😀"}


def test_escaped_zero_characters_are_kept_and_raw_ones_are_a_fault(rows_in):
    rows = rows_in("a.jsonl", b'{"x": "a\\u0000b"}\n{"x": "a\0b"}\n')
    assert rows[0].data == {"x": "a\0b"}
    assert rows[1].fault is not None
    assert rows[1].fault[0] == "broken_json"


def test_zeros_left_by_a_crashed_write_are_one_fault(rows_in):
    rows = rows_in("a.jsonl", b'{"x": 1}\n{"x": 2}\n' + b"\0" * 500)
    assert [row.data for row in rows[:2]] == [{"x": 1}, {"x": 2}]
    assert rows[2].fault is not None
    assert "zero bytes" in rows[2].fault[1]


def test_deep_nesting_is_a_fault_not_a_crash(rows_in):
    rows = rows_in("a.jsonl", '{"x": 1}\n' + '{"x": ' + "[" * 100_000 + "\n")
    assert rows[1].fault is not None
    assert rows[1].fault[0] == "broken_json"


def test_a_number_with_thousands_of_digits_is_a_fault(rows_in):
    rows = rows_in("a.jsonl", '{"x": 1}\n{"x": ' + "1" * 5000 + "}\n")
    assert rows[1].fault is not None
    assert rows[1].fault[0] == "broken_json"


def test_a_line_over_the_limit_is_a_fault_and_reading_goes_on(rows_in, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_LINE_BYTES", "100")
    rows = rows_in("a.jsonl", '{"x": 1}\n{"x": "' + "a" * 3_000_000 + '"}\n{"x": 3}\n')
    assert [row.data for row in rows] == [{"x": 1}, None, {"x": 3}]
    assert rows[1].fault is not None
    assert rows[1].fault[0] == "line_too_long"
    assert "WINNOW_MAX_LINE_BYTES" in rows[1].fault[1]
    assert rows[1].raw is not None
    assert len(rows[1].raw) < 2000


def test_bytes_that_are_no_utf8_spoil_only_their_line(rows_in):
    good = b'{"x": "%s"}\n' % ("é" * 200_000).encode()
    rows = rows_in("a.jsonl", good + b'{"x": "caf\xe9"}\n{"x": "end"}\n')
    assert rows[1].fault is not None
    assert rows[1].fault[0] == "broken_encoding"
    assert rows[2].data == {"x": "end"}


def test_batches_stay_small(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"x": 1}\n' * 10_000)
    sizes = [len(batch) for batch in open_source(path).rows()]
    assert sum(sizes) == 10_000
    assert max(sizes) == 4096


def test_reading_twice_starts_anew(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"x": 1}\n{"x": 2}\n')
    source = open_source(path)
    assert list(source.rows()) == list(source.rows())


def test_a_file_of_blank_lines_holds_no_rows(rows_in):
    with pytest.raises(SourceError, match="holds no rows"):
        rows_in("a.jsonl", "\n\n   \n")


@given(st.lists(objects, min_size=1, max_size=30), st.booleans(), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_python_writes_comes_back(tmp_path: Path, values, escape, end):
    path = tmp_path / "a.jsonl"
    path.write_bytes("".join(json.dumps(value, ensure_ascii=escape) + end for value in values).encode())
    rows = [row for batch in open_source(path).rows() for row in batch]
    assert [row.data for row in rows] == values
