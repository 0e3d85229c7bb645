import hashlib
import io
import os
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from form_analyzer.errors import NotFoundError, StorageError
from form_analyzer.storage.media import MediaStore, StoredFile, spooled, suffix_of
from tests.storage import servers

KINDS = ["folder", pytest.param("object store", marks=pytest.mark.server)]


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MediaStore]:
    if request.param == "folder":
        yield MediaStore((tmp_path / "media").as_uri())
        return
    with servers.object_store() as url:
        yield MediaStore(url)


both = pytest.mark.parametrize("store", KINDS, indirect=True)


def put(store: MediaStore, content: bytes, name: str = "clip.mp4") -> tuple[StoredFile, bool]:
    with spooled(io.BytesIO(content), name) as file:
        return file.file, store.put(file)


@both
def test_content_comes_back_under_its_hash(store: MediaStore):
    file, is_new = put(store, b"moving pictures")
    assert is_new
    assert file.sha256 == hashlib.sha256(b"moving pictures").hexdigest()
    assert store.exists(file)
    assert store.hashes() == {file.sha256: ".mp4"}
    with store.open(file) as stream:
        assert stream.read() == b"moving pictures"
    with store.as_local(file) as path:
        assert path.read_bytes() == b"moving pictures"
        assert path.suffix == ".mp4"


@both
def test_the_same_content_is_stored_once(store: MediaStore):
    first, _ = put(store, b"same", "a.mp4")
    second, is_new = put(store, b"same", "b.mp4")
    assert (second, is_new) == (first, False)
    assert len(store.hashes()) == 1


@both
def test_removing_twice_is_no_fault_and_a_missing_file_is_named(store: MediaStore):
    file, _ = put(store, b"x")
    store.remove(file)
    store.remove(file)
    assert store.hashes() == {}
    with pytest.raises(NotFoundError, match="missing from the media store"), store.open(file):
        pass


def test_a_torn_copy_is_written_again(tmp_path: Path):
    store = MediaStore(str(tmp_path))
    file, _ = put(store, b"whole content")
    (path,) = tmp_path.rglob("*.mp4")
    path.write_bytes(b"who")
    assert not store.exists(file)
    assert put(store, b"whole content") == (file, True)
    assert path.read_bytes() == b"whole content"


def test_left_overs_of_interrupted_writes_are_swept(tmp_path: Path):
    store = MediaStore(str(tmp_path))
    file, _ = put(store, b"kept")
    old, new = tmp_path / "ab" / "old.part", tmp_path / "ab" / "new.part"
    old.parent.mkdir(exist_ok=True)
    for piece in (old, new):
        piece.write_bytes(b"half")
    long_ago = old.stat().st_mtime - timedelta(days=1).total_seconds()
    os.utime(old, (long_ago, long_ago))
    assert store.sweep_unfinished(older_than_s=3600) == 1
    assert (old.exists(), new.exists(), store.exists(file)) == (False, True, True)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.MOV", ".mov"), ("a", ".bin"), ("a.tar.gz", ".gz"), ("a.m p4", ".bin"), ("../x", ".bin")],
)
def test_suffixes_are_plain(name, suffix):
    assert suffix_of(name) == suffix


def test_names_that_are_no_hashes_are_refused(tmp_path: Path):
    store = MediaStore(str(tmp_path))
    for sha256, suffix in (("../../etc", ".mp4"), ("a" * 64, "/../x"), ("A" * 64, ".mp4")):
        with pytest.raises(StorageError, match="not the name"):
            store.exists(StoredFile(sha256=sha256, suffix=suffix, size_bytes=1))


def test_a_file_that_is_not_there_and_a_store_that_cannot_be_are_said_in_words(tmp_path: Path):
    gone = spooled(tmp_path / "gone.mp4", "gone.mp4")
    with pytest.raises(StorageError, match=r"gone\.mp4 cannot be read"), gone:
        pass
    with pytest.raises(StorageError, match="FORM_ANALYZER_MEDIA_URL"):
        MediaStore("nonsense://x/y")
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(StorageError, match="cannot be used"):
        put(MediaStore(str(blocked / "media")), b"x")


def test_a_file_that_comes_and_goes_is_there_or_not_but_never_a_fault(tmp_path: Path):
    store = MediaStore(str(tmp_path / "media"))
    with spooled(io.BytesIO(b"contested"), "run.mp4") as one:
        store.put(one)
        file = one.file
    path = next((tmp_path / "media").rglob("*.mp4"))
    ends_s = time.monotonic() + 2.0

    def come_and_go() -> None:
        while time.monotonic() < ends_s:
            path.unlink(missing_ok=True)
            path.write_bytes(b"contested")

    other = threading.Thread(target=come_and_go)
    other.start()
    answers = set()
    while other.is_alive():
        answers.add(store.exists(file))
        store.remove(file)
    other.join()
    assert answers == {True, False}
