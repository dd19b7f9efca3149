"""Intel/orca_dpo_pairs and its relatives: system, question (or input), a strong and a weak model's answer.

An early revision named the answers by who wrote them: ``chatgpt`` and ``llama2-13b-chat``. ChatGPT's
is the preferred one by construction, so the order is known; the names become the answers' models.
Argilla's distilled version adds a ``status``: where its judge found both answers equally good, "tie", the
order says only who wrote them, so those rows are ties.
"""

from __future__ import annotations

from curation.schemas.codes import code_counts
from curation.schemas.families import pairs
from curation.schemas.family import Family, Need, Recognition
from curation.schemas.mapping import Mapping
from curation.schemas.plain import plain_reader
from curation.schemas.roles import find_beside
from curation.schemas.sample import Sample
from curation.schemas.values import code_of

QUESTION = ("question", "input")
CHOSEN = ("chosen", "chatgpt")
REJECTED = ("rejected", "llama2_13b_chat")
STATUS = frozenset({"tie", "unchanged", "swapped"})


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
    why = f"'system', '{question}', '{chosen}' and '{rejected}' are orca_dpo_pairs' columns"
    if status := _status(sample):
        columns["status"] = status
        ties = sum(code_of(value) == "tie" for value in sample.values(status))
        why += f"; '{status}' calls {ties} of the first {len(sample.values(status))} rows a tie"
    return Recognition(Mapping(family="orca_dpo_pairs", columns=columns, models=models), 0.95, why)


def _status(sample: Sample) -> str | None:
    status = sample.column(("status",))
    return status if status and set(code_counts(sample, status)) & STATUS else None


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
    plain=plain_reader,
)
