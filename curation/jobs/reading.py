"""How a source is understood where a curator may have chosen between two readings of its verdicts."""

from __future__ import annotations

from curation.errors import SchemaError
from curation.schemas import Mapping, Recognition
from curation.schemas.direction import AmbiguousDirection
from curation.sources import Source
from curation.store.build import understand


def understood(
    source: Source,
    mapping: Mapping | None = None,
    reading: str | None = None,
    columns: dict[str, str] | None = None,
) -> Recognition:
    """The mapping given, the reading chosen, or what recognition finds.

    Args:
        source: Where the rows come from.
        mapping: How to read the columns.
        columns: Role → column, for columns whose names do not say what they hold.
        reading: The name of one reading, for a source whose verdicts can be read in several ways.

    Raises:
        AmbiguousDirection: The verdicts can be read in several ways, and none was chosen.
        SchemaError: No known shape, no reading of that name, or nothing to choose between.
    """
    if reading is None:
        return understand(source, mapping, columns)
    if mapping is not None:
        raise SchemaError(
            "A mapping and a reading were both given",
            why="either of them alone says how the verdicts are read",
            next="Leave one of them out",
        )
    try:
        how = understand(source, columns=columns)
    except AmbiguousDirection as doubt:
        chosen = doubt.reading(reading)
        return Recognition(chosen.mapping, 1.0, f"{chosen.sentence}: the reading '{reading}' was chosen")
    raise SchemaError(
        f"There is no reading '{reading}' to choose",
        why=f"the source reads in one way only, for {how.why}",
        next="Leave the reading out",
    )
