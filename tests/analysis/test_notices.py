"""What is handed on says whose work is in it; and hubspoke refuses to begin beside strangers of its names."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from analysis.page import page_file
from analysis.report.notices import notices

ROOT = Path(__file__).parents[2]
MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy"
ISC = "Permission to use, copy, modify, and/or distribute this software for any purpose"


def test_pages_reports_and_the_wheel_carry_the_notices_of_what_is_in_them() -> None:
    for template in ("analysis/page/web/hubspoke.html.j2", "analysis/html_report/templates/report.html.j2"):
        assert "<!--\n{{ notices }}\n-->" in (ROOT / template).read_text(encoding="utf-8")
    assert "--" not in notices(), "it stands in a comment"
    assert MIT in notices()
    assert "CC BY 4.0 (creativecommons.org/licenses/by/4.0)" in notices()
    assert ISC in page_file._vendor()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "analysis/page/web/vendor/LICENSE*" in project["project"]["license-files"]
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"LICENSE": "analysis/LICENSE"}


def test_another_package_of_the_same_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim/__init__.py").touch()
    begun = subprocess.run(
        [sys.executable, "-c", "import analysis"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert begun.returncode == 1
    assert f"another package named 'sim', in {tmp_path.resolve()}, is found before that of" in begun.stderr
