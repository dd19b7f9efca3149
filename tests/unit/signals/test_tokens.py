"""Tokens are those that the tokenizer itself would make, however they are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from curation.errors import CurationError
from curation.signals import tokenizer_name
from curation.signals.tokenizer import loaded, tokenizer
from tests.unit.signals.counted import BY_NAME, batch, value, values

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@limits(max_examples=60)
@given(
    st.lists(
        TEXT | st.sampled_from(["[SEP] a", "a\x0bb\x0cc", "世界abc。", "don't\u00a0stop", "é" * 90]),
        min_size=1,
    )
)
def test_counting_by_word_is_counting_whole_texts(texts: list[str]) -> None:
    counting = tokenizer()
    assert counting is not None
    machine, apart = loaded(counting)
    whole = [len(one.ids) for one in machine.encode_batch(texts, add_special_tokens=False)]
    assert apart
    assert values(BY_NAME["tokens"], batch(texts)) == whole
    assert values(BY_NAME["tokens"], batch(texts)) == whole


def test_its_name_can_be_shown() -> None:
    assert "MiniLM" in tokenizer_name()


def test_the_user_may_name_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Tokenizer(models.BPE())
    machine.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    machine.train_from_iterator(["one two three"], trainers.BpeTrainer(vocab_size=40, show_progress=False))
    machine.save(str(tmp_path / "tokenizer.json"))
    before = BY_NAME["tokens"].edition
    monkeypatch.setenv("WINNOW_TOKENIZER", str(tmp_path))
    assert tokenizer_name() == tmp_path.name
    assert BY_NAME["tokens"].edition != before
    assert value("tokens", "one two") == len(machine.encode("one two").ids)


def test_a_tokenizer_that_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WINNOW_TOKENIZER", str(tmp_path / "nowhere"))
    with pytest.raises(CurationError, match="names no tokenizer"):
        tokenizer_name()
    (tmp_path / "bad.json").write_text("{}")
    monkeypatch.setenv("WINNOW_TOKENIZER", str(tmp_path / "bad.json"))
    with pytest.raises(CurationError, match="cannot be read"):
        value("tokens", "a")
