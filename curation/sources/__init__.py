"""Bytes → rows: files, folders, archives, uploads, Hub repositories and bundled samples, read within limits.

Nothing here knows what the columns mean; a row that cannot be read is handed on with its fault.
"""

from __future__ import annotations

from curation.sources.opening import open_source
from curation.sources.rows import RawRow, Shard
from curation.sources.samples import SAMPLES, Sample
from curation.sources.source import Source
from curation.sources.upload import save_upload

__all__ = ["SAMPLES", "RawRow", "Sample", "Shard", "Source", "open_source", "save_upload"]
