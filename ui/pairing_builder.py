"""The pairing builder: a rule for rated or ranked answers, what it would make of them, and building it."""

from __future__ import annotations

import streamlit as st
import yaml

from curation.errors import CurationError
from curation.store import PRESETS, Dataset, Pairing
from curation.store.counting import PairCounts, count_pairs
from ui.asked import Asked, start_load
from ui.notices import show_error
from ui.state import Desk
from ui.text import label

SCHEMES = {
    "best-worst": "Best against worst",
    "best-each": "Best against each",
    "adjacent": "Neighbours in rank",
    "all": "All",
}
TIES = {"keep": "Keep, marked as ties", "skip": "Make no pair"}
RANKS, OWN = "The stated ranks", "Own weights"
A_ROW = 5


def can_pair(dataset: Dataset) -> bool:
    """Whether the pairing rule decides anything: answers that are rated or ranked, not judged in pairs.

    A merged data set keeps the pairs of its parts.
    """
    if dataset.info.source.parts:
        return False
    labelled = dataset.responses["label"].null_count < len(dataset.responses)
    return not dataset.info.judged and not labelled and (bool(dataset.info.attributes) or _ranked(dataset))


def _ranked(dataset: Dataset) -> bool:
    return bool(dataset.responses["rank"].null_count < len(dataset.responses))


@st.cache_data(max_entries=256, show_spinner=False)
def _counted(dataset_id: str, rule: str, _dataset: Dataset) -> PairCounts:
    return count_pairs(_dataset, Pairing.model_validate_json(rule))


def draw_builder(desk: Desk) -> None:
    """The rule's widgets, the counts it would give beside those of the open data set, and the button."""
    dataset = desk.dataset
    st.caption(
        "How answers to one prompt become pairs. Nothing is written until you build; the open data set stays"
        " as it is."
    )
    rule = _rule(dataset)
    try:
        new, now = (
            _counted(dataset.id, choice.model_dump_json(), dataset) for choice in (rule, dataset.info.pairing)
        )
    except CurationError as error:
        show_error(error)
        return
    with st.container(horizontal=True):
        _metric("Pairs", new.pairs, now.pairs)
        _metric("Ties among them", new.ties, now.ties)
        _metric("Answers in no pair", new.unused, now.unused)
        _metric("Prompts with a pair", new.prompts, now.prompts)
    same = rule == dataset.info.pairing
    st.button(
        "Build with this rule",
        type="primary",
        disabled=same or not new.pairs,
        on_click=start_load,
        args=(Asked.again(dataset.info), dataset.info.mapping, rule),
        key="build-pairs",
    )
    if same:
        st.caption("This is the rule that the open data set was built with.")
    elif not new.pairs:
        st.caption("This rule makes no pair.")
    with st.expander("The rule as a file, for --pairing"):
        text = yaml.safe_dump(rule.model_dump(mode="json", exclude_defaults=True), sort_keys=False)
        st.code(text, language="yaml")


def _metric(title: str, new: int, now: int) -> None:
    change = f"{new - now:+,} against the open data set" if new != now else None
    st.metric(title, f"{new:,}", change, delta_color="off", border=True)


def _rule(dataset: Dataset) -> Pairing:
    weights = _weights(dataset)
    now, prefix = dataset.info.pairing, f"pairing-{dataset.id}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scheme = st.segmented_control(
            "Which answers of a prompt are paired",
            list(SCHEMES),
            default=now.scheme,
            format_func=SCHEMES.__getitem__,
            required=True,
            key=f"{prefix}-scheme",
        )
        ties = st.segmented_control(
            "Ties",
            list(TIES),
            default=now.ties,
            format_func=TIES.__getitem__,
            required=True,
            key=f"{prefix}-ties",
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        margin = st.number_input(
            "Smallest margin",
            min_value=0.0,
            value=now.min_margin,
            step=0.25,
            help="A pair whose scores differ by this much or less is a tie.",
            width=180,
            key=f"{prefix}-margin",
        )
        most = st.number_input(
            "Most pairs a prompt",
            min_value=1,
            value=now.max_pairs,
            placeholder="no limit",
            help="Those of the widest margin are kept.",
            width=180,
            key=f"{prefix}-most",
        )
        within = st.toggle(
            "Only answers that stand next to each other",
            now.within_run,
            help="A prompt that comes up again later in the source is then paired apart.",
            key=f"{prefix}-within",
        )
    rule = {"weights": weights, "min_margin": margin, "ties": ties, "scheme": scheme}
    return Pairing.model_validate(rule | {"max_pairs": most, "within_run": within})


def _weights(dataset: Dataset) -> dict[str, float]:
    attributes, now = dataset.info.attributes, dataset.info.pairing
    presets = {name: weights for name, weights in PRESETS.items() if set(weights) <= set(attributes)}
    ranked = _ranked(dataset)
    if not attributes:
        return {}
    begin = {} if ranked and not now.weights else now.weights_for(attributes)
    options = [*([RANKS] if ranked else []), *presets, OWN]
    named = next((name for name, weights in presets.items() if weights == begin), OWN if begin else RANKS)
    prefix = f"pairing-{dataset.id}"
    by = st.segmented_control(
        "What is compared",
        options,
        default=named,
        required=True,
        key=f"{prefix}-by",
        on_change=_fill,
        args=(prefix, attributes, presets),
    )
    if by == RANKS:
        return {}
    given = presets.get(by, begin)
    found = {}
    for first in range(0, len(attributes), A_ROW):
        with st.container(horizontal=True):
            for name in attributes[first : first + A_ROW]:
                key = f"{prefix}-weight-{name}"
                st.session_state.setdefault(key, given.get(name, 0.0))
                found[name] = st.number_input(label(name), step=0.05, width=150, key=key)
    weights = {name: weight for name, weight in found.items() if weight}
    # What a rule without weights falls back to is that rule, not another one.
    return now.weights if weights == begin else weights


def _fill(prefix: str, attributes: tuple[str, ...], presets: dict[str, dict[str, float]]) -> None:
    """A preset was picked: its weights go into the boxes."""
    picked = presets.get(st.session_state[f"{prefix}-by"])
    if picked is not None:
        for name in attributes:
            st.session_state[f"{prefix}-weight-{name}"] = picked.get(name, 0.0)
