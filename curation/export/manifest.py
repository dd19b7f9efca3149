"""The manifest beside an export: what it was made from and how, so that it can be made and checked again.

It holds no date and no absolute path: the same data set and recipe give the same bytes on any day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from curation import __version__
from curation.export.folder import MANIFEST
from curation.export.split_facts import draw_facts, split_facts
from curation.export.target import Job, Target, Written
from curation.recipe import Recipe
from curation.store.info import SourceInfo


def write_manifest(
    folder: Path,
    job: Job,
    target: Target,
    written: Written,
    recipe: Recipe | None,
    beside: Sequence[str] = (),
) -> None:
    """Write ``manifest.json`` beside the files; ``beside`` names those that hold no rows."""
    info = job.dataset.info
    outcome = job.outcome
    content: dict[str, Any] = {
        "winnow": __version__,
        "format": target.name,
        **_options(job),
        "dataset": {"id": info.id, "name": info.name, "family": info.family},
        "source": {
            "spec": public_spec(info.source),
            "fingerprint": info.source.fingerprint,
            "revision": info.source.revision,
            "split": info.source.split,
            "config": info.source.config,
            "licence": info.source.licence,
            "shards": [shard.name for shard in info.source.shards],
        },
        "mapping": info.mapping.model_dump(mode="json", exclude_defaults=True),
        "pairing": info.pairing.model_dump(mode="json", exclude_defaults=True),
        "recipe": _told(recipe),
        "recipe_hash": recipe.hash if recipe else None,
        **draw_facts(job, split_facts(job, written)),
        "counts": info.counts.model_dump(),
        "funnel": outcome.funnel(),
        "rows": sum(file.rows for file in written.files),
        "rejected_by_target": rejected(written.refused),
        "files": [
            {
                "name": file.name,
                "rows": file.rows,
                "bytes": (folder / file.name).stat().st_size,
                "sha256": _sha256(folder / file.name),
            }
            for file in written.files
        ],
        **_beside(folder, beside),
    }
    (folder / MANIFEST).write_bytes(
        orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )


def _options(job: Job) -> dict[str, Any]:
    options = job.options.model_dump(mode="json", exclude_defaults=True)
    return {"options": options} if options else {}


def _beside(folder: Path, names: Sequence[str]) -> dict[str, Any]:
    listed = [{"name": name, "sha256": _sha256(folder / name)} for name in sorted(names)]
    return {"beside": listed} if listed else {}


def rejected(refused: dict[str, int]) -> list[dict[str, Any]]:
    """Reasons as the command line's contract has them, the most frequent first."""
    counted = sorted(refused.items(), key=lambda entry: (-entry[1], entry[0]))
    return [{"reason": reason, "rows": rows} for reason, rows in counted if rows]


def public_spec(source: SourceInfo) -> str | None:
    """The source's name where it is one for everybody: a Hub repository or a bundled sample."""
    return source.spec if source.revision or source.spec.startswith("sample") else None


def _told(recipe: Recipe | None) -> dict[str, Any] | None:
    """What the recipe does; its source, mapping and pairing stand above, as the data set has them."""
    return recipe.deeds() if recipe else None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
