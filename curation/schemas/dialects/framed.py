"""Chat templates that frame each turn between a header with its role and an end token."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from curation.schemas.canonical import Message
from curation.schemas.dialects.base import Dialect, Turns, alternate, readings, turns_of, without_end


class _Frame(NamedTuple):
    """How one template frames turns.

    Attributes:
        header: What opens a turn, with ``{role}`` in it.
        end: What closes a turn, as it is written.
        marker: The end of one turn and the header of the next; its first group is the role.
        ends: All that closes the last turn.
        names: The template's names of roles where they are its own.
        begin: What may open the whole.
    """

    header: str
    end: str
    marker: re.Pattern[str]
    ends: tuple[str, ...]
    names: dict[str, str]
    begin: str = ""


def _parse(frame: _Frame, text: str) -> Iterator[Turns]:
    while frame.begin and text.startswith(frame.begin):
        text = text.removeprefix(frame.begin)
    for parts in readings(frame.end + text, frame.marker, ends=frame.ends):
        turns = turns_of(parts)
        if parts[0] or not turns:
            continue
        turns[-1] = Message(turns[-1].role, without_end(turns[-1].content, frame.ends))
        # Templates write a system turn even where there is nothing to say in it.
        if turns[0] == ("system", ""):
            del turns[0]
        if alternate(turns):
            yield tuple(turns)


def _write(frame: _Frame, turns: Sequence[Message]) -> str:
    framed = (
        f"{frame.header.format(role=frame.names.get(role, role))}{content}{frame.end}"
        for role, content in turns
    )
    return frame.begin + "".join(framed)


def _dialect(sign: str, frame: _Frame) -> Dialect:
    return Dialect(sign, partial(_parse, frame), partial(_write, frame), frame.ends)


CHATML = _dialect(
    "<|im_start|>",
    _Frame(
        header="<|im_start|>{role}\n",
        end="<|im_end|>\n",
        marker=re.compile(r"<\|im_end\|>\n?<\|im_start\|>(system|user|assistant|tool)(?:\n|\Z)"),
        ends=("<|im_end|>",),
        names={},
    ),
)
LLAMA3 = _dialect(
    "<|start_header_id|>",
    _Frame(
        header="<|start_header_id|>{role}<|end_header_id|>\n\n",
        end="<|eot_id|>",
        marker=re.compile(
            r"<\|eot_id\|>\n?<\|start_header_id\|>(system|user|assistant)<\|end_header_id\|>\n{0,2}"
        ),
        ends=("<|eot_id|>", "<|end_of_text|>"),
        names={},
        begin="<|begin_of_text|>",
    ),
)
LLAMA4 = _dialect(
    "<|header_start|>",
    _Frame(
        header="<|header_start|>{role}<|header_end|>\n\n",
        end="<|eot|>",
        marker=re.compile(r"<\|eot\|>\n?<\|header_start\|>(system|user|assistant)<\|header_end\|>\n{0,2}"),
        ends=("<|eot|>", "<|end_of_text|>"),
        names={},
        begin="<|begin_of_text|>",
    ),
)
GEMMA = _dialect(
    "<start_of_turn>",
    _Frame(
        header="<start_of_turn>{role}\n",
        end="<end_of_turn>\n",
        marker=re.compile(r"<end_of_turn>\n?<start_of_turn>(system|user|model)(?:\n|\Z)"),
        ends=("<end_of_turn>",),
        names={"assistant": "model"},
        begin="<bos>",
    ),
)
# Tülu has the same headers and closes answers alone; Phi-3 has them with an end token of its own.
ZEPHYR = _dialect(
    "<|user|>",
    _Frame(
        header="<|{role}|>\n",
        end="</s>\n",
        marker=re.compile(
            r"(?:(?:</s>|<\|end\|>|<\|endoftext\|>)\n?|\n)<\|(system|user|assistant)\|>(?:\n|\Z)"
        ),
        ends=("</s>", "<|end|>", "<|endoftext|>"),
        names={},
    ),
)
OPEN_ASSISTANT = _dialect(
    "<|prompter|>",
    _Frame(
        header="<|{role}|>",
        end="<|endoftext|>",
        marker=re.compile(r"(?:<\|endoftext\|>|</s>)<\|(system|prompter|assistant)\|>"),
        ends=("<|endoftext|>", "</s>"),
        names={"user": "prompter"},
    ),
)
