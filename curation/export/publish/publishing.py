"""Publishing an export: told first, then done, and told again."""

from __future__ import annotations

from pathlib import Path

from curation.export.publish.comparison import Comparison, Published
from curation.export.publish.destination import Destination
from curation.export.publish.export_folder import files_of, in_words
from curation.export.publish.progressing import SILENT, Following


def compare(folder: Path, destination: Destination, following: Following = SILENT) -> Comparison:
    """What publishing an export would change; nothing is sent.

    Raises:
        ExportError: The folder holds no export, or the destination cannot be asked.
    """
    return destination.compare(files_of(folder, following), following)


def publish(folder: Path, destination: Destination, following: Following = SILENT) -> Published:
    """Make a destination hold an export: what is there already is not sent again.

    Raises:
        ExportError: The folder holds no export, or the destination does not take it.
        Cancelled: The curator stopped it; what had arrived is kept and not sent again.
    """
    files = files_of(folder, following)
    found = destination.compare(files, following)
    return destination.send(files, found, in_words(folder), following)
