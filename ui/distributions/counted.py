"""What charts are drawn from, computed once for a data set, recipe and split."""

from __future__ import annotations

import streamlit as st

from curation.analysis import distributions as library
from curation.analysis.distributions import (
    Boxes,
    Correlations,
    Ecdf,
    Histogram,
    Joint,
    Summary,
    histogram,
    numbers,
)
from curation.analysis.distributions.correlations import Kind, correlated
from curation.analysis.distributions.histograms import SIDES
from curation.analysis.distributions.scales import grouped
from ui.distributions.scope import Scope

Key = tuple[str, str, str]
_GROUPED = frozenset({"category", "flag"})


@st.cache_data(max_entries=256, show_spinner=False)
def _by_side(key: Key, name: str, _scope: Scope) -> Histogram:
    if _scope.desk.dataset.info.counts.pairs:
        return library.by_side(_scope.desk.dataset, name, _scope.mask)
    # No pair at all: liked answers against disliked ones.
    fields = {side: f"{side}.{name}" for side in SIDES}
    sides = {side: numbers(_scope.desk.dataset, field, _scope.mask) for side, field in fields.items()}
    found = histogram(name, sides)
    return Histogram(name, found.axis, found.series, fields)


def by_side(scope: Scope, name: str) -> Histogram:
    """A measure, chosen against rejected; of single answers where there is no pair."""
    return _by_side(scope.key, name, scope)


@st.cache_data(max_entries=256, show_spinner=False)
def _bars(key: Key, field: str, _scope: Scope) -> Histogram:
    return library.histogram_of(_scope.desk.dataset, field, _scope.mask)


def bars(scope: Scope, field: str) -> Histogram:
    """A number field of pairs, e.g. a margin."""
    return _bars(scope.key, field, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _curves(key: Key, field: str, sides: bool, _scope: Scope) -> Ecdf:
    count = library.ecdf_by_side if sides else library.ecdf
    return count(_scope.desk.dataset, field, _scope.mask)


def curves(scope: Scope, field: str, *, sides: bool) -> Ecdf:
    """Which share has at most how much: of a measure by side, or of a number field."""
    return _curves(scope.key, field, sides, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _boxes(key: Key, field: str, by: str, _scope: Scope) -> Boxes:
    return library.boxes(_scope.desk.dataset, field, by, _scope.mask)


def boxes(scope: Scope, field: str, by: str) -> Boxes:
    """A number field by category."""
    return _boxes(scope.key, field, by, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _joint(key: Key, x: str, y: str, _scope: Scope) -> Joint:
    return library.joint(_scope.desk.dataset, x, y, _scope.mask)


def joint(scope: Scope, x: str, y: str) -> Joint:
    """Two fields crossed."""
    return _joint(scope.key, x, y, scope)


@st.cache_data(max_entries=128, show_spinner=False)
def _r(key: Key, x: str, y: str, _scope: Scope) -> float:
    dataset = _scope.desk.dataset
    return float(correlated((x, y), [numbers(dataset, name, _scope.mask) for name in (x, y)]).r[0, 1])


def r(scope: Scope, x: str, y: str) -> float:
    """Pearson's correlation of two number fields over pairs."""
    return _r(scope.key, x, y, scope)


@st.cache_data(max_entries=64, show_spinner=False)
def _summaries(key: Key, _scope: Scope) -> list[Summary]:
    return library.summaries(_scope.desk.dataset, _scope.kept)


def summaries(scope: Scope) -> list[Summary]:
    """Each measure in a line."""
    return _summaries(scope.key, scope)


@st.cache_data(max_entries=32, show_spinner=False)
def _correlations(key: Key, kind: Kind, _scope: Scope) -> Correlations:
    return library.correlations(_scope.desk.dataset, _scope.kept, kind)


def correlations(scope: Scope, kind: Kind) -> Correlations:
    """How all measures go together over answers."""
    return _correlations(scope.key, kind, scope)


@st.cache_data(max_entries=16, show_spinner=False)
def _groupings(dataset_id: str, _scope: Scope) -> list[str]:
    fields = _scope.desk.dataset.fields
    named = [name for name, field in fields.items() if field.kind in _GROUPED]
    rank = {"split": 0, "source": 1, "chosen.model": 2, "rejected.model": 3}
    several = [name for name in named if len(grouped(_scope.desk.dataset, name)[0]) > 1]
    extras = [name for name, field in fields.items() if name.startswith("extra.") and field.kind == "text"]
    return sorted(several, key=lambda name: rank.get(name, len(rank))) + extras


def groupings(scope: Scope) -> list[str]:
    """Fields of categories that tell rows of the data set apart, split and source first."""
    return _groupings(scope.desk.dataset.id, scope)
