"""Commands about people's work on a data set: sessions, their history, verdicts, and the blind audit."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from curation.cli.cleaning import DatasetArgument, SessionOption
from curation.cli.files import check_file
from curation.cli.output import counted, decimal, percent, say, say_json, table
from curation.cli.reading import JsonFlag

if TYPE_CHECKING:
    from curation.analysis.estimate import Estimate
    from curation.recipe.session import Event, Session
    from curation.review import AuditReport, Imported
    from curation.store import Dataset

ImportOption = Annotated[
    Path | None, typer.Option("--import", help="First bring in the verdicts of this file, JSON lines.")
]


def sessions(dataset: DatasetArgument, json: JsonFlag = False) -> None:
    """List a data set's sessions, the newest first."""
    from curation.jobs import opened
    from curation.recipe.session import sessions_of

    data = opened(dataset)
    known = sessions_of(data.id)
    if json:
        listed = [
            {"session": one.id, "name": one.name, "created": one.created, "events": one.events}
            for one in known
        ]
        say_json({"dataset": data.id, "sessions": listed})
        return
    if not known:
        say(f"{data.id} has no session yet: open it in the app, or use `verdicts --import`.")
        return
    rows = [(one.id, one.name or "–", one.created[:19], f"{one.events:,}") for one in known]
    table([("SESSION", "NAME", "CREATED (UTC)", "EVENTS"), *rows], right=(3,))


def history(dataset: DatasetArgument, session: SessionOption = None, json: JsonFlag = False) -> None:
    """Tell what was done in a session, and by whom.

    Event by event, with what still stands.
    """
    from curation.jobs import opened

    data = opened(dataset)
    work = session_in(data, session)
    events = work.history()
    if json:
        say_json(
            {
                "dataset": data.id,
                "session": work.id,
                "name": work.name,
                "at": work.at,
                "events": [_told(event) for event in events],
            }
        )
        return
    rows = [
        (
            f"{event.seq:,}",
            event.at[:19],
            event.who or "–",
            event.label,
            "←" if event.current else "" if event.stands else "does not stand",
        )
        for event in events
    ]
    table([("EVENT", "AT (UTC)", "WHO", "WHAT", ""), *rows], right=(0,))


def _told(event: Event) -> dict[str, Any]:
    names = ("seq", "parent", "kind", "who", "label", "at", "stands", "current", "target", "again")
    told: dict[str, Any] = {name: getattr(event, name) for name in names}
    if event.given is not None:
        told["verdict"] = event.given.verdict.model_dump(mode="json", exclude_defaults=True)
    return told


def verdicts(
    dataset: DatasetArgument,
    session: SessionOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Write the standing verdicts to this file, JSON lines.")
    ] = None,
    bring: ImportOption = None,
    json: JsonFlag = False,
) -> None:
    """Count a session's verdicts; write or read them.

    They go to a file, or come in from that of another session.
    """
    from curation.jobs import opened
    from curation.review import write_verdicts

    data = opened(dataset)
    if out:
        check_file(out, data.info.source.spec)
    work = session_in(data, session, new=bring is not None)
    imported = _brought(work, data, bring)
    written = write_verdicts(work, out) if out else None
    point = work.point()
    resolved = point.resolved
    by = Counter((one.who, one.verdict.decision) for one in point.verdicts)
    if json:
        told = [{"who": who, "decision": what, "pairs": count} for (who, what), count in sorted(by.items())]
        say_json(
            {
                "dataset": data.id,
                "session": work.id,
                "verdicts": told,
                "rule": point.rule.kind,
                "decided": len(resolved.decided),
                "disagreements": len(resolved.disagreed),
                "flagged": len(resolved.flagged),
                "blind": len(point.audits),
                "written": written,
                **_imported(imported),
            }
        )
        return
    _tell_import(imported)
    rows = [(who or "–", what, f"{count:,}") for (who, what), count in sorted(by.items())]
    if rows:
        table([("WHO", "VERDICT", "PAIRS"), *rows], right=(2,))
    say(
        f"{counted(len(resolved.decided), 'pair')} decided ({point.rule.kind}),"
        f" {len(resolved.disagreed):,} in disagreement, {len(resolved.flagged):,} flagged"
    )
    if out:
        say(f"{counted(written or 0, 'verdict')} written to {out}")


