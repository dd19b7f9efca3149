"""The round of review on the page: one fragment, so that a press draws nothing else anew."""

from __future__ import annotations

import streamlit as st

from curation.recipe import Outcome
from curation.review import Queue
from curation.review.audit import shows_rejected_first
from curation.store import Dataset
from ui import sidebar
from ui.pair_view import badges
from ui.review import acting
from ui.review.adjudicating import draw_rule
from ui.review.asked import Asked
from ui.review.audit import draw_result
from ui.review.bar import draw_bar
from ui.review.checks import checks_of
from ui.review.doubt import doubt_html
from ui.review.editing import draw_editor, swapped
from ui.review.ending import draw_end
from ui.review.help import draw_help
from ui.review.reading import SIDES, Marks, blind_html, pair_html
from ui.review.round import Round
from ui.review.tally import Tally
from ui.review.verdicts import verdicts_html
from ui.state import Desk
from ui.text import plural

PAIR = "pair"
MARKS: dict[Marks, str] = {"plain": "Plain", "marked": "Differences", "only": "Only differences"}
_ROUND = "_review-round"


def open_round(desk: Desk, asked: Asked, queue: Queue, stood: Outcome) -> tuple[Round, Tally]:
    """The round in hand, or a new one: at the pair that the link names, else at the first that is left.

    Where the queue that was asked for is another one, the link names a pair of the one before: whoever
    chooses a queue begins with what stands first in it.
    """
    session = desk.session
    about = (desk.dataset.id, asked.written, session.id, session.who, queue.numbers.tobytes())
    held = st.session_state.get(_ROUND)
    if held is not None and held[0] == about:
        _, found, tally = held
        found.session, tally.stood = session, stood
    else:
        found = Round(queue, session, asked.seed if asked.kind == "audit" else None)
        tally = Tally(stood)
    point = session.point()
    found.read(point)
    tally.read(point)
    if held is None or held[1] is not found:
        same_queue = held is None or held[0][:2] == about[:2]
        place = found.place(st.query_params.get(PAIR, "")) if same_queue else None
        found.go(place if place is not None else int(found.left.argmax()))
    st.session_state[_ROUND] = (about, found, tally)
    return found, tally


@st.fragment
def draw_round(desk: Desk, asked: Asked, found: Round, tally: Tally) -> None:
    """Progress, the open pair, and what can be done with it."""
    _catch_up(found, tally)
    sidebar.draw_live(desk, tally.kept, lambda: acting.undo(found), lambda: acting.redo(found))
    st.query_params[PAIR] = found.key
    marks: Marks = st.session_state.get("review-marks", "marked")
    shown, whole = _shown(desk.dataset, found, marks), _is_whole(desk.dataset, found.pair_id)
    _draw_head(found)
    if found.helping:
        draw_help(blind=found.blind)
    over = not found.left.any()
    if over:
        draw_end(desk, asked, found)
    if found.editing and not found.blind:
        draw_editor(desk.dataset, found)
        return
    _draw_pair(found, shown, whole=whole)
    if found.blind and not over:
        draw_result(desk, found)
    elif asked.kind == "disagreements":
        draw_rule(found)
    _fetch_ahead(desk.dataset, found, marks)


def _catch_up(found: Round, tally: Tally) -> None:
    """Take in what others did meanwhile, and what the last press did to the count."""
    if found.elsewhere:
        found.elsewhere = False
        st.rerun()
    if found.session.at != found.known:
        point = found.session.point()
        found.read(point)
        tally.read(point)
    elif found.touched is not None and not found.blind:
        tally.update(found.touched, found.votes.get(found.touched, {}).values())
    found.touched = None


def _draw_head(found: Round) -> None:
    """How far it is, the ways through the queue, and how differences are shown."""
    total, done = len(found.queue), found.done
    told = f"{done:,} of {total:,} decided"
    if not found.queue.until_resolved and (pace := found.per_hour) and done < total:
        told += f" · {pace:,.0f} an hour, {_hours((total - done) / pace)} left"
    st.progress(done / total, text=f"{told} · at place {found.at + 1:,}")
    after = found.next_left()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review-way"):
        for label, key, to in (
            ("Previous", "K", found.at - 1 if found.at else None),
            ("Next", "J", found.at + 1 if found.at + 1 < total else None),
            ("Next undecided", "N", after),
        ):
            st.button(
                label,
                shortcut=key,
                key=f"review-{label.lower()}",
                disabled=to is None,
                on_click=acting.go,
                args=(found, to),
            )
        st.segmented_control(
            "Differences",
            list(MARKS),
            format_func=MARKS.__getitem__,
            default="marked",
            required=True,
            key="review-marks",
            label_visibility="collapsed",
        )


def _hours(hours: float) -> str:
    if hours < 1:
        return f"about {plural(max(round(60 * hours), 1), 'minute')}"
    return f"about {hours:.0f} h"


def _draw_pair(found: Round, shown: str, *, whole: bool) -> None:
    # All that takes time is done: text and buttons reach the browser together.
    st.html(f'<div class="wn-review" data-testid="wn-review" data-pair="{found.key}">{shown}</div>')
    if not found.blind:
        _draw_notes(found)
    draw_bar(found, whole=whole)


def _shown(dataset: Dataset, found: Round, marks: Marks) -> str:
    """All that is shown of the open pair."""
    shown = _html(dataset, found, found.at, marks)
    if found.blind:
        return shown
    about = badges(f"check: {title}" for title in checks_of(dataset, found.pair_id))
    doubt = doubt_html(dataset, found.pair_id) if found.queue.name == "noise" else ""
    return f"{verdicts_html(found)}{doubt}{shown}" + (f'<div class="wn-facts">{about}</div>' if about else "")


def _is_whole(dataset: Dataset, pair_id: int) -> bool:
    """Whether a pair has both answers."""
    return all(dataset.pairs[f"{side}_id"][pair_id].is_valid for side in SIDES)


def _html(dataset: Dataset, found: Round, place: int, marks: Marks) -> str:
    pair, key = int(found.queue.rows[place]), f"{int(found.queue.numbers[place]):016x}"
    if found.seed is not None:
        return blind_html(dataset, pair, marks, turned=shows_rejected_first(key, found.seed))
    own = found.mine(key)
    if own is None or own.verdict.edit is None:
        return pair_html(dataset, pair, marks)
    return pair_html(dataset, pair, marks, own.verdict.edit, swapped=swapped(own))


def _draw_notes(found: Round) -> None:
    """A note and tags: they go with the decision, or to the one that was made."""
    own, at = found.mine(found.key), (found, found.key, found.visit)
    note, tags = st.columns([0.6, 0.4], gap="small")
    note.text_input(
        "Note",
        value=(own.verdict.note or "") if own else "",
        key=f"note-{found.visit}",
        max_chars=acting.MOST_NOTED,
        placeholder="Note",
        label_visibility="collapsed",
        on_change=acting.annotate,
        args=at,
    )
    known = list(own.verdict.tags) if own else []
    tags.multiselect(
        "Tags",
        list(dict.fromkeys((*known, *found.tags))),
        default=known,
        key=f"tags-{found.visit}",
        accept_new_options=True,
        max_selections=acting.MOST_TAGS,
        placeholder="Tags",
        label_visibility="collapsed",
        on_change=acting.annotate,
        args=at,
    )


def _fetch_ahead(dataset: Dataset, found: Round, marks: Marks) -> None:
    """Put the pairs together that are likely to be asked for next."""
    after = found.next_left()
    for place in {after, found.at + 1}:
        if place is not None and place < len(found.queue):
            _html(dataset, found, place, marks)
