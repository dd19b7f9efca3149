"""One pair as a chat template writes it: where the answers begin, and what of the prompt is lost there."""

from __future__ import annotations

from dataclasses import dataclass

from curation.export.seen.reader import Encoded, Reader, Turns


@dataclass(frozen=True)
class Conversation:
    """A pair as turns.

    Attributes:
        prompt: The turns that both sides share.
        chosen: What follows on the chosen side; None where there is no such answer.
        rejected: Likewise.
    """

    prompt: Turns
    chosen: Turns | None
    rejected: Turns | None

    @property
    def sides(self) -> dict[str, Turns]:
        """The sides that there are."""
        both = {"chosen": self.chosen, "rejected": self.rejected}
        return {side: said for side, said in both.items() if said is not None}


@dataclass(frozen=True)
class Rendered:
    """A pair as tokens.

    Attributes:
        prompt: Tokens before the answers begin.
        sides: Each side's whole text, prompt included.
        lost: The end of the prompt as it is written when an answer is asked for that is not there when one
            follows; empty with a template that only ever adds. Else training sees another prompt than use.
        special: Tokens that mark turns and ends.
    """

    prompt: int
    sides: dict[str, Encoded]
    lost: str
    special: frozenset[int]

    def tokens(self, side: str) -> int:
        """Tokens of one side's answer."""
        return len(self.sides[side].ids) - self.prompt


def rendered(reader: Reader, pair: Conversation) -> Rendered:
    """Write a pair with a template and say where its answers begin.

    As TRL does (``trl/trainer/dpo_trainer.py``, ``tokenize_fn``): the prompt is written as when an answer is
    asked for, prompt and answer together, and the answer begins where the tokens of the two part.

    Raises:
        ExportError: The template refuses the conversation.
    """
    asked = reader.encoded(reader.written(pair.prompt, asking=True))
    sides = {side: reader.encoded(reader.written([*pair.prompt, *said])) for side, said in pair.sides.items()}
    shared = min((common(asked.ids, side.ids) for side in sides.values()), default=len(asked.ids))
    lost = asked.text[asked.starts[shared] :] if shared < len(asked.ids) else ""
    return Rendered(shared, sides, lost, reader.special)


def common(ids: list[int], others: list[int]) -> int:
    """How many tokens two texts begin with alike."""
    if others[: len(ids)] == ids:
        return len(ids)
    return next(at for at, token in enumerate(ids) if at >= len(others) or others[at] != token)
