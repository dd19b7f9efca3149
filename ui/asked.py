"""What a curator asked to load, and starting the load."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import streamlit as st

from curation.schemas import Mapping
from curation.settings import settings
from curation.sources import Source, open_source
from curation.store import DatasetInfo, Pairing
from ui.jobs import jobs

LOAD = "load"


@dataclass(frozen=True)
class Asked:
    """A source and the part of it that is wanted."""

    spec: str
    name: str | None = None
    config: str | None = None
    split: str | None = None
    revision: str | None = None

    @classmethod
    def again(cls, info: DatasetInfo) -> Asked:
        """The source that a data set was loaded from, at the same commit."""
        source = info.source
        return cls(source.spec, info.name, source.config, source.split, source.revision)

    @classmethod
    def by_order(cls, order: dict[str, Any]) -> Asked:
        """What a job's order asks for."""
        return cls(**{field.name: order[field.name] for field in fields(cls) if field.name in order})

    def source(self) -> Source:
        """The source, opened within the folders that the app may read.

        Raises:
            SourceError: It cannot be found or opened.
        """
        return open_source(
            self.spec,
            split=self.split,
            config=self.config,
            revision=self.revision,
            within=settings().readable,
        )

    def order(
        self, work: str, mapping: Mapping | None = None, pairing: Pairing | None = None
    ) -> dict[str, Any]:
        """The order for a worker."""
        order: dict[str, Any] = {"work": work} | asdict(self)
        if mapping is not None:
            order["mapping"] = mapping.model_dump(mode="json")
        if pairing is not None:
            order["pairing"] = pairing.model_dump(mode="json")
        return {key: value for key, value in order.items() if value is not None}


def start_load(asked: Asked, mapping: Mapping | None = None, pairing: Pairing | None = None) -> None:
    """Start loading, unless something is being loaded already."""
    order = asked.order("load", mapping, pairing)
    if jobs().start(LOAD, "Loading", order).order != order:
        st.toast("Something else is being loaded. Wait for it, or cancel it.", icon="⏳")
