"""Which family a source belongs to, whether a mapping fits it, and the reader that follows from a mapping."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from curation.errors import SchemaError
from curation.schemas.direction import AmbiguousDirection, Reading
from curation.schemas.families import FAMILIES
from curation.schemas.family import Family, Reader, Recognition
from curation.schemas.judging import judges
from curation.schemas.mapping import Mapping, did_you_mean
from curation.schemas.plain import PlainReader
from curation.schemas.roles import sole_text
from curation.schemas.sample import Sample, folded
from curation.schemas.values import getter

# A claim no stronger than this ("there is some number beside the answers") does not outweigh a verdict
# that can be read in two ways.
FAINT = 0.75


def recognise(rows: Sequence[dict[str, Any]], columns: dict[str, str] | None = None) -> Recognition:
    """Find the family that reads these rows, by their columns and values.

    Args:
        rows: The first rows of a source; 400 at most are looked at.
        columns: Role → column, for columns whose names do not say what they hold.

    Returns:
        The claim with the highest confidence.

    Raises:
        SchemaError: No family fits (the sentence names the columns seen and what the nearest
            families still need), or one fits but its verdicts can be read in two ways.
    """
    if columns:
        return recognise_as(rows, columns)
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
    if not open_question and not doubts and (found := _within(rows, sample)):
        return found
    raise open_question or (doubts[0] if doubts else _refusal(sample))


def _within(rows: Sequence[dict[str, Any]], sample: Sample) -> Recognition | None:
    """Recognise rows that keep everything in one nested record, such as ``data``; None where they do not.

    Raises:
        AmbiguousDirection: They do, and their verdicts can be read in two ways.
    """
    usual = {name for family in FAMILIES for need in family.needs for name in need.spellings}
    for record in sample.records():
        keys = sample.keys(record)
        if usual.isdisjoint(map(folded, keys)):
            continue
        flat = [
            {name: value for name, value in row.items() if name != record} | inner
            for row in rows
            if isinstance(row, dict) and isinstance(inner := row.get(record), dict)
        ]
        try:
            return _recognise_called(flat, {key: f"{record}.{key}" for key in keys})
        except AmbiguousDirection:
            raise
        except SchemaError:
            continue
    return None


def recognise_as(rows: Sequence[dict[str, Any]], columns: dict[str, str]) -> Recognition:
    """Recognise rows whose columns are called as ``columns`` says: role → column.

    Raises:
        SchemaError: As for `recognise`, or a column is not there.
    """
    sample = Sample(rows)
    seen = sample.columns
    nested = {role: getter(column) for role, column in columns.items() if column not in seen}
    for role, column in columns.items():
        if role in nested and not ("." in column and sample.values(column)):
            raise SchemaError(
                f"There is no column '{column}' to take as {role}",
                why=f"the columns are {_listed(seen)}",
                next=did_you_mean(column, seen) or "Correct the name",
            )
    role_of = {column: role for role, column in columns.items()}
    # A column that merely has a role's name makes room for the one that has the role.
    called = [
        {
            role_of.get(name, name): value
            for name, value in row.items()
            if name in role_of or name not in columns
        }
        | {role: fetch(row) for role, fetch in nested.items()}
        for row in rows
    ]
    return _recognise_called(called, columns)


def _recognise_called(called: Sequence[dict[str, Any]], columns: dict[str, str]) -> Recognition:
    """Recognise rows whose columns go by other names, and give the columns their own names back."""
    try:
        found = recognise(called)
    except AmbiguousDirection as doubt:
        readings = [
            Reading(one.name, _renamed(one.sentence, columns), _called_back(one.mapping, columns))
            for one in doubt.readings
        ]
        raise AmbiguousDirection(columns.get(doubt.column, doubt.column), readings, doubt.codes) from doubt
    return Recognition(_called_back(found.mapping, columns), found.confidence, _renamed(found.why, columns))


def _called_back(mapping: Mapping, columns: dict[str, str]) -> Mapping:
    named = {role: _own_name(column, columns) for role, column in mapping.columns.items()}
    attributes = tuple(_own_name(column, columns) for column in mapping.attributes)
    return mapping.model_copy(update={"columns": named, "attributes": attributes})


def _own_name(column: str, columns: dict[str, str]) -> str:
    head, dot, rest = column.partition(".")
    return columns[column] if column in columns else f"{columns.get(head, head)}{dot}{rest}"


def _renamed(sentence: str, columns: dict[str, str]) -> str:
    for role, column in columns.items():
        sentence = sentence.replace(f"'{role}'", f"'{column}'")
    return sentence


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
    rated = [name for name in sample.columns if sample.numbers(name) and judges(name, sample.values(name))]
    if rated and (text := sole_text(sample)) is not None:
        return SchemaError(
            "No column reads as a prompt",
            why=f"'{text}' is a text with ratings ({_listed(rated, 4)}), and it may answer any of "
            f"{_listed([name for name in sample.columns if name not in (*rated, text)])}",
            next="Say which one it answers: --column prompt=NAME",
        )
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
        next=(
            "Load a source with preferences, or say which column is what: --column prompt=NAME for one whose "
            "name does not say it, --mapping FILE for the rest"
        ),
    )


def _listed(columns: Sequence[str], limit: int = 12) -> str:
    names = [name if len(name) <= 40 else f"{name[:39]}…" for name in columns[:limit]]
    more = len(columns) - limit
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")
