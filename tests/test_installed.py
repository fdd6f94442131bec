"""The command as it is installed: it must find its own packages wherever it is called from."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

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
