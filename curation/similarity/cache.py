"""The embedding cache: a text is embedded once for a model, whatever data set it comes in.

A folder a model, revision and precision; in it append-only Arrow files of (key, vector). The key
is the 128-bit blake2b of the text. Each file is written under a temporary name and renamed, so
a kill loses at most what was not yet written; a damaged file is passed over and its texts
are embedded again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curation.errors import Cancelled, EncoderError
from curation.settings import settings
from curation.similarity.encoder import Encoder, Vectors
from curation.similarity.exact import digest

Progress = Callable[[int, int], None]
Poll = Callable[[], bool]

_KEY = pa.binary(16)
_READ_ROWS = 65_536
_WRITE_ROWS = 256
_WRITE_SECONDS = 10.0
_STEP_SECONDS = 0.5
_PACK_FILES = 64
_UNIT_SLACK = 0.01


def cache_folder(encoder: Encoder) -> Path:
    """Where the vectors of ``encoder`` are kept."""
    slug = "".join(c if c.isalnum() or c in ".-_" else "-" for c in encoder.name)[-60:]
    return settings().home / "embeddings" / f"{slug}-{encoder.revision[:8]}-{encoder.precision}"


def cached_share(texts: Sequence[str], encoder: Encoder) -> float:
    """The share of ``texts`` (0–1) that need no embedding; 1.0 for no texts."""
    if not texts:
        return 1.0
    keys, inverse = _distinct(texts)
    found = np.zeros(len(keys), bool)
    for table in _tables(cache_folder(encoder), encoder.dim):
        found[_positions(table, keys)[1]] = True
    return float(found[inverse].mean())


def read_cached(texts: Sequence[str], folder: Path, dim: int) -> tuple[Vectors, npt.NDArray[np.bool_]]:
    """What a cache folder holds of ``texts``: float32 [n, dim], zeros where unknown, and which are known."""
    if not texts:
        return np.zeros((0, dim), np.float32), np.zeros(0, bool)
    keys, inverse = _distinct(texts)
    vectors, known = _read(folder, keys, dim)
    return vectors[inverse], known[inverse]


def embed_texts(
    texts: Sequence[str], encoder: Encoder, progress: Progress | None = None, cancelled: Poll | None = None
) -> Vectors:
    """Embed ``texts``, reading what is known and keeping what is new.

    Args:
        texts: n texts; equal ones are embedded once.
        encoder: The model.
        progress: Called with (distinct texts done, distinct texts), at least about once a second.
        cancelled: Asked as often.

    Returns:
        float32 [n, dim], unit rows in the order of ``texts``.

    Raises:
        Cancelled: When ``cancelled()`` turns true; what was embedded is kept.
        EncoderError: When the model fails or the vectors cannot be written.
    """
    if not texts:
        return np.empty((0, encoder.dim), np.float32)
    keys, inverse = _distinct(texts)
    vectors, known = _read(cache_folder(encoder), keys, encoder.dim)
    if not known.all():
        first = np.empty(len(keys), np.int64)
        first[inverse[::-1]] = np.arange(len(texts))[::-1]
        missing = np.flatnonzero(~known)
        # Longest first over the whole set: batches of like lengths waste no padding.
        lengths = np.array([len(texts[first[i]]) for i in missing])
        missing = missing[np.argsort(-lengths, kind="stable")]
        todo = [texts[first[i]] for i in missing]
        shelf = _Shelf(encoder, [keys[i].as_py() for i in missing])
        watch = _Watch(int(known.sum()), len(keys), progress, cancelled)
        _embed(todo, vectors, missing, encoder, shelf, watch)
    elif progress is not None:
        progress(len(keys), len(keys))
    # A million vectors are 1.5 GB: where no text comes twice they are not copied.
    return vectors if len(vectors) == len(texts) else vectors[inverse]


@dataclass(frozen=True)
class _Watch:
    """Who is told of progress, and who may stop the work."""

    before: int
    total: int
    progress: Progress | None
    cancelled: Poll | None

    def poll(self, done: int) -> None:
        """Raise when the curator stopped the work."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled(
                f"Embedding was stopped after {self.before + done:,} of {self.total:,} texts",
                next="Start it again to go on from there",
            )

    def tell(self, done: int) -> None:
        """Report progress."""
        if self.progress is not None:
            self.progress(self.before + done, self.total)


def _embed(
    texts: list[str],
    vectors: Vectors,
    places: npt.NDArray[np.int64],
    encoder: Encoder,
    shelf: _Shelf,
    watch: _Watch,
) -> None:
    """Put the embedding of each text in its place among ``vectors``."""
    done, step = 0, 32
    try:
        while done < len(texts):
            watch.poll(done)
            began = time.monotonic()
            part = encoder.encode(texts[done : done + step])
            vectors[places[done : done + len(part)]] = part
            shelf.add(part)
            done += len(part)
            seconds = max(time.monotonic() - began, 1e-3)
            step = int(np.clip(step * _STEP_SECONDS / seconds, step / 2, step * 2))
            step = max(16, min(step, 4_096))
            watch.tell(done)
    finally:
        shelf.flush()
    shelf.pack()


