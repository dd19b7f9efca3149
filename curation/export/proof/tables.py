"""The rules of those that train nothing: HelpSteer2's card, Argilla's records, tables for ``datasets``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curation.export.proof.problem import Fault
from curation.export.proof.rules import Rules, is_messages

HELPSTEER_SOURCE = "huggingface.co/datasets/nvidia/HelpSteer2, data set card"
ARGILLA_SOURCE = "docs.argilla.io/latest/reference/argilla/records/suggestions"
DATASETS_SOURCE = "datasets 5: packaged_modules/parquet and packaged_modules/json"
FAULTS = {
    "not_texts": Fault("crash", "prompt and response must be texts"),
    "no_rating": Fault("skipped", "there is no rating"),
    "rating_is_no_number": Fault("crash", "a rating is no number"),
    "not_fields": Fault("crash", "the fields are not a chat and two texts"),
    "unknown_preference": Fault("crash", "the suggestion is none of the question's labels"),
    "no_pair": Fault("crash", "a prompt or an answer is missing"),
}


def check_helpsteer(row: Mapping[str, Any]) -> str | None:
    """Two texts and at least one rating."""
    if not all(isinstance(row.get(name), str) for name in ("prompt", "response")):
        return "not_texts"
    ratings = [value for value in row.values() if not isinstance(value, str)]
    if not ratings:
        return "no_rating"
    return None if all(isinstance(value, int | float) for value in ratings) else "rating_is_no_number"


def check_argilla(row: Mapping[str, Any]) -> str | None:
    """A chat, two texts, and a label of the question."""
    texts = all(isinstance(row.get(name), str) for name in ("id", "response_1", "response_2"))
    if not texts or not is_messages(row.get("prompt")):
        return "not_fields"
    good = row.get("preference") in ("response_1", "response_2", "tie")
    return None if good else "unknown_preference"


def check_pair(row: Mapping[str, Any]) -> str | None:
    """A prompt of messages and both answers."""
    texts = all(isinstance(row.get(name), str) for name in ("key", "chosen", "rejected"))
    return None if texts and isinstance(row.get("prompt"), list) else "no_pair"


HELPSTEER = Rules(HELPSTEER_SOURCE, FAULTS, check_helpsteer)
ARGILLA = Rules(ARGILLA_SOURCE, FAULTS, check_argilla)
DATASETS = Rules(DATASETS_SOURCE, FAULTS, check_pair)
