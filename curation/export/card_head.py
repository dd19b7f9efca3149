"""The YAML head of an export's README, as the Hub and ``datasets`` read it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from curation.export.hub_features import features
from curation.export.hub_licences import stated
from curation.export.target import Job, Target, Written
from curation.store import Dataset

_SHARD = re.compile(r"(?:-\d{5}-of-\d{5})?\.(?:parquet|jsonl|json|csv)(?:\.gz)?$")
_SIZES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)
_SHORT = ("1K", "10K", "100K", "1M", "10M", "100M", "1B")
_TAGS = {"kto": "kto", "reward": "reward-model", "rm": "reward-model", "dpo": "dpo"}
# A language of fewer prompts is a slip of the detector as often as not.
_SPOKEN = 0.05


@dataclass(frozen=True)
class HubSplit:
    """One split's files.

    Attributes:
        name: As ``load_dataset`` takes it.
        files: Their names within the export.
        rows: Their rows.
    """

    name: str
    files: list[str] = field(default_factory=list)
    rows: int = 0


def hub_splits(written: Written) -> list[HubSplit]:
    """The splits that the files make; none where they are in the source's own shape."""
    found: dict[str, HubSplit] = {}
    for file in written.files:
        stem = _SHARD.sub("", Path(file.name).name)
        name = "train" if stem == "data" else re.sub(r"\W", "_", stem)
        known = found.get(name, HubSplit(name))
        found[name] = HubSplit(name, [*known.files, file.name], known.rows + file.rows)
    return list(found.values())


def head(folder: Path, job: Job, target: Target, written: Written) -> dict[str, Any]:
    """The card's metadata; what is not known is left out, never guessed."""
    info = job.dataset.info
    splits = hub_splits(written) if target.name != "source" else []
    told: dict[str, Any] = {
        "pretty_name": " ".join(info.name.split()),
        **stated(info.source.licence),
        "language": languages(job.dataset),
        "task_categories": ["text-generation"],
        "size_categories": [size_category(sum(file.rows for file in written.files))],
        "tags": ["preference", "rlhf", *_tags(target.name), "winnow"],
    }
    if splits:
        told["configs"] = [
            {
                "config_name": "default",
                "data_files": [{"split": split.name, "path": _paths(split)} for split in splits],
            }
        ]
        told["dataset_info"] = _described(folder, target, splits)
    return {key: value for key, value in told.items() if value}


def front_matter(told: dict[str, Any]) -> str:
    """The head as YAML between its lines."""
    return f"---\n{yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=100)}---\n"


def _paths(split: HubSplit) -> str | list[str]:
    return split.files[0] if len(split.files) == 1 else split.files


def _described(folder: Path, target: Target, splits: list[HubSplit]) -> dict[str, Any]:
    """Columns and sizes; columns only of Parquet, as other files leave them to their reader."""
    sizes = {name: (folder / name).stat().st_size for split in splits for name in split.files}
    plain = {name: _uncompressed(folder / name) for name in sizes}
    told: dict[str, Any] = {}
    if target.suffix == "parquet":
        told["features"] = features(pq.read_schema(folder / splits[0].files[0]))
    told["splits"] = [
        {
            "name": split.name,
            "num_bytes": sum(plain[name] for name in split.files),
            "num_examples": split.rows,
        }
        for split in splits
    ]
    return told | {"download_size": sum(sizes.values()), "dataset_size": sum(plain.values())}


def _uncompressed(file: Path) -> int:
    if file.suffix != ".parquet":
        return file.stat().st_size
    about = pq.read_metadata(file)
    return sum(about.row_group(at).total_byte_size for at in range(about.num_row_groups))


def languages(dataset: Dataset) -> list[str]:
    """The languages of at least a twentieth of the prompts, the most frequent first."""
    if "language" not in dataset.prompts.column_names:
        return []
    counts = pc.value_counts(dataset.prompts["language"].drop_null()).to_pylist()
    least = _SPOKEN * len(dataset.prompts)
    ranked = sorted((-row["counts"], row["values"]) for row in counts if row["counts"] >= least)
    # The Hub's list has no scripts: Chinese is Chinese.
    return list(dict.fromkeys(str(code).split("-")[0].lower() for _, code in ranked))


def size_category(rows: int) -> str:
    """The Hub's name for so many rows."""
    at = next((at for at, bound in enumerate(_SIZES) if rows < bound), len(_SIZES))
    if at == 0:
        return "n<1K"
    return f"{_SHORT[at - 1]}<n<{_SHORT[at]}" if at < len(_SIZES) else "n>1B"


def _tags(name: str) -> list[str]:
    return [tag for part, tag in _TAGS.items() if part in name.split("-")] or ["dpo"]
