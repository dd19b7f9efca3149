"""Which family a source belongs to, whether a mapping fits it, and the reader that follows from a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from curation.errors import SchemaError
from curation.schemas.direction import AmbiguousDirection
from curation.schemas.families import FAMILIES
from curation.schemas.family import Family, Reader, Recognition
from curation.schemas.mapping import Mapping, did_you_mean
from curation.schemas.plain import PlainReader
from curation.schemas.sample import Sample

# A claim no stronger than this ("there is some number beside the answers") does not outweigh a verdict
# that can be read in two ways.
FAINT = 0.75


def recognise(rows: Sequence[dict[str, Any]]) -> Recognition:
    """Find the family that reads these rows, by their columns and values.

    Args:
        rows: The first rows of a source; 400 at most are looked at.

    Returns:
        The claim with the highest confidence.

    Raises:
        SchemaError: No family fits (the sentence names the columns seen and what the nearest
            families still need), or one fits but its verdicts can be read in two ways.
    """
    sample = Sample(rows)
    if not sample.columns:
        raise SchemaError("There is nothing to recognise", why="the source has no readable rows")
    claims: list[Recognition] = []
    doubts: list[SchemaError] = []
    for family in FAMILIES:
        try:
            claim = family.recognise(sample)
        except SchemaError as doubt:
            doubts.append(doubt)
        else:
            claims += [claim] if claim else []
    best = max(claims, key=lambda claim: claim.confidence, default=None)
    open_question = next((doubt for doubt in doubts if isinstance(doubt, AmbiguousDirection)), None)
    if best and (open_question is None or best.confidence > FAINT):
        return best
    raise open_question or (doubts[0] if doubts else _refusal(sample))


def check_mapping(mapping: Mapping, rows: Sequence[dict[str, Any]]) -> None:
    """See that a mapping fits a source.

    Raises:
        SchemaError: It names an unknown family or role, lacks a role its family needs, or names a
            column that none of the rows has.
    """
    _check_roles(mapping, family_named(mapping.family))
    sample = Sample(rows)
    for what, column in [*mapping.columns.items(), *(("attributes", name) for name in mapping.attributes)]:
        if column in sample.columns or ("." in column and sample.values(column)):
            continue
        hint = did_you_mean(column, sample.columns)
        raise SchemaError(
            f"The mapping's {what} column '{column}' is not in the source",
            why=f"its columns are {_listed(sample.columns)}",
            next=hint or "Correct the name in the mapping",
        )


def row_reader(mapping: Mapping) -> Reader:
    """The function that turns a raw row into a `Row`, or raises `Unfit`.

    Raises:
        SchemaError: The mapping names an unknown family or role, or lacks one.
    """
    family = family_named(mapping.family)
    _check_roles(mapping, family)
    return family.reader(mapping)


def plain_row_reader(mapping: Mapping) -> PlainReader | None:
    """How to read many rows at once, where mapping and family allow it.

    Raises:
        SchemaError: The mapping names an unknown family.
    """
    return family_named(mapping.family).plain(mapping)


def family_named(name: str) -> Family:
    """The family of that name.

    Raises:
        SchemaError: There is none.
    """
    for family in FAMILIES:
        if family.name == name:
            return family
    names = [family.name for family in FAMILIES]
    hint = did_you_mean(name, names)
    raise SchemaError(f"There is no schema family '{name}'", why=f"known are {', '.join(names)}", next=hint)


def misnamed(mapping: Mapping) -> tuple[tuple[str, ...], SchemaError] | None:
    """The first name in a mapping that nothing goes by: where it stands, and what to say of it."""
    try:
        family = family_named(mapping.family)
    except SchemaError as error:
        return ("family",), error
    roles = (*family.required, *family.optional)
    for setting, given in (("columns", mapping.columns), ("models", mapping.models)):
        for role in given:
            if role not in roles:
                what = f"The family '{family.name}' knows no role '{role}'"
                hint = did_you_mean(role, roles)
                return (setting, role), SchemaError(what, why=f"its roles are {', '.join(roles)}", next=hint)
    return None


def _check_roles(mapping: Mapping, family: Family) -> None:
    if found := misnamed(mapping):
        raise found[1]
    if missing := [role for role in family.required if role not in mapping.columns]:
        raise SchemaError(
            f"The mapping gives no column for {' and '.join(missing)}",
            why=f"the family '{family.name}' cannot do without",
            next=f"Add '{missing[0]}: <column>' under 'columns'",
        )


def _refusal(sample: Sample) -> SchemaError:
    lacking = []
    for family in FAMILIES:
        missing = [need.what for need in family.needs if sample.column(need.spellings) is None]
        lacking.append((len(missing) / len(family.needs), family, missing))
    lacking.sort(key=lambda item: item[0])
    near = [
        f"'{family.name}' ({'lacks ' + ' and '.join(missing) if missing else 'its values do not fit'})"
        for share, family, missing in lacking[:2]
        if share < 1
    ]
    nearest = f"; nearest are {' and '.join(near)}" if near else ""
    return SchemaError(
        "This does not look like preference data",
        why=f"its columns are {_listed(sample.columns)}{nearest}",
        next="Load a source with preferences, or say which columns they are in with --mapping FILE",
    )


def _listed(columns: Sequence[str], limit: int = 12) -> str:
    names = [name if len(name) <= 40 else f"{name[:39]}…" for name in columns[:limit]]
    more = len(columns) - limit
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
