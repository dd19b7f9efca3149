"""Why a pair stands among the probably wrong labels: what the small model makes of it, as HTML."""

from __future__ import annotations

import streamlit as st

from curation.jobs.noise_kept import KeptNoise, known_noise
from curation.store import Dataset
from ui.text import escaped

MOST_REASONS = 3


def doubt_html(dataset: Dataset, pair_id: int) -> str:
    """A line; empty where the labels were not looked through."""
    found = _looked_through(dataset.id, dataset)
    place = None if found is None else found[1].get(pair_id)
    if found is None or place is None:
        return ""
    kept = found[0]
    said = f"A small model gives this label a {kept.probability[place]:.0%} chance of being right"
    reasons = kept.reasons[place][:MOST_REASONS] if place < len(kept.reasons) else ()
    against = f"; against it speak {', '.join(str(one['feature']) for one in reasons)}" if reasons else ""
    return f'<div class="wn-note" data-testid="wn-doubt">{escaped(said + against)}.</div>'


@st.cache_resource(max_entries=4, show_spinner=False)
def _looked_through(dataset_id: str, _dataset: Dataset) -> tuple[KeptNoise, dict[int, int]] | None:
    """What was found, and the place of each pair in it."""
    found = known_noise(_dataset)
    return None if found is None else (found, {pair: at for at, pair in enumerate(found.pairs.tolist())})
