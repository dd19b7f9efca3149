"""Source rows → prompts, responses, extras and quarantine, streamed: no row is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa

from curation.schemas import Mapping
from curation.sources import Shard, Source
from curation.store.extras import ExtrasWriter
from curation.store.keys import hex_keys
from curation.store.parcel import Parcel
from curation.store.parcels import parcels
from curation.store.tables import PROMPTS, QUARANTINE, TableWriter, write_table
from curation.store.tally import Placed, Tally

Progress = Callable[[int], None]


class Ingest:
    """One import under way. ``write`` fills the folder; ``tally`` is what the pairs are made of."""

    def __init__(self, folder: Path, source: Source, mapping: Mapping) -> None:
        self.tally = Tally()
        self._folder = folder
        self._source = source
        self._mapping = mapping

    def write(self, progress: Progress | None = None) -> tuple[str, ...]:
        """Stream the source into the folder's tables.

        Args:
            progress: Called with the number of rows read so far, a few times a second at most.

        Returns:
            The names of the extra columns, those that mapped to nothing.
        """
        folder, tally, shards = self._folder, self.tally, self._source.shards
        with ExitStack() as stack:
            prompts = stack.enter_context(TableWriter(folder / "prompts.arrow", PROMPTS))
            quarantine = stack.enter_context(TableWriter(folder / "quarantine.arrow", QUARANTINE))
            extras = stack.enter_context(ExtrasWriter(folder / "extras.arrow"))
            for index, parcel in parcels(self._source, self._mapping, texts=folder):
                placed = tally.place(parcel, shards[index])
                prompts.write(_prompts(parcel, placed))
                quarantine.write(_quarantine(parcel, placed, shards[index]))
                extras.append(parcel.extras, placed.offset)
                if progress:
                    progress(tally.read)
        write_table(folder / "answers.arrow", tally.answers.arrow())
        assert tally.read == tally.used + sum(tally.quarantined.values()), "a row was lost"
        return extras.names


def _prompts(parcel: Parcel, placed: Placed) -> pa.RecordBatch:
    new = pa.array(placed.new_prompts)
    first, prompts = placed.first_prompt, parcel.prompts
    columns = [column.take(new) for column in (prompts.messages, prompts.text, prompts.turns)]
    keys = hex_keys(np.asarray(prompts.key, np.uint64)[placed.new_prompts])
    ids = pa.array(np.arange(first, first + len(new)))
    return pa.RecordBatch.from_arrays([ids, *columns, keys], schema=PROMPTS)


def _quarantine(parcel: Parcel, placed: Placed, shard: Shard) -> pa.RecordBatch:
    misfits = parcel.misfits
    columns = [
        [placed.offset + misfit.row for misfit in misfits],
        [shard.name] * len(misfits),
        [misfit.reason for misfit in misfits],
        [misfit.detail for misfit in misfits],
        [misfit.raw for misfit in misfits],
    ]
    arrays = [pa.array(column, field.type) for column, field in zip(columns, QUARANTINE, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=QUARANTINE)
