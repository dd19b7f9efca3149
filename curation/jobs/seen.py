"""What a trainer will see, as the app asks for it: tokens counted, and single pairs shown.

``python -m curation.jobs.seen`` answers JSON lines, one question a pair, so that the app need not hold a
tokenizer. Which tokenizer, trainer and limit is asked for is an ``Asked``.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import BaseModel, ConfigDict, Field

from curation.analysis.checks.trainers import trainer_named
from curation.errors import CurationError, ExportError
from curation.export.block import Block
from curation.export.seen import (
    Conversation,
    Mode,
    conversations,
    cut,
    measure_lengths,
    open_reader,
    rendered,
)
from curation.jobs import failure
from curation.jobs.line import Line, answer_all
from curation.jobs.work import Progress
from curation.recipe import ExportOptions, Recipe, apply
from curation.settings import settings

if TYPE_CHECKING:
    from curation.export.seen import Reader
    from curation.recipe import Outcome
    from curation.store import Dataset


class Asked(BaseModel):
    """Which tokenizer, and what a trainer does with long pairs.

    Attributes:
        tokenizer: A folder, a file, or a name on the Hub.
        template: A file with another chat template.
        trainer: The trainer's name.
        limit: Its longest sequence, in tokens.
        mode: TRL DPO's ``truncation_mode``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tokenizer: str = Field(min_length=1)
    template: str | None = None
    trainer: str = "trl-dpo"
    limit: int = Field(default=1024, ge=1)
    mode: Mode = "keep_start"


def count_tokens(
    dataset: Dataset, order: dict[str, Any], *, progress: Progress | None = None
) -> dict[str, Any]:
    """Count the tokens of what a recipe keeps, as the app ordered it; what is found is kept.

    Returns:
        The tokenizer's identity, by which ``known_lengths`` finds the counts.

    Raises:
        ExportError: The tokenizer cannot be had.
    """
    if progress is not None:
        progress("loading the tokenizer", 0, 0)
    reader = _reader(order["tokenizer"], order.get("template"))
    outcome = apply(dataset, Recipe.model_validate(order["recipe"]))
    options = ExportOptions.model_validate(order.get("options", {}))
    measure_lengths(outcome, reader, options, progress=progress)
    return {"identity": reader.identity}


@lru_cache(maxsize=4)
def _reader(tokenizer: str, template: str | None) -> Reader:
    return open_reader(tokenizer, template=Path(template) if template else None, within=settings().readable)


class PairShower:
    """The app's end of the line: one pair at a time, as a trainer sees it."""

    def __init__(self) -> None:
        self._line = Line("curation.jobs.seen")

    @property
    def warm(self) -> bool:
        """Whether the next answer comes at once."""
        return self._line.warm

    def show(self, outcome: Outcome, pair_id: int, asked: Asked, options: ExportOptions) -> dict[str, Any]:
        """One pair in tokens, with what the trainer leaves of it: see ``shown``.

        Raises:
            CurationError: The tokenizer cannot be had, or its template refuses the pair.
        """
        block = Block(outcome.dataset, outcome.kept_ids[outcome.kept_ids == pair_id], outcome.edits)
        pair = conversations(block, options)[0]
        question = asked.model_dump() | {
            "pair": {"prompt": pair.prompt, "chosen": pair.chosen, "rejected": pair.rejected}
        }
        answer = self._line.ask(orjson.dumps(question) + b"\n")
        if not answer:
            raise ExportError("The tokenizer's process ended without an answer", next="Try it once more")
        told: dict[str, Any] = orjson.loads(answer)
        if "error" in told:
            raise failure.read(told["error"])
        return told

    def close(self) -> None:
        """End the process, if there is one."""
        self._line.close()


def shown(reader: Reader, pair: Conversation, asked: Asked) -> dict[str, Any]:
    """One pair in tokens: the prompt's count, what of it is lost, each side's text and its tokens' places.

    Raises:
        ExportError: The template refuses the pair.
    """
    found = rendered(reader, pair)
    left = cut(found, trainer_named(asked.trainer), asked.limit, asked.mode)
    return {
        "prompt": found.prompt,
        "lost": found.lost,
        "dropped": left.dropped,
        "sides": {
            side: {
                "text": said.text,
                "starts": said.starts,
                "ends": said.ends,
                "special": [at for at, token in enumerate(said.ids) if token in found.special],
                "kept": left.kept[side],
            }
            for side, said in found.sides.items()
        },
    }


def answered(question: bytes) -> bytes:
    """One line for one line."""
    told = orjson.loads(question)
    pair = Conversation(**told.pop("pair"))
    try:
        asked = Asked.model_validate(told)
        answer = shown(_reader(asked.tokenizer, asked.template), pair, asked)
    except CurationError as error:
        answer = {"error": failure.written(error)}
    return orjson.dumps(answer) + b"\n"


def main() -> int:
    """Answer until nobody asks any more."""
    return answer_all(answered)


if __name__ == "__main__":
    sys.exit(main())
