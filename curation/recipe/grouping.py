"""Which prompts belong together when splits are drawn: none of a group may stand in two of them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from curation.recipe.steps import Method, Unit


class GroupBy(BaseModel):
    """How groups of near prompts are found; ``connected``, so that no two splits hold near prompts.

    Attributes:
        method: As for duplicates, like all that follow; ``exact`` needs nothing computed.
        threshold: Lowest similarity that joins.
        unit: What of a prompt is compared.
        lookalikes: Whether prompts that ask for something else join too.
        model: Embedding model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Method = "staged"
    threshold: float = Field(default=0.9, gt=0, le=1)
    unit: Unit = "user"
    lookalikes: bool = False
    model: str | None = None
