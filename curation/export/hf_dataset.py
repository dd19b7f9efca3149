"""A data set as the Hub lays it out: ``data/<split>-00000-of-00001.parquet`` and a README that names them.

Format: ``huggingface.co/docs/hub/datasets-manual-configuration``. Features are written into the files by the
key that ``datasets`` reads (``huggingface`` in the schema's metadata), so ``load_dataset`` gives them back.
"""

from __future__ import annotations

from pathlib import Path

from curation.export.parquet import Parquet
from curation.export.sharding import Shards
from curation.export.splitting import NO_SPLIT, Part
from curation.export.target import Job, Plan

PATTERN = "data/{stem}-{index:05d}-of-{count:05d}.{suffix}"
# What `datasets` would cut a split into of itself.
SHARD_BYTES = 500_000_000


class HfDataset(Parquet):
    """The columns of ``parquet`` under the Hub's names; they come back as that format's do."""

    name = "hf-dataset"
    title = "Hugging Face data set"
    about = "Parquet in the Hub's layout with a README whose head names the splits, ready for load_dataset."

    def shards(self, folder: Path, part: Part, job: Job, plan: Plan) -> Shards:
        """The files of one split, always numbered."""
        options = job.options
        return Shards(
            folder,
            _split(part.name),
            self.suffix,
            lambda path: self.open(path, job, plan),
            options.max_rows,
            options.max_bytes or (None if options.max_rows else SHARD_BYTES),
            PATTERN,
            always=True,
        )


def _split(name: str) -> str:
    """A split's name as ``datasets`` takes it: word characters and dots."""
    return "train" if name == NO_SPLIT else name.replace("-", "_")
