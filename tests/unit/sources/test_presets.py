"""The well-known sets: each can be named and loaded, and says where its preferences come from."""

from __future__ import annotations

import pytest

from curation.sources.hub import HubId, parse_id
from curation.sources.presets import PRESETS, matching


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.title)
def test_each_is_a_hub_name_with_its_provenance(preset):
    assert parse_id(preset.repo) == HubId(preset.repo, None)
    assert all((preset.title, preset.family, preset.written, preset.judged, preset.licence, preset.rows))
    assert not preset.mind or preset.mind.endswith(".")


def test_no_two_are_the_same():
    assert len({(preset.repo, preset.config, preset.split) for preset in PRESETS}) == len(PRESETS)
    assert len({preset.title for preset in PRESETS}) == len(PRESETS)


def test_strong_against_weak_is_said_of_orca():
    (orca,) = (preset for preset in PRESETS if preset.repo == "Intel/orca_dpo_pairs")
    assert "strong model vs weak model" in orca.judged


def test_words_narrow_the_list():
    assert matching("") == PRESETS
    assert [preset.title for preset in matching("HELPSTEER2 reasons")] == ["HelpSteer2 preference"]
    assert matching("no such words") == ()
