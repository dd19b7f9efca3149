"""Which data sets the workspace holds, and opening one by the name a person gives."""

from __future__ import annotations

import difflib
from pathlib import Path

from curation.errors import DatasetError
from curation.settings import settings
from curation.store.dataset import Dataset
from curation.store.info import INFO_FILE, DatasetInfo, read_info
from curation.store.workspace import datasets_folder

FIRST_SAMPLE = "sample:ratings"


def list_datasets() -> list[DatasetInfo]:
    """Every whole data set in the workspace, the newest first; damaged ones are left out."""
    folder = datasets_folder()
    if not folder.is_dir():
        return []
    cards = sorted(
        folder.glob(f"*/{INFO_FILE}"), key=lambda card: (-card.stat().st_mtime_ns, card.parent.name)
    )
    found = []
    for card in cards:
        if not card.parent.name.startswith("."):
            try:
                found.append(read_info(card.parent))
            except DatasetError:
                continue
    return found


def open_dataset(name: str) -> Dataset:
    """Open a data set by id, by name, by the source it was loaded from, or by the beginning of its id.

    A name carried by several data sets means the newest of them.

    Raises:
        DatasetError: No such data set, or several begin so.
    """
    exact = datasets_folder() / name
    if name and "/" not in name and not name.startswith(".") and (exact / INFO_FILE).exists():
        return Dataset(exact)
    known = list_datasets()
    meant = {name, _in_full(name), FIRST_SAMPLE if name == "sample" else name}
    for info in known:
        if name == info.name or info.source.spec in meant:
            return Dataset(datasets_folder() / info.id)
    begins = [info.id for info in known if info.id.startswith(name)] if name else []
    if len(begins) == 1:
        return Dataset(datasets_folder() / begins[0])
    if begins:
        raise DatasetError(
            f"Several data sets begin with {name!r}", why=", ".join(begins), next="Give one in full"
        )
    near = difflib.get_close_matches(name, [n for info in known for n in (info.name, info.id)], n=1)
    raise DatasetError(
        f"There is no data set {name!r} in the workspace",
        why=f"did you mean {near[0]!r}?" if near else "",
        next="See `python -m curation datasets`, or load one: `python -m curation load SOURCE`",
    )


def loaded_before(spec: str, config: str | None = None) -> list[DatasetInfo]:
    """The data sets loaded earlier from a source, whatever was in it then, the newest first.

    An upload is known again by its file's name, for the folder it lies in is named after its content.
    """
    meant = {spec, spec.partition("@")[0], _in_full(spec), FIRST_SAMPLE if spec == "sample" else spec}
    name = _upload_name(spec)
    return [
        info
        for info in list_datasets()
        if info.source.config == config
        and (info.source.spec in meant or (name is not None and _upload_name(info.source.spec) == name))
    ]


def _upload_name(spec: str) -> str | None:
    path = Path(_in_full(spec))
    uploads = (settings().home / "uploads").resolve()
    return path.name if path.is_relative_to(uploads) else None


def _in_full(path: str) -> str:
    """A source's path as its data set remembers it."""
    try:
        return str(Path(path).expanduser().resolve())
    except (OSError, ValueError, RuntimeError):
        return path
