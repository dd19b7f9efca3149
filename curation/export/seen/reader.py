"""A trainer's tokenizer with its chat template: conversations as text, texts as tokens."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from curation.errors import ExportError
from curation.export.seen.pieces import Pieces, Segment

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerBase

Turns = list[dict[str, str]]

_AT_ONCE = 64


@dataclass(frozen=True)
class Encoded:
    """A text in tokens.

    Attributes:
        text: The text.
        ids: The tokens.
        ends: Where in the text each token ends; no token ends before the one to its left.
        starts: Where each begins, likewise.
    """

    text: str
    ids: list[int]
    starts: list[int]
    ends: list[int]


@dataclass(frozen=True, eq=False)
class Reader:
    """A tokenizer and the template that conversations are written with.

    Attributes:
        name: As the curator gave it.
        machine: The tokenizer.
    """

    name: str
    machine: PreTrainedTokenizerBase

    @cached_property
    def _backend(self) -> Tokenizer | None:
        """The fast tokenizer inside, if there is one."""
        backend: Tokenizer | None = getattr(self.machine, "backend_tokenizer", None)
        if backend is not None:
            # As whenever a trainer calls it: a limit saved with the tokenizer does not count.
            backend.no_truncation()
            backend.no_padding()
        return backend

    @cached_property
    def _pieces(self) -> Pieces | None:
        """The same, where it can be had word by word."""
        return None if self._backend is None else Pieces.of(self._backend)

    @cached_property
    def identity(self) -> str:
        """16 hex digits over all that decides the tokens of a conversation."""
        inside = self.machine.get_vocab() if self._backend is None else self._backend.to_str()
        told = [inside, self.machine.chat_template, self.machine.special_tokens_map]
        return sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()[:16]

    @cached_property
    def special(self) -> frozenset[int]:
        """The tokens that mark turns and ends, and no text."""
        return frozenset(self.machine.all_special_ids) | {
            token for token, added in self.machine.added_tokens_decoder.items() if added.special
        }

    @property
    def stops(self) -> str:
        """What ends an answer; empty where the tokenizer has no such token."""
        return str(self.machine.eos_token or "")

    def written(self, said: Turns, *, asking: bool = False) -> str:
        """A conversation as the template writes it.

        Args:
            said: Its turns.
            asking: Whether an answer is to follow (``add_generation_prompt``).

        Raises:
            ExportError: The template refuses it.
        """
        try:
            return str(self._apply(said, asking))
        except _refusals() as error:
            raise ExportError(
                f"The chat template of {self.name} refuses this conversation",
                why=first_line(error),
                next="Fold or drop what it has no place for, or leave such pairs out",
            ) from error

    def written_each(self, many: Sequence[Turns], *, asking: bool = False) -> list[str | ExportError]:
        """Several conversations; in place of one that the template refuses, why."""
        found: list[str | ExportError] = []
        for at in range(0, len(many), _AT_ONCE):
            found += self._written_together(many[at : at + _AT_ONCE], asking)
        return found

    def _written_together(self, many: Sequence[Turns], asking: bool) -> list[str | ExportError]:
        # The library takes an empty one only among others, and then as if it were none.
        if all(many):
            with suppress(*_refusals()):
                return list(self._apply(many, asking))
        return [self._or_why(said, asking) for said in many]

    def _or_why(self, said: Turns, asking: bool) -> str | ExportError:
        try:
            return self.written(said, asking=asking)
        except ExportError as error:
            return error

    def _apply(self, said: Any, asking: bool) -> Any:
        return self.machine.apply_chat_template(said, tokenize=False, add_generation_prompt=asking)

    def counted(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of texts that a template wrote: it has put in the special ones itself."""
        if self._backend is None:
            found: Any = self.machine(list(texts), add_special_tokens=False)["input_ids"]
            return [list(ids) for ids in found]
        return [one.ids for one in self._backend.encode_batch_fast(list(texts), add_special_tokens=False)]

    def read(self, texts: Sequence[str]) -> list[list[Segment]]:
        """The tokens of such texts in stretches; equal stretches may be one object."""
        found = None if self._pieces is None else self._pieces.read(texts)
        return [[Segment.of([tuple(ids)])] for ids in self.counted(texts)] if found is None else found

    def encoded(self, text: str) -> Encoded:
        """One such text, with the place of each token."""
        if self._backend is None:
            return self._decoded(text)
        found = self._backend.encode(text, add_special_tokens=False)
        starts, ends, end = [], [], 0
        for low, high in found.offsets:
            # Bytes of one character are several tokens at the same place.
            starts.append(max(low, end))
            end = max(high, end)
            ends.append(end)
        return Encoded(text, list(found.ids), starts, ends)

    def _decoded(self, text: str) -> Encoded:
        """For tokenizers that do not tell places: what their tokens read as, one after the other."""
        ids = self.counted([text])[0]
        parts = [str(self.machine.decode([token])) for token in ids]
        starts, ends, end = [], [], 0
        for part in parts:
            starts.append(end)
            end += len(part)
            ends.append(end)
        return Encoded("".join(parts), ids, starts, ends)


def _refusals() -> tuple[type[Exception], ...]:
    """What a template raises: a stranger's program, besides its own refusals it fails as programs do."""
    from jinja2 import TemplateError

    return (TemplateError, TypeError, ValueError, KeyError, IndexError, AttributeError)


def first_line(error: Exception) -> str:
    """What a library said, short enough for one of our sentences."""
    said = str(error).strip().splitlines()
    return said[0][:200].rstrip(".") if said else type(error).__name__
