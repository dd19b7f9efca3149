"""What a schema family is: a name, the columns it needs, and two functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from curation.schemas.canonical import Row
from curation.schemas.mapping import Mapping
from curation.schemas.plain import PlainReader
from curation.schemas.sample import Sample

# A list is several rows of one source row: a tree of messages holds many prompts.
Reader = Callable[[dict[str, Any]], Row | list[Row]]


@runtime_checkable
class Learner(Protocol):
    """A reader of rows that refer to one another: it is shown every row once before it reads any."""

    def learn(self, data: dict[str, Any]) -> None:
        """Remember what other rows may ask of this one; a row that says nothing is passed over."""
        ...

    def __call__(self, data: dict[str, Any]) -> Row | list[Row]:
        """Read a row, as any reader; one that is only the context of others has no prompt and no answers."""
        ...


@dataclass(frozen=True)
class Recognition:
    """A family's claim on a source.

    ``why`` is a sentence for the curator; ``confidence`` is between 0 and 1 and only ranks claims.
    """

    mapping: Mapping
    confidence: float
    why: str


@dataclass(frozen=True)
class Need:
    """A column a family cannot do without: what it is called to people, and its usual spellings."""

    what: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """One shape of preference data.

    Attributes:
        name: Registry name, as mappings spell it.
        title: What a row of it is, to people.
        needs: Columns it cannot do without, for the sentence that refuses a source.
        required: Roles that a mapping must give a column.
        optional: Roles that it may.
        recognise: Claims a sample, or gives None; raises SchemaError where the shape fits but its
            meaning is ambiguous.
        reader: Builds the function from raw row to `Row`.
        plain: Builds the function that reads many plain rows at once, where the family has one.
    """

    name: str
    title: str
    needs: tuple[Need, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...]
    recognise: Callable[[Sample], Recognition | None]
    reader: Callable[[Mapping], Reader]
    plain: Callable[[Mapping], PlainReader | None] = lambda _: None
