"""Exports: one file a target format; a target carries a row whole or refuses it by name of reason."""

from curation.export.folder import MANIFEST
from curation.export.losses import Loss, Remedy, losses
from curation.export.proof import Proof, prove
from curation.export.refusing import REASONS
from curation.export.snippets import Snippet, snippets
from curation.export.splitting import Splitting
from curation.export.target import Preview, Target
from curation.export.write import (
    TARGETS,
    ExportResult,
    job_of,
    preview,
    splitting_of,
    target_named,
    write_export,
)

__all__ = [
    "MANIFEST",
    "REASONS",
    "TARGETS",
    "ExportResult",
    "Loss",
    "Preview",
    "Proof",
    "Remedy",
    "Snippet",
    "Splitting",
    "Target",
    "job_of",
    "losses",
    "preview",
    "prove",
    "snippets",
    "splitting_of",
    "target_named",
    "write_export",
]
