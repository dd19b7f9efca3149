"""Content keys: what makes two texts, prompts or pairs the same, whatever file or row they came from."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from curation.schemas.canonical import Message

KEY_BYTES = 8
# Unit and record separators: they cannot be confused with text that merely contains a role's name.
_FIELD, _TURN = "\x1f", "\x1e"


def text_key(text: str) -> str:
    """64-bit content hash of a text, as 16 hex digits (BLAKE2b over its UTF-8 bytes)."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).hexdigest()


def prompt_key(messages: Sequence[Message]) -> str:
    """Content hash of a prompt: every turn's role and text, system turn included."""
    return text_key(_TURN.join([f"{role}{_FIELD}{content}" for role, content in messages]))


def pair_key(prompt: str, chosen: str | None, rejected: str | None) -> str:
    """Content hash of a pair, made from its prompt's key and its answers' keys.

    Args:
        prompt: The prompt's key.
        chosen: The chosen answer's key, None where the pair is a single answer.
        rejected: The rejected answer's key, likewise.
    """
    return text_key(f"{prompt}{_FIELD}{chosen or ''}{_FIELD}{rejected or ''}")
