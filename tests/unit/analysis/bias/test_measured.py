"""All biases together: overall, by source, by any other grouping, and as JSON."""

from __future__ import annotations

import numpy as np
import orjson

from curation.analysis.bias import Grouping, bias_report, grouped_by
from curation.analysis.bias.grouping import MOST_GROUPS, NONE, REST
from tests.unit.analysis.conftest import Build, pair


def sourced(measured: Build, sources: list[str | None]):  # type: ignore[no-untyped-def]
    rows = [pair(f"Q{i}", "a long answer", "short", source=source) for i, source in enumerate(sources)]
    return measured(rows)


def test_every_source_has_biases_of_its_own(measured: Build) -> None:
    dataset = sourced(measured, ["web", "web", "chat", "web"])
    found = bias_report(dataset).by["source"]
    assert [(group.group, group.pairs) for group in found] == [("web", 3), ("chat", 1)]
    assert found[0].length is not None
    assert found[0].length.longer == 3


def test_a_data_set_of_one_source_is_not_told_apart(measured: Build) -> None:
    assert bias_report(sourced(measured, ["web", "web"])).by == {}


def test_any_code_a_row_can_tell_pairs_apart(measured: Build) -> None:
    dataset = sourced(measured, ["web"] * 4)
    topics = Grouping("topic", np.array([0, 1, 1, -1]), ("cooking", "sports"))
    found = bias_report(dataset, groupings=[topics])
    assert [(group.group, group.pairs) for group in found.by["topic"]] == [("cooking", 1), ("sports", 2)]
    assert found.overall.pairs == 4


def test_only_what_is_kept_counts(measured: Build) -> None:
    dataset = sourced(measured, ["web", "web", "chat", "web"])
    found = bias_report(dataset, np.array([True, False, True, False]))
    assert found.overall.pairs == 2
    assert [(group.group, group.pairs) for group in found.by["source"]] == [("web", 1), ("chat", 1)]


def test_beyond_the_most_frequent_the_rest_are_taken_together(measured: Build) -> None:
    sources = [f"s{i}" for i in range(MOST_GROUPS + 5)] + ["s3", "s3"]
    found = grouped_by(sourced(measured, list(sources)), "source")
    assert found.labels[0] == "s3"
    assert found.labels[-1] == REST
    assert found.counts().tolist() == [3] + [1] * (MOST_GROUPS - 1) + [5]


def test_rows_without_a_source_are_a_group_too(measured: Build) -> None:
    found = grouped_by(sourced(measured, ["web", None, "web"]), "source")
    assert dict(zip(found.labels, found.counts().tolist(), strict=True)) == {"web": 2, NONE: 1}


def test_every_bias_says_what_it_means_and_is_json(measured: Build) -> None:
    rows = [pair(f"Q{i}", "long " * (i % 5 + 1), "short " * (i % 3 + 1)) for i in range(60)]
    found = bias_report(measured(rows))
    assert found.overall.meanings
    assert all(line.endswith(".") for line in (*found.overall.meanings, *found.unknown))
    told = orjson.loads(orjson.dumps(found.as_json()))
    assert told["length"]["longer_wins"]["n"] == 60
    assert told["position"] is None
    assert told["judges"][0]["sees"] == "length"
