"""Bad input: one clear sentence on stderr, exit code 2, and nothing half-written."""

from __future__ import annotations

import errno
import gzip
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.store.tables import TableWriter
from tests.unit.cli.conftest import Cli, left_in

Write = Callable[..., Path]
PAIR = orjson.dumps({"prompt": "a", "chosen": "x", "rejected": "y"})


def table_of(**columns: pa.Array) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue().to_pybytes()


TEXT = pa.array([], pa.string())
NUMBERS = pa.array([1, 2], pa.int64())
BAD_FILES = {
    "empty.jsonl": (b"", "is empty"),
    "truncated.jsonl.gz": (gzip.compress(PAIR * 2000, mtime=0)[:40], "breaks off"),
    "one-broken-line.jsonl": (b'{"prompt": "a"', "line 1 is not valid JSON"),
    "broken-lines.jsonl": (b'{"prompt": a}\n{"prompt": b}\n', "line 1 is not valid JSON"),
    "unknown-columns.csv": (b"colour,taste\nred,sweet\n", "its columns are colour, taste"),
    "header-only.csv": (b"prompt,chosen,rejected\n", "holds no rows"),
    "empty-list.json": (b"[]", "holds no rows"),
    "no-rows.parquet": (table_of(prompt=TEXT, chosen=TEXT, rejected=TEXT), "holds no rows"),
    "numbers.parquet": (table_of(prompt=NUMBERS, chosen=NUMBERS, rejected=NUMBERS), "prompt"),
    "not-parquet.parquet": (b"PAR1 but no more", "parquet"),
    "a-sentence.json": (b"once upon a time", "JSON"),
    "words.txt": (b"hello", "files ending in .txt are not read"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_holds_no_preferences_is_refused_in_one_sentence(
    cli: Cli, tmp_path: Path, winnow_home: Path, name: str
) -> None:
    content, said = BAD_FILES[name]
    (tmp_path / name).write_bytes(content)
    for command in ("load", "schema"):
        complaint = cli(command, tmp_path / name, "--json").complaint
        assert said.lower() in complaint.lower()
        assert len(complaint) < 500
    assert left_in(winnow_home) in ([], ["datasets"])


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("nosuch.jsonl", "There is no file or folder 'nosuch.jsonl'"),
        ("", "No source was given"),
        ("sample:nosuch", "There are: sample:ratings, sample:pairs"),
        ("https://example.org/pairs.csv", "web address"),
        ("/dev/null", "neither a file nor a folder"),
    ],
)
def test_a_source_that_is_not_there_is_refused(cli: Cli, source: str, said: str) -> None:
    assert said in cli("load", source).complaint


def test_a_slip_in_a_file_name_gets_a_hint(cli: Cli, pairs_file: Path) -> None:
    assert "rows.jsonl" in cli("load", pairs_file.with_name("row.jsonl")).complaint


@pytest.mark.parametrize("files", [[], ["picture.png"]])
def test_a_folder_without_data_is_refused(cli: Cli, tmp_path: Path, files: list[str]) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in files:
        (folder / name).write_bytes(b"\x89PNG")
    assert "holds no data files" in cli("load", folder).complaint


def test_a_folder_of_sets_that_do_not_belong_together_says_which_were_read(cli: Cli, jsonl: Write) -> None:
    jsonl([{"preferred_output": [{"role": "assistant", "content": "x"}]}], "set/a/a.jsonl")
    path = jsonl([{"prompt": "a", "chosen": "x"}], "set/b/b.jsonl")
    complaint = cli("load", path.parents[1]).complaint
    assert complaint.startswith("Error: ")


def test_a_broken_line_in_the_middle_costs_that_line_alone(cli: Cli, tmp_path: Path) -> None:
    path, out = tmp_path / "rows.jsonl", tmp_path / "refused.jsonl"
    path.write_bytes(b"\n".join([PAIR, b'{"prompt": "half', PAIR.replace(b'"a"', b'"b"')]))
    told = cli("load", path, "--quarantine", out, "--json").json
    assert (told["rows_read"], told["rows_used"], told["rows_quarantined"]) == (3, 2, 1)
    assert told["quarantine"] == {"broken_json": 1}
    (row,) = [orjson.loads(line) for line in out.read_bytes().splitlines()]
    assert (row["origin_row"], row["raw"]) == (1, '{"prompt": "half')
    assert row["detail"].startswith("line 2 is not valid JSON")


