"""The comparison in a few plain sentences, the ones a curator would say."""

from __future__ import annotations

import math

import streamlit as st

from curation.analysis.comparison import Comparison
from ui.compare.effects import Effect, effects_of
from ui.text import escaped, plural

# What a sentence of its own already says.
TOLD = frozenset({"words", "chars", "tokens", "tie", "chosen_is_longer"})
LEAST_WORDS = 0.5
LEAST_SIZE = 0.02
LEAST_SHARE = 0.005
MOST = 3


def draw_said(found: Comparison) -> None:
    """The sentences in a box."""
    with st.container(border=True):
        lines = "".join(f"<div>{escaped(line)}</div>" for line in sentences(found))
        st.html(f'<div class="wn-said" data-testid="wn-said">{lines}</div>')


def sentences(found: Comparison) -> list[str]:
    """How many pairs, ties, how long, which answer wins, and what differs most."""
    effects = effects_of(found)
    said = [_counts(found), *_ties(found, effects), *_length(effects), *_longer(effects), *_most(effects)]
    if not any(effect.clear for effect in effects):
        said.append("No share and no mean differs clearly.")
    return said


def _counts(found: Comparison) -> str:
    first, second = found.counts
    noun, before, after = (
        ("pair", first.pairs, second.pairs)
        if first.pairs or second.pairs
        else ("answer", first.answers, second.answers)
    )
    now = plural(after, noun)
    if before == after:
        return f"Both sides have {now}."
    if not before:
        return f"“{found.second}” has {now}, “{found.first}” has none."
    if not after:
        return f"“{found.second}” has no {noun}s, “{found.first}” has {before:,}."
    change = (after - before) / before
    if change >= 2:
        much = f"{after / before:.3g} times as many"
    else:
        much = "less than 1 %" if abs(change) < 0.01 else f"{abs(change):.0%}".replace("%", " %")
        much += " fewer" if change < 0 else " more"
    has = "After the recipe there are" if found.nested else f"“{found.second}” has"
    return f"{has} {much} {noun}s: {after:,} against {before:,}."


def _ties(found: Comparison, effects: list[Effect]) -> list[str]:
    first, second = (counts.ties / counts.pairs if counts.pairs else math.nan for counts in found.counts)
    unclear = any(one.name == "tie" and not one.clear for one in effects)
    if unclear or math.isnan(first) or math.isnan(second) or abs(second - first) < LEAST_SHARE:
        return []
    verb = "Ties fall" if second < first else "Ties rise"
    return [f"{verb} from {_percent(first)} to {_percent(second)}."]


def _length(effects: list[Effect]) -> list[str]:
    words = next((one for one in effects if one.name == "words" and one.clear), None)
    if words is None or abs(words.difference.value) < LEAST_WORDS:
        return []
    longer = "longer" if words.difference.value > 0 else "shorter"
    return [
        f"Answers are {_words(abs(words.difference.value))} words {longer} on average:"
        f" {_words(words.second)} against {_words(words.first)}."
    ]


def _longer(effects: list[Effect]) -> list[str]:
    found = next((one for one in effects if one.name == "chosen_is_longer" and one.clear), None)
    if found is None:
        return []
    verb = "more" if found.difference.value > 0 else "less"
    return [
        f"The longer answer is chosen {verb} often: in {_percent(found.second)} of decided pairs"
        f" instead of {_percent(found.first)}."
    ]


def _most(effects: list[Effect]) -> list[str]:
    others = [one for one in effects if one.clear and one.name.removeprefix("margin.") not in TOLD]
    large = [one for one in others if abs(one.size) >= LEAST_SIZE][:MOST]
    if not large:
        return []
    return ["Largest other clear differences: " + "; ".join(map(_one, large)) + "."]


def _one(one: Effect) -> str:
    plain = not one.share or one.title[1:2].isupper()
    title = one.title if plain else one.title[:1].lower() + one.title[1:]
    written = _percent if one.percent else _number
    return f"{title} {written(one.second)} against {written(one.first)}"


def _percent(share: float) -> str:
    if share in (0, 1):
        return f"{share * 100:.0f} %"
    return f"{share * 100:.1f} %" if abs(share) >= 0.001 else f"{share * 100:.2g} %"


def _words(count: float) -> str:
    return f"{count:,.0f}" if count >= 10 else f"{count:.1f}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
