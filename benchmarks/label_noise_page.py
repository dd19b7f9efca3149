"""The page on label noise: what was measured, as Markdown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from curation.analysis.noise import CleaningEffect, Estimate, LabelNoise

FIRST = 100


@dataclass(frozen=True)
class Line:
    """How one way of ordering does against the truth.

    Attributes:
        name: The way.
        auc: The chance that a wrong label comes before a right one.
        first: The share of wrong labels among the first hundred.
        suspects: How many labels it calls wrong by its own estimate; None where it has none.
        precision: The share of those that are wrong.
        recall: The share of wrong labels among those.
    """

    name: str
    auc: float
    first: float
    suspects: int | None = None
    precision: float = float("nan")
    recall: float = float("nan")


@dataclass(frozen=True)
class Trial:
    """One set with known wrong labels."""

    share: float
    pairs: int
    lines: tuple[Line, ...]
    found: LabelNoise


@dataclass(frozen=True)
class Facts:
    """Everything the page tells."""

    marked: Trial
    planted: dict[float, tuple[Trial, ...]]
    effect: CleaningEffect
    speed: tuple[int, float, float]


def page(facts: Facts) -> str:
    """The page."""
    pairs, judged, tested = facts.speed
    parts = [
        HEAD,
        marked(facts.marked),
        planted(facts.planted),
        rates(facts),
        cleaning(facts.effect),
        SPEED.format(pairs=pairs, judged=judged, tested=tested),
        FOOT,
    ]
    return "\n".join(parts)


def marked(trial: Trial) -> str:
    """The set that was marked by others."""
    told = MARKED.format(pairs=trial.pairs, share=trial.share)
    rows = [HEADING, RULE, *(row([one]) for one in trial.lines)]
    said = f"What Winnow says of this set, not knowing the marks:\n\n> {trial.found.verdict}\n"
    return "\n".join([told, *rows, "", said, tested(trial.found)])


def tested(found: LabelNoise) -> str:
    """The self-test's figures."""
    worth = found.worth
    if worth is None:
        return ""
    depths = zip(worth.depths, worth.precision, worth.lifts, strict=True)
    read = "; ".join(f"first {depth:,}: {spread(share)}, lift {lift:.1f}" for depth, share, lift in depths)
    return (
        f"Its self-test there (simulated: another {worth.planted:.0%} turned round, {worth.repeats} times):"
        f" AUC {spread(worth.auc)}; planted ones among the {read}.\n"
    )


def planted(trials: dict[float, tuple[Trial, ...]]) -> str:
    """The set where labels were turned round here."""
    parts = []
    for share, some in trials.items():
        if share:
            parts += [PLANTED.format(share=share, pairs=some[0].pairs, seeds=len(some)), HEADING, RULE]
            parts += [row(same) for same in zip(*(trial.lines for trial in some), strict=True)]
            parts.append("")
    return "\n".join(parts)


def row(same: Sequence[Line]) -> str:
    """One way of ordering, over all its trials: mean, and range where there are several."""

    def told(figure: Callable[[Line], float], digits: int = 2) -> str:
        values = np.array([figure(one) for one in same], np.float64)
        values = values[~np.isnan(values)]
        if not len(values):
            return "–"
        mean = f"{values.mean():,.{digits}f}"
        ranged = len(values) > 1 and values.min() < values.max()
        return f"{mean} ({values.min():,.{digits}f}–{values.max():,.{digits}f})" if ranged else mean

    calls = told(lambda one: float("nan") if one.suspects is None else one.suspects, 0)
    return (
        f"| {same[0].name} | {told(lambda one: one.auc)} | {told(lambda one: one.first)} | {calls}"
        f" | {told(lambda one: one.precision)} | {told(lambda one: one.recall)} |"
    )


def rates(facts: Facts) -> str:
    """What is estimated beside what is known."""
    rows = [RATES]
    for share, some in facts.planted.items():
        rows += [rate(f"helpful-base, {share:.0%} planted (seed {at})", one) for at, one in enumerate(some)]
    rows.append(rate(f"UltraFeedback, {facts.marked.share:.0%} marked", facts.marked))
    return "\n".join([*rows, "", CAVEAT])


def rate(name: str, trial: Trial) -> str:
    """One line of the table of noise rates."""
    found = trial.found.rate
    return f"| {name} | {spread(trial.found.accuracy)} | {spread(found.share)} | {spread(found.ceiling)} |"


def cleaning(effect: CleaningEffect) -> str:
    """Whether taking out what was planted helped."""
    rows = [CLEANING]
    for one in effect.comparisons:
        rows.append(
            f"| {one.where} | {one.rows:,} | {one.trained_on_all.value:.3f} | {one.trained_on_kept.value:.3f}"
            f" | {one.gain.value:+.3f} ({one.gain.low:+.3f} to {one.gain.high:+.3f}) | {one.answer} |"
        )
    return "\n".join([*rows, "", AFTER_CLEANING])


def spread(found: Estimate) -> str:
    """A figure with its interval."""
    return f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"


