"""The proof: each row that would be written, held against the rules of whoever will read it."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from curation.export.block import blocks
from curation.export.proof import axolotl, llamafactory, nemo_aligner, nemo_rl, openrlhf, tables, trl
from curation.export.proof.problem import Problem, Proof
from curation.export.proof.rules import Rules
from curation.export.target import Job, JsonRow, PairTarget, Target
from curation.recipe import ExportOptions

RULES: dict[str, Rules] = {
    "trl-dpo": trl.DPO,
    "trl-reward": trl.REWARD,
    "trl-kto": trl.KTO,
    "axolotl-dpo": axolotl.DPO_CHAT,
    "axolotl-rm": axolotl.REWARD,
    "llamafactory-ranking": llamafactory.RANKING,
    "llamafactory-kto": llamafactory.KTO,
    "openrlhf": openrlhf.RULES,
    "nemo-rl": nemo_rl.RULES,
    "nemo-aligner-dpo": nemo_aligner.DPO,
    "nemo-aligner-steerlm": nemo_aligner.STEERLM,
    "helpsteer": tables.HELPSTEER,
    "argilla": tables.ARGILLA,
    "hf-dataset": tables.DATASETS,
    "parquet": tables.DATASETS,
    "jsonl": tables.DATASETS,
}
_LABELS = ("label", "kto_tag")


def rules_for(target: Target, options: ExportOptions) -> Rules | None:
    """Whose rules an export is held to; None where only people read it."""
    if target.name == "axolotl-dpo" and options.style != "chat":
        return axolotl.DPO_CHATML
    return RULES.get(target.name)


def prove(target: Target, job: Job) -> Proof:
    """Hold every row of an export against its reader's rules, without writing it.

    Args:
        target: The format.
        job: The export that would be made; its ``cancelled`` is asked between blocks.

    Raises:
        Cancelled: The curator stopped it.
    """
    rules = rules_for(target, job.options)
    if rules is None or not isinstance(target, PairTarget):
        return Proof(target.name, "", target.preview(job, 0).total, ())
    plan = target.plan(job, job.outcome.kept_ids)
    accepted, done = 0, 0
    found: dict[str, list[int]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for block in blocks(job.dataset, plan.ids, job.outcome.edits):
        sizes = plan.sizes_of(block.ids)
        owners = block.ids if sizes is None else np.repeat(block.ids, sizes)
        for pair, row in zip(owners.tolist(), plan.rows(block), strict=True):
            reason = rules.check(row)
            if reason is None:
                accepted += 1
            else:
                found[reason].append(pair)
            _count(row, counts)
        done += len(block)
        job.report(done, len(plan.ids), "checking")
    problems = [
        Problem(reason, rules.faults[reason], len(pairs), np.unique(np.asarray(pairs, np.int64)))
        for reason, pairs in found.items()
    ]
    problems.sort(key=lambda problem: (-problem.rows, problem.reason))
    warnings = rules.whole(counts) if done else ()
    return Proof(target.name, rules.source, accepted, tuple(problems), warnings)


def _count(row: JsonRow, counts: Counter[str]) -> None:
    for name in _LABELS:
        if name in row:
            counts[f"{name}:{row[name]}"] += 1
