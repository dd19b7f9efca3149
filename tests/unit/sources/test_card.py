"""README heads: what is declared is read, what is malformed is passed over."""

from __future__ import annotations

import time

import pytest

from curation.sources.card import of_data, of_readme


def test_licences_come_in_three_shapes():
    assert of_readme("---\nlicense: mit\n---\n").licence == "mit"
    assert of_data({"license": ["mit", "apache-2.0"]}).licence == "mit, apache-2.0"
    assert of_data({"license": "other", "license_name": "reddit"}).licence == "reddit"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title",
        "---\n: : :\n\t- x\n---\n",
        "---\n- a\n- b\n---\n",
        "---\nlicense: [\n",
        "---\nconfigs: 3\n---\n",
        "---\nconfigs: [3, {data_files: 7}]\n---\n",
        "---\n!!python/object/apply:os.system [echo]\n---\n",
    ],
)
def test_malformed_heads_declare_nothing(text):
    found = of_readme(text)
    assert (found.licence, found.configs) == (None, ())


@pytest.mark.parametrize(
    ("data_files", "matching"),
    [
        ("data/*.parquet", ["data/a.parquet"]),
        ({"train": "data/a.parquet"}, ["data/a.parquet"]),
        ([{"split": "train", "path": "**/a.*"}], ["a.csv", "data/a.parquet", "data/x/a.parquet"]),
        (["a.csv", "./data/[ab].parquet"], ["a.csv", "data/a.parquet"]),
        ("data/?.parquet", ["data/a.parquet"]),
    ],
)
def test_globs_match_like_the_hub(data_files, matching):
    names = ["a.csv", "data/a.parquet", "data/x/a.parquet"]
    (config,) = of_data({"configs": [{"config_name": "c", "data_files": data_files}]}).configs
    assert [name for name in names if any(files.matches(name) for files in config.files)] == matching


def test_a_data_dir_is_a_config_of_all_its_files():
    (config,) = of_data({"configs": [{"config_name": "c", "data_dir": "x"}]}).configs
    assert config.files[0].matches("x/y/a.csv")
    assert not config.files[0].matches("xy/a.csv")


def test_the_config_called_default_is_the_default():
    found = of_data({"configs": [{"config_name": n, "data_files": "*"} for n in ("a", "default")]})
    assert [config.default for config in found.configs] == [False, True]


@pytest.mark.parametrize("pattern", ["**/" * 30 + "x", "*" * 300, "[z-a]", "a" * 5000])
def test_hostile_patterns_take_no_time(pattern):
    (config,) = of_data({"configs": [{"config_name": "c", "data_files": pattern}]}).configs
    start = time.perf_counter()
    assert not config.files[0].matches("a/" * 100 + "b")
    assert time.perf_counter() - start < 0.5
