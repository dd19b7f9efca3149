"""Publishing: an export's folder sent to the Hub, to a store, or to another folder; first told, then done."""

from curation.export.publish.comparison import Change, Comparison, Published
from curation.export.publish.destination import Destination, destination_named
from curation.export.publish.export_folder import ExportFile, files_of, written_before
from curation.export.publish.publishing import compare, publish

__all__ = [
    "Change",
    "Comparison",
    "Destination",
    "ExportFile",
    "Published",
    "compare",
    "destination_named",
    "files_of",
    "publish",
    "written_before",
]
