"""Findings on disk, one file a data set, set of benchmarks and rule: looked for once, then loaded."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from curation.analysis.contamination.benchmark import BenchmarkRef, checked_source, open_benchmark
from curation.analysis.contamination.findings import FINDINGS, Findings
from curation.analysis.contamination.rule import Rule
from curation.analysis.contamination.search import Asked, Progress, search
from curation.errors import RecipeError
from curation.progress import DOWNLOADING
from curation.settings import settings
from curation.similarity import resolve_model
from curation.store import Dataset, new_file
from curation.store.tables import write_table

# Raise when a finding would come out otherwise: older files are then passed over.
RULES = 1
_META = b"winnow.contamination"


def find_contamination(
    dataset: Dataset,
    refs: Sequence[BenchmarkRef],
    rule: Rule,
    *,
    within: tuple[Path, ...] | None = None,
    progress: Progress | None = None,
    cancelled: Asked | None = None,
) -> Findings:
    """What of some benchmarks stands in a data set: loaded where known, else found and kept.

    Args:
        dataset: Where to look.
        refs: What to look for.
        rule: When a prompt counts.
        within: Folders that benchmark files must lie in.
        progress: Called with (what, done, total).
        cancelled: Asked now and then.

    Raises:
        RecipeError: No benchmark is named, or one cannot be opened or has changed.
        SchemaError: Which column holds a benchmark's questions cannot be told.
        Cancelled: ``cancelled`` said so.
    """
    known = known_findings(dataset, refs, rule, within=within)
    if known is not None:
        return known
    told = _bytes(progress)
    benchmarks = [open_benchmark(ref, within=within, progress=told) for ref in refs]
    opened = [benchmark.ref for benchmark in benchmarks]
    found = _load(_path(dataset.id, opened, rule), opened)
    if found is None:
        found = search(dataset, benchmarks, rule, progress=progress, cancelled=cancelled)
        _save(_path(dataset.id, opened, rule), found)
    return found


def known_findings(
    dataset: Dataset,
    refs: Sequence[BenchmarkRef],
    rule: Rule,
    *,
    within: tuple[Path, ...] | None = None,
) -> Findings | None:
    """The findings if they are stored, and the benchmarks are still those they were made with; else None.

    Raises:
        RecipeError: No benchmark is named, or one cannot be opened or has changed.
    """
    if not refs:
        raise RecipeError("No benchmark is named", next="Name at least one: a file, or a name like gsm8k")
    if any(ref.fingerprint is None or ref.column is None for ref in refs):
        return None
    for ref in refs:
        checked_source(ref, within=within)
    return _load(_path(dataset.id, refs, rule), refs)


def earlier_findings(dataset_id: str) -> list[Findings]:
    """Everything that was found in a data set, the newest first; damaged files are passed over."""
    files = [(path.stat().st_mtime_ns, path) for path in _folder(dataset_id).glob("*.arrow")]
    found = (_load(path, None) for _, path in sorted(files, reverse=True))
    return [findings for findings in found if findings is not None]


def _bytes(progress: Progress | None) -> Callable[[int, int], None] | None:
    return (lambda here, total: progress(DOWNLOADING, here, total)) if progress else None


def _folder(dataset_id: str) -> Path:
    return settings().home / "contamination" / dataset_id


def _path(dataset_id: str, refs: Sequence[BenchmarkRef], rule: Rule) -> Path:
    """Names and places do not matter, contents do."""
    contents = [[ref.fingerprint, ref.column, ref.answer if rule.answers else None] for ref in refs]
    weights = resolve_model(rule.model).identity if rule.method == "embedding" else None
    asked = json.dumps([RULES, contents, rule.plain() | {"model": weights}], sort_keys=True)
    return _folder(dataset_id) / f"{blake2b(asked.encode(), digest_size=12).hexdigest()}.arrow"


def _save(path: Path, found: Findings) -> None:
    meta: dict[str, Any] = {
        "rules": RULES,
        "rule": asdict(found.rule),
        "benchmarks": [ref.model_dump() for ref in found.benchmarks],
        "questions": found.questions,
        "blank": found.blank,
    }
    table = found.table.replace_schema_metadata({_META: json.dumps(meta).encode()})
    with new_file(path) as building:
        write_table(building, table)


def _load(path: Path, refs: Sequence[BenchmarkRef] | None) -> Findings | None:
    """The stored findings under the names that ``refs`` give the benchmarks, or None."""
    try:
        table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
        meta = json.loads(table.schema.metadata[_META])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError):
        return None
    if meta["rules"] != RULES or not table.schema.equals(FINDINGS):
        return None
    named = refs if refs is not None else [BenchmarkRef.model_validate(ref) for ref in meta["benchmarks"]]
    rule, counted = Rule(**meta["rule"]), (tuple(meta["questions"]), tuple(meta["blank"]))
    return Findings(rule, tuple(named), *counted, table.replace_schema_metadata(None))
