"""Damaged files of every kind end in rows, faults or one sentence; never in anything else."""

from __future__ import annotations

import gzip
import io
import json
import random
import zipfile

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from curation.errors import SourceError
from curation.sources import open_source

ROWS = [
    {"prompt": f"é {n}", "chosen": [{"role": "user", "content": "x" * n}], "score": n / 3} for n in range(30)
]
LINES = "\n".join(json.dumps(row, ensure_ascii=row["score"] > 5) for row in ROWS).encode()
TABLE = b"p,q,r\n" + b"".join(b'"%d, x",\xc3\xa9,"a ""b"" c"\r\n' % n for n in range(30))


def written(write):
    sink = io.BytesIO()
    write(pa.Table.from_pylist(ROWS), sink)
    return sink.getvalue()


def zipped():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/train.jsonl", LINES)
        archive.writestr("x/test.csv", TABLE)
        archive.writestr("x/README.md", "---\nlicense: mit\n---\n")
    return sink.getvalue()


WHOLE = {
    "a.jsonl": LINES,
    "a.json": json.dumps(ROWS).encode(),
    "b.json": json.dumps({"version": 1, "data": ROWS}, indent=1).encode(),
    "a.csv": TABLE,
    "b.csv": TABLE.decode().encode("utf-16"),
    "a.jsonl.gz": gzip.compress(LINES),
    "a.parquet": written(pq.write_table),
    "a.feather": written(lambda table, sink: feather.write_feather(table, sink, compression="lz4")),
    "a.zip": zipped(),
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """``content`` cut, overwritten, lengthened or shortened somewhere."""
    at = chance.randrange(len(content))
    how = chance.randrange(4)
    if how == 0:
        return content[:at]
    if how == 1:
        return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    if how == 2:
        return content[:at] + chance.randbytes(chance.randrange(1, 30)) + content[at:]
    return content[:at] + content[at + chance.randrange(1, 200) :]


@pytest.mark.parametrize("name", WHOLE)
def test_damage_never_ends_in_a_traceback(tmp_path, name):
    chance = random.Random(name)
    path = tmp_path / name
    for _ in range(40):
        path.write_bytes(damaged(WHOLE[name], chance))
        try:
            source = open_source(path)
            source.fingerprint()
            rows = [row for batch in source.rows() for row in batch]
        except SourceError as error:
            assert "\n" not in str(error)
            assert str(error).endswith(".")
        else:
            assert all((row.data is None) == (row.fault is not None) for row in rows)
            assert [row.number for row in rows] == list(range(len(rows)))
            json.dumps([row.data for row in rows], ensure_ascii=False).encode()
