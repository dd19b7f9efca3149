"""NeMo-Aligner's rules, ported from its DPO data set and the scripts that prepare SteerLM's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curation.export.nemo_aligner_dpo import END
from curation.export.nemo_aligner_steerlm import KNOWN
from curation.export.proof.problem import Fault
from curation.export.proof.rules import Rules

DATASETS = (
    "NVIDIA/NeMo-Aligner nemo_aligner/data/nlp/datasets.py @ 01a6091cef96a4410e8c63a326c0ab45009d5400"
    " and docs/user-guide/dpo.rst @ 0955252c8cb9a33a78815aeff4c16da8019d3d8f"
)
REGRESSION = (
    "NVIDIA/NeMo-Aligner examples/nlp/data/steerlm/process_to_regression_format.py"
    " @ 94a9d66e384e90e37dd8ae31bb22ffd4bc553aab"
)
FAULTS = {
    "not_texts": Fault("crash", "prompt and responses must be texts"),
    "not_extra_id": Fault("changed", "the markup is not as the model was fine-tuned with"),
    "not_conversation": Fault("crash", "conversations, mask or a turn's value is missing"),
    "no_label": Fault("skipped", "no turn has a label"),
    "label_is_no_number": Fault("crash", "the label is not read as attributes and numbers"),
    "unknown_attributes": Fault("skipped", "none of the label's attributes is known to the script"),
}


def check_dpo(row: Mapping[str, Any]) -> str | None:
    """Three texts in one markup: the prompt ends where the answer begins."""
    names = ("prompt", "chosen_response", "rejected_response")
    if not all(isinstance(row.get(name), str) for name in names):
        return "not_texts"
    framed = row["prompt"].startswith("<extra_id_0>System\n") and row["prompt"].endswith(
        "<extra_id_1>Assistant\n"
    )
    ended = all(row[name].endswith(END) and row[name].count("<extra_id_") == 1 for name in names[1:])
    return None if framed and ended else "not_extra_id"


def check_steerlm(row: Mapping[str, Any]) -> str | None:
    """A labelled turn whose label is ``attribute:number`` between commas."""
    turns = row.get("conversations")
    if not isinstance(turns, list) or "mask" not in row or not all("value" in turn for turn in turns):
        return "not_conversation"
    labels = [turn["label"] for turn in turns if turn.get("label")]
    if not labels:
        return "no_label"
    try:
        found = [dict(pair.split(":")[:2] for pair in label.split(",")) for label in labels]
        numbers = [float(one[name]) for one in found for name in KNOWN if name in one]
    except (ValueError, TypeError):
        return "label_is_no_number"
    return None if numbers else "unknown_attributes"


DPO = Rules(DATASETS, FAULTS, check_dpo)
STEERLM = Rules(REGRESSION, FAULTS, check_steerlm)
