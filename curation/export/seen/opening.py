"""Loading a tokenizer from a folder, a file or the Hub. No code of its repository ever runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from curation.errors import ExportError
from curation.export.seen.reader import Reader, first_line

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_HUB_NAME = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_HOLDS = ("tokenizer.json", "tokenizer_config.json", "tokenizer.model", "vocab.json")


def open_reader(
    name: str, *, template: Path | None = None, within: Sequence[Path] | None = None, ask_hub: bool = True
) -> Reader:
    """Load a tokenizer with its chat template; from the Hub only what is not in its cache.

    Args:
        name: A folder, a ``tokenizer.json``, or a name on the Hub.
        template: A file with another chat template.
        within: Folders that local paths must lie in; any if not given.
        ask_hub: Whether the Hub may be asked for what is not in its cache.

    Raises:
        ExportError: There is none, it needs code of its own, or it has no chat template.
    """
    place = Path(name).expanduser()
    local = place.exists() or name.startswith(("/", "./", "../", "~"))
    machine = _at(place, name, within) if local else _of_hub(name, ask_hub)
    if template is not None:
        machine.chat_template = _template(template.expanduser(), within)
    if not machine.chat_template:
        raise ExportError(
            f"{name} has no chat template",
            why="tokenizers of base models have none, and a trainer would refuse conversations",
            next="Give an instruct model's tokenizer, or a chat template of your own",
        )
    reader = Reader(name, machine)
    reader.written([{"role": "user", "content": "Hello"}], asking=True)
    return reader


def _at(place: Path, name: str, within: Sequence[Path] | None) -> PreTrainedTokenizerBase:
    """The tokenizer of a folder or a file."""
    whole = place.resolve()
    if not whole.exists():
        raise ExportError(f"There is no {name}", next="Give a folder, a tokenizer.json or a name on the Hub")
    _allowed(whole, name, within)
    if whole.is_file() and whole.name == "tokenizer.json":
        whole = whole.parent
    if whole.is_dir() and not any((whole / one).is_file() for one in _HOLDS):
        raise ExportError(f"{name} holds no tokenizer", next="Give the folder that holds tokenizer.json")
    if whole.is_dir() and not (whole / "tokenizer_config.json").is_file():
        whole /= "tokenizer.json"
    if whole.is_dir():
        return _loaded(str(whole), name, local_files_only=True)
    if whole.suffix != ".json":
        raise ExportError(
            f"{name} is no tokenizer", next="Give a folder, a tokenizer.json or a name on the Hub"
        )
    from transformers import PreTrainedTokenizerFast

    try:
        found: PreTrainedTokenizerBase = PreTrainedTokenizerFast(tokenizer_file=str(whole))  # type: ignore[no-untyped-call]
    # The library raises plain exceptions.
    except Exception as error:
        raise _unreadable(name, error) from error
    return found


def _of_hub(name: str, ask_hub: bool) -> PreTrainedTokenizerBase:
    """The tokenizer of a name on the Hub: from its cache, else fetched."""
    if not _HUB_NAME.fullmatch(name):
        raise ExportError(
            f"{name!r} is neither a path nor a name on the Hub", next="Give a folder, a file or owner/name"
        )
    from huggingface_hub import constants

    try:
        return _loaded(name, name, local_files_only=True)
    except ExportError as missing:
        if not ask_hub or constants.is_offline_mode():
            raise ExportError(
                f"The tokenizer {name} is not on this machine",
                why="the Hub was not asked" if not ask_hub else "the Hub is switched off (HF_HUB_OFFLINE)",
                next="Give a folder that holds it, or load it once while connected",
            ) from missing
    return _loaded(name, name, local_files_only=False)


def _loaded(where: str, name: str, *, local_files_only: bool) -> PreTrainedTokenizerBase:
    from transformers import AutoTokenizer

    try:
        found: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(
            where, local_files_only=local_files_only, trust_remote_code=False
        )
    # The library raises plain exceptions, and a damaged file any kind of them.
    except Exception as error:
        if "trust_remote_code" in str(error):
            raise ExportError(
                f"The tokenizer {name} needs code of its own to run",
                why="code from a repository is never run here",
                next="Save it as tokenizer.json with `save_pretrained`, and give that folder",
            ) from error
        raise _unreadable(name, error) from error
    return found


def _unreadable(name: str, error: Exception) -> ExportError:
    return ExportError(
        f"The tokenizer {name} cannot be loaded",
        why=first_line(error),
        next="Give a folder that holds tokenizer.json, or a name on the Hub",
    )


def _template(file: Path, within: Sequence[Path] | None) -> str:
    _allowed(file.resolve(), str(file), within)
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(
            f"The chat template {file} cannot be read", why=first_line(error), next="Give a text file"
        ) from error


def _allowed(whole: Path, name: str, within: Sequence[Path] | None) -> None:
    if within is not None and not any(whole.is_relative_to(root) for root in within):
        raise ExportError(
            f"{name} lies outside the folders that may be read",
            next="Move it into one of them, or name its folder in WINNOW_DATA_ROOTS",
        )