def test_an_unreachable_hub_is_told_within_five_seconds(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.chdir(tmp_path)
    started = time.monotonic()
    complaint = cli("load", "nobody/nothing").complaint
    assert time.monotonic() - started < 5
    assert "'nobody/nothing' cannot be fetched" in complaint
    assert "127.0.0.1:9 cannot be reached" in complaint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"family: pairs\ncolumns: {prompt: question, chosen: chosen, rejected: rejected}", "'question'"),
        (b"family: [pairs", "is not YAML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"- family", "is not a mapping"),
        (b"familie: pairs", "family"),
        (b"family: nosuch\ncolumns: {}", "known are ratings"),
        (b"", "is not a mapping"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused(
    cli: Cli, tmp_path: Path, pairs_file: Path, winnow_home: Path, text: bytes, said: str
) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_bytes(text)
    assert said in cli("load", pairs_file, "--mapping", path).complaint
    assert said in cli("schema", pairs_file, "--mapping", path).complaint
    assert left_in(winnow_home) == []


def test_a_mapping_that_is_not_there_is_refused(cli: Cli, pairs_file: Path) -> None:
    assert "cannot be read" in cli("load", pairs_file, "--mapping", "nosuch.yaml").complaint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"weights: {niceness: 1}", "'niceness'"),
        (b"weights: {helpfulness: .nan}", "finite"),
        (b"min_margin: -1", "min_margin"),
        (b"schema: all", "schema"),
        (b"weights: [", "is not YAML"),
        (b"- 1", "not a pairing rule"),
        (b"\xff", "not UTF-8"),
    ],
)
def test_a_pairing_rule_that_does_not_fit_is_refused(
    cli: Cli, tmp_path: Path, winnow_home: Path, text: bytes, said: str
) -> None:
    path = tmp_path / "pairing.yaml"
    path.write_bytes(text)
    assert said in cli("load", "sample", "--pairing", path).complaint
    assert left_in(winnow_home) in ([], ["datasets"])


def test_an_unknown_preset_names_those_there_are(cli: Cli) -> None:
    assert "helpfulness, nvidia-70b, nvidia-340b" in cli("load", "sample", "--pairing", "best").complaint


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("{kind: filter, where: {field: margin.helpfullness, op: '>=', value: 1}}", "'margin.helpfulness'"),
        ("{kind: filter, where: {field: margin.helpfulness, op: '>=', value: lots}}", "number"),
        ("{kind: filter, where: {field: prompt, op: matches, value: '('}}", "regular expression"),
        ("{kind: filtre, where: {field: prompt, op: contains, value: x}}", "'filtre'"),
        ("{kind: check, check: ties}", "'tie'"),
        ("{kind: cap, pairs: many}", "pairs"),
        ("{kind: cap, pairs: 0}", "pairs"),
        ("{kind: cap, pears: 1}", "'pairs'"),
        ("{kind: deduplicate, threshold: high}", "threshold"),
        ("{kind: deduplicate, method: fuzzy}", "exact"),
        ("check", "steps[1]"),
        ("[", "is not YAML"),
    ],
)
def test_a_recipe_that_does_not_fit_is_refused_and_nothing_is_written(
    cli: Cli, tmp_path: Path, step: str, said: str
) -> None:
    recipe, out = tmp_path / "recipe.yaml", tmp_path / "out"
    recipe.write_text(f"source: {{spec: sample}}\nsteps:\n  - {step}\nexport: {{format: jsonl}}\n", "utf-8")
    cli("load", "sample")
    for command in (
        ["apply", "sample", "--recipe", recipe],
        ["export", "sample", "--recipe", recipe, "--format", "jsonl", "--out", out],
        ["run", recipe, "--out", out],
    ):
        assert said in cli(*command).complaint
    assert not out.exists()


@pytest.mark.parametrize("missing", ["source", "export"])
def test_a_run_needs_a_source_and_an_export(cli: Cli, tmp_path: Path, missing: str) -> None:
    parts = {"source": "source: {spec: sample}", "export": "export: {format: jsonl}"}
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("version: 1\n" + "".join(v for k, v in parts.items() if k != missing), "utf-8")
    assert f"no {missing!r}" in cli("run", recipe, "--out", tmp_path / "out").complaint
    assert not (tmp_path / "out").exists()


def test_a_recipe_that_is_not_there_is_refused(cli: Cli, tmp_path: Path) -> None:
    cli("load", "sample")
    assert "cannot be read" in cli("apply", "sample", "--recipe", tmp_path / "nosuch.yaml").complaint
    assert "cannot be read" in cli("apply", "sample", "--recipe", tmp_path).complaint


@pytest.mark.parametrize("command", ["show", "report", "embed", "duplicates"])
@pytest.mark.parametrize("name", ["nosuch", "", "../sample", ".", "/etc"])
def test_an_unknown_data_set_is_refused(cli: Cli, command: str, name: str) -> None:
    assert f"There is no data set {name!r} in the workspace" in cli(command, name, "--json").complaint


def test_a_name_that_could_mean_several_data_sets_is_refused(cli: Cli) -> None:
    cli("load", "sample")
    cli("load", "sample:pairs")
    assert "Several data sets begin with 'sample-'" in cli("show", "sample-").complaint


def test_a_misspelt_data_set_gets_a_hint(cli: Cli) -> None:
    cli("load", "sample")
    assert "did you mean 'sample-ratings'?" in cli("show", "sampel-ratings").complaint


