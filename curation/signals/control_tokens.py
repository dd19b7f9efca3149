"""Marks of chat templates and reasoning formats that were left in an answer."""

from __future__ import annotations

from curation.signals.base import Column, Signal
from curation.signals.batch import Batch
from curation.signals.marks import holding, signs
from curation.signals.scan import Counts, count_at, spelt

_MARK = (
    r"</?(?:think|answer)>|<\|[A-Za-z][\w .-]{0,40}\|>|<｜[^｜\n]{1,40}｜>|<extra_id_\d{1,3}>|\[/?INST\]|"
    r"<</?SYS>>|</?(?:start_of_turn|end_of_turn|bos|eos|pad|unk)>|\A<s>|</s>\s*\z|\[(?:BOS|EOS|PAD|UNK)\]|"
    r"<no(?:in|out)put>|(?:\A|\n\n)(?:Human|Assistant): ?|(?m:^(?:\#\#\# ?(?:Instruction|Response|Human|"
    r"Assistant)|USER|ASSISTANT):)"
)
# Sought first: a mark without a bracket is rare.
_TURNS = (b"Human:", b"Assistant:", b"Instruction:", b"Response:", b"USER:", b"ASSISTANT:")


def control_tokens(batch: Batch) -> Column:
    """How many such marks each answer holds."""
    return batch.texts.counting(_MARK, holding(batch, "<[") | (batch.seen(_turns) > 0))


def _turns(block: Batch) -> Counts:
    return count_at(spelt(block.texts.bytes, *_TURNS), block.texts.offsets)


CONTROL_TOKENS = Signal(
    "control_tokens",
    "Control tokens",
    "Marks of chat templates and reasoning formats left in the answer, such as <|im_end|>, <think>, [INST], "
    "<extra_id_1> or a turn that begins with Human:",
    control_tokens,
    source="open-instruct, scripts/data/filtering_and_updates/filter_special_tokens.py, and the templates of "
    "ChatML, Llama, Gemma, DeepSeek, Vicuna, Alpaca and hh-rlhf",
    looks=(signs, _turns),
)
