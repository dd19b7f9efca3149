"""The rows that a chart's bar or cell counts, as the condition of a filter."""

from __future__ import annotations

from curation.analysis.distributions.selections import Among, Selection, Span
from curation.recipe.conditions import All, Any_, Compare, Condition, Op


def condition_of(selection: Selection) -> Condition:
    """The condition that keeps exactly the rows of a selection."""
    parts: list[Condition] = []
    for part in selection:
        parts += _span(part) if isinstance(part, Span) else _among(part)
    return parts[0] if len(parts) == 1 else All(all=tuple(parts))


def _span(span: Span) -> list[Condition]:
    if span.low is None and span.high is None:
        return [Compare(field=span.field, op="is not null")]
    if span.closed and span.low is not None and span.high is not None:
        if span.low == span.high:
            return [Compare(field=span.field, op="==", value=span.low)]
        return [Compare(field=span.field, op="between", value=(span.low, span.high))]
    below: Op = "<=" if span.closed else "<"
    least: list[Condition] = [] if span.low is None else [Compare(field=span.field, op=">=", value=span.low)]
    most: list[Condition] = (
        [] if span.high is None else [Compare(field=span.field, op=below, value=span.high)]
    )
    return least + most


def _among(among: Among) -> list[Condition]:
    there = tuple(value for value in among.values if value is not None)
    if not among.inside:
        if not there:
            return [Compare(field=among.field, op="is not null")]
        return [Compare(field=among.field, op="not in", value=there)]
    missing = [Compare(field=among.field, op="is null")] if None in among.values else []
    one = len(there) == 1
    named = (
        Compare(field=among.field, op="==" if one else "in", value=there[0] if one else there)
        if there
        else None
    )
    parts = tuple(missing if named is None else [named, *missing])
    return [parts[0] if len(parts) == 1 else Any_(any=parts)]
