"""Tokenizers come from folders, files and the Hub's cache; one that cannot be had says why in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from curation.errors import ExportError
from curation.export.seen import Reader, open_reader

BARE = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}"


def test_a_saved_folder_its_tokenizer_json_and_the_original_are_the_same(
    folder: Path, reader: Reader
) -> None:
    found = open_reader(str(folder))
    assert found.identity == open_reader(str(folder / "tokenizer.json")).identity
    said = [{"role": "user", "content": "Hello – 你好"}]
    assert found.written(said) == reader.written(said)
    assert found.counted([found.written(said)]) == reader.counted([reader.written(said)])


def test_another_template_is_another_identity(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.jinja"
    own.write_text(BARE)
    found = open_reader(str(folder), template=own)
    assert found.written([{"role": "user", "content": "Hi"}]) == "[user]Hi"
    assert found.identity != open_reader(str(folder)).identity


def test_a_bare_tokenizer_json_needs_a_template(folder: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    with pytest.raises(ExportError, match="no chat template"):
        open_reader(str(alone))
    own = tmp_path / "own.jinja"
    own.write_text(BARE)
    assert open_reader(str(alone), template=own).counted(["ab"]) == open_reader(str(folder)).counted(["ab"])


def test_what_is_no_tokenizer_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "tokenizer.json").write_text("{not json")
    (tmp_path / "notes.txt").write_text("hello")
    for name, said in (
        ("nowhere", "There is no"),
        ("empty", "holds no tokenizer"),
        ("broken", "cannot be loaded"),
        ("notes.txt", "is no tokenizer"),
    ):
        with pytest.raises(ExportError, match=said) as told:
            open_reader(str(tmp_path / name))
        assert "\n" not in str(told.value) and told.value.next


def test_a_template_that_is_broken_is_told_at_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jinja").write_text("{% for m in messages %}{{ m.content }")
    with pytest.raises(ExportError, match="chat template"):
        open_reader(str(folder), template=tmp_path / "bad.jinja")


def test_paths_outside_the_allowed_folders_are_not_read(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="outside the folders"):
        open_reader(str(folder), within=[tmp_path / "elsewhere"])
    assert open_reader(str(folder), within=[tmp_path.resolve()])


@pytest.mark.parametrize("name", ["owner/model/extra", "owner name", "https://example.org/x"])
def test_what_is_no_name_is_not_asked_of_the_hub(name: str) -> None:
    with pytest.raises(ExportError, match="neither a path nor a name"):
        open_reader(name)


def test_the_hub_is_not_asked_where_that_is_not_wanted(cache: Path) -> None:
    with pytest.raises(ExportError, match="not on this machine"):
        open_reader("nobody/nothing", ask_hub=False)
