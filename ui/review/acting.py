"""What a press does, each bound to one showing of a pair.

A second press that was on its way when the next pair came was not about that one: it does nothing.
"""

from __future__ import annotations

import uuid
from typing import Any

import streamlit as st
from pydantic import ValidationError

from curation.errors import CurationError
from curation.recipe import Decision, Edit, Verdict
from curation.review import unblinded
from curation.review.audit import Pick
from ui.review.round import Round

DONE: dict[str, str] = {
    "keep": "Kept",
    "drop": "Dropped",
    "swap": "Swapped",
    "tie": "Called a tie:",
    "edit": "Edited",
    "flag": "Flagged",
    "skip": "Skipped",
}
PICKED: dict[str, str] = {
    "a": "A is better in",
    "b": "B is better in",
    "tie": "Called a tie:",
    "skip": "Skipped",
}
MOST_NOTED, MOST_TAGS = 2_000, 20


def decide(found: Round, key: str, visit: int, decision: Decision, edit: Edit | None = None) -> None:
    """Write a verdict on the pair that was shown, and open the next one that is left."""
    if visit != found.visit:
        return
    note, tags = noted(found, key, visit)
    about = {"note": note, "tags": tags, "seconds": found.looked(), "queue": found.queue.name[:200]}
    try:
        verdict = Verdict.model_validate({"pair": key, "decision": decision, "edit": edit, **about})
    except ValidationError:
        found.problem = "This cannot be stored: a note or a tag is too long."
        return
    _store(found, verdict, f"{found.token}-{visit}-{decision}", DONE[decision])


def pick(found: Round, key: str, visit: int, picked: Pick) -> None:
    """Write down which answer is better, of a pair that was shown blind, and open the next one."""
    if found.seed is not None and visit == found.visit:
        verdict = unblinded(key, found.seed, picked, seconds=found.looked())
        _store(found, verdict, f"{found.token}-{visit}-{picked}", PICKED[picked])


def _store(found: Round, verdict: Verdict, name: str, done: str) -> None:
    key, own = verdict.pair, found.mine(verdict.pair)
    if own is None or not _same(own.verdict, verdict):
        try:
            if not found.decide(verdict, name):
                return
        except CurationError as error:
            found.problem = error.sentences[0]
            return
        found.said = f"{done} pair {found.row_of(key):,}."
        found.remember(verdict.tags)
    found.problem = ""
    if found.key == key:
        after = found.next_left()
        found.go(found.at if after is None else after)


def annotate(found: Round, key: str, visit: int) -> None:
    """Write a changed note or tags to the verdict there is; without one they wait for it."""
    own = found.mine(key)
    if own is None or found.blind:
        return
    note, tags = noted(found, key, visit)
    verdict = own.verdict.model_copy(update={"note": note, "tags": tags})
    if _same(own.verdict, verdict):
        return
    try:
        found.decide(verdict, uuid.uuid4().hex)
    except CurationError as error:
        found.problem = error.sentences[0]
        return
    found.remember(tags)
    found.said = f"Noted on pair {found.row_of(key):,}."


def noted(found: Round, key: str, visit: int) -> tuple[str | None, tuple[str, ...]]:
    """What stands in the note and the tags of the pair that was shown; else what its verdict says."""
    own = found.mine(key)
    known: Any = own.verdict if own is not None else None
    note = st.session_state.get(f"note-{visit}", known.note if known else None)
    tags = st.session_state.get(f"tags-{visit}", known.tags if known else ())
    tidy = (" ".join(str(tag).split())[:40] for tag in tags)
    return (note or "").strip()[:MOST_NOTED] or None, tuple(dict.fromkeys(tag for tag in tidy if tag))


def _same(one: Verdict, other: Verdict) -> bool:
    about = {"seconds", "queue"}
    return one.model_dump(exclude=about) == other.model_dump(exclude=about)


def undo(found: Round) -> None:
    """Take back the last thing this reviewer did, and open the pair it was about."""
    _walk(found, "Nothing of yours to take back.", "Took back", back=True)


def redo(found: Round) -> None:
    """Do again what was taken back last."""
    _walk(found, "Nothing to do again.", "Did again", back=False)


def _walk(found: Round, nothing: str, done: str, *, back: bool) -> None:
    session = found.session
    try:
        event = session.take_back() if back else session.do_again()
        if event is None:
            found.said = nothing
            return
        found.walked(event, back=back)
    except CurationError as error:
        found.problem = error.sentences[0]
        return
    found.problem = ""
    given = event.given
    place = None if given is None else found.place(given.verdict.pair)
    if given is not None and place is not None:
        found.go(place)
        # What a blind verdict was is not said: it would tell the label.
        what = "the verdict on a pair" if found.blind else event.label
        found.said = f"{done}: {what.replace('a pair', f'pair {found.pair_id:,}')}."
    else:
        # A change of the recipe, or of another queue: the whole page shows it.
        found.said, found.elsewhere = f"{done}: {event.label}.", given is None
        found.visit += 1


def go(found: Round, place: int | None) -> None:
    """Open the pair at a place."""
    if place is not None:
        found.go(place)


def toggle(found: Round, what: str) -> None:
    """Open or close the help or the editor."""
    setattr(found, what, not getattr(found, what))
