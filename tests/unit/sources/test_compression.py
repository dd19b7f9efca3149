"""Compressed files: recognised by content, whole or refused, and bounded."""

from __future__ import annotations

import bz2
import gzip
import lzma

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.errors import SourceError
from curation.sources import open_source
from curation.sources.compression import CHUNK, decompressed


def zstd(data):
    return pa.Codec("zstd").compress(data).to_pybytes()


LINES = b"".join(b'{"x": %d}\n' % n for n in range(5000))


@pytest.mark.parametrize(
    ("name", "compress"),
    [
        ("a.jsonl.gz", gzip.compress),
        ("a.jsonl.bz2", bz2.compress),
        ("a.jsonl.xz", lzma.compress),
        ("a.jsonl.zst", zstd),
    ],
)
def test_each_compression_is_read(rows_in, name, compress):
    assert [row.data["x"] for row in rows_in(name, compress(LINES))] == list(range(5000))


def test_concatenated_gzip_members_are_all_read(rows_in):
    content = gzip.compress(LINES) + gzip.compress(b"") + gzip.compress(LINES) + b"\0" * 100
    assert len(rows_in("a.jsonl.gz", content)) == 10_000


def test_plain_content_under_a_gz_name_is_read(rows_in):
    assert len(rows_in("a.jsonl.gz", LINES)) == 5000


def test_gzip_content_under_a_plain_name_is_read(rows_in):
    assert len(rows_in("a.jsonl", gzip.compress(LINES))) == 5000


def test_concatenated_zstd_frames_are_all_read(rows_in):
    assert len(rows_in("a.jsonl.zst", zstd(LINES) + zstd(LINES))) == 10_000


@pytest.mark.parametrize("cut", [15, 200, 1])
def test_zstd_that_breaks_off_is_refused(rows_in, cut):
    content = zstd(LINES)
    with pytest.raises(SourceError, match=r"damaged|breaks off"):
        rows_in("a.jsonl.zst", content[: -cut if cut < 15 else cut])


@pytest.mark.parametrize("cut", [15, 200, 1])
def test_gzip_that_breaks_off_is_refused(rows_in, cut):
    content = gzip.compress(LINES)
    with pytest.raises(SourceError, match="breaks off"):
        rows_in("a.jsonl.gz", content[: -cut if cut < 15 else cut])


def test_gzip_with_a_wrong_checksum_is_refused(rows_in):
    content = bytearray(gzip.compress(LINES))
    content[-8] ^= 0xFF
    with pytest.raises(SourceError, match="damaged"):
        rows_in("a.jsonl.gz", bytes(content))


def test_garbage_after_gzip_is_refused(rows_in):
    with pytest.raises(SourceError, match="damaged"):
        rows_in("a.jsonl.gz", gzip.compress(LINES) + b"garbage")


def test_a_bomb_is_stopped_with_the_variable_that_raises_the_limit(rows_in, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_BYTES", str(5 << 20))
    bomb = gzip.compress(b'{"x": "' + b"a" * (20 << 20) + b'"}\n')
    assert len(bomb) < 100_000
    with pytest.raises(SourceError, match=r"more than 5 MiB.*raise WINNOW_MAX_BYTES"):
        rows_in("a.jsonl.gz", bomb)


def test_a_row_limit_is_told_with_its_variable(rows_in, monkeypatch):
    monkeypatch.setenv("WINNOW_MAX_ROWS", "100")
    with pytest.raises(SourceError, match=r"more than 100 rows.*WINNOW_MAX_ROWS"):
        rows_in("a.jsonl", LINES)


def test_broken_zstd_is_told(rows_in):
    with pytest.raises(SourceError, match="damaged"):
        rows_in("a.jsonl", b"\x28\xb5\x2f\xfd" + b"x" * 50)


def test_what_is_compressed_twice_is_told(rows_in):
    with pytest.raises(SourceError, match=r"compressed twice\. Unpack it once"):
        rows_in("a.jsonl.gz", gzip.compress(gzip.compress(LINES)))


@given(
    st.lists(st.binary(max_size=200), min_size=1, max_size=5),
    st.sampled_from(["gzip", "bzip2", "xz", "zstd"]),
)
def test_members_come_back_whole(tmp_path_factory, parts, compression):
    compress = {"gzip": gzip.compress, "bzip2": bz2.compress, "xz": lzma.compress, "zstd": zstd}[compression]
    path = tmp_path_factory.mktemp("c") / "x"
    path.write_bytes(b"".join(map(compress, parts)))
    with path.open("rb") as file:
        assert b"".join(decompressed(file, compression)) == b"".join(parts)


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_chunks_never_exceed_their_bound(tmp_path, size):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(b"\0" * size))
    with path.open("rb") as file:
        chunks = list(decompressed(file, "gzip"))
    assert sum(map(len, chunks)) == size
    assert max(map(len, chunks)) <= CHUNK


def test_zstd_chunks_never_exceed_their_bound(tmp_path):
    path = tmp_path / "x.zst"
    path.write_bytes(zstd(b"\0" * 5 * CHUNK))
    with path.open("rb") as file:
        chunks = list(decompressed(file, "zstd"))
    assert sum(map(len, chunks)) == 5 * CHUNK
    assert max(map(len, chunks)) <= CHUNK


def test_the_compression_is_told_in_the_shard(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(LINES))
    assert open_source(path).shards[0].compression == "gzip"
