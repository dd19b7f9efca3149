"""The workspace on disk: import, the canonical tables, and queries over them."""

from curation.store.build import build_dataset, peek, understand
from curation.store.catalogue import list_datasets, open_dataset
from curation.store.dataset import Dataset
from curation.store.fields import Field
from curation.store.info import Counts, DatasetInfo
from curation.store.keys import prompt_key, text_key
from curation.store.merging import merge
from curation.store.pairing import Pairing
from curation.store.pairing_file import read_pairing
from curation.store.presets import PRESETS
from curation.store.workspace import datasets_folder, new_file, new_folder, signals_folder, slug

__all__ = [
    "PRESETS",
    "Counts",
    "Dataset",
    "DatasetInfo",
    "Field",
    "Pairing",
    "build_dataset",
    "datasets_folder",
    "list_datasets",
    "merge",
    "new_file",
    "new_folder",
    "open_dataset",
    "peek",
    "prompt_key",
    "read_pairing",
    "signals_folder",
    "slug",
    "text_key",
    "understand",
]
