"""YAML is read as people mean it, with the line of every part."""

from pathlib import Path
from typing import Any

import pytest

from sim.inputs import Fault, WrongInput
from sim.inputs.errors import nearest, quoted
from sim.inputs.yaml_files import read_yaml


def read(tmp_path: Path, text: str) -> Any:
    path = tmp_path / "some.yaml"
    path.write_bytes(text.encode("utf-8"))
    return read_yaml(path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("off", False),
        ("No", False),
        ("on", True),
        ("'off'", "off"),
        ('"no"', "no"),
        ("12", 12),
        ("-12", -12),
        ("010", 10),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("70,000", "70,000"),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("-2.5E-1", -0.25),
        ("", None),
        ("~", None),
        ("null", None),
        ("2020-01-01", "2020-01-01"),
        ("<<", "<<"),
        ("0x10", "0x10"),
        ("Café", "Café"),
    ],
)
def test_values_are_what_they_look_like(tmp_path: Path, written: str, meant: object) -> None:
    found = read(tmp_path, f"key: {written}\n").data["key"]
    assert found == meant
    assert type(found) is type(meant)


def test_keys_are_always_text(tmp_path: Path) -> None:
    assert read(tmp_path, "no: 1\n1: 2\n~: 3\n").data == {"no": 1, "1": 2, "~": 3}


def test_every_part_has_its_line(tmp_path: Path) -> None:
    marks = read(tmp_path, "a: 1\nb:\n  c:\n    - x\n    - d: no\n")
    keys = ("b", "c", 1, "d")
    assert [marks.place(keys[:n]) for n in range(5)] == [f"some.yaml:{n}" for n in (1, 2, 3, 5, 5)]
    assert marks.place(("b", "missing", "deeper")) == "some.yaml:2"
    assert marks.written[keys] == "no"


@pytest.mark.parametrize("text", ["\ufeffname: A\n", "name: A\r\n", "---\nname: A\n...\n", "name: A"])
def test_what_editors_leave_behind_is_read(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).data == {"name": "A"}


def test_both_places_of_a_double_key_are_said_at_any_depth(tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as caught:
        read(tmp_path, "a:\n  b: 1\n  b: 2\nc: {d: 1, d: 2}\n")
    assert [fault.place for fault in caught.value.faults] == ["some.yaml:3", "some.yaml:4"]
    assert [fault.what for fault in caught.value.faults] == [
        "'b' stands twice, first on line 2",
        "'d' stands twice, first on line 4",
    ]


def test_a_fault_is_one_line_whatever_it_holds() -> None:
    fault = Fault("a\nb.yaml:1", quoted("x\ny\x1b[31m" + "z" * 1_000), "write\rit")
    assert len(str(fault).splitlines()) == 1
    assert "\x1b" not in str(fault)
    assert len(quoted("z" * 1_000)) == 62


def test_faults_are_told_file_by_file_and_line_by_line() -> None:
    faults = [Fault(place, "x") for place in ("a.csv:10, column b", "c.yaml:3", "a.csv:9", "c.yaml", "a.csv")]
    places = [fault.place for fault in WrongInput(*faults).faults]
    assert places == ["a.csv", "a.csv:9", "a.csv:10, column b", "c.yaml", "c.yaml:3"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Coordinator", "coordinator"),
        ("shared_records", "shared-records"),
        ("engagement_decay", "people.engagement_decay"),
        ("engagment_decay", "people.engagement_decay"),
        ("quite another thing", None),
        ("x" * 1_000_000, None),
    ],
)
def test_nearest(word: str, meant: str | None) -> None:
    assert nearest(word, ["coordinator", "shared-records", "people.engagement_decay"]) == meant
