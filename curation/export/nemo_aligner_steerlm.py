"""NeMo-Aligner's SteerLM and regression reward models: conversations with a label string.

Format: ``NVIDIA+NeMo-Aligner:examples/nlp/data/steerlm/preprocess_helpsteer2_data.py``; the regression
script beside it reads the same file.
"""

from __future__ import annotations

from curation.export.block import Turns
from curation.export.extra_id import NAMES, PLACE
from curation.export.fitting import spoken_of, system_of
from curation.export.rated import RatedTarget, Scores, number
from curation.export.target import Job, JsonRow
from curation.recipe import ExportOptions

# The attributes that the scripts know, in their order (examples/nlp/data/steerlm/common.py).
KNOWN = (
    "quality",
    "toxicity",
    "humor",
    "creativity",
    "helpfulness",
    "correctness",
    "coherence",
    "complexity",
    "verbosity",
)


class NemoAlignerSteerLm(RatedTarget):
    """``{"conversations": [{"value", "from", "label"}], "system": text, "mask": "User", "type": …}``.

    Only the nine attributes that the scripts know are written. Texts and these ratings come back when loaded
    and give the same pairs under the same pairing rule; a pair whose verdict is not by its ratings does not.
    """

    name = "nemo-aligner-steerlm"
    title = "NeMo-Aligner · SteerLM and regression"
    about = (
        "Each answer's conversation with its ratings as a label, for SteerLM and regression reward models."
    )
    consumer = "nemo-aligner"
    place = PLACE

    def attributes(self, job: Job) -> tuple[str, ...]:
        """Those of the data set's ratings that the scripts know."""
        return tuple(name for name in KNOWN if name in job.dataset.info.attributes)

    def row(self, prompt: Turns, answer: str, scores: Scores, options: ExportOptions) -> JsonRow:
        """The turns, the last of them labelled."""
        label = ",".join(f"{name}:{number(value)}" for name, value in scores.items())
        turns = [
            {"value": said["content"], "from": NAMES[said["role"]], "label": None}
            for said in spoken_of(prompt)
        ]
        return {
            "conversations": [*turns, {"value": answer, "from": "Assistant", "label": label}],
            "system": system_of(prompt),
            "mask": "User",
            "type": "VALUE_TO_TEXT",
        }
