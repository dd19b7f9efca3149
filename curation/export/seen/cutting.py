"""Which tokens of a pair a trainer keeps: the rules of ``analysis.checks.trainers``, token by token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from curation.analysis.checks.trainers import Trainer
from curation.export.seen.rendering import Rendered

Mode = Literal["keep_start", "keep_end"]
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """What a trainer leaves of a pair.

    Attributes:
        dropped: Whether it drops the pair.
        kept: For each side, the stretches of its tokens that it trains on; none where the pair is dropped.
    """

    dropped: bool
    kept: dict[str, tuple[Stretch, ...]]

    def cuts(self, pair: Rendered) -> bool:
        """Whether any token of the pair is cut off."""
        return not self.dropped and any(
            sum(end - start for start, end in self.kept[side]) < len(said.ids)
            for side, said in pair.sides.items()
        )


def cut(pair: Rendered, trainer: Trainer, limit: int, mode: Mode = "keep_start") -> Cut:
    """What a trainer with this limit leaves of a pair.

    Args:
        pair: The pair in tokens.
        trainer: The trainer.
        limit: Its longest sequence.
        mode: TRL DPO's ``truncation_mode``; others have none.
    """
    totals = {side: len(said.ids) for side, said in pair.sides.items()}
    longest = max(totals.values(), default=pair.prompt)
    from_end = mode == "keep_end" and trainer.name == "trl-dpo"
    gone, _ = trainer.fate(np.array([pair.prompt]), np.array([longest]), limit)
    if bool(gone[0]) and not from_end:
        return Cut(True, dict.fromkeys(totals, ()))
    if trainer.name == "llama-factory":
        asked, answered = in_proportion(pair.prompt, longest - pair.prompt, limit)
        kept: dict[str, tuple[Stretch, ...]] = {
            side: ((0, asked), (pair.prompt, min(pair.prompt + answered, total)))
            for side, total in totals.items()
        }
        return Cut(False, kept)
    if from_end:
        return Cut(False, {side: ((max(total - limit, 0), total),) for side, total in totals.items()})
    return Cut(False, {side: ((0, min(total, limit)),) for side, total in totals.items()})


def in_proportion(prompt: int, answer: int, limit: int) -> tuple[int, int]:
    """How many tokens of prompt and answer LLaMA-Factory keeps.

    Its rule (``hiyouga/LlamaFactory``: ``data/processor/processor_utils.py``, ``infer_seqlen``): what takes
    less than half of the limit stays whole, and where neither does, each gives in proportion.
    """
    if answer * 2 < limit:
        room = limit
    elif prompt * 2 < limit:
        room = limit - prompt
    else:
        room = int(limit * (answer / (prompt + answer)))
    answered = min(room, answer)
    return min(max(limit - answered, 0), prompt), answered
