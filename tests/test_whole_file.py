"""A file is there whole or not at all."""

import os
import stat

import pytest

from form_analyzer.whole_file import whole_file


def names(folder):
    return [path.name for path in folder.iterdir()]


@pytest.mark.parametrize("durable", [False, True])
def test_the_file_takes_its_name_when_it_is_whole(tmp_path, durable):
    path = tmp_path / "result.json"
    path.write_text("old")
    with whole_file(path, durable=durable) as part:
        part.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert names(tmp_path) == ["result.json"]


def test_a_failure_leaves_the_older_file_and_nothing_else(tmp_path):
    path = tmp_path / "result.json"
    path.write_text("old")
    with pytest.raises(RuntimeError), whole_file(path) as part:
        part.write_text("ne")
        raise RuntimeError
    assert path.read_text() == "old"
    assert names(tmp_path) == ["result.json"]


def test_two_writers_of_one_file_do_not_meet(tmp_path):
    path = tmp_path / "result.json"
    with whole_file(path) as one, whole_file(path) as two:
        one.write_text("one")
        two.write_text("two")
    assert path.read_text() == "one"  # the outer one ends last
    assert names(tmp_path) == ["result.json"]


def test_a_name_as_long_as_a_file_system_allows_is_no_obstacle(tmp_path):
    path = tmp_path / f"{'r' * 250}.json"
    with whole_file(path) as part:
        part.write_text("x")
    assert path.exists()


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_it_has_the_permissions_of_any_new_file(tmp_path):
    usual, path = tmp_path / "usual", tmp_path / "whole"
    usual.write_text("x")
    with whole_file(path) as part:
        part.write_text("x")
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(usual.stat().st_mode)
