"""What each trainer does with a pair that is longer than its longest sequence: drop it or cut it off.

Lengths are tokens of the texts; a chat template's own come on top. Defaults are the trainers' own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from curation.analysis.checks.lengths import prompt_tokens, tokens_needed
from curation.analysis.masks import Mask
from curation.analysis.share import Share, share_json
from curation.store import Dataset

Drops = Literal["longer", "prompt", "none"]
Counted = NDArray[np.float64] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Trainer:
    """A trainer's rule for long pairs.

    Attributes:
        name: Its name in reports.
        title: What people call it.
        limit: Its own longest sequence, in tokens, unless told otherwise.
        drops: Which pairs it drops: those that are ``longer`` than the limit, those whose ``prompt`` leaves
            less ``room`` than it wants, or ``none``. Other longer ones are cut off.
        does: What it does, in a sentence.
        source: Where that stands.
        room: How many tokens of the limit a prompt must leave, where it drops by the ``prompt``.
    """

    name: str
    title: str
    limit: int
    drops: Drops
    does: str
    source: str
    room: int = 1

    def fate(self, prompt: Counted, needed: Counted, limit: int) -> tuple[Mask, Mask]:
        """Which pairs are dropped, and which are cut off.

        Args:
            prompt: Tokens of each prompt.
            needed: Tokens of each prompt with its longer answer.
            limit: The longest sequence.
        """
        longer = np.asarray(needed > limit)
        if self.drops == "longer":
            return longer, np.zeros_like(longer)
        if self.drops == "none":
            return np.zeros_like(longer), longer
        full = np.asarray(prompt > limit - self.room)
        return full, longer & ~full


TRAINERS: tuple[Trainer, ...] = (
    Trainer(
        "trl-reward",
        "TRL reward model",
        1024,
        "longer",
        "TRL's RewardTrainer drops these pairs.",
        "TRL's reward_trainer.py, reward_config.py: max_length",
    ),
    Trainer(
        "trl-dpo",
        "TRL DPO",
        1024,
        "prompt",
        "TRL's DPOTrainer drops pairs whose prompt alone fills the limit, and cuts off the others.",
        "TRL 1.16's dpo_trainer.py, dpo_config.py: max_length",
    ),
    Trainer(
        "trl-kto",
        "TRL KTO",
        1024,
        "prompt",
        "TRL's KTOTrainer drops answers whose prompt alone fills the limit, and cuts off the others.",
        "TRL 1.16's kto_trainer.py, kto_config.py: max_length",
    ),
    Trainer(
        "axolotl",
        "axolotl DPO, ORPO, KTO",
        512,
        "longer",
        "axolotl drops these pairs (excess_length_strategy: truncate would cut them off).",
        "axolotl's utils/data/rl.py: drop_long_rl_seq; sequence_len, excess_length_strategy",
    ),
    Trainer(
        "llama-factory",
        "LLaMA-Factory",
        2048,
        "none",
        "LLaMA-Factory keeps these pairs and cuts prompt and answers off in proportion.",
        "LLaMA-Factory's data/processor/pairwise.py: infer_seqlen; hparams/data_args.py: cutoff_len",
    ),
    Trainer(
        "openrlhf-reward",
        "OpenRLHF reward model",
        512,
        "none",
        "OpenRLHF keeps these pairs and cuts them off.",
        "OpenRLHF's datasets/reward_dataset.py; cli/train_rm.py: max_len",
    ),
    Trainer(
        "openrlhf-dpo",
        "OpenRLHF DPO",
        512,
        "prompt",
        "OpenRLHF drops pairs whose prompt alone leaves no more than two tokens, and cuts off the others.",
        "OpenRLHF's datasets/reward_dataset.py; cli/train_dpo.py: max_len",
        room=3,
    ),
)


@dataclass(frozen=True, eq=False)
class Fit:
    """What becomes of a data set's pairs in a trainer.

    Attributes:
        trainer: The trainer.
        limit: The longest sequence, in tokens.
        dropped: The rows of the pairs table that it drops.
        cut: The rows that it cuts off.
    """

    trainer: Trainer
    limit: int
    dropped: Mask
    cut: Mask

    def as_json(self) -> dict[str, object]:
        """For ``report --json``."""
        return {
            "name": self.trainer.name,
            "title": self.trainer.title,
            "limit": self.limit,
            "dropped": share_json(share_of(self.dropped)),
            "cut_off": share_json(share_of(self.cut)),
            "source": self.trainer.source,
        }


def share_of(rows: Mask) -> Share:
    """How many of all rows these are."""
    return Share(int(np.count_nonzero(rows)), len(rows))


def fit_of(dataset: Dataset, trainer: Trainer, limit: int | None = None) -> Fit:
    """What a trainer does with each pair.

    Args:
        dataset: A data set whose answers were counted in tokens.
        trainer: The trainer.
        limit: The longest sequence, in tokens; its own if not given.
    """
    most = trainer.limit if limit is None else limit
    prompt = prompt_tokens(dataset)[dataset.pairs["prompt_id"].to_numpy()]
    return Fit(trainer, most, *trainer.fate(prompt, tokens_needed(dataset), most))


def trainer_named(name: str) -> Trainer:
    """The trainer of that name."""
    return next(trainer for trainer in TRAINERS if trainer.name == name)
