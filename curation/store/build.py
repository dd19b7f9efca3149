"""A source becomes a data set: built in a temporary folder, renamed into place when whole."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from curation.errors import SchemaError, SourceError
from curation.schemas import Mapping, Recognition, check_mapping, recognise
from curation.schemas.judging import speaks_for
from curation.sources import Source
from curation.store.counting import counted
from curation.store.dataset import Dataset
from curation.store.info import INFO_FILE, DatasetInfo, ShardInfo, SourceInfo
from curation.store.ingest import Ingest
from curation.store.pairing import Pairing
from curation.store.pairs import pair_table, paired
from curation.store.parcels import warm_up
from curation.store.tables import write_table
from curation.store.tally import Tally
from curation.store.workspace import datasets_folder, new_folder, slug

# Raised whenever the same source would give other tables than before.
INGEST_VERSION = 3
PEEK_ROWS = 200


def peek(source: Source, rows: int = PEEK_ROWS) -> list[dict[str, Any]]:
    """The first readable rows of a source that say anything.

    Raises:
        SourceError: There is none.
    """
    found: list[dict[str, Any]] = []
    blank: list[dict[str, Any]] = []
    fault = ""
    for batch in islice(source.rows(), 8):
        readable = [raw.data for raw in batch if raw.data is not None]
        found += [data for data in readable if any(value not in (None, "") for value in data.values())]
        blank = blank or readable[:rows]
        fault = fault or next((raw.fault[1] for raw in batch if raw.fault), "")
        if len(found) >= rows:
            break
    found = found or blank
    if not found:
        raise SourceError(
            f"{source.spec!r} holds no readable row",
            why=fault,
            next="Check that the file is whole and holds data rows",
        )
    return found[:rows]


def understand(
    source: Source, mapping: Mapping | None = None, columns: dict[str, str] | None = None
) -> Recognition:
    """How the source's columns are read: by the mapping given, else by recognition.

    Args:
        source: Where the rows come from.
        mapping: How to read them, whole.
        columns: Role → column, a hint to recognition.

    Raises:
        SourceError: A file name cannot be written down, or no row can be read.
        SchemaError: No known shape, or the mapping names a column that is not there.
    """
    _check_names(source)
    rows = peek(source)
    if mapping is None:
        return recognise(rows, columns)
    check_mapping(mapping, rows)
    return Recognition(mapping, 1.0, "the mapping was given")


def _check_names(source: Source) -> None:
    for name in (source.spec, *(shard.name for shard in source.shards)):
        try:
            name.encode()
        except UnicodeEncodeError as error:
            raise SourceError(
                f"{name!r} cannot be read", why="its name is not UTF-8", next="Rename it"
            ) from error


def build_dataset(
    source: Source,
    *,
    name: str | None = None,
    mapping: Mapping | None = None,
    how: Recognition | None = None,
    pairing: Pairing | None = None,
    split: str | None = None,
    config: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Dataset:
    """Read the source into the workspace, or open it where it is there already.

    Args:
        source: Where the rows come from.
        name: What to call the data set; the source's title if not given.
        mapping: How to read the columns; recognised if not given.
        how: The same with the reason why, from somebody who has looked at the source already.
        pairing: How rated answers become pairs.
        split: The split that was asked for, kept so that the source can be opened again.
        config: The config that was asked for, likewise.
        progress: Called with the number of rows read so far.

    Raises:
        SourceError: The bytes cannot be read to the end.
        SchemaError: The columns are not understood, or no row at all fits.
        DatasetError: The workspace cannot be written.
    """
    how = how or understand(source, mapping)
    rule = pairing or Pairing()
    name = slug(name or source.title)
    warm_up(source)
    fingerprint = source.fingerprint()
    identity = [str(INGEST_VERSION), fingerprint, how.mapping.model_dump_json(), rule.model_dump_json()]
    digest = blake2b("\n".join(identity).encode(), digest_size=4).hexdigest()
    target = datasets_folder() / f"{name}-{digest}"
    if (target / INFO_FILE).exists():
        return Dataset(target)
    with new_folder(target) as folder:
        ingest = Ingest(folder, source, how.mapping)
        extras = ingest.write(progress)
        tally = ingest.tally
        if not tally.used:
            reason, count = tally.quarantined.most_common(1)[0] if tally.quarantined else ("no rows", 0)
            raise SchemaError(
                f"No row of {source.title} fits the schema {how.mapping.family!r}",
                why="; ".join([f"{count:,} rows were refused as {reason}", *source.notes]),
                next="Give the right columns with --mapping FILE",
            )
        columns = paired(tally, rule)
        write_table(folder / "pairs.arrow", pair_table(tally, columns))
        info = DatasetInfo(
            id=target.name,
            name=name,
            mapping=how.mapping,
            why=how.why,
            pairing=rule,
            source=SourceInfo(
                spec=_lasting(source),
                split=split,
                config=config,
                revision=source.revision,
                licence=source.licence,
                fingerprint=fingerprint,
                shards=tuple(ShardInfo(name=shard.name, split=shard.split) for shard in source.shards),
            ),
            counts=counted(tally, columns),
            attributes=tuple(tally.answers.scores),
            annotated=tuple(tally.answers.ratings),
            judged=len(tally.verdicts.chosen) > 0,
            extras=extras,
            quarantine=dict(tally.quarantined.most_common()),
            notes=(
                *source.notes,
                *_notes(len(tally.repeated), len(tally.answers.scores)),
                *_on_direction(tally, rule),
            ),
        )
        (folder / INFO_FILE).write_text(info.model_dump_json(indent=1), "utf-8")
    return Dataset(target)


def _lasting(source: Source) -> str:
    """How to name the source from any folder on any day: a full path, a Hub name without its branch."""
    if source.revision is not None:
        return source.spec.partition("@")[0]
    if source.spec == "sample" or source.spec.startswith("sample:"):
        return source.title.replace("-", ":", 1)
    return str(Path(source.spec).expanduser().resolve())


def _notes(repeated: int, attributes: int) -> list[str]:
    if not repeated:
        return []
    plural = "prompt stands" if repeated == 1 else "prompts stand"
    note = f"{repeated:,} {plural} in several separate places; the answers are taken together"
    return [note + (" (pairing rule `within_run: true` keeps them apart)" if attributes else "")]


def _on_direction(tally: Tally, rule: Pairing) -> list[str]:
    """What to say where answers are compared by an attribute that is not known to be a merit."""
    answers = tally.answers
    compared = (~answers.judged & (answers.label < 0) & np.isnan(answers.rank)).any()
    if rule.weights or not compared:
        return []
    return [
        f"{name!r} was taken for a fault: of two answers the one with less of it is preferred"
        if weight < 0
        else f"nothing says that more of {name!r} is better, but of two answers the one with more of it is "
        "preferred; a pairing rule can say otherwise"
        for name, weight in rule.weights_for(tuple(answers.scores)).items()
        if not speaks_for(name)
    ]