def test_a_damaged_data_set_says_what_to_delete(cli: Cli, winnow_home: Path) -> None:
    name = cli("load", "sample", "--json").json["dataset"]
    (winnow_home / "datasets" / name / "pairs.arrow").write_bytes(b"")
    complaint = cli("show", "sample").complaint
    assert "the file is missing or damaged" in complaint
    assert str(winnow_home / "datasets" / name) in complaint


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "dpo"], "did you mean 'trl-dpo'?"),
        (["--format", "jsonl", "--split-by", "prompt", "--ratios", "1,2"], "ratios"),
        (["--format", "jsonl", "--split-by", "prompt", "--ratios", "half"], "not a list of numbers"),
        (["--format", "jsonl", "--split-by", "row"], "--split-by"),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(
    cli: Cli, tmp_path: Path, arguments: list[str], said: str
) -> None:
    cli("load", "sample")
    assert said in cli("export", "sample", *arguments, "--out", tmp_path / "out").complaint
    assert not (tmp_path / "out").exists()


def test_an_export_to_a_file_or_over_the_source_is_refused(
    cli: Cli, pairs_file: Path, tmp_path: Path
) -> None:
    cli("load", pairs_file)
    before = pairs_file.read_bytes()
    assert "is a file" in cli("export", "rows", "--format", "jsonl", "--out", pairs_file).complaint
    assert "source" in cli("export", "rows", "--format", "jsonl", "--out", pairs_file.parent).complaint
    assert pairs_file.read_bytes() == before


@pytest.mark.parametrize(
    ("command", "option"),
    [(["load", "{source}"], "--quarantine"), (["duplicates", "rows", "--method", "exact"], "--out")],
)
def test_a_side_file_is_never_written_over_the_source_or_a_folder(
    cli: Cli, pairs_file: Path, tmp_path: Path, command: list[str], option: str
) -> None:
    cli("load", pairs_file)
    before = pairs_file.read_bytes()
    arguments = [part.format(source=pairs_file) for part in command]
    assert "belongs to the source" in cli(*arguments, option, pairs_file).complaint
    assert "is a folder" in cli(*arguments, option, tmp_path).complaint
    assert pairs_file.read_bytes() == before
    assert cli(*arguments, option, tmp_path / "new" / "file.jsonl").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["load"],
        ["load", "sample", "--nosuch"],
        ["load", "sample", "extra"],
        ["show", "sample", "--pairs", "many"],
        ["show", "sample", "--pairs", "-1"],
        ["duplicates", "sample", "--threshold", "2"],
        ["duplicates", "sample", "--method", "fuzzy"],
        ["duplicates", "sample", "--keep", "best"],
        ["export", "sample", "--format", "jsonl"],
        ["run"],
    ],
)
def test_a_misused_command_points_to_its_own_help(cli: Cli, arguments: list[str]) -> None:
    complaint = cli(*arguments).complaint
    command = "" if arguments == ["nosuch"] else f" {arguments[0]}"
    assert complaint.endswith(f"See `python -m curation{command} --help`.")
    assert "Value error" not in complaint


@pytest.mark.parametrize("value", ["many", "-1"])
def test_a_setting_that_makes_no_sense_names_its_variable(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, pairs_file: Path, value: str
) -> None:
    monkeypatch.setenv("WINNOW_MAX_ROWS", value)
    assert "WINNOW_MAX_ROWS" in cli("load", pairs_file).complaint


def test_a_workspace_that_cannot_be_written_is_told(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, pairs_file: Path
) -> None:
    monkeypatch.setenv("WINNOW_HOME", str(pairs_file))
    assert "WINNOW_HOME" in cli("load", pairs_file).complaint


def test_a_file_whose_name_is_no_text_is_refused(cli: Cli, tmp_path: Path) -> None:
    try:
        path = tmp_path / "bad\udcff.jsonl"
        path.write_bytes(PAIR)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes no such name")
    assert "name is not UTF-8" in cli("load", path).complaint


def test_an_input_over_the_row_limit_is_refused_and_nothing_stays(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, pairs_file: Path, winnow_home: Path
) -> None:
    monkeypatch.setenv("WINNOW_MAX_ROWS", "2")
    assert "WINNOW_MAX_ROWS" in cli("load", pairs_file).complaint
    assert left_in(winnow_home) in ([], ["datasets"])


def test_a_disk_that_fills_up_while_importing_leaves_nothing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, pairs_file: Path, winnow_home: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TableWriter, "write", full)
    assert "The disk is full under" in cli("load", pairs_file).complaint
    assert left_in(winnow_home) == ["datasets"]


def test_a_disk_that_fills_up_while_exporting_leaves_nothing(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, pairs_file: Path, tmp_path: Path
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    cli("load", pairs_file)
    monkeypatch.setattr("curation.export.write.write_manifest", full)
    out = tmp_path / "new" / "out"
    assert "The disk is full under" in cli("export", "rows", "--format", "jsonl", "--out", out).complaint
    assert left_in(out) == []
