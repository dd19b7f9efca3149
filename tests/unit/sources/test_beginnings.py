"""What the beginning of JSON text shows, whatever follows it."""

from __future__ import annotations

import pytest

from curation.sources import open_source
from curation.sources.beginnings import column_names, repeated_key


@pytest.mark.parametrize(
    "head",
    [
        b'{"p": 1}\n{"q": 2}\n',
        b'[{"p": 1}, {"q": 2}, {"r',
        b'[\n  {"p": 1},\n  {"q": 2}\n]',
        b'{\n "p": 1\n}\n{\n "q": 2\n}',
        b'{"p": 1}\n{"q": 2}\n{broken}\n{"r": 1}',
    ],
)
def test_columns_are_those_of_the_first_rows(head):
    assert column_names(head) == ("p", "q")


@pytest.mark.parametrize("head", [b"", b"[", b"5", b'["a"]', b"{" * 100_000, b"[" * 100_000, b"\xff\xfe"])
def test_what_begins_with_no_row_has_no_columns(head):
    assert column_names(head) is None


def test_a_key_named_twice_is_seen_also_inside():
    assert repeated_key(b'{"p": 1, "q": 2}\n{"p": 1, "q": 2, "p": 3}') == "p"
    assert repeated_key(b'[{"p": {"role": "a", "role": "b"}}]') == "role"
    assert repeated_key(b'{"p": 1}\n{"p": 2}') is None


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.jsonl", '{"p": 1, "p": 2}\n{"p": 3}\n'), ("a.json", '[{"p": 1, "p": 2}, {"p": 3}]')],
)
def test_a_key_named_twice_is_said(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    source = open_source(tmp_path / name)
    assert source.notes == (f"{name} names 'p' twice in one object; the last value was read",)
    assert [row.data for batch in source.rows() for row in batch] == [{"p": 2}, {"p": 3}]
