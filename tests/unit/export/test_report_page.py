from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from curation.analysis import report
from curation.analysis.distributions import histogram
from curation.export.report_page import chart, number, percent, report_page, write_report
from curation.jobs import load, opened


class Page(HTMLParser):
    """What stands on a page: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINNOW_HOME", str(tmp_path_factory.mktemp("home")))
        yield report(opened(load("sample:ratings").id))


def test_every_check_that_hits_is_told_with_its_rows_share_and_definition(found):
    page = Page(report_page(found))
    hit = [finding for finding in found.findings if finding.share.count]
    assert hit
    for finding in hit:
        assert finding.check.title in page.text
        assert finding.check.definition in page.text
        assert f"{finding.share.count:,} {percent(finding.share.value)}" in page.text
    clean = [finding.check.title for finding in found.findings if not finding.share.count]
    assert f"Found nothing: {', '.join(clean)}." in page.text


def test_what_gives_a_verdict_away_is_told_in_the_reports_own_sentences(found):
    page = Page(report_page(found))
    for line in found.bias.overall.meanings:
        assert line in page.text


def test_the_page_needs_nothing_from_outside_and_runs_nothing(found):
    page = Page(report_page(found))
    named = {name for _, attributes in page.tags for name in attributes}
    assert not {"src", "href", "onclick", "onload"} & named
    assert "script" not in {tag for tag, _ in page.tags}
    policy = [a for tag, a in page.tags if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    assert policy[0]["content"].startswith("default-src 'none'")


def test_the_same_data_set_gives_the_same_bytes(found, tmp_path):
    for name in ("one.html", "two.html"):
        write_report(found, tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_markup_in_a_data_set_stays_text(winnow_home, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        '{"prompt": "p", "chosen": "a", "rejected": "a", "source": "<script>alert(1)</script>"}\n'
        '{"prompt": "q", "chosen": "b", "rejected": "c", "source": "plain"}\n'
    )
    page = report_page(report(opened(load(str(rows)).id)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_set_without_rows_has_a_page_too(winnow_home, tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"prompt": "p", "chosen": "a", "rejected": ""}\n')
    page = Page(report_page(report(opened(load(str(rows)).id))))
    assert "Health report" in page.text


def test_a_charts_bars_are_as_high_as_their_counts():
    counted = histogram("score", {"chosen": np.array([1.0, 1, 2]), "rejected": np.array([0.0, 2])})
    drawn = chart(counted)
    heights = {(bar.side, round(bar.x)): bar.height for bar in drawn.bars}
    assert max(heights.values()) == 90
    assert sorted(heights.values()) == [45, 45, 45, 90]
    assert (drawn.chosen, drawn.rejected) == (3, 2)


@pytest.mark.parametrize(
    ("value", "shares", "figures"),
    [
        (0.5, "50.0%", "0.5"),
        (0.001, "0.10%", "0.001"),
        (float("nan"), "–", "–"),
        (1234.5, "123450.0%", "1,234"),
    ],
)
def test_figures_are_short_and_what_is_not_known_is_a_dash(value, shares, figures):
    assert percent(value) == shares
    assert number(value) == figures
