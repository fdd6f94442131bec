"""What is released and installed: it holds all it needs, and works wherever it is called from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sim.engine import compile, ensemble

ROOT = Path(__file__).parents[1]
PACKAGES = ("sim", "analysis", "scenarios")

SCRIPT = Path(sys.executable).parent / ("mcn.exe" if sys.platform == "win32" else "mcn")


@pytest.mark.skipif(not SCRIPT.exists(), reason="the command mcn is not installed beside this Python")
def test_the_command_works_beside_packages_of_the_same_names(tmp_path: Path) -> None:
    for name in ("sim", "scenarios"):
        (tmp_path / f"{name}.py").write_text(
            "raise SystemExit('the wrong module was imported')\n", encoding="utf-8"
        )
    (tmp_path / "analysis").mkdir()
    (tmp_path / "analysis" / "__init__.py").write_text(
        "raise SystemExit('the wrong package')\n", encoding="utf-8"
    )
    done = subprocess.run(
        [SCRIPT, "list", "levers"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "shared-records" in done.stdout


def test_what_pages_and_type_checkers_need_is_installed_too() -> None:
    workshop = ROOT / "analysis" / "page"
    needed = [
        path for folder in ("web", "built") for path in (workshop / folder).rglob("*") if path.is_file()
    ]
    assert len(needed) > 30
    for path in [*needed, ROOT / "analysis" / "py.typed", ROOT / "sim" / "py.typed"]:
        package, *rest = path.relative_to(ROOT).parts
        assert files(package).joinpath(*rest).read_bytes() == path.read_bytes(), path


def printed(*command: str | Path, **how: Any) -> str:
    """What a command prints that must succeed."""
    told = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **how)
    assert told.returncode == 0, told.stderr
    return told.stdout


def built(source: Path, folder: Path, *target: str) -> None:
    """Build wheel and sdist, without a network, as a release does."""
    pytest.importorskip("hatchling", reason="hatchling is not installed: pip install '.[test]'")
    printed(sys.executable, "-m", "hatchling", "build", "-d", folder, *target, cwd=source)


def wheel_of(folder: Path) -> dict[str, bytes]:
    """Every file of the one wheel there."""
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist()}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built(ROOT, folder)
    return folder


@pytest.mark.heavy
def test_a_wheel_holds_every_file_of_the_packages_and_licences_beside(dist: Path) -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = printed(git, "ls-files", "-z", *PACKAGES, cwd=ROOT).split("\0")[:-1]
    held = wheel_of(dist)
    assert {name: held.pop(name, None) for name in names} == {
        name: (ROOT / name).read_bytes() for name in names
    }
    assert held.pop("analysis/LICENSE") == (ROOT / "LICENSE").read_bytes()
    assert {name.partition(".dist-info/")[2] for name in held} == {
        *("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"),
        *(f"licenses/analysis/page/web/vendor/{name}" for name in ("LICENSE", "LICENSE-js-yaml")),
    }


@pytest.mark.heavy
def test_an_sdist_makes_the_same_wheel(dist: Path, tmp_path: Path) -> None:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as sdist:
        sdist.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    for name in (
        "README.md",
        "CHANGELOG.md",
        "CITATION.cff",
        "LICENSE",
        "constraints.txt",
        "tests/conftest.py",
    ):
        assert (source / name).read_bytes() == (ROOT / name).read_bytes()
    built(source, tmp_path / "again", "-t", "wheel")
    assert wheel_of(tmp_path / "again") == wheel_of(dist)


@pytest.fixture(scope="module")
def elsewhere(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An environment with the wheel in it and this one's other packages beside, that nobody may write to."""
    place = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(place, with_pip=False, symlinks=True)
    (wheel,) = dist.glob("*.whl")
    python = place / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps")
    printed(*pip, "-q", "--no-compile", wheel)
    (packages,) = place.glob("lib/*/site-packages")
    (packages / "beside.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    paths = [place, *place.rglob("*")]
    modes = {path: path.stat().st_mode for path in paths if not path.is_symlink()}
    for path, mode in modes.items():
        path.chmod(mode & ~0o222)
    yield place
    for path, mode in modes.items():
        path.chmod(mode)


def state_of(folder: Path) -> dict[Path, int]:
    """When each file was written, but for what Python itself keeps where the superuser runs it."""
    paths = (path for path in folder.rglob("*") if "__pycache__" not in path.parts and path.is_file())
    return {path: path.stat().st_mtime_ns for path in paths}


@pytest.mark.heavy
@pytest.mark.skipif(sys.platform == "win32", reason="modes of files say less there")
def test_what_is_installed_answers_where_neither_it_nor_the_home_may_be_written(
    elsewhere: Path, tmp_path: Path
) -> None:
    temporary, work = tmp_path / "temporary", tmp_path / "work"
    work.mkdir()
    ensemble.ready()  # so that nothing is compiled again: it lies where commands without a home keep it
    kernels = compile.cache_folder() / compile.digest()
    kept = temporary / f"hubspoke-{os.getuid()}"
    shutil.copytree(kernels, kept / kernels.name)
    kept.chmod(0o700)
    environment = {"PATH": os.defpath, "HOME": f"{os.devnull}/home", "TMPDIR": str(temporary)}
    before = state_of(elsewhere)

    def mcn(*words: str) -> str:
        return printed(elsewhere / "bin" / "mcn", *words, cwd=work, env=environment)

    where = printed(
        elsewhere / "bin" / "python", "-c", "import sim; print(sim.__file__)", cwd=work, env=environment
    )
    assert Path(where.strip()).is_relative_to(elsewhere)
    assert "Join up the records" in mcn(
        "compare", "baseline", "shared-records", "--runs", "8", "--out", "answer"
    )
    assert "Join up the records" in mcn("show", "answer")
    mcn("report", "answer")
    assert "Join up the records" in (work / "answer" / "report.html").read_text(encoding="utf-8")
    mcn("open", "--output", "page.html")
    assert (work / "page.html").read_bytes() == (ROOT / "analysis/page/built/hubspoke.html").read_bytes()
    assert [path.name for path in kept.iterdir() if path.is_dir()] == [kernels.name]
    assert state_of(elsewhere) == before
