"""What commands print for people."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from curation.cli.output import ProgressLine, counted, decimal, percent, table
from tests.unit.cli.conftest import Cli


def test_one_is_not_plural() -> None:
    assert counted(1, "pair") == "1 pair"
    assert counted(0, "pair") == "0 pairs"
    assert counted(1204, "pair") == "1,204 pairs"


def test_what_is_not_known_is_a_dash_not_nan() -> None:
    assert percent(float("nan")) == "–"
    assert decimal(float("nan")) == "–"
    assert percent(2 / 8552) == "0.02%"
    assert decimal(1284.4166) == "1,284.417"


def test_columns_are_aligned_and_numbers_flush_right(capsys: pytest.CaptureFixture[str]) -> None:
    table([("NAME", "N"), ("a", "1,204"), ("longer", "7")], right=(1,))
    assert capsys.readouterr().out == "NAME        N\na       1,204\nlonger      7\n"


def test_a_report_of_one_row_shows_no_nan(cli: Cli, jsonl: Callable[..., Path]) -> None:
    path = jsonl([{"prompt": "a", "response": "b", "helpfulness": 3, "correctness": 4}])
    cli("load", path)
    said = cli("report", "rows").out
    assert "nan" not in said
    assert "shares are of 1 row" in said
    assert "R WITH HELPFULNESS" in said


def test_the_answers_of_a_tie_are_not_shown_as_chosen_and_rejected(
    cli: Cli, jsonl: Callable[..., Path]
) -> None:
    rows = [{"prompt": "a", "response": text, "helpfulness": 3, "correctness": 4} for text in ("u", "v")]
    cli("load", jsonl(rows))
    said = cli("show", "rows").out
    assert "1 pair, 1 tie among them" in said
    assert "chosen" not in said
    assert said.count("      tie  ") == 2


def test_an_empty_workspace_says_how_to_begin(cli: Cli) -> None:
    assert cli("datasets").out == ("The workspace is empty. Load something: python -m curation load sample\n")


def test_an_answer_without_a_partner_is_counted(cli: Cli, jsonl: Callable[..., Path]) -> None:
    path = jsonl([{"prompt": "a", "completion": "x", "label": True}])
    assert "0 pairs; 1 answer without a partner" in cli("load", path).out


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_rewrites_one_line_on_a_terminal_and_clears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = _Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    line = ProgressLine()
    line("reading", 0, 0)
    line("reading", 10, 0)
    line("embedding", 1200, 9517)
    line.close()
    assert screen.getvalue() == "\r\033[Kreading 0\r\033[Kembedding 1,200 of 9,517\r\033[K"


def test_progress_is_one_line_a_stage_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()
    for done in range(3):
        line("reading", done, 0)
    line("measuring", 0, 0)
    line.close()
    assert capsys.readouterr().err == "reading …\nmeasuring …\n"
