"""What is known of a data set without opening its tables: its origin, mapping and counts."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from curation import __version__
from curation.errors import DatasetError
from curation.schemas import Mapping
from curation.store.pairing import Pairing

INFO_FILE = "dataset.json"
MERGED = "merge:"
"""What the ``spec`` of a data set begins with that was merged from others; their ids follow."""


class ShardInfo(BaseModel):
    """One file of the source, kept so that an export in the source's own shape can read it again."""

    model_config = ConfigDict(frozen=True)

    name: str
    split: str | None = None


class SourceInfo(BaseModel):
    """Where a data set came from, enough to open the same source again and to prove it is the same.

    ``spec`` is a sample's name, a full path, a Hub name, whose commit is ``revision``, or ``merge:A+B``.
    """

    model_config = ConfigDict(frozen=True)

    spec: str
    split: str | None = None
    config: str | None = None
    revision: str | None = None
    licence: str | None = None
    fingerprint: str
    shards: tuple[ShardInfo, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Ids of the data sets that this one was merged from, if it was."""
        return tuple(self.spec.removeprefix(MERGED).split("+")) if self.spec.startswith(MERGED) else ()


class Counts(BaseModel):
    """Rows in and what became of them; ``rows_read = rows_used + rows_quarantined`` always."""

    model_config = ConfigDict(frozen=True)

    rows_read: int = 0
    rows_used: int = 0
    rows_quarantined: int = 0
    prompts: int = 0
    responses: int = 0
    pairs: int = 0
    ties: int = 0
    singles: int = 0
    repeated_prompts: int = 0


class DatasetInfo(BaseModel):
    """A data set's identity card, written once as ``dataset.json``.

    ``judged``: the source itself says which answer is better, at least in some rows.
    ``counts.pairs`` counts pairs of two answers, ties among them; ``counts.singles`` counts the
    answers that have no partner.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    mapping: Mapping
    why: str
    pairing: Pairing
    source: SourceInfo
    counts: Counts
    attributes: tuple[str, ...] = ()
    annotated: tuple[str, ...] = ()
    judged: bool = False
    extras: tuple[str, ...] = ()
    quarantine: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    version: str = __version__

    @property
    def family(self) -> str:
        """The schema family it was read as."""
        return self.mapping.family

    def summary(self) -> dict[str, object]:
        """The ``load --json`` object of the command line's contract, and the counts beyond it."""
        counts = self.counts.model_dump()
        return {
            "dataset": self.id,
            "name": self.name,
            "family": self.family,
            **{k: counts[k] for k in ("rows_read", "rows_used", "rows_quarantined")},
            **{k: counts[k] for k in ("prompts", "responses", "pairs", "ties", "singles")},
            "attributes": list(self.attributes),
            "mapping": self.mapping.model_dump(exclude_defaults=True),
            "quarantine": self.quarantine,
            "notes": list(self.notes),
        }


def read_info(folder: Path) -> DatasetInfo:
    """The identity card in a data set's folder.

    Raises:
        DatasetError: It is missing or cannot be understood by this version.
    """
    try:
        return DatasetInfo.model_validate_json((folder / INFO_FILE).read_bytes())
    except (OSError, ValidationError) as error:
        raise DatasetError(
            f"The data set {folder.name} cannot be opened",
            why=f"its {INFO_FILE} is missing, damaged or from another version",
            next=f"Delete {folder} and load the source again",
        ) from error
