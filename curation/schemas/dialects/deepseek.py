"""DeepSeek's markup: ``{system}<｜User｜>{user}<｜Assistant｜>{assistant}<｜end▁of▁sentence｜>``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from curation.schemas.canonical import Message
from curation.schemas.dialects.base import (
    Dialect,
    Turns,
    behind_system,
    opened_by_system,
    readings,
)

# Full-width bars and a low block, as the tokenizer writes them.
_BEGIN, _END = "<\uff5cbegin\u2581of\u2581sentence\uff5c>", "<\uff5cend\u2581of\u2581sentence\uff5c>"
_MARKER = re.compile(f"(?:{_END})?<\uff5c(User|Assistant)\uff5c>")


def _parse(text: str) -> Iterator[Turns]:
    yield from behind_system(readings(text.removeprefix(_BEGIN), _MARKER, ends=(_END,)), (_END,))


def _write(turns: Sequence[Message]) -> str:
    system, spoken = opened_by_system(turns)
    text = _BEGIN + system
    for role, content in spoken:
        text += (
            f"<\uff5cAssistant\uff5c>{content}{_END}"
            if role == "assistant"
            else f"<\uff5cUser\uff5c>{content}"
        )
    return text


DIALECT = Dialect("<\uff5cUser\uff5c>", _parse, _write, ends=(_END,))
