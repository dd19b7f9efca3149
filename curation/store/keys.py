"""Content keys: what makes two texts, prompts or pairs the same, whatever file or row they came from.

A key is XXH3's 64 bits over UTF-8, written as 16 hex digits where people or files see it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from xxhash import xxh3_64_intdigest

from curation.schemas.canonical import Message

# Unit and record separators: they cannot be confused with text that merely contains a role's name.
_FIELD, _TURN = "\x1f", "\x1e"


def text_numbers(texts: Sequence[str]) -> NDArray[np.uint64]:
    """The keys of many texts as numbers, shape (texts,)."""
    return np.asarray([xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) for text in texts], np.uint64)


def text_key(text: str) -> str:
    """Content hash of a text."""
    return f"{xxh3_64_intdigest(text.encode('utf-8', 'surrogatepass')):016x}"


def prompt_number(messages: Sequence[Message]) -> int:
    """Content hash of a prompt: every turn's role and text, system turn included."""
    said = _TURN.join([f"{role}{_FIELD}{content}" for role, content in messages])
    return xxh3_64_intdigest(said.encode("utf-8", "surrogatepass"))


def prompt_key(messages: Sequence[Message]) -> str:
    """`prompt_number` as hex digits."""
    return f"{prompt_number(messages):016x}"


def pair_numbers(
    prompts: NDArray[np.uint64], chosen: NDArray[np.uint64], rejected: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    """Content hashes of pairs, made from their prompts' and answers' keys; 0 where a side is missing."""
    packed = np.stack([prompts, chosen, rejected], axis=1).astype("<u8").tobytes()
    return np.asarray(
        [xxh3_64_intdigest(packed[at : at + 24]) for at in range(0, len(packed), 24)], np.uint64
    )


def hex_keys(numbers: NDArray[np.uint64]) -> pa.Array:
    """Keys as people and files see them, made all at once."""
    digits = pa.py_buffer(numbers.astype(">u8").tobytes().hex().encode())
    offsets = pa.py_buffer(np.arange(0, 16 * len(numbers) + 1, 16, dtype=np.int32))
    return pa.StringArray.from_buffers(len(numbers), offsets, digits)
