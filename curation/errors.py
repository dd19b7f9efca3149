"""The error tree: every failure a curator can cause or meet says what, why and what next.

CurationError
├── SourceError          the bytes: missing, unreadable, over a limit, not on the Hub
├── SchemaError          the columns: no known shape, a mapping that does not fit
├── DatasetError         the workspace: an unknown, ambiguous or damaged data set
├── RecipeError          the steps: an unknown field, a value of the wrong type
├── EncoderError         the embedding model: not found, not loadable
├── ExportError          the target: unknown format, nothing to write, disk full
└── Cancelled            the curator stopped a long job; what was finished is kept
"""

from __future__ import annotations


class CurationError(Exception):
    """Something a curator can act on.

    Args:
        what: What happened, one clause without a full stop.
        why: The cause, one clause; empty when ``what`` already says it.
        next: What to do about it, an imperative clause.
    """

    def __init__(self, what: str, *, why: str = "", next: str = "") -> None:
        self.what = what
        self.why = why
        self.next = next
        super().__init__(str(self))

    def __str__(self) -> str:
        """One sentence a person can act on: what, why, what next."""
        return " ".join(self.sentences)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened and why; then, where there is something to do, what."""
        told = _closed(self.what + (f": {self.why}" if self.why else ""))
        return (told, _closed(self.next)) if self.next else (told,)


def _closed(clause: str) -> str:
    """The clause as a sentence; one that ends itself, as a library's message may, is left alone."""
    # A name keeps its letter case: "recipe.yaml is empty", not "Recipe.yaml is empty".
    if clause.split(" ", 1)[0].rstrip(",:").isalpha():
        clause = clause[:1].upper() + clause[1:]
    return clause if clause.endswith((".", "?", "!")) else f"{clause}."


class SourceError(CurationError):
    """The bytes cannot be had or read."""


class SchemaError(CurationError):
    """The columns make no preference data that Winnow knows."""


class DatasetError(CurationError):
    """The workspace holds no such data set, or a damaged one."""


class RecipeError(CurationError):
    """A recipe step does not fit the data set."""


class EncoderError(CurationError):
    """The embedding model cannot be loaded or used."""


class ExportError(CurationError):
    """The target cannot take the data, or the disk cannot."""


class Cancelled(CurationError):
    """The curator stopped a job."""
