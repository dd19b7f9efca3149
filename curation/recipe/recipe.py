"""A recipe: from which source, by which steps, into which format — all that makes a subset again."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from curation.errors import RecipeError
from curation.recipe import yaml_text
from curation.recipe.export_options import DEFAULTS, ExportOptions
from curation.recipe.grouping import GroupBy
from curation.recipe.steps import Seed, Step
from curation.schemas import Mapping
from curation.store import Pairing

SplitBy = Literal["existing", "none", "prompt", "group"]


class SourceRef(BaseModel):
    """Where the rows come from, as ``load`` takes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spec: str
    split: str | None = None
    config: str | None = None
    revision: str | None = None


class ExportSpec(BaseModel):
    """What is written.

    Attributes:
        format: A target's name, e.g. ``trl-dpo``.
        split_by: ``existing`` keeps the source's splits, ``none`` writes one file, ``prompt`` draws
            new splits, each prompt whole in one of them, ``group`` likewise each group of near prompts.
        ratios: Shares of train, validation and test for a draw.
        seed: Decides the draw.
        stratify: A category, flag or extra column, or ``topic``, of which each split gets its share.
        folds: Draw so many equal folds instead of train and validation.
        group_by: What ``group`` holds together; None for the near prompts that are known on this machine,
            else equal ones.
        options: Choices within the format.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str
    split_by: SplitBy = "existing"
    ratios: tuple[float, ...] = (0.9, 0.1)
    seed: Seed = 0
    stratify: str | None = None
    folds: int | None = Field(default=None, ge=2, le=20)
    group_by: GroupBy | None = None
    options: ExportOptions = DEFAULTS

    @field_validator("ratios")
    @classmethod
    def _two_or_three_shares_of_one(cls, ratios: tuple[float, ...]) -> tuple[float, ...]:
        if not 2 <= len(ratios) <= 3 or any(not 0 < share < 1 for share in ratios):
            raise ValueError("ratios are two or three shares between 0 and 1 (train, validation, test)")
        if abs(sum(ratios) - 1) > 1e-6:
            raise ValueError(f"ratios add up to 1, not {sum(ratios):g}")
        return ratios

    @model_validator(mode="after")
    def _only_for_a_draw(self) -> ExportSpec:
        if self.split_by not in ("prompt", "group") and (self.stratify or self.folds):
            raise ValueError("stratify and folds are for split_by: prompt or group")
        if self.group_by is not None and self.split_by != "group":
            raise ValueError("group_by is for split_by: group")
        return self


class Recipe(BaseModel):
    """An ordered tuple of steps, and what they start from and end in. Never changed, only replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    name: str | None = None
    source: SourceRef | None = None
    mapping: Mapping | None = None
    pairing: Pairing | None = None
    steps: tuple[Step, ...] = Field(default=())
    export: ExportSpec | None = None

    @classmethod
    def from_yaml(cls, given: str | Path) -> Recipe:
        """The recipe in a YAML (or JSON) text or file.

        Args:
            given: The text, or a ``Path`` to a file.

        Raises:
            RecipeError: It cannot be read or is no recipe; the message names the line.
        """
        return yaml_text.read(cls, given)

    def to_yaml(self) -> str:
        """The recipe as YAML: keys in a fixed order, defaults left out. ``from_yaml`` gives it back."""
        return yaml_text.dump(self.plain())

    def plain(self) -> dict[str, Any]:
        """The recipe as JSON values, defaults left out."""
        return {"version": self.version, **self.model_dump(mode="json", exclude_defaults=True, by_alias=True)}

    @property
    def hash(self) -> str:
        """16 hex digits over what is done; what it is done to is not part of it."""
        return blake2b(orjson.dumps(self.deeds(), option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()

    def deeds(self) -> dict[str, Any]:
        """Steps and export alone, defaults left out: equal for the app and the command line."""
        plain = self.plain()
        return {key: plain[key] for key in ("version", "steps", "export") if key in plain}

    def with_step(self, step: Step) -> Recipe:
        """The recipe with one more step at its end."""
        return self.model_copy(update={"steps": (*self.steps, step)})

    def without_step(self, index: int) -> Recipe:
        """The recipe less the step at ``index``."""
        return self.model_copy(update={"steps": self.steps[:index] + self.steps[index + 1 :]})

    def with_step_at(self, index: int, step: Step) -> Recipe:
        """The recipe with the step at ``index`` replaced."""
        return self.model_copy(update={"steps": (*self.steps[:index], step, *self.steps[index + 1 :])})

    def with_export(self, spec: dict[str, Any]) -> Recipe:
        """The recipe with this export in place of its own.

        Raises:
            RecipeError: The settings are no export's.
        """
        try:
            return self.model_copy(update={"export": ExportSpec.model_validate(spec)})
        except ValidationError as error:
            first = error.errors()[0]
            raise RecipeError(
                "The export's settings do not fit",
                why=f"{'.'.join(map(str, first['loc']))}: {first['msg'].removeprefix('Value error, ')}",
                next="Correct them",
            ) from error
