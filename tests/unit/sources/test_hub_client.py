"""Searching the Hub: what is found, and each way in which it cannot be searched."""

from __future__ import annotations

import socket
import time

import pytest

from curation.errors import SourceError
from curation.sources import hub_client
from curation.sources.hub_client import Hit, search

FOUND = {
    "id": "owner/set",
    "downloads": 1204,
    "likes": 7,
    "gated": "auto",
    "private": False,
    "lastModified": "2026-03-01T10:00:00.000Z",
    "tags": ["license:mit", "size_categories:10K<n<100K", "language:en", "rlhf"],
    "description": "\n\n  Pairs of  answers. " + "x" * 500,
}


def test_what_is_found_says_what_it_is(server):
    server.others = [FOUND]
    (hit,) = search("owner")
    assert (hit.repo, hit.licence, hit.rows) == ("owner/set", "mit", "10K<n<100K")
    assert (hit.downloads, hit.likes, hit.gated, hit.private) == (1204, 7, True, False)
    assert hit.updated == "2026-03-01"
    assert hit.description.startswith("Pairs of answers. xxx")
    assert len(hit.description) == 300


def test_nothing_found_is_no_error(server):
    assert search("owner") == ()


def test_no_more_is_asked_for_than_is_shown(server):
    server.others = [{"id": f"owner/set-{number}"} for number in range(30)]
    assert [hit.repo for hit in search("set", limit=3)] == ["owner/set-0", "owner/set-1", "owner/set-2"]
    assert len([one for one in server.asked if one.method == "GET"]) == 1


@pytest.mark.parametrize(
    "strange",
    [
        {"id": 7},
        {},
        {"name": "x"},
        "text",
        None,
    ],
)
def test_what_is_no_data_set_is_passed_over(server, strange):
    server.others = [strange, {"id": "a/b", "tags": [1, None], "downloads": "many", "likes": None}]
    assert search("") == (Hit("a/b"),)


@pytest.mark.parametrize(
    ("refusal", "headers", "sentence"),
    [
        ((429, ""), {"Retry-After": "9"}, "too many requests. Try again in 9 seconds"),
        ((500, ""), {}, "answered with error 500. Try again later"),
        ((404, ""), {}, "does not answer as the Hub does"),
        ((401, ""), {"X-Error-Message": "Invalid credentials in Authorization header"}, "accept your token"),
    ],
)
def test_a_search_that_is_refused_is_one_sentence(server, refusal, headers, sentence):
    server.refuse, server.refuse_headers = refusal, headers
    with pytest.raises(SourceError) as caught:
        search("owner")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_offline_a_search_is_given_up_soon(cache, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
    started = time.perf_counter()
    with pytest.raises(SourceError, match=r"cannot be searched: .* cannot be reached\. Try again when"):
        search("owner")
    assert time.perf_counter() - started < 5


def test_a_search_that_hangs_is_given_up(server, monkeypatch):
    monkeypatch.setattr(hub_client, "SEARCH_SECONDS", 0.2)
    monkeypatch.setattr(hub_client, "_head", lambda _: None)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(SourceError, match="cannot be searched"):
            search("owner")


def test_offline_mode_searches_nothing(server, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(SourceError, match="HF_HUB_OFFLINE is set"):
        search("owner")
    assert server.asked == []


def test_a_server_that_names_no_commit_is_not_the_hub(server, monkeypatch):
    monkeypatch.setattr("tests.unit.sources.hub_stand_in.COMMIT", "../../x")
    with pytest.raises(hub_client.Unreachable, match="does not answer as the Hub does"):
        hub_client.listing("owner/set", "main")
