"""Intel/orca_dpo_pairs and its relatives: system, question (or input), a strong and a weak model's answer.

An early revision named the answers by who wrote them: ``chatgpt`` and ``llama2-13b-chat``. ChatGPT's
is the preferred one by construction, so the order is known; the names become the answers' models.
"""

from __future__ import annotations

from curation.schemas.families import pairs
from curation.schemas.family import Family, Need, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.roles import find_beside
from curation.schemas.sample import Sample

QUESTION = ("question", "input")
CHOSEN = ("chosen", "chatgpt")
REJECTED = ("rejected", "llama2_13b_chat")


def recognise(sample: Sample) -> Recognition | None:
    """Claim rows with exactly this set's spelling of system, question and answers."""
    system, question = sample.column(("system",)), sample.column(QUESTION)
    chosen, rejected = sample.column(CHOSEN), sample.column(REJECTED)
    if not (system and question and chosen and rejected) or sample.column(("prompt", "instruction")):
        return None
    texts = (question, chosen, rejected)
    if not all(map(sample.texts, texts)) or (sample.values(system) and not sample.texts(system)):
        return None
    columns = {"system": system, "prompt": question, "chosen": chosen, "rejected": rejected}
    models = {
        role: column
        for role, column in (("chosen", chosen), ("rejected", rejected))
        if column.lower() not in ("chosen", "rejected")
    }
    columns |= find_beside(sample)
    mapping = Mapping(family="orca_dpo_pairs", columns=columns, models=models)
    return Recognition(
        mapping, 0.95, f"'system', '{question}', '{chosen}' and '{rejected}' are orca_dpo_pairs' columns"
    )


FAMILY = Family(
    name="orca_dpo_pairs",
    title="orca_dpo_pairs: system, question, chosen and rejected",
    needs=(
        Need("a system column", ("system",)),
        Need("a question", QUESTION),
        Need("a chosen answer", CHOSEN),
        Need("a rejected answer", REJECTED),
    ),
    required=pairs.FAMILY.required,
    optional=pairs.FAMILY.optional,
    recognise=recognise,
    reader=pairs.reader,
)
