"""Encodings are told from the bytes, and damage is not taken for another encoding."""

from __future__ import annotations

import pytest

from curation.errors import SourceError
from curation.sources import open_source
from curation.sources.decoding import detect, text, utf8


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"plain", "utf-8"),
        (b"", "utf-8"),
        ("é€😀".encode(), "utf-8"),
        ("é€😀".encode()[:-2], "utf-8"),
        (b"\xef\xbb\xbfplain", "utf-8"),
        ("\ufeffplain".encode("utf-16-le"), "utf-16-le"),
        ("\ufeffplain".encode("utf-16-be"), "utf-16-be"),
        ("\ufeffplain".encode("utf-32-le"), "utf-32-le"),
        ("plain enough".encode("utf-16-le"), "utf-16-le"),
        (b"caf\xe9", "windows-1252"),
        ("ééé".encode() + b"\xff", "utf-8"),
    ],
)
def test_encodings_are_recognised(head, name):
    assert detect(head).name == name


def test_every_byte_has_a_meaning_in_windows_text():
    whole = bytes(range(1, 256))
    found = b"".join(utf8(iter([whole]), detect(whole), "x")).decode()
    assert len(found) == 255
    assert "€" in found
    assert "\x81" in found


def test_characters_cut_by_a_chunk_end_stay_whole():
    data = "é€😀".encode()
    for size in range(1, 5):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        assert "".join(piece for piece, _ in text(iter(pieces))) == "é€😀"


def test_utf16_json_lines_are_read(rows_in):
    rows = rows_in("a.jsonl", '{"x": "é"}\r\n{"x": "😀"}\r\n'.encode("utf-16"))
    assert [row.data for row in rows] == [{"x": "é"}, {"x": "😀"}]


def test_utf16_that_breaks_off_is_told(rows_in):
    with pytest.raises(SourceError, match="UTF-16"):
        rows_in("a.jsonl", ('{"x": 1}\n' * 3).encode("utf-16")[:-1])


def test_a_byte_order_mark_is_no_data(rows_in):
    assert rows_in("a.jsonl", b'\xef\xbb\xbf{"x": 1}\n{"x": 2}')[0].data == {"x": 1}
    assert rows_in("a.json", b'\xef\xbb\xbf[{"x": 1}]')[0].data == {"x": 1}
    assert rows_in("a.csv", b"\xef\xbb\xbfx,y\n1,2")[0].data == {"x": "1", "y": "2"}


def test_binary_content_under_a_text_name_is_told(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(SourceError, match="is not text"):
        open_source(path)
