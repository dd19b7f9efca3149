"""One pair as a reviewer reads it, as HTML: the prompt once, both answers equally high, what is known of it.

A pair is put together once for each way of reading it; the next one while the open one is being read.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Literal

from curation.recipe import Edit
from curation.schemas.canonical import Message
from curation.store import Dataset
from ui.charts import readable
from ui.diff import inline_diff, likeness, word_diff
from ui.pair_view import badges, facts, number, turns_html, whole_text
from ui.text import escaped

Marks = Literal["plain", "marked", "only"]
SIDES = ("chosen", "rejected")
# Of answers less alike nearly every word would be marked, which helps nobody to read them.
LEAST_ALIKE = 0.4
# What a reviewer says of it decides whether it stays, and makes no preference of it.
TIED = (
    "The data set prefers neither answer here. Keep and Swap leave that as it is: formats that need a"
    " preference leave the pair out, and Export counts it."
)


@lru_cache(maxsize=64)
def pair_html(
    dataset: Dataset, pair_id: int, marks: Marks, edit: Edit | None = None, *, swapped: bool = False
) -> str:
    """A pair with all that is known of it.

    Args:
        dataset: The data set.
        pair_id: Its row.
        marks: How differences are shown.
        edit: The reviewer's own texts, shown in place of the originals, with what they changed marked.
        swapped: Whether these are the texts of after a swap.
    """
    row = row_of(dataset, pair_id)
    prompt = dataset.messages(row["prompt_id"])
    said = [text_of(dataset, row, side) for side in SIDES]
    titles = ("Answer A", "Answer B") if row["tie"] else ("Chosen", "Rejected")
    more = _scores(row, [name for name in dataset.measures if name not in dataset.main_measures])
    if edit is None:
        asked, answers = turns_html(prompt), _answers(said, titles, marks)
    else:
        said = said[::-1] if swapped else said
        asked, answers = _asked_anew(prompt, edit.prompt), _edited(said, (edit.chosen, edit.rejected))
    tied = f'<div class="wn-note" data-testid="wn-tied">{TIED}</div>' if row["tie"] else ""
    return (
        f'<div class="wn-facts">{badges(facts(row, len(prompt)))}</div>'
        + tied
        + _prompt(asked)
        + answers
        + _scores(row, dataset.main_measures)
        + (f'<details class="wn-more"><summary>All signals</summary>{more}</details>' if more else "")
    )


@lru_cache(maxsize=64)
def blind_html(dataset: Dataset, pair_id: int, marks: Marks, *, turned: bool) -> str:
    """A pair without labels, scores and models; ``turned`` puts the rejected answer first."""
    row = row_of(dataset, pair_id)
    said = [text_of(dataset, row, side) for side in (SIDES[::-1] if turned else SIDES)]
    body = _prompt(turns_html(dataset.messages(row["prompt_id"]))) + _answers(
        said, ("Answer A", "Answer B"), marks
    )
    # Struck out is not how the second answer may look where nobody is to know which one won.
    return body.replace("<del>", "<ins>").replace("</del>", "</ins>")


def row_of(dataset: Dataset, pair_id: int) -> dict[str, Any]:
    """One row of the pairs table."""
    return dict(dataset.pairs.slice(pair_id, 1).to_pylist()[0])


def text_of(dataset: Dataset, row: dict[str, Any], side: str) -> str | None:
    """An answer's text; None where the pair has none on this side."""
    response = row[f"{side}_id"]
    return None if response is None else whole_text(dataset, response)


def _prompt(turns: str) -> str:
    """The turns in a box; of several it shows the end first: the answers are about what was asked last."""
    return f'<div class="wn-scroll wn-asked" tabindex="0"><div>{turns}</div></div>'


def _asked_anew(messages: tuple[Message, ...], anew: str | None) -> str:
    """The turns, of the last user turn what an edit made of it."""
    last = max((at for at, turn in enumerate(messages) if turn.role == "user"), default=-1)
    if anew is None or last < 0:
        return turns_html(messages)
    marked = inline_diff(anew, messages[last].content)[0]
    return (
        turns_html(messages[:last])
        + '<div class="wn-turn"><div class="wn-role">user, edited</div>'
        + f'<div class="wn-text">{marked}</div></div>'
        + turns_html(messages[last + 1 :])
    )


def _edited(said: list[str | None], anew: tuple[str | None, str | None]) -> str:
    sides = []
    for title, text, new in zip(("Chosen", "Rejected"), said, anew, strict=True):
        if new is None or text is None:
            sides.append(_side(title, None if text is None else escaped(text)))
        else:
            sides.append(_side(f"{title}, edited", inline_diff(new, text)[0]))
    return f'<div class="wn-answers">{"".join(sides)}</div>'


def _answers(said: list[str | None], titles: tuple[str, str], marks: Marks) -> str:
    shown, note = _marked(said, marks)
    sides = "".join(_side(title, text) for title, text in zip(titles, shown, strict=True))
    return f'<div class="wn-answers">{sides}</div>' + (f'<div class="wn-note">{note}</div>' if note else "")


def _marked(said: list[str | None], marks: Marks) -> tuple[list[str | None], str]:
    """Both answers as HTML, and what is to be said of their differences."""
    plain = [None if text is None else escaped(text) for text in said]
    first, second = said
    if first is None or second is None or marks == "plain":
        return plain, ""
    if first == second:
        return plain, "These answers are the same, word for word."
    if marks == "marked" and likeness(first, second) < LEAST_ALIKE:
        return plain, ""
    left, right, compared = word_diff(first, second, only_differences=marks == "only")
    told = "" if compared else "These answers are too long to mark their differences word by word."
    return [left, right], told


def _side(title: str, shown: str | None) -> str:
    if shown is None:
        body = '<div class="wn-note">No partner: this answer stands alone.</div>'
    elif not shown:
        body = '<div class="wn-note">This answer is empty.</div>'
    else:
        body = f'<div class="wn-text" tabindex="0">{shown}</div>'
    return f'<section class="wn-answer"><div class="wn-title">{title}</div>{body}</section>'


def _scores(row: dict[str, Any], measures: Iterable[str]) -> str:
    """The measures of both sides and their margins, a column each; empty where there are none."""
    names = list(measures)
    if not names:
        return ""
    head = "".join(f"<th>{escaped(readable(name))}</th>" for name in names)
    lines = "".join(f"<tr><td>{part}</td>{_cells(row, part, names)}</tr>" for part in (*SIDES, "margin"))
    return f'<div class="wn-wide"><table class="wn-scores"><tr><th></th>{head}</tr>{lines}</table></div>'


def _cells(row: dict[str, Any], part: str, names: list[str]) -> str:
    return "".join(f"<td>{number(row[f'{part}.{name}'])}</td>" for name in names)
