"""Checks on the repository itself: what a stranger who clones it should and should not find."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
MOST_BYTES = 2_000_000
LARGER = {"analysis/page/built/hubspoke.html": 4_000_000}

TOP_LEVEL = {
    "sim",
    "analysis",
    "scenarios",
    "docs",
    "tests",
    "pyproject.toml",
    "constraints.txt",
    "README.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "CITATION.cff",
    "LICENSE",
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
}

# Written in pieces, so that this file does not hold what it forbids.
FOREIGN = {
    "a folder outside the repository": "[.][.]/" + "shared",
    "a path of one machine": r"(?<![\w.~}/-])/(?:"
    + "|".join(["work", "root", "tmp", "home", "Users", "opt"])
    + r")/\w",
    "a path of one Windows machine": r"\b[A-Z]:\\+" + "Users",
    "the host of a package registry": "|".join(
        [
            "pypi[.]" + "org",
            "python" + "hosted",
            "npmjs[.]" + "(?:org|com)",
            "crates[.]" + "io",
            "deb[.]" + "debian",
        ]
    ),
}

# Imported under another name than the one it is installed by, or brought by a dependency as a part of itself.
INSTALLED_AS = {
    "yaml": "pyyaml",
    "docx": "python-docx",
    "sklearn": "scikit-learn",
    "pydantic_core": "pydantic",
    "mpl_toolkits": "matplotlib",
    "llvmlite": "numba",
    "markdown_it": "markdown-it-py",
    "markupsafe": "jinja2",
}


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Every file that the repository holds."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


@pytest.fixture(scope="module")
def pins() -> list[Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names_what_only_one_machine_has(what: str, files: list[Path]) -> None:
    pattern = re.compile(FOREIGN[what].encode())
    found = []
    for path in files:
        content = path.read_bytes()
        if b"\0" not in content:
            lines = enumerate(content.splitlines(), 1)
            found += [f"{path.relative_to(ROOT)}:{number}" for number, line in lines if pattern.search(line)]
    assert not found, f"{what}: {found}"


def test_the_top_level_holds_only_what_people_expect(files: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in files} <= TOP_LEVEL


def test_no_file_is_large(files: list[Path]) -> None:
    sizes = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in files}
    assert [name for name, size in sizes.items() if size > LARGER.get(name, MOST_BYTES)] == []


def test_no_cache_is_kept(files: list[Path]) -> None:
    assert [str(path) for path in files if re.search(r"__pycache__|_cache/|\.py[co]$", path.as_posix())] == []


def test_changelog_and_citation_tell_this_version(project: dict[str, Any]) -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    released = re.findall(
        r"^## \[(\d\S*)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M
    )
    assert str(citation["version"]) == project["version"]
    assert released[0] == (project["version"], citation["date-released"])
    assert citation["license"] == project["license"].split(" AND ")[0]


@pytest.mark.parametrize("python", PYTHONS)
def test_constraints_pin_every_direct_dependency_within_its_bounds(
    python: str, project: dict[str, Any], pins: list[Requirement]
) -> None:
    pinned = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in pins
        if pin.marker is None or pin.marker.evaluate({"python_version": python})
    }
    optional = project["optional-dependencies"]
    for line in [
        *project["dependencies"],
        *optional["test"],
        *optional["docs"],
        *optional["dask"],
        *optional["mesa-viz"],
    ]:
        needed = Requirement(line)
        if needed.marker is not None and not needed.marker.evaluate({"python_version": python}):
            continue
        assert needed.specifier.contains(pinned[canonicalize_name(needed.name)]), line


def test_constraints_are_names_and_versions_only(pins: list[Requirement]) -> None:
    assert [
        str(pin) for pin in pins if pin.url or pin.extras or not re.fullmatch(r"==[\w.]+", str(pin.specifier))
    ] == []


def test_what_is_imported_is_declared(project: dict[str, Any]) -> None:
    optional = project["optional-dependencies"]
    lines = [*project["dependencies"], *optional["dask"], *optional["mesa-viz"]]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    own = {"sim", "analysis", "scenarios"}
    for path in [path for package in own for path in (ROOT / package).rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in {name.split(".")[0] for name in names} - own - sys.stdlib_module_names:
                assert canonicalize_name(INSTALLED_AS.get(name, name)) in declared, f"{path}: {name}"


def reviewed(heading: str) -> dict[str, list[str]]:
    """A table of the page of dependencies: each first cell with the others of its row."""
    text = (ROOT / "docs" / "project" / "dependencies.md").read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return {canonicalize_name(name): cells for name, *cells in rows[2:]}


@pytest.mark.parametrize(
    ("heading", "extras"),
    [
        ("To run it", None),
        ("Only where it is asked for", ("dask", "mesa-viz")),
        ("To work on it", ("test", "docs")),
    ],
)
def test_every_dependency_is_reviewed(
    heading: str, extras: tuple[str, ...] | None, project: dict[str, Any]
) -> None:
    optional = project["optional-dependencies"]
    lines = (
        project["dependencies"] if extras is None else [line for each in extras for line in optional[each]]
    )
    named = {canonicalize_name(Requirement(line).name) for line in lines}
    if heading == "To work on it":  # those that an extra asks for, too, stand there
        named -= set(reviewed("Only where it is asked for"))
    table = reviewed(heading)
    assert set(table) == named
    assert all(len(cells) == 3 and all(cells) for cells in table.values())


def test_every_script_within_the_page_is_reviewed_and_brings_its_licence() -> None:
    vendor = ROOT / "analysis" / "page" / "web" / "vendor"
    page = (ROOT / "analysis" / "page" / "built" / "hubspoke.html").read_text(encoding="utf-8")
    found = {}
    for path in vendor.glob("*.js"):
        name = path.name.removesuffix(".js").removesuffix(".min")
        own = vendor / f"LICENSE-{name}"
        head = own.read_text(encoding="utf-8") if own.is_file() else path.read_text(encoding="utf-8")[:2000]
        version = re.search(r"v?(\d+\.\d+\.\d+)", head)
        licence = (vendor / "LICENSE").read_text(encoding="utf-8") if name.startswith("d3-") else head
        is_isc = "with or without fee is hereby granted" in licence
        assert is_isc or re.search(r"Permission is hereby granted, free of charge", licence), name
        (holder,) = set(re.findall(r"^\s*Copyright .*", licence, re.M))
        assert holder in page, name
        found[canonicalize_name(name)] = [version and version[1], "ISC" if is_isc else "MIT"]
    assert {
        name: [version, licence] for name, (version, _, licence) in reviewed("Within the page").items()
    } == found


def test_readme_has_each_line_for_both_kinds_of_shell() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    bash = re.findall(r"^\[ \.venv/\S+ -nt pyproject\.toml \] .*$", readme, re.M)
    powershell = re.findall(r"^if \(!\(Test-Path .*$", readme, re.M)
    job = "mcn compare baseline fund-coordinator shared-records"
    for lines in (bash, powershell):
        assert [line.endswith(end) for line, end in zip(lines, (job, "-m pytest -n 2"), strict=True)] == [
            True,
            True,
        ]
    # PowerShell 5, which Windows brings, has neither.
    assert not [line for line in powershell if "&&" in line or "||" in line]
