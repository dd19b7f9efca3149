"""The command about diversity and complexity of prompts."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.cleaning import DatasetArgument, ModelOption
from curation.cli.output import ProgressLine, complain, counted, decimal, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis.diversity import Coverage, Diversity, Meaning, Spread
    from curation.analysis.share import Share
    from curation.store import Dataset

Selection = Literal["k_center", "facility_location"]
_TOPICS = 12


def diversity(
    dataset: DatasetArgument,
    sample: Annotated[
        int, typer.Option(min=1, max=20_000, help="Largest sample for the Vendi score.")
    ] = 2_000,
    subset: Annotated[
        int | None, typer.Option(min=1, help="Show how well so many diverse prompts would cover all.")
    ] = None,
    method: Annotated[Selection, typer.Option(help="How the subset is chosen.")] = "k_center",
    seed: Annotated[int, typer.Option(min=0, help="Decides all that is drawn.")] = 0,
    model: ModelOption = None,
    json: JsonFlag = False,
) -> None:
    """Measure how diverse and how demanding the prompts are.

    Topics, Vendi score and nearest distances need embeddings (`embed`); words, constraints and kinds of
    asks do not.
    """
    from curation.analysis.diversity import measure_diversity
    from curation.jobs import opened

    data = opened(dataset)
    line = ProgressLine()
    started = time.perf_counter()
    found = measure_diversity(data, model=model, sample=sample, seed=seed, progress=line)
    curve = _curve(data, found, subset, method, seed, line) if subset else None
    line.close()
    seconds = round(time.perf_counter() - started, 3)
    if json:
        told = {"coverage": curve.as_json() | {"method": method} if curve else None} if subset else {}
        say_json(found.as_json() | told | {"seconds": seconds})
        return
    _asks(found)
    _words(found)
    if found.meaning is not None:
        _meaning(found.meaning)
    if curve is not None:
        _covering(curve, method)
    if found.unmet:
        complain(found.unmet)


def _curve(
    data: Dataset, found: Diversity, size: int, method: Selection, seed: int, line: ProgressLine
) -> Coverage:
    from curation.analysis.diversity import choose, coverage_of

    chosen = choose(data, found.prompts, method, size=size, seed=seed, progress=line)
    return coverage_of(found.prompts, chosen, seed=seed)


def _asks(found: Diversity) -> None:
    from curation.analysis.diversity import CONSTRAINTS, TRAITS

    say(f"{found.dataset}: {counted(len(found.prompts), 'prompt')}")
    say()
    rows = [_share(trait.title, found.traits.share(trait.name)) for trait in TRAITS]
    rows.append(_share("with a system turn", found.with_system))
    rows.append(_share("with a verifiable constraint", found.constrained))
    kinds = [(found.constraint_share(kind.name), kind.title) for kind in CONSTRAINTS]
    kinds.sort(key=lambda kind: -kind[0].count)
    rows += [_share(f"  {title}", share) for share, title in kinds if share.count]
    table([("ASKS", "PROMPTS", "SHARE", "95 % INTERVAL"), *rows], right=(1, 2))
    say()


def _share(name: str, share: Share) -> tuple[str, ...]:
    low, high = share.interval()
    return name, f"{share.count:,}", percent(share.value), f"{percent(low)} – {percent(high)}"


def _words(found: Diversity) -> None:
    from curation.analysis.diversity import Spread

    rows = [
        _spread("words", found.words),
        _spread("characters", found.chars),
        _spread("turns", Spread.of(found.traits.turns)),
        _spread("constraints", Spread.of(found.constraints.total)),
    ]
    table([("A PROMPT", "MEAN", "5 %", "MEDIAN", "95 %", "MOST"), *rows], right=(1, 2, 3, 4, 5))
    say()
    budgets = dict.fromkeys(share.budget for share in found.distinct)
    lines = []
    for budget in budgets:
        shares = [decimal(share.mean) for share in found.distinct if share.budget == budget]
        lines.append((f"{budget:,} words" if budget else "all words", *shares))
    table([("DISTINCT-N OF", "N = 1", "2", "3"), *lines], right=(1, 2, 3))
    say("Distinct-n falls as texts grow: compare sets at an equal number of words.")


def _spread(name: str, spread: Spread) -> tuple[str, ...]:
    values = (spread.mean, *(spread.at(q) for q in (0.05, 0.5, 0.95, 1.0)))
    return name, *("–" if math.isnan(value) else f"{value:,.1f}" for value in values)


def _meaning(meaning: Meaning) -> None:
    say()
    for number in meaning.effective:
        say(
            f"Effective topics, order {number.order}: {number.value:.1f} of {len(meaning.topics)}"
            f" ({number.low:.1f} – {number.high:.1f})"
        )
    for score in meaning.vendi:
        spread = f"{score.low:.1f} – {score.high:.1f}" if score.draws > 1 else "all of them"
        say(f"Vendi score of {counted(score.size, 'prompt')}: {score.mean:.1f} ({spread})")
    near = meaning.spacing.spread
    if near.n:
        low, middle, high = (near.at(quantile) for quantile in (0.05, 0.5, 0.95))
        say(
            f"Distance to the nearest other prompt: median {middle:.3f}, 5 % below {low:.3f},"
            f" 5 % above {high:.3f}"
        )
    say()
    shown = meaning.topics[:_TOPICS]
    rows = [
        (f"{topic.size:,}", percent(topic.size / meaning.looked_at), " · ".join(topic.terms) or "–")
        for topic in shown
    ]
    table([("PROMPTS", "SHARE", "TOPIC"), *rows], right=(0, 1))
    if len(meaning.topics) > len(shown):
        say(f"… and {len(meaning.topics) - len(shown)} more")
    few = [" · ".join(topic.terms) or "unnamed" for topic in meaning.topics if topic.thin]
    if few:
        say(f"Thin, with less than a quarter of an even share: {'; '.join(few)}")


def _covering(curve: Coverage, method: Selection) -> None:
    say()
    rows = [
        (
            f"{stop.size:,}",
            f"{stop.mean:.3f}",
            f"{stop.random_mean.mean:.3f}",
            f"{stop.largest:.3f}",
            f"{stop.random_largest.mean:.3f}",
        )
        for stop in curve.stops
    ]
    header = ("CHOSEN", "MEAN DISTANCE", "AT RANDOM", "LARGEST", "AT RANDOM")
    table([header, *rows], right=(0, 1, 2, 3, 4))
    of = f" of {curve.of:,}" if curve.measured < curve.of else ""
    say(
        f"Distance of {curve.measured:,}{of} prompts to the nearest chosen one, {method.replace('_', ' ')}"
        f" against {curve.seeds} random subsets"
    )
