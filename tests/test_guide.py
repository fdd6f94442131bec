"""The guide as its readers use it: every command line parses, every page is reached, every line runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
import yaml

from analysis.cli import app, main
from sim import load_scenario

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
GUIDE = DOCS / "guide"
GALLERY = sorted((DOCS / "gallery").glob("*.md"))
PAGES = [
    ROOT / "README.md",
    *sorted(DOCS.glob("*.md")),
    *GALLERY,
    *sorted(GUIDE.glob("*.md")),
    DOCS / "reference" / "python.md",
]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
SPAN = re.compile(r"`(mcn [^`]+)`")
FILE = re.compile(r"`([\w-]+\.(?:yaml|csv))`[^`]*?^```(?:yaml|csv)\n(.*?)^```$", re.M | re.S)
COMMAND = ".venv/bin/mcn "
GROUP: Any = typer.main.get_command(app)
# What makes a line quick: these options, where a command has them.
FEW = {"--samples": "4", "--sets": "50", "--runs": "4", "--futures": "64", "--workers": "1"}


class Line(NamedTuple):
    """A command line of a page."""

    page: Path
    words: list[str]

    @property
    def name(self) -> str:
        return f"{self.page.name}: {shlex.join(self.words)}"


def lines(page: Path) -> Iterator[Line]:
    """Command lines in the blocks that are to be typed."""
    for language, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "sh":
            for line in block.replace("\\\n", " ").splitlines():
                if line.startswith(COMMAND):
                    yield Line(page, shlex.split(line.removeprefix(COMMAND), comments=True))


def spans(page: Path) -> Iterator[Line]:
    """Commands named in the text, with whatever stands for what is to be filled in."""
    text = BLOCK.sub("", page.read_text(encoding="utf-8"))
    for found in SPAN.findall(text):
        yield Line(page, found.replace("\\|", "|").split()[1:])


TYPED = [line for page in PAGES for line in lines(page)]
NAMED = [line for page in PAGES for line in spans(page)]


def command_of(words: list[str]) -> Any:
    context = GROUP.make_context("mcn", [], resilient_parsing=True)
    command = GROUP.get_command(context, words[0])
    assert command is not None, f"there is no command {words[0]}"
    return command


@pytest.mark.parametrize("line", TYPED, ids=lambda line: line.name)
def test_a_line_to_be_typed_parses(line: Line) -> None:
    command_of(line.words).make_context(line.words[0], line.words[1:])


@pytest.mark.parametrize("line", NAMED, ids=lambda line: line.name)
def test_what_is_named_in_the_text_exists(line: Line) -> None:
    if line.words[0].startswith("-"):
        return
    has = {option for each in command_of(line.words).params for option in each.opts} | {"--help"}
    asked = set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", " ".join(line.words[1:])))
    assert asked <= has


def test_each_command_stands_in_the_guide() -> None:
    text = (GUIDE / "index.md").read_text(encoding="utf-8")
    assert [name for name in GROUP.commands if f"`mcn {name}`" not in text] == []


def test_every_page_of_the_guide_is_reached_from_its_index() -> None:
    linked = re.findall(r"\]\(([\w-]+\.md)\)", (GUIDE / "index.md").read_text(encoding="utf-8"))
    assert {page.name for page in GUIDE.glob("*.md")} - {"index.md"} <= set(linked)


LINKING = [*PAGES, ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def quick(words: list[str]) -> list[str]:
    """Give a line with few runs, where its command has runs."""
    command = command_of(words)
    if isinstance(command, typer.core.TyperGroup):
        command = command.commands[words[1]]
    has = {option for each in command.params for option in each.opts}
    words = [*words]
    for option, number in FEW.items():
        if option in words:
            words[words.index(option) + 1] = number
        elif option in has:
            words += [option, number]
    if "--limit" in words:  # of runs that are added, which some lines ask for
        words[words.index("--limit") + 1] = "8"
    return words


WITH_LINES = [page for page in PAGES if list(lines(page))]


# Every command has tests of its own beside this one.
@pytest.mark.heavy
@pytest.mark.parametrize("page", WITH_LINES, ids=lambda page: page.stem)
def test_the_lines_of_a_page_run_one_after_the_other(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    undrawn: None,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in FILE.findall(page.read_text(encoding="utf-8")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for line in lines(page):
        with pytest.raises(SystemExit) as stop:
            main(quick(line.words))
        said = capfd.readouterr()
        if line.words[0] == "verify":  # what is made again has figures that are drawn
            assert "First: figures/" in said.out
        else:
            assert stop.value.code == 0, f"{shlex.join(line.words)}: {said.err}"
        assert said.out


def test_what_can_be_asked_of_a_lever_is_written_as_the_guide_has_it() -> None:
    """Every cell of the tables of doses and of reach."""
    base = load_scenario("baseline").with_levers(coordinator=False)
    text = (GUIDE / "network.md").read_text(encoding="utf-8")
    cells = [
        cell for row in re.findall(r"^\| .*", text, re.M) for cell in re.findall(r"`(\w[^`]*: [^`]+)`", row)
    ]
    given = [yaml.safe_load(cell) for cell in cells]
    assert sum("reach" in each for each in given) >= 10
    for each in given:
        lever = {"champions": {"start": 0, **each}} if "reach" in each else each
        assert base.with_levers(lever).levers


# Those of other pages ask for more runs than a test has time for, and are tested beside what they call.
QUICK = ("members", "network")


@pytest.mark.slow
@pytest.mark.parametrize("page", QUICK)
def test_the_python_of_a_page_runs(page: str) -> None:
    text = (GUIDE / f"{page}.md").read_text(encoding="utf-8")
    blocks = [block for language, block in BLOCK.findall(text) if language == "python"]
    assert blocks
    for block in blocks:
        exec(compile(block, f"{page}.md", "exec"), {})


@pytest.mark.heavy
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # Mesa's own, of what it will drop
@pytest.mark.parametrize(
    "page", [GUIDE / "python.md", DOCS / "reference" / "python.md"], ids=["guide", "reference"]
)
def test_the_python_of_a_page_about_python_runs_from_top_to_bottom(page: Path) -> None:
    names: dict[str, Any] = {}
    for language, block in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "python":
            exec(compile(block, page.name, "exec"), names)
    assert "mesa" in names


def test_few_runs_take_the_place_of_many() -> None:
    few = ["--runs", "4", "--workers", "1"]
    assert quick(["run", "baseline"]) == ["run", "baseline", *few]
    assert quick(["run", "baseline", "--runs", "2000", "--json"]) == [
        *("run", "baseline", "--runs", "4", "--json", "--workers", "1")
    ]
    assert quick(["workshop", "export", "baseline"]) == ["workshop", "export", "baseline"]
    assert quick(["show", "folder"]) == ["show", "folder"]
