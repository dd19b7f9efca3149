"""What a reviewer says of one pair, and the rule by which several reviewers' verdicts become one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

ContentKey = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
"""The ``key`` of a prompt or of a pair: 16 hex digits that its content alone decides."""
Decision = Literal["keep", "drop", "swap", "tie", "edit", "flag", "skip"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
# The others leave the pair undecided: one to come back to, one not to be asked about again.
DECIDING: tuple[Decision, ...] = ("keep", "drop", "swap", "tie", "edit")
LABELS: dict[Decision, str] = {
    "keep": "kept a pair",
    "drop": "dropped a pair",
    "swap": "swapped a pair",
    "tie": "called a pair a tie",
    "edit": "edited a pair",
    "flag": "flagged a pair",
    "skip": "skipped a pair",
}
MOST_SECONDS = 86_400.0


class Edit(BaseModel):
    """Texts written anew; None leaves a text as it is, and the original stays in the data set.

    Attributes:
        prompt: The prompt's last user turn.
        chosen: The answer that is written as chosen, after a swap if there is one.
        rejected: The other one, likewise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str | None = None
    chosen: str | None = None
    rejected: str | None = None

    @model_validator(mode="after")
    def _something(self) -> Edit:
        if self.prompt is None and self.chosen is None and self.rejected is None:
            raise ValueError("an edit changes at least one of 'prompt', 'chosen' and 'rejected'")
        return self


class Verdict(BaseModel):
    """One reviewer's verdict on one pair.

    Attributes:
        pair: The pair's content key.
        decision: What becomes of it; ``flag`` and ``skip`` leave it undecided.
        edit: The texts written anew, with ``edit`` always and with ``swap`` perhaps.
        note: Why.
        tags: The reviewer's own words to find it by.
        seconds: How long it was looked at.
        queue: The name of the queue it came from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pair: ContentKey
    decision: Decision
    edit: Edit | None = None
    note: str | None = None
    tags: tuple[str, ...] = ()
    seconds: float | None = Field(default=None, ge=0, le=MOST_SECONDS)
    queue: str | None = None

    @model_validator(mode="after")
    def _edit_fits_the_decision(self) -> Verdict:
        if self.decision == "edit" and self.edit is None:
            raise ValueError("'edit' needs the edited texts")
        if self.edit is not None and self.decision not in ("edit", "swap"):
            raise ValueError(f"'{self.decision}' takes no edited texts")
        return self


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict that stands, with who gave it, when (UTC, ISO 8601) and as which event."""

    verdict: Verdict
    who: str
    at: str
    seq: int


class Rule(BaseModel):
    """How the verdicts of several reviewers on one pair become one.

    Attributes:
        kind: ``unanimous``: all who decided agree; ``majority``: more than half of them do;
            ``adjudicator``: an adjudicator's word counts before all others, who else must agree.
        adjudicators: Their names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["unanimous", "majority", "adjudicator"] = "unanimous"
    adjudicators: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _somebody_adjudicates(self) -> Rule:
        if self.kind == "adjudicator" and not self.adjudicators:
            raise ValueError("'adjudicator' needs the names of the adjudicators")
        return self
