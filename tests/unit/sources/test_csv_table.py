"""CSV and relatives: cells, quotes, encodings and the faults of hand-made files."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curation.errors import SourceError
from curation.sources import open_source
from curation.sources.readers.csv_table import delimiter


def test_cells_are_text_and_empty_cells_are_none(rows_in):
    rows = rows_in("a.csv", "prompt,score\nhello,3\n,\n")
    assert [row.data for row in rows] == [{"prompt": "hello", "score": "3"}, {"prompt": None, "score": None}]


def test_quoted_cells_keep_line_ends_commas_and_quotes(rows_in):
    rows = rows_in("a.csv", 'prompt,n\n"one\ntwo, ""three""",1\r\nb,2\r\n')
    assert [row.data for row in rows] == [
        {"prompt": 'one\ntwo, "three"', "n": "1"},
        {"prompt": "b", "n": "2"},
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.tsv", "p\tq\n1\t2\n"), ("a.csv", "p;q\n1;2\n"), ("a.csv", "p|q\n1|2\n"), ("a.tsv", "p,q\n1,2\n")],
)
def test_the_delimiter_is_seen_in_the_header(rows_in, name, text):
    assert rows_in(name, text)[0].data == {"p": "1", "q": "2"}


@pytest.mark.parametrize(
    "text", ["sep=;\np;q\n1;2\n", "sep=,\r\np,q\r\n1,2\r\n", '"sep=|"\np|q\n1|2\n', "SEP=\t\np\tq\n1\t2\n"]
)
def test_a_delimiter_stated_in_a_line_of_its_own_is_no_header(rows_in, text):
    assert [row.data for row in rows_in("a.csv", text)] == [{"p": "1", "q": "2"}]


def test_a_stated_delimiter_is_seen_through_a_byte_order_mark(rows_in):
    text = "sep=;\r\np;q\r\n1;2\r\n".encode("utf-16")
    assert [row.data for row in rows_in("a.csv", text)] == [{"p": "1", "q": "2"}]


def test_delimiters_inside_quotes_do_not_count():
    assert delimiter('"a;b;c",d', "x.csv") == ","


def test_a_row_with_other_cell_count_is_a_fault_and_reading_goes_on(rows_in):
    rows = rows_in("a.csv", "p,q\n1,2\n3\n4,5,6\n7,8\n")
    assert [row.data for row in rows] == [{"p": "1", "q": "2"}, None, None, {"p": "7", "q": "8"}]
    assert rows[1].fault == ("wrong_cell_count", "line 3 has 1 cells where the header names 2 columns")
    assert rows[2].raw == "4,5,6\r\n"


def test_a_column_named_twice_is_refused(rows_in):
    with pytest.raises(SourceError, match="more than one column named 'p'"):
        rows_in("a.csv", "p,q,p\n1,2,3\n")


def test_an_index_column_without_name_gets_one(rows_in):
    assert rows_in("a.csv", ",p\n0,x\n")[0].data == {"column_1": "0", "p": "x"}


def test_a_quote_that_never_closes_is_refused_with_its_line(rows_in):
    with pytest.raises(SourceError, match="opens at line 3 is never closed"):
        rows_in("a.csv", 'p,q\n1,2\n3,"4\n5,6\n7,8\n')


def test_text_after_a_closing_quote_is_a_fault_of_its_row(rows_in):
    rows = rows_in("a.csv", 'p,q\n1,"2"x\n3,4\n')
    assert rows[0].fault is not None
    assert rows[0].fault[0] == "broken_csv"
    assert rows[0].raw == '1,"2"x\n'
    assert rows[1].data == {"p": "3", "q": "4"}


def test_windows_text_is_read_and_told(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("prompt\n“café” – 5€\n".encode("cp1252"))
    source = open_source(path)
    assert next(source.rows())[0].data == {"prompt": "“café” – 5€"}
    assert "Windows-1252" in source.notes[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_marked_and_unmarked_unicode_is_read(rows_in, encoding):
    rows = rows_in("a.csv", "prompt,n\r\ncafé and a lot more plain text,1\r\n".encode(encoding))
    assert [row.data for row in rows] == [{"prompt": "café and a lot more plain text", "n": "1"}]


def test_old_mac_line_ends_are_read(rows_in):
    assert [row.data for row in rows_in("a.csv", "p,q\r1,2\r3,4\r")] == [
        {"p": "1", "q": "2"},
        {"p": "3", "q": "4"},
    ]


def test_zero_bytes_stay_in_the_cell(rows_in):
    assert rows_in("a.csv", b"p,q\na\0b,2\n")[0].data == {"p": "a\0b", "q": "2"}


def test_bytes_that_are_no_utf8_spoil_only_their_row(rows_in):
    text = b"p,q\n" + ("é" * 50_000 + ",1\n").encode() * 3 + b"caf\xe9,2\nlast,3\n"
    rows = rows_in("a.csv", text)
    assert rows[3].fault is not None
    assert rows[3].fault[0] == "broken_encoding"
    assert rows[4].data == {"p": "last", "q": "3"}


def test_a_header_alone_holds_no_rows(rows_in):
    with pytest.raises(SourceError, match="holds no rows"):
        rows_in("a.csv", "p,q\n")


def test_a_cell_larger_than_the_csv_default_is_read(rows_in):
    assert len(rows_in("a.csv", "p\n" + "x" * 500_000 + "\n")[0].data["p"]) == 500_000


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)


@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_csv_module_writes_comes_back(tmp_path: Path, table):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("first", "second"), *table])
    path = tmp_path / "a.csv"
    path.write_bytes(out.getvalue().encode())
    rows = [row for batch in open_source(path).rows() for row in batch]
    assert [row.data for row in rows] == [{"first": a or None, "second": b or None} for a, b in table]
