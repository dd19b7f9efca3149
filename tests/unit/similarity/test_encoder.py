from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from curation.errors import EncoderError
from curation.similarity import encoder
from curation.similarity.encoder import BUNDLED_SHA256, LocalEncoder, load_encoder, resolve_model


@pytest.fixture
def _offline(monkeypatch, tmp_path):
    import huggingface_hub.constants as constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))


@pytest.mark.parametrize("name", [None, "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_the_default_is_the_bundled_model_checked_by_its_hash(name):
    model = resolve_model(name)
    assert model.revision == BUNDLED_SHA256
    assert model.identity == f"all-MiniLM-L6-v2-{BUNDLED_SHA256[:8]}"


def test_a_folder_wins_and_its_revision_follows_its_bytes(tmp_path):
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    one = resolve_model(str(tmp_path))
    assert one.path == tmp_path
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    encoder._fingerprint.cache_clear()
    assert resolve_model(str(tmp_path)).revision != one.revision


def test_a_folder_without_a_model_is_refused_by_name(tmp_path):
    with pytest.raises(EncoderError, match=r"modules\.json"):
        resolve_model(str(tmp_path))


def test_a_folder_with_a_broken_model_is_one_clear_error(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EncoderError, match="cannot be loaded"):
        load_encoder(str(tmp_path))


@pytest.mark.parametrize("name", ["/no/such/folder", "./nowhere", "~/nowhere"])
def test_a_missing_folder_is_not_looked_for_on_the_hub(name):
    with pytest.raises(EncoderError, match="No model folder"):
        resolve_model(name)


@pytest.mark.usefixtures("_offline")
def test_an_unknown_name_offline_is_one_clear_sentence():
    with pytest.raises(EncoderError, match="neither on this machine nor to be had from the hub"):
        resolve_model("nobody/no-such-model")


@pytest.mark.usefixtures("_offline")
def test_without_the_bundled_package_the_default_never_asks_the_hub(monkeypatch):
    monkeypatch.setattr(encoder, "_bundled_folder", lambda: None)
    with pytest.raises(EncoderError, match="There is no embedding model on this machine"):
        resolve_model()


def test_a_bundled_file_that_was_changed_is_refused(monkeypatch, tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"tampered")
    monkeypatch.setattr(encoder, "_bundled_folder", lambda: tmp_path)
    with pytest.raises(EncoderError, match="not the expected file"):
        resolve_model()


def test_importing_the_room_loads_nothing_heavy():
    heavy = {"torch", "sentence_transformers", "scipy", "sklearn", "rensa", "huggingface_hub", "rapidfuzz"}
    code = f"import sys, curation.similarity; print(sorted({heavy} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_half_precision_is_for_cpus_that_multiply_it_and_moves_a_cosine_by_little(monkeypatch):
    texts = ["How do I bake bread?", "how to bake a loaf of bread", "What is the tallest mountain?", "hi"]
    made = {}
    for able in (False, True):
        monkeypatch.setattr(encoder, "_cpu_has_bf16", lambda able=able: able)
        model = LocalEncoder(resolve_model())
        made[model.precision] = model.encode(texts)
    full, half = made["fp32"], made["bf16"]
    assert not np.array_equal(full, half)
    assert np.abs(full @ full.T - half @ half.T).max() <= 0.006
    assert np.allclose(np.linalg.norm(half, axis=1), 1)