HEADING = "| order | AUC | wrong among the first 100 | called wrong | of those wrong | of all wrong found |"
RULE = "|---|:-:|:-:|:-:|:-:|:-:|"

HEAD = """# Label noise

Which verdicts of a preference set are wrong? Winnow trains a small reward model on the set itself, in folds
that never part prompts that are the same, and lets each pair be judged by the model that has not seen its
prompt. Pairs that are contradicted most come first in a queue, to be *reviewed*: nothing is removed by
itself.

    python -m curation noise DATASET [--near lexical] [--out queue.jsonl] [--json]
    python -m curation effect DATASET --recipe FILE [--test OTHER] [--json]

This page is written by the script named at its end. Its figures come from sets with *known* wrong labels,
which were turned round on purpose: **simulated noise**, spread at random, as real mistakes may not be.

## What it reads

The texts of prompt and answers, and nothing else: how long and how laid out an answer is, whom it speaks
of, whether it refuses, hedges, repeats itself, copies or takes up the prompt, how it begins and ends. No
score, rating, strength, name of a model or further column of the source comes in, so no mark of noise can;
a test holds this. The model is Bradley–Terry, linear in the differences of 41 features, scaled but not
shifted, without intercept: turning a pair round turns its margin round. `--embeddings` adds one feature,
how much nearer to the prompt the chosen answer is.
"""

MARKED = """## UltraFeedback, {share:.0%} turned round and marked by others

{pairs:,} pairs. Neither the features of texts nor any setting was chosen on it; that nearness
to the prompt, which `--embeddings` adds, is worth a feature was first seen on this very set.
"""

PLANTED = """## hh-rlhf helpful-base, {share:.0%} turned round here

{pairs:,} pairs, simulated noise on top of the set's own; mean and range over {seeds} seeds. What the set
itself has wrong counts as a miss.
"""

RATES = """## How many labels are wrong

| set | verdicts repeated out of fold | estimated share wrong | contradicted where surest |
|---|:-:|:-:|:-:|"""

CAVEAT = """With 95 % intervals from resampling groups of prompts. The share wrong is fitted with one noise
rate for all pairs, P(stated as the proxy has it) = (1 − ε) σ(s·margin) + ε σ(−s·margin). It is **weakly
determined**: only where the proxy is sure can its own doubt be told from wrong labels, so the intervals are
wide, and mostly reach down to nought. The planted share comes on top of the set's own, unknown one. The
last column bounds it from above, if noise is the same everywhere. Noise that follows the features, such as
a judge who always takes the longer answer, is learnt as preference; no such method sees it.
"""

CLEANING = """## Did cleaning help?

helpful-base with 20 % turned round (simulated); exactly those are removed, as no real cleaning could.
Accuracy of the proxy trained on all rows and on the kept ones, on the same unseen rows.

| unseen rows | rows | trained on all | trained on kept | gain, paired | |
|---|--:|:-:|:-:|:-:|---|"""

AFTER_CLEANING = """The test set is helpful-online. `effect` answers for a small linear model only: labels
turned round at random shrink its weights and hardly turn them, so that it gains little even from perfect
cleaning. What harms it, and shows, is noise with a direction, or cleaning that takes out one kind of pair.
Held-out *kept* rows flatter any cleaning that removed what a proxy contradicts; go by the test set or by
rows as the source has them.
"""

SPEED = """## How long it takes

{pairs:,} pairs of five sets in one: {judged:.0f} s of processor time, with the self-test {tested:.0f} s.
It grows in step with the length of the texts, of which the first 20,000 characters are read, and with the
number of pairs; the self-test takes at most 20,000 pairs, in whole groups.
"""

FOOT = """## How to read it

- *Called wrong* is as much of the queue as there are wrong labels by the estimate; none where the proxy
  does no better than chance. *Of those wrong* is precision, *of all wrong found* recall. cleanlab (2.9.0)
  sees the proxy's own calibrated probabilities, so only what it calls wrong can differ, not the order.
- A proxy is believed where the interval of its accuracy out of fold lies above .5, the accuracy reaches
  .52, and the self-test's AUC lies above .5. Else Winnow says that it does no better than chance and that
  its queue is worth no more than a random order. With much noise this errs to the safe side: at 30 % wrong
  labels, a proxy that is right in 60 % repeats only 54 % of the verdicts.
- The *self-test* turns another tenth of the set's own labels round, trains anew and counts how soon the
  queue brings them. What is wrong already counts as a miss, so its figures err to the low side.
- How it was chosen: among features, strengths of the prior, trees, word and character n-grams, their main
  directions, interactions with the prompt's length, and cut or rooted differences, by AUC with 20 % planted
  on helpful-online, rejection-sampled and harmless-base of hh-rlhf, PandaLM, and 300 pairs of
  LLaMA-Factory's demonstration set. N-grams and trees gained nothing on most of these, and were left out.
- A set that mixes kinds of verdicts, helpful and harmless say, has no one direction to learn: look at its
  parts by themselves.

    python benchmarks/label_noise.py --seeds 5 --embeddings --markdown docs/label-noise.md
"""
