from pathlib import Path

import pytest

from form_analyzer.datatypes import Side
from form_analyzer.errors import GuideError
from form_analyzer.guide.tables import Table, filled, ordered, paired, read_toml


def table(**data: object) -> Table:
    return Table("a.toml", "top", data)


def test_reads_what_is_there():
    good = table(text="x", number=2, list=["a", "b"], pair=[-1, 2.5], flag=False, side="left")
    assert good.text("text") == "x"
    assert good.number("number") == 2.0
    assert good.texts("list") == ("a", "b")
    assert good.range("pair") == (-1.0, 2.5)
    assert good.flag("flag") is False
    assert good.choice("side", Side) is Side.LEFT
    good.finish()


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", " "),
        ("text", 3),
        ("text_or_empty", 3),
        ("texts", "a"),
        ("texts", ["a", ""]),
        ("texts", ["a", "a"]),
        ("texts", ["a", 1]),
        ("number", "1"),
        ("number", True),
        ("number", float("nan")),
        ("number", float("inf")),
        ("positive", 0),
        ("whole", 1.0),
        ("whole", True),
        ("whole", 0),
        ("numbers", 1.0),
        ("numbers", [1.0, "2"]),
        ("range", [1.0]),
        ("range", [2.0, 1.0]),
        ("range", [1.0, 1.0]),
        ("flag", 1),
        ("table", []),
        ("list_of_tables", []),
        ("list_of_tables", [1]),
    ],
)
def test_wrong_value_names_file_and_key(reader, value):
    with pytest.raises(GuideError, match=r"a\.toml: 'top\.key' "):
        getattr(table(key=value), reader)("key")


@pytest.mark.parametrize("reader", ["text", "texts", "number", "whole", "range", "flag", "table"])
def test_missing_key_is_named(reader):
    with pytest.raises(GuideError, match=r"a\.toml: 'top\.key' is missing"):
        getattr(table(), reader)("key")


def test_unknown_choice_lists_the_known_ones():
    with pytest.raises(GuideError, match="left, right, both"):
        table(key="up").choice("key", Side)


def test_a_key_nobody_reads_is_an_error():
    odd = table(known=1, unknwon=2)
    odd.number("known")
    with pytest.raises(GuideError, match=r"'top\.unknwon' is not known"):
        odd.finish()


def test_pairs_must_have_the_same_keys():
    numbers = table(a={"x": 1}, b={"x": 2})
    assert [key for key, _, _ in paired(numbers, table(a={}, b={}))] == ["a", "b"]
    with pytest.raises(GuideError, match=r"'top\.b' is missing"):
        list(paired(numbers, table(a={})))
    with pytest.raises(GuideError, match=r"'top\.c' is not known"):
        list(paired(numbers, table(a={}, b={}, c={})))


def test_order_decides_and_must_be_complete():
    words = {"a": {}, "b": {}}
    assert [key for key, _ in ordered(table(order=["b", "a"]), table(**words))] == ["b", "a"]
    with pytest.raises(GuideError, match=r"'top\.b' is not known"):
        list(ordered(table(order=["a"]), table(**words)))


def test_placeholders_are_filled_without_needless_decimals():
    words = table(dose="{sets} sets, {m} m", wrong="{days} days", broken="{", bad="{sets.x}")
    assert filled(words, "dose", {"sets": 3.0, "m": 1.5}) == "3 sets, 1.5 m"
    for key in ("wrong", "broken", "bad"):
        with pytest.raises(GuideError, match=f"'top.{key}' has a placeholder"):
            filled(words, key, {"sets": 3.0})


def test_files_that_cannot_be_read_are_named(tmp_path: Path):
    with pytest.raises(GuideError, match=r"none\.toml cannot be read"):
        read_toml(tmp_path, "none.toml")
    (tmp_path / "bad.toml").write_text("a = ", encoding="utf-8")
    with pytest.raises(GuideError, match=r"bad\.toml is not valid TOML"):
        read_toml(tmp_path, "bad.toml")
    (tmp_path / "latin.toml").write_bytes(b'a = "\xff"')
    with pytest.raises(GuideError, match=r"latin\.toml is not UTF-8"):
        read_toml(tmp_path, "latin.toml")
