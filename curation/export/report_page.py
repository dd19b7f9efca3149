"""The health report as one HTML file: no script, no outside request, readable in light and dark."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from curation import __version__
from curation.analysis import Finding, Report
from curation.analysis.agreement import AgreementReport, agreement_report
from curation.analysis.checks.trainers import share_of
from curation.analysis.distributions import Histogram, by_side
from curation.signals.tokenizer import tokenizer_name
from curation.store import Dataset, new_file

WIDTH, HEIGHT = 300, 90
_WORST_FIRST = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, in its coordinates."""

    side: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """A measure's histogram, chosen beside rejected, as bars of an SVG of ``WIDTH`` × ``HEIGHT``."""

    name: str
    low: str
    high: str
    chosen: int
    rejected: int
    bars: tuple[Bar, ...]


def report_page(found: Report) -> str:
    """The report as a page of HTML.

    The same data set gives the same bytes: the page has no date.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("curation.export", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"percent": percent, "number": number, "count": "{:,}".format}
    hit = [finding for finding in found.findings if finding.share.count]
    hit.sort(key=lambda one: (_WORST_FIRST.index(one.check.severity), -one.share.count))
    return pages.get_template("report.html.j2").render(
        report=found,
        info=found.dataset.info,
        version=__version__,
        tokenizer=tokenizer_name(),
        share_of=share_of,
        hit=hit,
        clean=[finding for finding in found.findings if not finding.share.count],
        grouped=[(name, list(_groups(hit, name))) for name in ("splits", "sources")],
        zero=[one.name for one in found.summaries if one.n and not (one.low or one.high)],
        agreement=agreed(agreement_report(found.dataset)),
        charts=list(charts(found.dataset)),
        width=WIDTH,
        height=HEIGHT,
    )


def write_report(found: Report, path: Path) -> None:
    """Write the page, whole or not at all.

    Raises:
        DatasetError: When the disk does not take it.
    """
    with new_file(path) as building:
        building.write_text(report_page(found), encoding="utf-8")


def agreed(found: AgreementReport) -> AgreementReport | None:
    """What annotators agree on, if anything was judged by several."""
    return found if found.found else None


def charts(dataset: Dataset) -> Iterator[Chart]:
    """A chart of every main measure of which some pair has both sides."""
    for name in dataset.main_measures:
        histogram = by_side(dataset, name)
        if any(counts.sum() for counts in histogram.series.values()):
            yield chart(histogram)


def chart(histogram: Histogram) -> Chart:
    """The bars of a histogram, the sides next to each other in each bin."""
    series = histogram.series
    most = max(int(counts.max()) for counts in series.values()) or 1
    bins = len(histogram.axis)
    room = WIDTH / bins
    thick = room * 0.9 / len(series)
    bars = tuple(
        Bar(side, at * room + place * thick, HEIGHT * (1 - count / most), thick, HEIGHT * count / most)
        for place, (side, counts) in enumerate(series.items())
        for at, count in enumerate(counts.tolist())
        if count
    )
    ends = histogram.centres if histogram.whole else histogram.edges
    chosen, rejected = (int(series[side].sum()) for side in ("chosen", "rejected"))
    return Chart(histogram.name, number(ends[0]), number(ends[-1]), chosen, rejected, bars)


def _groups(hit: list[Finding], name: str) -> Iterator[tuple[str, str, object]]:
    """Check, group and share, for the groups that a check hits, where there are several groups."""
    for finding in hit:
        shares = getattr(finding, name)
        if len(shares) > 1:
            yield from ((finding.check.title, group, share) for group, share in shares.items() if share.count)


def percent(value: float) -> str:
    """A share for people: one decimal, two where it is small; a dash where it is not known."""
    if not math.isfinite(value):
        return "–"
    return f"{value:.2%}" if 0 < value < 0.01 else f"{value:.1%}"


def number(value: float) -> str:
    """A figure for people: up to four digits that say something; a dash where it is not known."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 or value == round(value) else f"{value:.3g}"
