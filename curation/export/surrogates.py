"""Halves of surrogate pairs: texts that are no Unicode, which no file in UTF-8 can hold."""

from __future__ import annotations

from curation.errors import ExportError
from curation.export.block import Block


def broken_row(block: Block) -> ExportError | None:
    """The error for the first of a block's pairs that has such a text; None where none has."""
    rows = zip(
        block.pairs["origin_row"].to_pylist(), block.prompts, block.chosen, block.rejected, strict=True
    )
    for origins, prompt, chosen, rejected in rows:
        texts = [*(turn["content"] for turn in prompt), chosen or "", rejected or ""]
        if not all(map(_is_unicode, texts)):
            return ExportError(
                f"Row {origins[0] + 1:,} of the source holds half of a surrogate pair",
                why="no file in UTF-8 can hold it, and no trainer reads it",
                next="Correct the text, or drop the pair",
            )
    return None


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