def audit(
    dataset: DatasetArgument,
    session: SessionOption = None,
    size: Annotated[int, typer.Option(min=1, help="How many pairs --out draws.")] = 200,
    seed: Annotated[
        int, typer.Option(min=0, help="Which audit: decides the pairs and which answer is A.")
    ] = 0,
    out: Annotated[
        Path | None, typer.Option(help="Write the sample to judge: `pick` a, b, tie or skip and `who` go in.")
    ] = None,
    bring: ImportOption = None,
    json: JsonFlag = False,
) -> None:
    """Estimate how many labels are wrong.

    From blind verdicts on a random sample.
    """
    from curation.jobs import opened
    from curation.review import audit_of, audit_report
    from curation.review.files import write_audit

    data = opened(dataset)
    if out:
        check_file(out, data.info.source.spec)
    written = write_audit(data, audit_of(data, size, seed), out) if out else None
    work = session_in(data, session, new=True)
    imported = _brought(work, data, bring)
    found = audit_report(data, work.point().audits, seed=seed)
    if json:
        head = {"dataset": data.id, "session": work.id, "seed": seed}
        say_json({**head, **found.as_json(), "written": written, **_imported(imported)})
        return
    _tell_import(imported)
    if out:
        say(f"{counted(written or 0, 'pair')} to judge written to {out}")
    _tell_audit(found)


def _tell_audit(found: AuditReport) -> None:
    say(
        f"{counted(found.judged, 'pair')} judged blind, {found.ties:,} called ties,"
        f" {found.undecided:,} left open by disagreement"
    )
    if not found.judged:
        return
    say(f"Labels that the verdicts turn round: {_share(found.errors)}")
    for name, groups in found.where.items():
        rows = [(group, f"{one.n:,}", _share(one)) for group, one in groups]
        say()
        table([(name.upper(), "JUDGED", "WRONG"), *rows], right=(1,))
    between = found.agreement.between
    if between:
        agreed = [
            (f"{one.first} and {one.second}", f"{one.items:,}", percent(one.exact), decimal(one.kappa))
            for one in between
        ]
        say()
        table([("REVIEWERS", "PAIRS", "EQUAL", "KAPPA"), *agreed], right=(1, 2, 3))
        if len(found.agreement.reviewers) > 2:
            say(f"Krippendorff's alpha of all: {decimal(found.agreement.alpha)}")


def _share(found: Estimate) -> str:
    return f"{percent(found.value)} ({percent(found.low)} – {percent(found.high)})"


def session_in(data: Dataset, session: str | None, *, new: bool = False) -> Session:
    """A session of a data set by id, or the latest one.

    Args:
        data: The data set.
        session: The id; None for the latest.
        new: Start one where there is none.

    Raises:
        DatasetError: There is none, or none of that id.
    """
    from curation.errors import DatasetError
    from curation.recipe.session import Session, sessions_of

    if session is None and not new and not sessions_of(data.id):
        raise DatasetError(
            f"{data.id} has no session yet",
            why="nobody has worked on it",
            next="Open it in the app, or bring in verdicts with `verdicts --import`",
        )
    return Session.open(data.id, session)


def _brought(work: Session, data: Dataset, path: Path | None) -> Imported | None:
    from curation.review import bring_in, read_verdicts

    return bring_in(work, data, read_verdicts(path)) if path else None


def _imported(imported: Imported | None) -> dict[str, Any]:
    if imported is None:
        return {}
    told = {
        "added": imported.added,
        "known": imported.known,
        "unmatched": list(imported.unmatched),
    }
    return {"imported": told}


def _tell_import(imported: Imported | None) -> None:
    if imported is None:
        return
    say(f"{counted(imported.added, 'verdict')} brought in, {imported.known:,} known already")
    if imported.unmatched:
        verb = "is" if len(imported.unmatched) == 1 else "are"
        say(f"left out: {counted(len(imported.unmatched), 'pair')} that {verb} not in this data set")
