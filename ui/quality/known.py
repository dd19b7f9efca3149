"""What the tabs show, computed once a server; none of it depends on the recipe."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from curation.analysis import Finding, find, findings
from curation.analysis.agreement import AgreementReport, agreement_report
from curation.analysis.bias import BiasReport, Grouping, bias_report, grouped_by
from curation.analysis.checks.fitting import TRL_DEFAULT, over_length
from curation.analysis.diversity import Constraints, Traits
from curation.analysis.diversity.constraints import find_constraints
from curation.analysis.diversity.traits import find_traits
from curation.analysis.finding import finding
from curation.analysis.team import team
from curation.jobs.diversity import known_diversity
from curation.jobs.prompt_map import known_map
from curation.signals.tokenizer import tokenizer_name
from ui.state import Desk

ANY = "any"


def findings_of(desk: Desk, limit: int = TRL_DEFAULT) -> tuple[Finding, ...]:
    """What the checks found, over-long pairs by this limit in tokens."""
    found = _findings(desk.dataset.id, desk)
    if limit == TRL_DEFAULT:
        return found
    return tuple(
        one if one.check.limit is None else _over_length(desk.dataset.id, limit, desk) for one in found
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _findings(dataset_id: str, _desk: Desk) -> tuple[Finding, ...]:
    return findings(_desk.dataset)


@st.cache_resource(max_entries=64, show_spinner=False)
def _over_length(dataset_id: str, limit: int, _desk: Desk) -> Finding:
    dataset = _desk.dataset
    splits, sources = grouped_by(dataset, "split"), grouped_by(dataset, "source")
    check = over_length(limit, tokenizer_name())
    return finding(check, find(dataset, check.name), splits, sources)


def biases_of(desk: Desk) -> BiasReport:
    """The biases, by source and, where the map is drawn or the prompts are measured, by topic."""
    topics = by_topic(desk)
    return _biases(desk.dataset.id, topics is not None, desk, topics)


@st.cache_resource(max_entries=8, show_spinner=False)
def _biases(dataset_id: str, known: bool, _desk: Desk, _topics: Grouping | None) -> BiasReport:
    return bias_report(_desk.dataset, groupings=() if _topics is None else (_topics,))


def by_topic(desk: Desk) -> Grouping | None:
    """The rows by the topic of their prompt, −1 where it is in none; None where topics are not known.

    The map's topics and those of the measured prompts are the same ones.
    """
    topic = np.full(len(desk.dataset.prompts), -1, np.int64)
    drawn, measured = known_map(desk.dataset), known_diversity(desk.dataset)
    if drawn is not None:
        topic[drawn.prompt] = drawn.topic
        names = [drawn.topic_name(at) for at in range(len(drawn.topics))]
    elif measured is not None and measured.told["meaning"] is not None:
        topic[measured.prompts] = measured.topic
        terms = [topic["terms"] for topic in measured.told["meaning"]["topics"]]
        names = [" · ".join(words) or f"topic {at + 1}" for at, words in enumerate(terms)]
    else:
        return None
    return Grouping("topic", topic[desk.dataset.pairs["prompt_id"].to_numpy()], tuple(names))


def agreement_of(desk: Desk) -> AgreementReport:
    """How far annotators agree."""
    return _agreement(desk.dataset.id, desk)


@st.cache_resource(max_entries=8, show_spinner=False)
def _agreement(dataset_id: str, _desk: Desk) -> AgreementReport:
    return agreement_report(_desk.dataset)


def asks_of(desk: Desk, told: str, name: str) -> NDArray[np.int64]:
    """The prompts with a kind of ask or of constraint (or ``ANY``), as positions in their table."""
    constraints, traits = _asks(desk.dataset.id, desk)
    if told == "traits":
        return np.flatnonzero(traits.having(name))
    if name == ANY:
        return np.flatnonzero(constraints.total)
    return constraints.having(name)


@st.cache_resource(max_entries=4, show_spinner=False)
def _asks(dataset_id: str, _desk: Desk) -> tuple[Constraints, Traits]:
    prompts = _desk.dataset.prompts
    with team() as workers:
        found = find_constraints(prompts["text"], workers)
    return found, find_traits(_desk.dataset, np.arange(len(prompts)))