class _Shelf:
    """Vectors on their way to disk, in the order of ``keys``."""

    def __init__(self, encoder: Encoder, keys: list[bytes]) -> None:
        self._folder = cache_folder(encoder)
        self._dim = encoder.dim
        self._keys = keys
        self._waiting: list[Vectors] = []
        self._written = 0
        self._since = time.monotonic()

    def add(self, vectors: Vectors) -> None:
        """Take more vectors; write once enough wait or enough time has passed."""
        self._waiting.append(vectors)
        rows = sum(len(part) for part in self._waiting)
        if rows >= _WRITE_ROWS or time.monotonic() - self._since > _WRITE_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Write what waits as one file.

        Raises:
            EncoderError: When the disk does not take it.
        """
        if self._waiting:
            vectors = np.concatenate(self._waiting)
            self._waiting = []
            keys = self._keys[self._written : self._written + len(vectors)]
            _write(self._folder, _table(pa.array(keys, _KEY), vectors))
            self._written += len(vectors)
        self._since = time.monotonic()

    def pack(self) -> None:
        """Merge many small files into one, so that reading stays quick; failing is harmless."""
        small = [path for path in _files(self._folder) if path.stat().st_size < 4 << 20]
        if len(small) < _PACK_FILES:
            return
        tables = [(path, table) for path in small if (table := _open(path, self._dim)) is not None]
        with suppress(EncoderError, OSError):
            _write(self._folder, pa.concat_tables([table for _, table in tables]).combine_chunks())
            for path, _ in tables:
                path.unlink(missing_ok=True)


def _distinct(texts: Sequence[str]) -> tuple[pa.Array, npt.NDArray[np.int64]]:
    """Distinct keys and, for each text, the position of its key."""
    coded = pa.array([digest(text) for text in texts], _KEY).dictionary_encode()
    return coded.dictionary, coded.indices.to_numpy().astype(np.int64)


def _read(folder: Path, keys: pa.Array, dim: int) -> tuple[Vectors, npt.NDArray[np.bool_]]:
    vectors = np.zeros((len(keys), dim), np.float32)
    known = np.zeros(len(keys), bool)
    for table in _tables(folder, dim):
        rows, places = _positions(table, keys)
        if not len(rows):
            continue
        column = table.column("vector").combine_chunks()
        stored = column.flatten().to_numpy(zero_copy_only=False).reshape(-1, dim)
        for at in range(0, len(rows), _READ_ROWS):
            found, here = stored[rows[at : at + _READ_ROWS]], places[at : at + _READ_ROWS]
            # A damaged page can still parse: only unit rows are believed.
            with np.errstate(invalid="ignore", over="ignore"):
                sound = np.abs(np.einsum("ij,ij->i", found, found) - 1.0) < _UNIT_SLACK
            vectors[here[sound]] = found[sound]
            known[here[sound]] = True
    return vectors, known


def _positions(table: pa.Table, keys: pa.Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows of ``table`` that are wanted, and where in ``keys`` each one belongs."""
    place = pc.fill_null(pc.index_in(table.column("key").combine_chunks(), value_set=keys), -1)
    places = place.to_numpy(zero_copy_only=False).astype(np.int64)
    rows = np.flatnonzero(places >= 0)
    return rows, places[rows]


def _tables(folder: Path, dim: int) -> Iterator[pa.Table]:
    for path in _files(folder):
        if (table := _open(path, dim)) is not None:
            yield table


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.arrow")) if folder.is_dir() else []


def _open(path: Path, dim: int) -> pa.Table | None:
    """The file as a mapped table, or None where it is damaged or gone."""
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except (pa.ArrowException, OSError, ValueError):
        return None
    return table if table.schema.equals(_schema(dim)) else None


def _schema(dim: int) -> pa.Schema:
    return pa.schema([pa.field("key", _KEY), pa.field("vector", pa.list_(pa.float32(), dim))])


def _table(keys: pa.Array, vectors: Vectors) -> pa.Table:
    flat = pa.array(np.ascontiguousarray(vectors, np.float32).reshape(-1))
    dim = vectors.shape[1]
    return pa.Table.from_arrays(
        [keys, pa.FixedSizeListArray.from_arrays(flat, dim)],
        schema=_schema(dim),
    )


def _write(folder: Path, table: pa.Table) -> None:
    final = folder / f"{time.time_ns():020d}-{uuid4().hex[:8]}.arrow"
    temporary = final.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(temporary), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        temporary.replace(final)
    except OSError as failure:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise EncoderError(
            f"{table.num_rows:,} embeddings could not be written to {folder}",
            why=failure.strerror or str(failure),
            next="Free some space there; what was written before is kept",
        ) from failure
