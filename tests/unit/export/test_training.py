"""TRL's trainers take real steps on an export of each sample, by the script that lies beside it."""

from __future__ import annotations

import runpy
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from curation.export import write_export
from curation.recipe import Recipe, apply
from curation.sources import open_source
from curation.store import build_dataset
from tests.unit.export.tiny_model import save_tiny

pytestmark = [
    pytest.mark.skipif(find_spec("trl") is None, reason="TRL is not installed"),
    # What other people's packages say of each other is no fault of an export.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture
def offline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No hub, and caches of the test's own."""
    import datasets

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_OFFLINE", True)


@pytest.mark.parametrize("sample", ["sample:pairs", "sample:ratings"])
@pytest.mark.parametrize("target", ["trl-dpo", "trl-reward", "trl-kto"])
def test_a_trainer_takes_two_steps_on_an_export_with_the_script_beside_it(
    winnow_home: Path,
    tmp_path: Path,
    offline: None,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    sample: str,
) -> None:
    dataset = build_dataset(open_source(sample))
    out = tmp_path / "out"
    written = write_export(dataset, apply(dataset, Recipe()), target, out)
    assert "train.py" in written.beside
    model = save_tiny(tmp_path / "model", reward=target == "trl-reward")
    asked = ["train.py", "--model", model, "--out", str(tmp_path / "trained"), "--steps", "2", "--cpu"]
    monkeypatch.setattr(sys, "argv", [*asked, "--max-length", "256"])
    script = runpy.run_path(str(out / "train.py"))
    trainer = script["main"]()
    assert trainer.state.global_step == 2
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    assert len(losses) == 2
    assert all(0 < loss < 100 for loss in losses)
    assert (tmp_path / "trained" / "model.safetensors").is_file()
