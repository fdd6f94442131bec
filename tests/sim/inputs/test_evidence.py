"""The evidence as shipped is whole: read with plain csv, so that no loader is trusted here."""

import csv
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "sim" / "model" / "evidence"
Row = dict[str, str]


def table(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


FINDINGS = table("findings.csv")
LINKS = table("links.csv")
PLACE = re.compile(
    r"[A-Z][\w ]+( > [A-Z][\w ]+)?(, paragraph [1-9]| > Table [1-4], ((enablers|barriers) )?rows? [\w-]+"
    r"| > Figure [12])"
)


def chains(hops: str) -> set[str]:
    """The signs of all chains of hops, from what nothing leads to, to what leads nowhere."""
    steps = [hop.replace(" > ", " ").split() for hop in hops.split("; ")]
    edges = [(source, target, -1 if sign == "-" else 1) for source, target, sign in steps]
    targets = {target for _, target, _ in edges}
    found: set[str] = set()
    open_ends = [(source, 1) for source, _, _ in edges if source not in targets]
    while open_ends:
        at, sign = open_ends.pop()
        onward = [(target, sign * each) for source, target, each in edges if source == at]
        open_ends += onward
        if not onward:
            found.add("+" if sign > 0 else "-")
    return found


def test_every_finding_is_there_and_placed_in_the_study() -> None:
    assert [row["id"] for row in FINDINGS] == [f"F{n:02d}" for n in range(1, 148)]
    for row in FINDINGS:
        assert all(PLACE.fullmatch(place) for place in row["locator"].split("; ")), row["id"]


def test_every_link_is_there_and_names_findings() -> None:
    assert [row["id"] for row in LINKS] == [f"C{n:02d}" for n in range(1, 58)]
    known = {row["id"] for row in FINDINGS}
    assert all(set(row["findings"].split("; ")) <= known for row in LINKS)


@pytest.mark.parametrize("row", LINKS, ids=lambda row: row["id"])
def test_hops_multiply_to_the_sign_of_their_link(row: Row) -> None:
    assert chains(row["hops"]) == set(row["sign"].split("; "))


def test_every_source_of_the_list_has_an_entry() -> None:
    keys = re.findall(r"^@misc\{(\w+),", (FOLDER / "sources.bib").read_text(encoding="utf-8"), re.MULTILINE)
    numbered = [key for key in keys if re.fullmatch(r"S\d+", key)]
    assert numbered == [f"S{n:02d}" for n in range(1, 117)]
    assert "papworth2020" in keys
