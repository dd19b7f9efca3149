"""Publishing to the Hub: what would change, what is sent, and each way in which it is refused."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from curation.errors import ExportError
from curation.export.publish import compare, destination_named, publish
from tests.unit.sources.hub_stand_in import TOKEN, StandIn


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_dry_run_tells_every_file_and_writes_nothing(hub: StandIn, folder: Path) -> None:
    hub.files["train.py"] = b"another"
    found = compare(folder, destination_named("me/set"))
    kinds = {change.name: change.kind for change in found.changes}
    assert kinds["train.py"] == "changed" and kinds["data.jsonl"] == "added"
    assert "notes.txt" not in kinds, "nobody else's file is touched"
    assert found.changes[-1].name == "manifest.json"
    assert {one.method for one in hub.asked} <= {"GET", "HEAD"}


def test_what_is_published_is_there_byte_for_byte_and_not_sent_twice(hub: StandIn, folder: Path) -> None:
    done = publish(folder, destination_named("me/set"))
    assert done.address.endswith("/datasets/me/set")
    assert hub.files == {"notes.txt": b"mine", **contents(folder)}
    hub.asked.clear()
    again = publish(folder, destination_named("me/set"))
    assert again.comparison.holds
    assert {one.method for one in hub.asked} <= {"GET", "HEAD"}


def test_files_of_an_earlier_export_go_and_only_those(hub: StandIn, folder: Path, tmp_path: Path) -> None:
    hub.files["old.jsonl"] = b"{}"
    hub.files["manifest.json"] = b'{"winnow":"1","files":[{"name":"old.jsonl"},{"name":"../notes.txt"}]}'
    done = publish(folder, destination_named("me/set"))
    assert [change.name for change in done.comparison.of("removed")] == ["old.jsonl"]
    assert "old.jsonl" not in hub.files and "notes.txt" in hub.files


def test_a_large_file_that_arrived_before_a_failure_is_not_sent_again(hub: StandIn, folder: Path) -> None:
    hub.refuse, hub.refuse_path = (500, ""), "/commit/"
    with pytest.raises(ExportError, match="error 500"):
        publish(folder, destination_named("me/set"))
    assert len(hub.stored) == 1
    hub.refuse = None
    hub.asked.clear()
    publish(folder, destination_named("me/set"))
    assert not [one for one in hub.asked if one.method == "PUT"]
    assert hub.files["data.jsonl"] == (folder / "data.jsonl").read_bytes()


def test_a_new_data_set_is_made_private_when_asked(hub: StandIn, folder: Path) -> None:
    hub.absent = True
    found = compare(folder, destination_named("me/set", private=True))
    assert found.new and "will be made, private" in found.notes[0]
    publish(folder, destination_named("me/set", private=True))
    assert (hub.made["visibility"], hub.made["type"]) == ("private", "dataset")


def test_a_branch_is_made_and_a_pull_request_opened(hub: StandIn, folder: Path) -> None:
    publish(folder, destination_named("me/set", branch="try"))
    assert hub.branches == {"try"} and hub.commits[0][0] == "try"
    hub.files = {"notes.txt": b"mine"}
    done = publish(folder, destination_named("me/set", pull_request=True))
    assert done.pull_request == f"{hub.address}/datasets/me/set/discussions/1"
    assert hub.commits[1][:2] == ("main", True)


@pytest.mark.parametrize(
    ("refusal", "path", "headers", "sentence"),
    [
        ((403, ""), "/preupload/", {}, "your token may not write|Your token may not write"),
        ((404, "RepoNotFound"), "/preupload/", {}, "no data set 'me/set' that you may write to"),
        ((412, ""), "/commit/", {}, "has changed meanwhile"),
        ((429, ""), "/branch/", {"Retry-After": "9"}, "Try again in 9 seconds"),
        (
            (401, ""),
            "/api/datasets",
            {"X-Error-Message": "Invalid credentials in Authorization header"},
            "does not accept your token",
        ),
    ],
)
def test_a_refusal_is_one_sentence_without_the_token(
    hub: StandIn,
    folder: Path,
    refusal: tuple[int, str],
    path: str,
    headers: dict[str, str],
    sentence: str,
) -> None:
    hub.refuse, hub.refuse_path, hub.refuse_headers = refusal, path, headers
    with pytest.raises(ExportError, match=sentence) as caught:
        publish(folder, destination_named("me/set", branch="try"))
    assert TOKEN not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not hub.commits


def test_without_a_token_nothing_is_sent(hub: StandIn, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(ExportError, match="you are not logged in"):
        publish(folder, destination_named("me/set"))
    assert {one.method for one in hub.asked} <= {"GET", "HEAD"}


def test_offline_is_one_sentence(hub: StandIn, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
    with pytest.raises(ExportError, match="cannot be reached"):
        compare(folder, destination_named("me/set"))


def test_a_pull_request_needs_a_data_set(hub: StandIn, folder: Path) -> None:
    hub.absent = True
    with pytest.raises(ExportError, match="to open a pull request on"):
        compare(folder, destination_named("me/set", pull_request=True))


def test_what_was_to_be_private_is_not_published_for_all_to_see(hub: StandIn, folder: Path) -> None:
    with pytest.raises(ExportError, match="already and public"):
        publish(folder, destination_named("me/set", private=True))
    assert not hub.commits
