"""What was typed → what was meant, or one sentence that helps."""

from __future__ import annotations

import os

import pytest

from curation.errors import SourceError
from curation.sources import SAMPLES, hub, open_source

LINE = '{"x": 1}\n'


@pytest.fixture(autouse=True)
def no_hub(monkeypatch):
    def asked(hub_id, *_args, **_options):
        raise AssertionError(f"the Hub was asked for {hub_id}")

    monkeypatch.setattr(hub, "open_hub", asked)


def test_a_path_that_is_not_there_is_told_with_the_nearest(tmp_path):
    (tmp_path / "train.jsonl").write_text(LINE)
    with pytest.raises(SourceError, match=r"no file or folder .*trian.jsonl.*Did you mean .*train.jsonl"):
        open_source(tmp_path / "trian.jsonl")


HUB_NEVER = (
    "",
    "  ",
    "no/such/path",
    "x.jsonl",
    "data/train.jsonl",
    "x" * 5000,
    "a\0b",
    "~nobody/x",
    "a/b.zip",
)


@pytest.mark.parametrize("spec", HUB_NEVER)
def test_what_cannot_be_a_hub_name_is_never_asked_of_it(spec):
    with pytest.raises(SourceError):
        open_source(spec)


def test_a_slip_in_a_local_path_is_never_asked_of_the_hub(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "training").mkdir(parents=True)
    with pytest.raises(SourceError, match="Did you mean 'data/training'"):
        open_source("data/trainning")


def test_a_local_folder_goes_before_the_hub(tmp_path, monkeypatch, rows_of):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "owner" / "name").mkdir(parents=True)
    (tmp_path / "owner" / "name" / "train.jsonl").write_text(LINE)
    assert len(rows_of("owner/name")) == 1


@pytest.mark.parametrize(
    "spec", ["https://example.org/a.jsonl", "file:///etc/passwd", "s3://x/y", "hf://datasets/a/b"]
)
def test_addresses_are_refused(spec):
    with pytest.raises(SourceError, match="web address"):
        open_source(spec)


def test_an_empty_file_is_told(tmp_path):
    (tmp_path / "a.jsonl").touch()
    with pytest.raises(SourceError, match=r"'a\.jsonl' is empty"):
        open_source(tmp_path / "a.jsonl")


def test_an_empty_file_among_others_is_skipped_and_said(tmp_path):
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "b.jsonl").write_text(LINE)
    source = open_source(tmp_path)
    assert [shard.name for shard in source.shards] == ["b.jsonl"]
    assert source.notes == ("1 empty file was skipped: a.jsonl",)


def test_a_folder_without_data_is_told(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(SourceError, match="holds no data files"):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a.txt", "ending in .txt"),
        ("a", "no file ending"),
        ("a.pkl", "run code"),
        ("a.xlsx", "Excel"),
        ("a.gz", "ending in .gz"),
    ],
)
def test_other_kinds_of_file_are_told_with_those_supported(tmp_path, name, why):
    (tmp_path / name).write_text("x")
    with pytest.raises(SourceError, match=f"{why}.*Save it as one of .*jsonl.*parquet"):
        open_source(tmp_path / name)


@pytest.mark.parametrize("name", ["a.tar", "a.tar.gz", "a.tgz", "a.7z", "a.rar"])
def test_archives_of_other_kinds_are_told_what_to_do(tmp_path, name):
    (tmp_path / name).write_text("x")
    with pytest.raises(SourceError, match=r"archives are not read\. Unpack it and load the folder"):
        open_source(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 1\n", "git lfs pull"),
        (b"<!DOCTYPE html><html><body>log in</body></html>", "web page"),
        (b"PK\x03\x04" + b"\0" * 40, "Office document"),
    ],
)
def test_content_that_only_looks_like_a_download_is_told(tmp_path, content, what):
    (tmp_path / "train.jsonl").write_bytes(content)
    with pytest.raises(SourceError, match=what):
        open_source(tmp_path / "train.jsonl")


def test_a_pipe_is_no_source_and_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "a.jsonl")
    with pytest.raises(SourceError, match="neither a file nor a folder"):
        open_source(tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").write_text(LINE)
    assert [shard.name for shard in open_source(tmp_path).shards] == ["b.jsonl"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(LINE)
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        open_source(path)


def test_a_split_that_a_file_is_not_is_told(tmp_path):
    (tmp_path / "train.jsonl").write_text(LINE)
    assert open_source(tmp_path / "train.jsonl", split="train").shards[0].split == "train"
    with pytest.raises(SourceError, match=r"no split 'test'\. It has: train"):
        open_source(tmp_path / "train.jsonl", split="test")


def test_configs_and_revisions_of_a_file_are_refused(tmp_path):
    (tmp_path / "a.jsonl").write_text(LINE)
    with pytest.raises(SourceError, match="no configs"):
        open_source(tmp_path / "a.jsonl", config="x")
    with pytest.raises(SourceError, match="revision"):
        open_source(tmp_path / "a.jsonl", revision="x")


def test_paths_must_lie_within_the_roots(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "in.jsonl").write_text(LINE)
    (outside / "out.jsonl").write_text(LINE)
    (root / "link.jsonl").symlink_to(outside / "out.jsonl")
    assert open_source(root / "in.jsonl", within=(root,)).shards
    for spec in (
        outside / "out.jsonl",
        root / ".." / "outside" / "out.jsonl",
        root / "link.jsonl",
        outside / "none.csv",
    ):
        with pytest.raises(SourceError, match="outside the data folders"):
            open_source(spec, within=(root,))


def test_links_that_leave_the_roots_are_left_out_and_said(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "out.jsonl").write_text(LINE)
    (root / "in.jsonl").write_text(LINE)
    (root / "link.jsonl").symlink_to(tmp_path / "out.jsonl")
    source = open_source(root, within=(root,))
    assert [shard.name for shard in source.shards] == ["in.jsonl"]
    assert source.notes == ("link.jsonl was not read: it links to a place outside the data folders",)


def test_a_readme_gives_the_licence(tmp_path):
    (tmp_path / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n")
    (tmp_path / "train.jsonl").write_text(LINE)
    assert open_source(tmp_path).licence == "cc-by-4.0"


def test_an_unknown_sample_suggests_the_nearest():
    with pytest.raises(SourceError, match="Did you mean sample:ratings"):
        open_source("sample:rating")
    with pytest.raises(SourceError, match="There are: sample:ratings, sample:pairs"):
        open_source("sample:zzz")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_each_sample_opens(sample, rows_of):
    if not sample.path.is_dir():
        pytest.skip(f"the sample {sample.name} is not written yet")
    rows = rows_of(f"sample:{sample.name}")
    assert rows
    assert open_source(f"sample:{sample.name}").title == f"sample-{sample.name}"


def test_sample_alone_means_the_first():
    if SAMPLES[0].path.is_dir():
        assert open_source("sample").fingerprint() == open_source("sample:ratings").fingerprint()


def test_a_title_is_the_name_without_endings(tmp_path):
    (tmp_path / "orca_first100.csv").write_text("x\n1\n")
    assert open_source(tmp_path / "orca_first100.csv").title == "orca_first100"
