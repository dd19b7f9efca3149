"""What reviewers have said of the open pair, as HTML."""

from __future__ import annotations

from datetime import datetime

from curation.recipe import Given
from curation.recipe.resolving import resolve
from ui.review.round import Round
from ui.reviewer import named
from ui.text import escaped

SAYS = {
    "keep": "keep",
    "drop": "drop",
    "swap": "swap the sides",
    "tie": "a tie",
    "edit": "edited",
    "flag": "flagged",
    "skip": "skipped",
}


def verdicts_html(found: Round) -> str:
    """A line a reviewer, one's own first; empty where nobody has spoken."""
    cast = found.votes.get(found.key, {})
    if not cast:
        return ""
    lines = [_line(one, found.who) for one in sorted(cast.values(), key=lambda one: one.who != found.who)]
    resolved = resolve(cast.values(), found.rule)
    if found.key in resolved.disagreed:
        lines.append('<div class="wn-problem">They disagree: the pair is undecided.</div>')
    return f'<div class="wn-cast" data-testid="wn-cast">{"".join(lines)}</div>'


def _line(one: Given, here: str) -> str:
    verdict = one.verdict
    about = [f"({', '.join(verdict.edit.model_dump(exclude_none=True))})"] if verdict.edit else []
    about += [f"“{verdict.note}”"] if verdict.note else []
    about += [f"#{tag}" for tag in verdict.tags]
    told = f"<b>{escaped(named(one.who, here).capitalize())}</b>: {SAYS[verdict.decision]}"
    rest = f' <span class="wn-remark">{escaped(" ".join(about))}</span>' if about else ""
    # Reviewers may sit in different time zones, and the server in a third.
    at = datetime.fromisoformat(one.at).strftime("%Y-%m-%d %H:%M UTC")
    return f'<div>{told}{rest} <time class="wn-when">{at}</time></div>'
