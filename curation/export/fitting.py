"""What of a conversation a format has a place for, and how a prompt is made to fit it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from curation.export.block import Ids, Turns
from curation.export.refusing import Mask, Rule
from curation.recipe import ExportOptions
from curation.store import Dataset

FITTING = frozenset({"system", "turns"})
ASKING = ("user", "tool")


@dataclass(frozen=True, slots=True)
class Place:
    """What a format has a place for.

    Attributes:
        system: System turns: ``any``where, one at the ``first`` place, or ``none``.
        several: More than one question.
        alternating: Whether user and assistant must take turns.
        tool: What a tool said.
    """

    system: str = "any"
    several: bool = True
    alternating: bool = False
    tool: bool = True

    def rules(self, options: ExportOptions) -> tuple[Rule, ...]:
        """What has no place, given what the curator folds, drops or cuts away."""
        rules: list[Rule] = []
        known: dict[str, Shapes] = {}
        kept = options.system == "keep"
        whole = options.turns == "keep"
        if kept and self.system == "none":
            rules.append(_rule("system_turn", known, lambda shapes: shapes.systems > 0))
        if kept and self.system == "first":
            rules.append(_rule("system_turn_inside", known, lambda shapes: shapes.systems > shapes.leading))
        if whole and not self.several:
            rules.append(_rule("several_turns", known, lambda shapes: shapes.spoken > 1))
        if not self.tool:
            rules.append(_rule("tool_turn", known, lambda shapes: shapes.tools > 0))
        if whole and self.alternating:
            rules.append(_rule("turns_not_alternating", known, lambda shapes: ~shapes.alternate))
        return tuple(rules)


@dataclass(frozen=True, eq=False, slots=True)
class Shapes:
    """What the prompts of a data set are like, each array of shape (prompts,).

    Attributes:
        systems: System turns.
        leading: 1 where the first turn is a system turn.
        spoken: Other turns.
        tools: Turns of a tool.
        alternate: Whether those other turns begin with a question and go to and fro.
    """

    systems: NDArray[np.int64]
    leading: NDArray[np.int64]
    spoken: NDArray[np.int64]
    tools: NDArray[np.int64]
    alternate: Mask


def shapes(dataset: Dataset) -> Shapes:
    """The shapes of all prompts."""
    found = [_of_chunk(chunk) for chunk in dataset.prompts["messages"].chunks]
    if not found:
        none = np.empty(0, np.int64)
        return Shapes(none, none, none, none, np.empty(0, bool))
    parts = zip(*found, strict=True)
    systems, leading, spoken, tools, alternate = (np.concatenate(part) for part in parts)
    return Shapes(systems, leading, spoken, tools, alternate)


def _of_chunk(messages: pa.ListArray) -> tuple[NDArray[Any], ...]:
    flat = messages.flatten()
    roles = flat.field("role").to_numpy(zero_copy_only=False).astype("U9")
    lengths = messages.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
    count = len(lengths)
    prompt = np.repeat(np.arange(count), lengths)
    starts = np.cumsum(lengths) - lengths
    system, asks = roles == "system", np.isin(roles, ASKING)
    # A turn's place among those that are spoken: even ones ask, odd ones answer.
    before = np.cumsum(~system) - ~system
    first = np.zeros(count, np.int64)
    filled = lengths > 0
    first[filled] = before[starts[filled]]
    wrong = ~system & (asks != ((before - first[prompt]) % 2 == 0))

    def total(mask: Mask) -> NDArray[np.int64]:
        return np.bincount(prompt[mask], minlength=count)

    leading = np.zeros(count, np.int64)
    leading[filled] = system[starts[filled]]
    return total(system), leading, total(~system), total(roles == "tool"), total(wrong) == 0


def _rule(name: str, known: dict[str, Shapes], test: Callable[[Shapes], Mask]) -> Rule:
    def rule(dataset: Dataset, ids: Ids) -> Mask:
        if dataset.id not in known:
            known[dataset.id] = shapes(dataset)
        mask: Mask = test(known[dataset.id])[dataset.pairs["prompt_id"].to_numpy()[ids]]
        return mask

    rule.__name__ = name
    return rule


def fitted(prompt: Turns, options: ExportOptions) -> Turns:
    """A prompt as the curator wants it: the system turn folded or dropped, the last question alone."""
    said = prompt
    if options.turns == "last":
        last = max((at for at, turn in enumerate(said) if turn["role"] == "user"), default=0)
        said = [turn for at, turn in enumerate(said) if at >= last or turn["role"] == "system"]
    if options.system == "keep" or not any(turn["role"] == "system" for turn in said):
        return said
    rules = [turn["content"] for turn in said if turn["role"] == "system"]
    spoken = [turn for turn in said if turn["role"] != "system"]
    if options.system == "fold" and rules:
        asked = next((at for at, turn in enumerate(spoken) if turn["role"] == "user"), None)
        if asked is None:
            return [{"role": "user", "content": "\n\n".join(rules)}, *spoken]
        first = {"role": "user", "content": "\n\n".join([*rules, spoken[asked]["content"]])}
        return [*spoken[:asked], first, *spoken[asked + 1 :]]
    return spoken


def system_of(prompt: Turns) -> str:
    """The system turn that a prompt begins with; empty where it has none."""
    return prompt[0]["content"] if prompt and prompt[0]["role"] == "system" else ""


def spoken_of(prompt: Turns) -> Turns:
    """A prompt without the system turn that it begins with."""
    return prompt[1:] if prompt and prompt[0]["role"] == "system" else prompt


def question_of(prompt: Turns) -> str:
    """The one question of a prompt that has no other turn but perhaps a system turn."""
    return spoken_of(prompt)[-1]["content"]
