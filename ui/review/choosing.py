"""Choosing what to review: the queue, what it needs, and how several reviewers share it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from curation.analysis.checks import CHECKS
from curation.errors import CurationError
from curation.recipe import Condition, Outcome, describe, to_sql
from ui.notices import told
from ui.recipe.leaf import condition_at, draw_leaf
from ui.review.asked import LINK, MOST_DRAWN, TITLES, Asked, Kind, groups_of, read_asked
from ui.reviewer import draw_reviewer
from ui.state import Desk
from ui.text import label, plural

_ASKED = "_review-asked"
LEAF = "review-where"
MOST_REVIEWERS = 50


def choose(desk: Desk, stood: Outcome) -> Asked:
    """Draw the choice; what is asked for now, which the link carries."""
    of, held = st.session_state.get(_ASKED, ("", None))
    if held is None:
        held = read_asked(st.query_params.get(LINK, ""))
    elif of != desk.dataset.id:
        # A condition, a check or a group of one data set says nothing of another.
        held = Asked()
    with st.container(horizontal=True, vertical_alignment="bottom", key="review-choice"):
        kind: Kind = st.selectbox(
            "Queue", list(TITLES), format_func=TITLES.__getitem__, key=_set("kind", held.kind), width=260
        )
        asked = _DETAILS.get(kind, _plain)(desk, stood, held.model_copy(update={"kind": kind}))
        asked = _draw_sharing(desk, asked)
        draw_reviewer()
    if kind == "filter":
        asked = _draw_condition(desk, asked)
    st.session_state[_ASKED] = (desk.dataset.id, asked)
    if st.query_params.get(LINK, "") != asked.written:
        if asked.written:
            st.query_params[LINK] = asked.written
        else:
            st.query_params.pop(LINK, None)
    return asked


def ask(desk: Desk, asked: Asked) -> None:
    """Have another queue from the next run on."""
    for name in ("kind", "check", "group", "size", "seed"):
        st.session_state.pop(f"review-{name}", None)
    st.session_state[_ASKED] = (desk.dataset.id, asked)


def _set(name: str, value: object) -> str:
    """A widget's key, its value put in place where the widget holds none."""
    key = f"review-{name}"
    st.session_state.setdefault(key, value)
    return key


def _number(name: str, value: int, most: int) -> str:
    """The same of a number that may have become more than is allowed."""
    key = _set(name, value)
    st.session_state[key] = min(max(int(st.session_state[key] or 1), 1), most)
    return key


def _plain(desk: Desk, stood: Outcome, asked: Asked) -> Asked:
    return asked


def _check(desk: Desk, stood: Outcome, asked: Asked) -> Asked:
    titles = {check.name: check.title for check in CHECKS if check.needs(desk.dataset)}
    known = asked.check if asked.check in titles else next(iter(titles))
    chosen = st.selectbox(
        "Check", list(titles), format_func=titles.__getitem__, key=_set("check", known), width=320
    )
    return asked.model_copy(update={"check": chosen})


def _group(desk: Desk, stood: Outcome, asked: Asked) -> Asked:
    groups = groups_of(stood)
    most = groups.groups if groups is not None else 0
    if most < 1:
        return asked
    number = st.number_input(
        f"Group, of {most:,}",
        min_value=1,
        max_value=most,
        key=_number("group", asked.group, most),
        help="The biggest is the first",
        width=180,
    )
    return asked.model_copy(update={"group": int(number)})


def _audit(desk: Desk, stood: Outcome, asked: Asked) -> Asked:
    size = st.number_input(
        "Pairs to draw", min_value=1, max_value=MOST_DRAWN, step=50, key=_set("size", asked.size), width=150
    )
    seed = st.number_input(
        "Seed",
        min_value=0,
        max_value=2**31 - 1,
        key=_set("seed", asked.seed),
        help="The same seed draws the same pairs in the same A/B order, for everybody",
        width=130,
    )
    return asked.model_copy(update={"size": int(size), "seed": int(seed)})


_DETAILS: dict[Kind, Callable[[Desk, Outcome, Asked], Asked]] = {
    "check": _check,
    "group": _group,
    "audit": _audit,
}


def _draw_condition(desk: Desk, asked: Asked) -> Asked:
    """A field's condition, and what is reviewed by it now."""
    with st.container(border=True, key="review-condition"):
        draw_leaf(desk.dataset, LEAF, wide=True)
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.button("Review these", type="primary", key="review-these")
            condition = _condition(desk) if pressed else asked.where
            if condition is not None:
                st.text(f"Reviewed: {describe(condition)}")
    return asked.model_copy(update={"where": condition})


def _condition(desk: Desk) -> Condition | None:
    with told():
        try:
            condition = condition_at(st.session_state, LEAF, desk.dataset)
            to_sql(condition, desk.dataset.fields)
            return condition
        except CurationError:
            raise
        except ValueError as error:
            st.text(str(error))
    return None


def _draw_sharing(desk: Desk, asked: Asked) -> Asked:
    """Who shares the queue, and whether only one's own part is shown."""
    if asked.kind in ("flagged", "disagreements"):
        return asked
    here = desk.session.who
    names = asked.reviewers
    title = f"Only {label(here, 30)}'s" if here in names else "Share"
    with st.popover(title, icon=":material/group:", help="Split the queue among several reviewers"):
        given = st.text_input(
            "Reviewers",
            key=_set("reviewers", ", ".join(names)),
            placeholder="Ana, Ben, Chi",
            help="Their names with commas between them; empty: everybody looks at all pairs",
        )
        found = tuple(dict.fromkeys(name for one in given.split(",") if (name := " ".join(one.split()))))
        found = found[:MOST_REVIEWERS]
        overlap = st.number_input(
            "Reviewers a pair",
            min_value=1,
            max_value=max(len(found), 1),
            key=_number("overlap", asked.overlap, max(len(found), 1)),
            help="1: nobody looks at a pair twice. More: agreement can be told, and disagreements are found",
        )
        if found and here not in found:
            st.caption("Your own name is none of them: all pairs are shown to you.")
        elif found:
            st.caption(f"You see your own part; the link gives {plural(len(found), 'reviewer')} theirs.")
    # The widget's bound is the browser's alone.
    return asked.model_copy(update={"reviewers": found, "overlap": min(int(overlap), max(len(found), 1))})
