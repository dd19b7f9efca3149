"""What a data set's README declares in its YAML head: licence, and configs with their files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_BYTES = 1 << 20
_MAX_STARS = 8


@dataclass(frozen=True, slots=True)
class Files:
    """One ``data_files`` entry: a split (``None`` to tell it from names) and glob patterns."""

    split: str | None
    patterns: tuple[str, ...]

    def matches(self, name: str) -> bool:
        """Whether a repository path is one of these files."""
        return any(_matches(pattern, name) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Config:
    """One config of a data set."""

    name: str
    files: tuple[Files, ...]
    default: bool


@dataclass(frozen=True, slots=True)
class Card:
    """What the README says; empty where there is none."""

    licence: str | None = None
    configs: tuple[Config, ...] = field(default=())


def of_readme(text: str) -> Card:
    """The card in a README."""
    return of_data(head_of(text))


def head_of(text: str) -> Mapping[str, Any]:
    """A README's YAML head as data; empty when it has none or one that is not YAML."""
    head = re.match(r"\A\ufeff?---\s*\n(.*?)\n---\s*(?:\n|\Z)", text[:MAX_BYTES], re.DOTALL)
    if head is None:
        return {}
    try:
        data = yaml.safe_load(head[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, Mapping) else {}


def of_data(data: Any) -> Card:
    """The card in already parsed metadata; anything of the wrong shape is skipped."""
    if not isinstance(data, Mapping):
        return Card()
    licence = data.get("license")
    if isinstance(licence, list):
        licence = ", ".join(map(str, licence))
    named = data.get("license_name")
    if licence == "other" and isinstance(named, str):
        licence = named
    listed = data.get("configs")
    configs = [_config(one) for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    usable = tuple(one for one in configs if one is not None)
    if len(usable) > 1 and not any(one.default for one in usable):
        usable = tuple(Config(one.name, one.files, default=one.name == "default") for one in usable)
    return Card(licence if isinstance(licence, str) else None, usable)


def _config(data: Mapping[Any, Any]) -> Config | None:
    name = str(data.get("config_name", "default"))
    folder = str(data.get("data_dir", "")).strip("/")
    files = data.get("data_files")
    if files is None:
        entries = [Files(None, (f"{folder}/**",))] if folder else []
    elif isinstance(files, Mapping):
        entries = [Files(str(split), _patterns(paths, folder)) for split, paths in files.items()]
    elif isinstance(files, list) and any(isinstance(one, Mapping) for one in files):
        entries = [
            Files(str(one["split"]) if "split" in one else None, _patterns(one.get("path"), folder))
            for one in files
            if isinstance(one, Mapping)
        ]
    else:
        entries = [Files(None, _patterns(files, folder))]
    entries = [entry for entry in entries if entry.patterns]
    return Config(name, tuple(entries), data.get("default") is True) if entries else None


def _patterns(paths: Any, folder: str) -> tuple[str, ...]:
    listed = paths if isinstance(paths, list) else [paths]
    prefix = folder + "/" if folder else ""
    return tuple(prefix + path.removeprefix("./").lstrip("/") for path in listed if isinstance(path, str))


def _matches(pattern: str, name: str) -> bool:
    # A card is a stranger's: patterns that could take exponential time match nothing.
    if pattern.count("*") > _MAX_STARS:
        return False
    try:
        return re.fullmatch(_as_regex(pattern), name) is not None
    except re.error:
        return False


def _as_regex(pattern: str) -> str:
    """A glob with ``**`` as a regular expression."""
    out, at = "", 0
    while at < len(pattern):
        if pattern.startswith("**/", at):
            out, at = out + "(?:[^/]+/)*", at + 3
        elif pattern.startswith("**", at):
            out, at = out + ".*", at + 2
        elif pattern[at] in "*?":
            out, at = out + ("[^/]*" if pattern[at] == "*" else "[^/]"), at + 1
        elif pattern[at] == "[" and (end := pattern.find("]", at + 2)) > 0:
            out, at = (
                out + "[" + pattern[at + 1 : end].replace("\\", "\\\\").replace("!", "^", 1) + "]",
                end + 1,
            )
        else:
            out, at = out + re.escape(pattern[at]), at + 1
    return out
