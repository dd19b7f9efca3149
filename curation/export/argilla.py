"""Argilla's records: two answers in the source's order, the verdict as a suggestion to confirm or correct.

Format: ``docs.argilla.io``, "Add, update, and delete records": ``dataset.records.log`` takes such objects,
each key being a field, a question or a property of the settings in the snippet beside the export.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from curation.export.block import SIDES, Block, Ids, Turns
from curation.export.fitting import fitted
from curation.export.refusing import Mask, histories_differ, no_partner
from curation.export.row_target import RowTarget
from curation.export.target import JsonRow
from curation.recipe import ExportOptions
from curation.store import Dataset

RESPONSES = ("response_1", "response_2")
TIE = "tie"


def repeated_pair(dataset: Dataset, ids: Ids) -> Mask:
    """Rows whose content has come before: a record of the same id would overwrite the first."""
    keys = dataset.pairs["key"].combine_chunks().dictionary_encode().indices.to_numpy()[ids]
    again = np.ones(len(ids), bool)
    again[np.unique(keys, return_index=True)[1]] = False
    return again


class Argilla(RowTarget):
    """``{"id", "prompt": [messages], "response_1", "response_2", "preference": "response_1"}``.

    Ratings go along as properties, and ties are carried as such. Pairs and verdicts come back when loaded.
    """

    name = "argilla"
    title = "Argilla"
    about = (
        "Records with two answers in the source's order and the verdict as a suggestion; ties are carried."
    )
    takes = frozenset({"extras", "system", "turns", "max_rows", "max_bytes"})
    compressions = ("none",)
    consumer = "argilla"
    rules = (no_partner, histories_differ, repeated_pair)

    def row(self, prompt: Turns, chosen: str, rejected: str, options: ExportOptions) -> JsonRow:
        """A record whose first answer is the chosen one."""
        return record(prompt, (chosen, rejected), preferred=RESPONSES[0])

    def is_plain(self, block: Block) -> bool:
        """Never: a record is its pair's verdict and ratings too."""
        return False

    def made(self, block: Block, options: ExportOptions) -> list[JsonRow]:
        """The records of a block, the answers in the source's order whichever is preferred."""
        ids = [block.pairs[f"{side}_id"].to_numpy() for side in SIDES]
        chosen_first = (ids[0] < ids[1]).tolist()
        ties, keys = block.pairs["tie"].to_pylist(), block.pairs["key"].to_pylist()
        scores = _scores(block)
        made = []
        sides = zip(block.prompts, block.chosen, block.rejected, strict=True)
        for at, (prompt, chosen, rejected) in enumerate(sides):
            first = chosen_first[at]
            texts = (chosen or "", rejected or "") if first else (rejected or "", chosen or "")
            preferred = TIE if ties[at] else RESPONSES[0 if first else 1]
            row = {"id": keys[at], **record(fitted(prompt, options), texts, preferred=preferred)}
            for name, values in scores.items():
                order = SIDES if first else SIDES[::-1]
                for response, side in zip(RESPONSES, order, strict=True):
                    if values[side][at] is not None:
                        row[f"{response}_{name}"] = values[side][at]
            made.append(row)
        return made


def record(prompt: Turns, texts: tuple[str, str], *, preferred: str) -> JsonRow:
    """A record's fields and its suggestion."""
    return {"prompt": prompt, **dict(zip(RESPONSES, texts, strict=True)), "preference": preferred}


def property_name(attribute: str) -> str:
    """An attribute's name as Argilla takes it: small letters, digits, hyphens and underlines."""
    return re.sub(r"[^a-z0-9_-]+", "_", attribute.lower()).strip("_") or "score"


def _scores(block: Block) -> dict[str, dict[str, list[Any]]]:
    return {
        property_name(name): {side: block.pairs[f"{side}.{name}"].to_pylist() for side in SIDES}
        for name in block.dataset.info.attributes
    }
