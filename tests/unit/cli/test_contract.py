"""Every command's ``--json``: one object on stdout, the keys that the contract names, logs on stderr."""

from __future__ import annotations

import errno
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import orjson
import pytest

from curation.cli import cleaning, duplicates, main, writing
from curation.cli.main import COMMANDS
from curation.errors import Cancelled
from tests.unit.cli.conftest import Cli

RECIPE = """version: 1
source: {spec: sample}
steps:
  - {kind: check, check: tie}
  - {kind: filter, where: {field: margin.helpfulness, op: ">=", value: 1}}
  - {kind: cap, pairs: 1}
export: {format: trl-dpo}
"""


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.yaml"
    path.write_text(RECIPE, "utf-8")
    return path


def test_load_tells_what_became_of_every_row(cli: Cli) -> None:
    told = cli("load", "sample", "--json").json
    named = (
        "dataset family rows_read rows_used rows_quarantined prompts responses pairs ties attributes mapping"
    )
    assert set(named.split()) <= told.keys()
    assert told["rows_read"] == told["rows_used"] + told["rows_quarantined"] == 432
    assert told["attributes"] == ["helpfulness", "correctness", "coherence", "complexity", "verbosity"]
    assert told["mapping"]["family"] == told["family"] == "ratings"


def test_loading_the_same_source_again_gives_the_same_data_set(cli: Cli) -> None:
    assert cli("load", "sample:pairs", "--json").json == cli("load", "sample:pairs", "--json").json
    assert len(cli("datasets", "--json").json["datasets"]) == 1


def test_progress_goes_to_stderr(cli: Cli) -> None:
    ran = cli("load", "sample", "--json")
    assert "reading …" in ran.err
    assert "reading" not in ran.out


def test_datasets_lists_what_was_loaded_the_newest_first(cli: Cli) -> None:
    assert cli("datasets", "--json").json == {"datasets": []}
    first, second = cli("load", "sample", "--json").json, cli("load", "sample:pairs", "--json").json
    assert [info["dataset"] for info in cli("datasets", "--json").json["datasets"]] == [
        second["dataset"],
        first["dataset"],
    ]


@pytest.mark.parametrize("name", ["sample", "sample-ratings", "sample-rat"])
def test_a_data_set_answers_to_its_source_its_name_and_the_beginning_of_its_id(cli: Cli, name: str) -> None:
    told = cli("load", "sample", "--json").json
    assert cli("show", name, "--json").json["dataset"] == told["dataset"]
    assert cli("show", told["dataset"], "--json").json["dataset"] == told["dataset"]


def test_a_data_set_answers_to_the_path_it_was_loaded_from_however_it_is_written(
    cli: Cli, pairs_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pairs_file.parent)
    loaded = cli("load", "rows.jsonl", "--name", "three", "--json").json["dataset"]
    for path in ("rows.jsonl", "./rows.jsonl", pairs_file):
        assert cli("show", path, "--json").json["dataset"] == loaded


def test_show_gives_the_card_the_fields_and_the_first_pairs(cli: Cli) -> None:
    cli("load", "sample")
    told = cli("show", "sample", "--pairs", "2", "--json").json
    assert len(told["first"]) == 2
    assert {"prompt", "chosen", "rejected", "tie"} <= told["first"][0].keys()
    assert {"margin.helpfulness", "chosen.chars", "split"} <= set(told["fields"])
    assert cli("show", "sample", "--pairs", "0", "--json").json["first"] == []


def test_schema_says_how_a_source_would_be_read_and_loads_nothing(cli: Cli, winnow_home: Path) -> None:
    told = cli("schema", "sample:pairs", "--json").json
    assert told["family"] == "orca_dpo_pairs"
    assert told["mapping"]["columns"]["prompt"] == "question"
    assert 0 < told["confidence"] <= 1
    assert not winnow_home.exists()


