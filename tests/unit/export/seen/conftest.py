"""A tokenizer of single bytes with a chat template of our own, made in memory."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from curation.export.seen import Reader

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
# Asked for an answer it opens a thought that a given answer does not have, as some templates do.
THINKING = CHATML.replace("assistant\n{% endif %}", "assistant\n<think>{% endif %}")
NO_SYSTEM = (
    "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"
    + CHATML
)

Build = Callable[[str], Any]


@pytest.fixture(scope="session")
def machine() -> Build:
    """Chat template → tokenizer: one token a byte, and two that mark turns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tokenizers import Tokenizer, decoders, models, pre_tokenizers
        from transformers import PreTrainedTokenizerFast

    def build(template: str) -> Any:
        alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
        whole = Tokenizer(models.BPE(vocab={one: at for at, one in enumerate(alphabet)}, merges=[]))
        whole.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        whole.decoder = decoders.ByteLevel()
        whole.add_special_tokens(["<|im_start|>", "<|im_end|>"])
        made = PreTrainedTokenizerFast(tokenizer_object=whole, eos_token="<|im_end|>", pad_token="<|im_end|>")
        made.chat_template = template
        return made

    return build


@pytest.fixture
def reader(machine: Build) -> Reader:
    """That tokenizer with ChatML."""
    return Reader("bytes", machine(CHATML))


@pytest.fixture
def folder(machine: Build, tmp_path: Path) -> Path:
    """That tokenizer saved as trainers save theirs."""
    machine(CHATML).save_pretrained(tmp_path / "saved")
    return tmp_path / "saved"
