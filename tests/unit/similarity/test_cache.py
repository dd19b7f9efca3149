from __future__ import annotations

import errno

import numpy as np
import pytest

from curation.errors import Cancelled, EncoderError
from curation.similarity import cache
from curation.similarity.cache import cache_folder, cached_share, embed_texts
from curation.similarity.encoder import load_encoder
from tests.unit.similarity.fakes import FakeEncoder

TEXTS = [f"text number {i} " * (i % 7 + 1) for i in range(400)]


@pytest.fixture(autouse=True)
def _home(winnow_home):
    return winnow_home


def test_vectors_come_in_the_order_of_the_texts():
    encoder = FakeEncoder()
    assert np.array_equal(embed_texts(TEXTS, encoder), FakeEncoder().encode(TEXTS))


def test_nothing_is_embedded_twice_within_a_call_or_between_calls():
    first = FakeEncoder()
    embed_texts(TEXTS + TEXTS, first)
    assert sorted(first.seen) == sorted(TEXTS)
    second = FakeEncoder()
    again = embed_texts([*TEXTS[:50], "new"], second)
    assert second.seen == ["new"]
    assert np.array_equal(again[:50], FakeEncoder().encode(TEXTS[:50]))


def test_the_longest_texts_come_first_over_the_whole_set():
    encoder = FakeEncoder()
    embed_texts(TEXTS, encoder)
    lengths = [len(text) for text in encoder.seen]
    assert lengths == sorted(lengths, reverse=True)


def test_a_kill_loses_at_most_what_was_not_yet_written():
    with pytest.raises(KeyboardInterrupt):
        embed_texts(TEXTS, FakeEncoder(stop_after=300))
    resumed = FakeEncoder()
    vectors = embed_texts(TEXTS, resumed)
    assert len(resumed.seen) < 400 - 150
    assert np.array_equal(vectors, FakeEncoder().encode(TEXTS))


def test_cancelling_keeps_what_was_embedded():
    polls = iter([False, False, True])
    with pytest.raises(Cancelled, match="of 400 texts"):
        embed_texts(TEXTS, FakeEncoder(), cancelled=lambda: next(polls))
    assert cached_share(TEXTS, FakeEncoder()) > 0.05


def test_a_damaged_file_is_passed_over_and_its_texts_embedded_again():
    embed_texts(TEXTS, FakeEncoder())
    for at, path in enumerate(sorted(cache_folder(FakeEncoder()).glob("*.arrow"))):
        path.write_bytes(b"" if at % 2 else path.read_bytes()[:-100])
    (cache_folder(FakeEncoder()) / "other.arrow").write_bytes(b"ARROW1 but not really")
    again = FakeEncoder()
    assert np.array_equal(embed_texts(TEXTS, again), FakeEncoder().encode(TEXTS))
    assert len(again.seen) == len(TEXTS)


def test_a_page_that_parses_but_holds_no_unit_vectors_is_not_believed():
    embed_texts(TEXTS[:20], FakeEncoder())
    (path,) = cache_folder(FakeEncoder()).glob("*.arrow")
    data = bytearray(path.read_bytes())
    vector = FakeEncoder().encode([TEXTS[0]]).tobytes()
    at = bytes(data).find(vector)
    data[at : at + len(vector)] = bytes(len(vector))
    path.write_bytes(bytes(data))
    again = FakeEncoder()
    assert np.array_equal(embed_texts(TEXTS[:20], again), FakeEncoder().encode(TEXTS[:20]))
    assert again.seen == [TEXTS[0]]


def test_many_small_files_are_packed_into_one():
    for text in TEXTS[: cache._PACK_FILES]:
        embed_texts([text], FakeEncoder())
    assert len(list(cache_folder(FakeEncoder()).glob("*.arrow"))) == 1
    assert cached_share(TEXTS[: cache._PACK_FILES], FakeEncoder()) == 1.0


def test_a_full_disk_is_one_clear_error(monkeypatch):
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache.pa, "OSFile", full)
    with pytest.raises(EncoderError, match="No space left on device"):
        embed_texts(TEXTS[:3], FakeEncoder())


def test_another_precision_or_revision_is_another_cache():
    embed_texts(TEXTS[:3], FakeEncoder())
    other = FakeEncoder()
    other.precision = "bf16"
    assert cached_share(TEXTS[:3], other) == 0.0


def test_empty_texts_no_texts_and_odd_characters_are_fine():
    encoder = FakeEncoder()
    assert embed_texts([], encoder).shape == (0, encoder.dim)
    assert embed_texts(["", ""], encoder).shape == (2, encoder.dim)
    assert cached_share([], encoder) == 1.0


def test_progress_counts_distinct_texts_up_to_their_number():
    told = []
    embed_texts(TEXTS[:100] * 2, FakeEncoder(), lambda done, total: told.append((done, total)))
    assert told[-1] == (100, 100)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_the_bundled_model_embeds_sentences_and_its_vectors_are_kept():
    model = load_encoder()
    texts = ["A cat sat.", "A cat was sitting.", "Stock prices fell.", "", "A cat sat.", "broken \ud800 text"]
    vectors = embed_texts(texts, model)
    assert vectors.shape == (6, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > 0.7 > vectors[0] @ vectors[2]
    assert cached_share(texts, model) == 1.0
    assert np.array_equal(embed_texts(texts, model), vectors)
