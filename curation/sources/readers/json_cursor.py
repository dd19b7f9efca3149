"""A forward-only cursor over streamed JSON text that holds no more than the value being read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

from curation.errors import SourceError
from curation.sources import decoding
from curation.sources.formats import parse_name
from curation.sources.limits import Budget, readable
from curation.sources.readers.json_value import explain

_SPACE = re.compile(r"[ \t\r\n]*")
_STEP = re.compile(r"[ \t\r\n]*([,\]])")
_NUMBER_PART = re.compile(r"[-+.\deE]*")
# What can be left of a value whose end has not arrived: nothing, or part of a number, word or escape.
_CUT = re.compile(r"[-+.\w\\]*\s*")
# An error this close to the end of the buffer may only mean that the rest has not arrived.
_MARGIN = 32
_MEND_OR_LINES = "Mend the file there, or save it as JSON lines, where one bad row spoils only itself"


class Cursor:
    """Reads values one after another.

    Args:
        stream: UTF-8 chunks.
        name: What messages call the file.
        budget: Its ``max_line_bytes`` bounds one value.

    Attributes:
        suspect: Whether the buffer holds escapes or bytes that may be lone surrogates.
        broken_bytes: Whether bytes that are no UTF-8 have been met.
        size: Characters of the value that was just read.
    """

    def __init__(self, stream: Iterator[bytes], name: str, budget: Budget) -> None:
        self._pieces = decoding.text(stream)
        self._name = name
        self._limit = budget.max_line_bytes
        self._decode = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._line = 1
        self._done = False
        self.suspect = False
        self.broken_bytes = False
        self.size = 0

    def peek(self) -> str:
        """The next character that is no white space; ``""`` at the end."""
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]  # always matches
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def take(self, character: str) -> bool:
        """Step over ``character`` if it comes next."""
        if self.peek() != character:
            return False
        self._at += 1
        return True

    def expect(self, character: str, where: str) -> None:
        """Step over ``character``.

        Raises:
            SourceError: Something else, or nothing, comes next.
        """
        if not self.take(character):
            self.fail(f"{where} should go on with {character!r}")

    def items(self) -> Iterator[Any]:
        """The items of a list whose bracket has just been taken, up to and over its end.

        Raises:
            SourceError: As :meth:`value`.
        """
        if self.take("]"):
            return
        while True:
            yield self.value()
            step = _STEP.match(self._text, self._at)
            if step is None:
                if self.take("]"):
                    return
                self.expect(",", "the list")
                continue
            self._at = step.end()
            if step[1] == "]":
                return

    def value(self) -> Any:
        """The next whole value.

        Raises:
            SourceError: The text is no JSON or breaks off, or the value is over the limit.
        """
        self.peek()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                self._fill_or_fail(error)
                continue
            except RecursionError:
                self.fail("a value is nested too deeply")
            except ValueError:
                self.fail("a number has too many digits")
            # A number that ends with the buffer may go on: 12 | 34, 1 | .5e3.
            goes_on = type(value) in {int, float} and _NUMBER_PART.fullmatch(self._text, end)
            if not goes_on or not self._fill():
                self.size = end - self._at
                self._at = end
                return value

    @property
    def text(self) -> str:
        """The text of the value that was just read."""
        return self._text[self._at - self.size : self._at]

    @property
    def line(self) -> int:
        """The 1-based line of the cursor."""
        return self._line + self._text.count("\n", 0, self._at)

    def fail(self, why: str) -> NoReturn:
        """Raise a :class:`SourceError` that tells the position."""
        start = self._text.rfind("\n", 0, self._at) + 1
        where = f"line {self.line:,}, character {self._at - start + 1:,}"
        if self._done and self._at >= len(self._text.rstrip()):
            raise SourceError(
                f"{self._name!r} breaks off at {where}",
                why="the JSON is not closed, so rows are missing",
                next="Download or write the file again",
            )
        raise SourceError(
            f"{self._name!r} is not valid JSON at {where}",
            why=why,
            next="Mend the file there" if _has_lines(self._name) else _MEND_OR_LINES,
        )

    def _fill_or_fail(self, error: json.JSONDecodeError) -> None:
        """Get more text for a value that is unfinished; raise where no text could finish it."""
        cut_off = error.msg.startswith("Unterminated string") or _CUT.fullmatch(self._text, error.pos)
        if cut_off or error.pos > len(self._text) - _MARGIN:
            # Doubling keeps the work linear when one value spans many pieces.
            before, wanted = len(self._text) - self._at, 2 * (len(self._text) - self._at)
            while len(self._text) - self._at < wanted and self._fill():
                pass
            if len(self._text) - self._at > before:
                return
        self._at = len(self._text) if cut_off else error.pos
        self.fail(explain(error).partition(" at character")[0])

    def _fill(self) -> bool:
        """Drop what was read and add the next piece; ``False`` at the end."""
        piece, broken = next(self._pieces, ("", False))
        if not piece:
            self._done = True
            return False
        if len(self._text) - self._at > self._limit:
            raise SourceError(
                f"{self._name!r} holds a value longer than {readable(self._limit)} near line {self.line:,}",
                next="If that is right, raise WINNOW_MAX_LINE_BYTES",
            )
        self._line = self.line
        self._text = self._text[self._at :] + piece
        self._at = 0
        self.broken_bytes |= broken
        self.suspect = self.broken_bytes or "\\ud" in self._text or "\\uD" in self._text
        return True


def _has_lines(name: str) -> bool:
    """Whether the file is called JSON lines already."""
    return parse_name(name).format == "jsonl"
