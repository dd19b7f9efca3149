"""What a row says besides prompt and answers: split, source, and the columns nobody mapped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from curation.schemas.mapping import Mapping
from curation.schemas.values import getter
from curation.sources.splits import of_word

SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("val", "valid", "validation", "dev", "eval"), "validation"),
    **dict.fromkeys(("test", "testing"), "test"),
}

Around = Callable[[dict[str, Any]], tuple[str | None, str | None, dict[str, Any]]]
Extras = Callable[[dict[str, Any]], dict[str, Any]]


def surroundings(mapping: Mapping, keep: Iterable[str] = ()) -> Around:
    """How to read split, source and extras of a row.

    Args:
        mapping: The mapping; its columns and attributes are left out of the extras.
        keep: Roles whose column stays in the extras although it is mapped, because the canonical
            row says less than the column does.
    """
    split = mapping.columns.get("split")
    source = mapping.columns.get("source")
    extras = _extras(mapping, frozenset(keep))
    if split is None and source is None:
        return lambda row: (None, None, extras(row))
    split_of = getter(split) if split else _nothing
    source_of = getter(source) if source else _nothing

    def around(row: dict[str, Any]) -> tuple[str | None, str | None, dict[str, Any]]:
        name, rest = split_of(row), extras(row)
        found = split_name(name)
        if split is not None and isinstance(name, str) and found != name and name[-1:].isdigit():
            # Which of the numbered parts it is the canonical row does not say.
            rest[split] = name
        return found, _plain(source_of(row)), rest

    return around


def split_name(value: Any) -> str | None:
    """A split as the rest of the house spells it: "val" is "validation"; other names stay."""
    text = _plain(value)
    return None if text is None else SPLITS.get(_unnumbered(text), text)


def names_split(value: Any) -> bool:
    """Whether a cell names a split: alone, numbered, or with the part of it (``test_prefs``)."""
    return isinstance(value, str) and (_unnumbered(value) in SPLITS or of_word(value)[0] is not None)


def _unnumbered(name: str) -> str:
    """``valid1`` and ``valid2`` are parts of one split."""
    return re.sub(r"[-_ ]?\d+$", "", name.strip().lower())


def _nothing(row: dict[str, Any]) -> None:
    return None


def _plain(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _extras(mapping: Mapping, keep: frozenset[str]) -> Extras:
    kept = {column for role, column in mapping.columns.items() if role in keep}
    used = frozenset({*mapping.columns.values(), *mapping.attributes} - kept)
    nested: dict[str, set[str]] = {}
    for column in used:
        head, dot, rest = column.partition(".")
        if dot:
            nested.setdefault(head, set()).add(rest)

    def flat(row: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in row.items() if name not in used}

    def deep(row: dict[str, Any]) -> dict[str, Any]:
        extras = flat(row)
        for head, taken in nested.items():
            record = extras.get(head)
            if isinstance(record, dict):
                rest = {name: value for name, value in record.items() if name not in taken}
                if rest:
                    extras[head] = rest
                else:
                    del extras[head]
        return extras

    return deep if nested else flat
