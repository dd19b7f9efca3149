"""Publishing to the Hub as the app's worker does it; addresses of other kinds are the command line's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from curation.errors import ExportError
from curation.export.publish import compare, destination_named, publish
from curation.export.publish.hub import HubDataset
from curation.export.publish.progressing import Following
from curation.jobs.work import Progress


def publish_export(order: dict[str, Any], *, progress: Progress | None = None) -> dict[str, Any]:
    """Publish an export's folder, or with ``dry_run`` tell what that would change.

    Args:
        order: ``out``, ``repo``, ``private``, ``branch``, ``pull_request`` and ``dry_run``.
        progress: Told about bytes.

    Raises:
        ExportError: It is no name of a Hub data set, or the Hub does not take it.
    """
    destination = destination_named(
        order["repo"],
        branch=order.get("branch") or None,
        pull_request=order.get("pull_request", False),
        private=order.get("private", False),
    )
    if not isinstance(destination, HubDataset):
        raise ExportError(f"{order['repo']!r} is no name of a Hub data set", next="Give OWNER/NAME")
    following = Following(progress) if progress is not None else Following()
    out = Path(order["out"])
    if order.get("dry_run", False):
        return compare(out, destination, following).plain()
    return publish(out, destination, following).plain()
