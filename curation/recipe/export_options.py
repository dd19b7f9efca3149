"""How a format is to be written: the curator's choices. Which of them a format takes, it says itself."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

Compression = Literal["none", "gzip", "zstd"]
Style = Literal["chat", "intel", "icr", "argilla", "prompt_pairs"]


class ExportOptions(BaseModel):
    """Choices within a format.

    Attributes:
        max_rows: Rows a file at most; None for one file a split.
        max_bytes: A new file is begun once one has reached so many bytes.
        compression: ``none``, ``gzip`` or ``zstd``; None for the format's own habit.
        extras: Other columns to write, by name; None for the format's own habit.
        margin: ``auto`` states it where every pair has one, ``require`` leaves out pairs without, ``never``.
        system: What becomes of a system turn: ``keep`` (a format without such turns leaves the pair out),
            ``fold`` it into the first user turn, or ``drop`` it.
        turns: ``keep`` the whole conversation, or the ``last`` user turn alone.
        style: Which of axolotl's shapes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_rows: int | None = Field(default=None, ge=1)
    max_bytes: int | None = Field(default=None, ge=1)
    compression: Compression | None = None
    extras: tuple[str, ...] | None = None
    margin: Literal["auto", "require", "never"] = "auto"
    system: Literal["keep", "fold", "drop"] = "keep"
    turns: Literal["keep", "last"] = "keep"
    style: Style = "chat"

    @field_validator("extras", mode="before")
    @classmethod
    def _names_between_commas(cls, given: Any) -> Any:
        if isinstance(given, str):
            return tuple(name.strip() for name in given.split(",") if name.strip())
        return given

    @property
    def chosen(self) -> frozenset[str]:
        """The names of the choices that differ from the default."""
        return frozenset(self.model_dump(exclude_defaults=True))


DEFAULTS = ExportOptions()
