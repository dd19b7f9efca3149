from __future__ import annotations

from tests.unit.cli.conftest import Cli


def test_the_report_is_written_as_a_page_beside_what_is_printed(cli: Cli, tmp_path):
    dataset = cli("load", "sample:ratings", "--json").json["dataset"]
    page = tmp_path / "report.html"
    ran = cli("report", dataset, "--html", page)
    assert ran.code == 0
    assert f"report written to {page}" in ran.out
    assert dataset in page.read_text()


def test_a_page_is_never_written_over_the_source(cli: Cli, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"prompt": "p", "chosen": "a", "rejected": "b"}\n')
    dataset = cli("load", rows, "--json").json["dataset"]
    ran = cli("report", dataset, "--html", rows)
    assert ran.code == 2
    assert "belongs to the source" in ran.err
    assert "prompt" in rows.read_text()
