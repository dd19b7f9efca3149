"""How the verdicts of several reviewers become one: the session's rule, and who adjudicates."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from curation.errors import CurationError
from curation.recipe import Rule
from ui.review.round import Round
from ui.reviewer import named

How = Literal["unanimous", "majority", "adjudicator"]
RULES: dict[How, str] = {
    "unanimous": "All must agree",
    "majority": "The majority decides",
    "adjudicator": "An adjudicator decides",
}


def draw_rule(found: Round) -> None:
    """The rule, below a pair on which reviewers differ."""
    with st.container(border=True, key="review-rule"):
        key = f"rule-{found.known}"
        st.session_state.setdefault(key, found.rule.kind)
        st.segmented_control(
            "Where reviewers differ",
            list(RULES),
            format_func=RULES.__getitem__,
            required=True,
            key=key,
            on_change=_set_rule,
            args=(found, key),
        )
        if found.rule.kind == "adjudicator":
            others = [named(who, found.who) for who in found.rule.adjudicators]
            st.text(f"Adjudicating: {', '.join(others)}")
            if found.who not in found.rule.adjudicators:
                st.button("Adjudicate too", key="adjudicate", on_click=_join, args=(found,))
        elif found.rule.kind == "unanimous":
            st.caption("A verdict of yours counts as one more. To settle such pairs alone, adjudicate.")


def _set_rule(found: Round, key: str) -> None:
    kind: How = st.session_state[key]
    _write(found, Rule(kind=kind, adjudicators=(found.who,) if kind == "adjudicator" else ()))


def _join(found: Round) -> None:
    _write(found, Rule(kind="adjudicator", adjudicators=(*found.rule.adjudicators, found.who)))


def _write(found: Round, rule: Rule) -> None:
    try:
        found.session.set_rule(rule)
    except CurationError as error:
        found.problem = error.sentences[0]
