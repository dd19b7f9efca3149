"""Which names are data files, and what a name or the first bytes say about format and compression."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from curation.errors import SourceError

FORMAT_BY_SUFFIX = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
COMPRESSION_BY_SUFFIX = {".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"}
_COMPRESSION_BY_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)

SUPPORTED = (
    ".jsonl, .ndjson, .json, .csv, .tsv (each also as .gz, .bz2, .xz, .zst), .parquet, .arrow, .feather, "
    "or a .zip of such files"
)

# JSON files that describe data instead of holding it; skipped in folders, readable when named directly.
DESCRIPTIONS = frozenset(
    {
        "dataset_info.json",
        "dataset_infos.json",
        "dataset_dict.json",
        "state.json",
        "package.json",
        "config.json",
        # What lies beside an export of Winnow's own.
        "manifest.json",
    }
)

_ADVICE = {
    ".pkl": "a pickle can run code when opened, so Winnow never opens one",
    ".pickle": "a pickle can run code when opened, so Winnow never opens one",
    ".pt": "a PyTorch file can run code when opened, so Winnow never opens one",
    ".py": "a data set script would run code, so Winnow never runs one",
    ".xlsx": "Excel workbooks are not read",
    ".xls": "Excel workbooks are not read",
    ".tar": "tar archives are not read",
    ".tgz": "tar archives are not read",
    ".7z": "7z archives are not read",
    ".rar": "rar archives are not read",
}

_PACKED = frozenset({".tar", ".tgz", ".7z", ".rar"})
# Results of `map` and `filter`, which `datasets` leaves beside the data.
_CACHED = re.compile(r"cache-[0-9a-f]{16}.*\.arrow")


@dataclass(frozen=True, slots=True)
class FileName:
    """A data file's name taken apart: ``test_prefs-00000-of-00001.jsonl.gz`` → stem, format, suffix.

    Attributes:
        stem: The name without folder, format and compression suffix.
        format: The format the suffix promises, or ``None`` for no data file.
        suffix: The recognised suffixes, lower case (``".jsonl.gz"``).
    """

    stem: str
    format: str | None
    suffix: str


def parse_name(name: str) -> FileName:
    """Take a file name (or relative path) apart."""
    base = PurePosixPath(name).name
    packed = PurePosixPath(base).suffix.lower()
    inner = base[: -len(packed)] if packed in COMPRESSION_BY_SUFFIX else base
    suffix = PurePosixPath(inner).suffix.lower()
    found = FORMAT_BY_SUFFIX.get(suffix)
    if found is None:
        return FileName(base, None, "")
    return FileName(inner[: -len(suffix)], found, suffix + (packed if inner != base else ""))


def is_data_file(name: str) -> bool:
    """Whether a file met in a folder, archive or repository counts as data."""
    base = PurePosixPath(name).name
    hidden = any(part.startswith((".", "__")) for part in PurePosixPath(name).parts)
    described = base in DESCRIPTIONS or _CACHED.fullmatch(base) is not None
    return not hidden and not described and parse_name(base).format is not None


def unsupported(name: str) -> SourceError:
    """The error for a file whose suffix Winnow does not read."""
    base = PurePosixPath(name).name
    suffix = PurePosixPath(base).suffix.lower()
    if ".tar." in base.lower():
        suffix = ".tar"
    why = _ADVICE.get(
        suffix, f"files ending in {suffix} are not read" if suffix else "the name has no file ending"
    )
    packed = suffix in _PACKED
    advice = (
        "Unpack it and load the folder, or pack it as .zip" if packed else f"Save it as one of {SUPPORTED}"
    )
    return SourceError(f"cannot read {base!r}", why=why, next=advice)


def sniff_compression(head: bytes, name: str) -> str | None:
    """The compression the first bytes show, whatever the name says.

    Raises:
        SourceError: A compression Winnow does not read, or an archive under another name.
    """
    for magic, compression in _COMPRESSION_BY_MAGIC:
        if head.startswith(magic):
            return compression
    if head.startswith(b"PK\x03\x04"):
        raise SourceError(
            f"cannot read {name!r}",
            why="its content is a zip archive or an Office document",
            next="Rename it to .zip if it is an archive of data files, or export the sheet as CSV",
        )
    return None


def sniff_format(head: bytes, name: str, promised: str) -> str:
    """The binary format the first decoded bytes show, or ``promised`` for text.

    Raises:
        SourceError: The content is a web page or Git LFS pointer, or not what the name promises.
    """
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"ARROW1", b"\xff\xff\xff\xff")):
        return "arrow"
    if start.startswith(b"version https://git-lfs"):
        raise SourceError(
            f"{name!r} is a Git LFS pointer, not the data itself",
            next="Fetch the real file with 'git lfs pull', or download it from the repository's page",
        )
    if start[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise SourceError(
            f"{name!r} is a web page, not data",
            why="the download probably saved a log-in or preview page",
            next="Download the raw file",
        )
    if head[257:262] == b"ustar":
        raise SourceError(
            f"cannot read {name!r}", why="it is a tar archive", next="Unpack it and load the folder"
        )
    if promised in {"parquet", "arrow"}:
        kind = "a parquet file" if promised == "parquet" else "an Arrow file or stream"
        raise SourceError(
            f"{name!r} is not {kind}", why="its first bytes are another format's", next="Download it again"
        )
    return promised
