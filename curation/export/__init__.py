"""Exports: one file a target format; a target carries a row whole or refuses it by name of reason."""

from curation.export.folder import MANIFEST
from curation.export.refusing import REASONS
from curation.export.splitting import Splitting
from curation.export.target import Preview, Target
from curation.export.write import TARGETS, ExportResult, preview, splitting_of, target_named, write_export

__all__ = [
    "MANIFEST",
    "REASONS",
    "TARGETS",
    "ExportResult",
    "Preview",
    "Splitting",
    "Target",
    "preview",
    "splitting_of",
    "target_named",
    "write_export",
]
