"""Whether other columns of a source prove what its verdicts mean.

Proof is agreement without exception: at least twenty rows whose scores differ, both sides among the
winners, and every single verdict on the side of the higher score.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from curation.schemas.canonical import Unfit
from curation.schemas.sample import Sample
from curation.schemas.values import code_of, getter, number_of

ROWS_NEEDED = 20


@dataclass(frozen=True)
class Evidence:
    """What the scores say.

    Attributes:
        rows: Rows whose scores differ and whose verdict names a side.
        meaning: Code → ``first``, ``second`` or ``tie``, as every row has it.
    """

    rows: int
    meaning: dict[str, str]

    def codes(self, side: str) -> tuple[str, ...]:
        """The codes that mean this side."""
        return tuple(code for code, meant in self.meaning.items() if meant == side)


def score_evidence(
    sample: Sample, columns: dict[str, str], verdict: str, *, signed: bool = False
) -> Evidence | None:
    """What the answers' scores prove about a verdict column; None where they prove nothing.

    Args:
        sample: The rows.
        columns: Roles; needs ``score_a`` and ``score_b``.
        verdict: The column in question.
        signed: Compare the verdict's sign, not the code itself.
    """
    if "score_a" not in columns or "score_b" not in columns:
        return None
    first_of, second_of, verdict_of = (
        getter(name) for name in (columns["score_a"], columns["score_b"], verdict)
    )
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for row in sample.rows:
        try:
            first, second = number_of(first_of(row), ""), number_of(second_of(row), "")
        except Unfit:
            continue
        code = code_of(verdict_of(row))
        if code is not None and first is not None and second is not None:
            winner = "tie" if first == second else "first" if first > second else "second"
            seen[_sign(code) if signed else code][winner] += 1
    meaning = {code: side for code, votes in seen.items() if (side := _only(votes))}
    rows = sum(votes[side] for code, votes in seen.items() for side in ("first", "second") if code in meaning)
    proved = (
        rows >= ROWS_NEEDED and len(meaning) == len(seen) and {"first", "second"} <= set(meaning.values())
    )
    return Evidence(rows, meaning) if proved else None


def _only(votes: Counter[str]) -> str | None:
    """The one side a code always stands beside; equal scores do not speak against a side."""
    sides = [side for side in ("first", "second") if votes[side]]
    return sides[0] if len(sides) == 1 else "tie" if not sides else None


def _sign(code: str) -> str:
    return "negative" if code.startswith("-") else "zero" if code == "0" else "positive"
