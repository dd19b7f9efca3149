"""Texts read word by word come out as the tokens of the whole, and tokenizers that join further are told."""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curation.export.seen.pieces import Pieces, flat

LLAMA = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
MARKS = ["<|im_start|>", "<|im_end|>", "<think>"]
LINES = [
    "The ships, it's said, came. They'd   come  again\n\n  twice: 12 of 345 (or so)!",
    "à la carte 你好 。a.b",
] * 9


@cache
def backend(kind: str) -> Any:
    """A small byte-level tokenizer that has learnt to join letters, words' spaces and stops."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

    plain = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bare = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    digits = pre_tokenizers.Digits(individual_digits=True)
    splits = {
        "gpt": plain,
        "digits": pre_tokenizers.Sequence([digits, plain]),
        "llama": pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA), "isolated"), bare]),
        "undivided": pre_tokenizers.Sequence([pre_tokenizers.Split("\n", "isolated"), bare]),
        "prefix": pre_tokenizers.ByteLevel(add_prefix_space=True),
        "metaspace": pre_tokenizers.Metaspace(),
    }
    whole = Tokenizer(models.BPE())
    whole.pre_tokenizer = splits.get(kind, plain)
    if kind == "composed":
        whole.normalizer = normalizers.NFC()
    elif kind == "lower":
        whole.normalizer = normalizers.Lowercase()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    whole.train_from_iterator(
        LINES, trainers.BpeTrainer(vocab_size=600, initial_alphabet=alphabet, show_progress=False)
    )
    whole.add_special_tokens([AddedToken(mark, lstrip=kind == "strips", normalized=False) for mark in MARKS])
    return whole


@cache
def pieces(kind: str) -> Pieces | None:
    return Pieces.of(backend(kind))


texts = st.lists(
    st.sampled_from(
        [
            *MARKS,
            *LINES,
            *"aZé7.,;:!?)('\"_-<|>你\u0301\n\t\0\u00a0",
            " ",
            "  ",
            " \n",
            "'s",
            "<|im",
            "im_end|>",
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("kind", ["gpt", "digits", "llama", "composed"])
@given(several=st.lists(texts, min_size=1, max_size=4))
def test_words_give_the_tokens_of_the_whole(kind: str, several: list[str]) -> None:
    reading = pieces(kind)
    assert reading is not None
    found = reading.read(several)
    assert found is not None
    for text, segments in zip(several, found, strict=True):
        ids = backend(kind).encode(text, add_special_tokens=False).ids
        assert flat(segments) == ids
        assert sum(segment.size for segment in segments) == len(ids)


@pytest.mark.parametrize("kind", ["undivided", "prefix", "metaspace", "lower", "strips"])
def test_tokenizers_that_join_across_words_are_not_read_so(kind: str) -> None:
    assert pieces(kind) is None


def test_a_text_tried_whole_has_the_last_word() -> None:
    assert (
        Pieces(backend("undivided")).read(["it's said, came. They'd come", "The ships, it's said, came."])
        is None
    )


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.export.seen.pieces._MOST_KNOWN", 5)
    reading = Pieces(backend("gpt"))
    for text in LINES[:2] * 2:
        found = reading.read([text])
        assert found is not None
        assert flat(found[0]) == backend("gpt").encode(text, add_special_tokens=False).ids