def test_what_schema_prints_is_a_mapping_that_load_takes(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(cli("schema", "sample").out, "utf-8")
    assert (
        cli("load", "sample", "--mapping", path, "--json").json["mapping"]
        == (cli("load", "sample", "--json").json["mapping"])
    )


def test_report_gives_every_check_with_count_share_and_interval(cli: Cli) -> None:
    cli("load", "sample")
    told = cli("report", "sample", "--json").json
    tie = next(check for check in told["checks"] if check["name"] == "tie")
    assert (tie["count"], tie["total"]) == (12, 215)
    assert tie["interval"][0] < tie["share"] < tie["interval"][1]
    assert tie["definition"]
    assert [measure["name"] for measure in told["measures"]][:2] == ["helpfulness", "correctness"]


@pytest.mark.parametrize("method", ["exact", "lexical"])
def test_duplicates_tells_the_counts_and_writes_one_line_a_group(
    cli: Cli, tmp_path: Path, method: str
) -> None:
    cli("load", "sample")
    out = tmp_path / "groups.jsonl"
    told = cli("duplicates", "sample", "--method", method, "--threshold", "0.9", "--out", out, "--json").json
    assert {"method", "threshold", "prompts", "groups", "duplicates", "seconds"} <= told.keys()
    assert (told["method"], told["threshold"], told["prompts"]) == (method, 0.9, 215)
    groups = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert len(groups) == told["groups"] > 0
    assert sum(len(group["members"]) - 1 for group in groups) == told["duplicates"]
    for group in groups:
        members = group["members"]
        assert group["kept"] == members[0]["key"]
        for member in members:
            assert member.keys() == {"key", "similarity", "stage", "difference", "text"}
            assert member["similarity"] >= 0.9


def test_duplicates_never_merges_look_alikes_unless_told_to(cli: Cli) -> None:
    cli("load", "sample")
    apart = cli("duplicates", "sample", "--method", "lexical", "--json").json
    merged = cli("duplicates", "sample", "--method", "lexical", "--lookalikes", "--json").json
    assert apart["lookalike_pairs"] > 0
    assert merged["lookalike_pairs"] == 0
    assert merged["duplicates"] > apart["duplicates"]


def test_the_funnel_sums(cli: Cli, recipe: Path) -> None:
    cli("load", "sample")
    told = cli("apply", "sample", "--recipe", recipe, "--json").json
    assert told.keys() == {"pairs_in", "pairs_kept", "steps"}
    assert told["pairs_in"] == told["pairs_kept"] + sum(step["removed"] for step in told["steps"])
    assert all(step["hit"] >= step["removed"] for step in told["steps"])
    assert {"name", "hit", "removed"} <= told["steps"][0].keys()


def test_export_tells_its_files_its_rows_and_what_the_target_refused(cli: Cli, tmp_path: Path) -> None:
    cli("load", "sample")
    out = tmp_path / "out"
    told = cli("export", "sample", "--format", "trl-dpo", "--out", out, "--json").json
    assert told.keys() == {"files", "rows", "rejected_by_target"}
    lines = [line for name in told["files"] for line in (out / name).read_bytes().splitlines()]
    assert len(lines) == told["rows"] == 203
    assert told["rejected_by_target"] == [{"reason": "tie", "rows": 12}]
    row = orjson.loads(lines[0])
    assert row.keys() == {"prompt", "chosen", "rejected"}
    assert row["prompt"][-1]["role"] == "user"
    assert [turn["role"] for turn in row["chosen"]] == ["assistant"]


def test_export_by_prompt_makes_the_splits_asked_for(cli: Cli, tmp_path: Path) -> None:
    cli("load", "sample:pairs")
    arguments = ["--format", "jsonl", "--split-by", "prompt", "--ratios", "0.8,0.1,0.1", "--seed", "3"]
    told = cli("export", "sample:pairs", *arguments, "--out", tmp_path / "out", "--json").json
    assert told["files"] == ["train.jsonl", "validation.jsonl", "test.jsonl"]


def test_run_goes_from_source_to_export_and_tells_all_three_parts(
    cli: Cli, tmp_path: Path, recipe: Path
) -> None:
    told = cli("run", recipe, "--out", tmp_path / "out", "--json").json
    assert told.keys() == {"load", "apply", "export"}
    assert told["apply"]["pairs_kept"] == told["export"]["rows"]
    assert (tmp_path / "out" / "train.jsonl").exists()


def test_run_says_of_quarantined_rows_even_without_json(
    cli: Cli, tmp_path: Path, jsonl: Callable[..., Path]
) -> None:
    path = jsonl([{"prompt": "a", "chosen": "x", "rejected": "y"}, {"prompt": "b", "chosen": None}])
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text(f"source: {{spec: {path}}}\nexport: {{format: jsonl}}\n", "utf-8")
    ran = cli("run", recipe, "--out", tmp_path / "out")
    assert "2 rows read = 1 used + 1 quarantined" in ran.out
    assert "missing_value, e.g. row 2 (rows.jsonl)" in ran.out


def test_embed_tells_how_many_texts_were_new(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from curation import jobs
    from curation.jobs import Embedded

    monkeypatch.setattr(jobs, "embed_prompts", lambda data, **_: Embedded(data.id, "tiny", 215, 208))
    dataset = cli("load", "sample", "--json").json["dataset"]
    told = cli("embed", "sample", "--json").json
    assert told.keys() == {"dataset", "model", "prompts", "embedded", "seconds"}
    assert (told["dataset"], told["prompts"], told["embedded"]) == (dataset, 215, 208)


@pytest.mark.parametrize("command", [command.__name__ for command in COMMANDS])
def test_every_command_explains_itself(cli: Cli, command: str) -> None:
    ran = cli(command, "--help")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith(f"Usage: python -m curation {command}")
    assert "--json" in ran.out


def test_without_a_command_the_help_is_printed_and_no_line_of_it_is_cut(cli: Cli) -> None:
    ran = cli()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == cli("--help").out
    assert "..." not in ran.out.split("Commands:")[1]
    for command in COMMANDS:
        assert f"\n  {command.__name__} " in ran.out


def test_the_choices_offered_are_those_a_step_takes() -> None:
    from curation.recipe import DeduplicateStep
    from curation.recipe.recipe import ExportSpec

    fields = DeduplicateStep.model_fields
    assert get_args(duplicates.Keep) == get_args(fields["keep"].annotation)
    assert get_args(duplicates.Method) == get_args(fields["method"].annotation)
    assert get_args(cleaning.Compare) == get_args(fields["unit"].annotation)
    assert get_args(writing.SplitBy) == get_args(ExportSpec.model_fields["split_by"].annotation)


def test_the_formats_named_in_the_help_are_the_targets_there_are(cli: Cli) -> None:
    from curation.export import TARGETS

    # A line may end at a hyphen.
    said = " ".join(cli("export", "--help").out.split()).replace("- ", "-")
    names = [target.name for target in TARGETS]
    assert f"{', '.join(names[:-1])} or {names[-1]}." in said


def fail_with(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_fault_of_ours_is_one_line_and_exit_code_1(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WINNOW_DEBUG", raising=False)
    monkeypatch.setattr("curation.store.list_datasets", fail_with(ZeroDivisionError("by zero")))
    ran = cli("datasets", "--json")
    assert (ran.code, ran.out) == (1, "")
    assert (
        ran.err == "Unexpected error: ZeroDivisionError: by zero. WINNOW_DEBUG=1 shows where it came from.\n"
    )


def test_winnow_debug_lets_the_traceback_through(
    winnow_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WINNOW_DEBUG", "1")
    monkeypatch.setattr("curation.store.list_datasets", fail_with(ZeroDivisionError("by zero")))
    with pytest.raises(ZeroDivisionError):
        main(["datasets"])


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Cancelled("The export was stopped")])
def test_an_interruption_is_exit_code_130(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr("curation.store.list_datasets", fail_with(error))
    ran = cli("datasets")
    assert (ran.code, ran.out) == (130, "")
    assert "Interrupted; what was finished is kept." in ran.err


def test_only_disk_errors_that_nobody_named_are_unexpected(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.store.list_datasets", fail_with(OSError(errno.EIO, "Input/output error")))
    assert cli("datasets").code == 1


def test_every_command_takes_json() -> None:
    assert all("json" in inspect.signature(command).parameters for command in COMMANDS)
