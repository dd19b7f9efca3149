"""An error on its way from the worker to the app: the same kind, and the same sentence, on both sides."""

from __future__ import annotations

from typing import Any

from curation.errors import (
    Cancelled,
    CurationError,
    DatasetError,
    EncoderError,
    ExportError,
    RecipeError,
    SchemaError,
    SourceError,
)
from curation.schemas.direction import AmbiguousDirection

KINDS = {
    kind.__name__: kind
    for kind in (
        CurationError,
        SourceError,
        SchemaError,
        DatasetError,
        RecipeError,
        EncoderError,
        ExportError,
        Cancelled,
    )
}


def written(error: CurationError) -> dict[str, Any]:
    """The error as JSON has it."""
    if isinstance(error, AmbiguousDirection):
        return {"ambiguous": error.plain()}
    kind = next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in KINDS)
    return {"kind": kind, "what": error.what, "why": error.why, "next": error.next}


def read(message: dict[str, Any]) -> CurationError:
    """The error that ``written`` wrote."""
    if "ambiguous" in message:
        return AmbiguousDirection.from_plain(message["ambiguous"])
    return KINDS.get(message.get("kind", ""), CurationError)(
        message["what"], why=message["why"], next=message["next"]
    )
