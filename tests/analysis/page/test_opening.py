"""`mcn open` puts scenarios, a network or the scenarios of a folder into a page of one file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis.page.opening import BUILT, open_page, study_of
from analysis.page.page_file import MARK
from sim.inputs.errors import WrongInput


def study_in(path: Path) -> dict[str, Any]:
    return studies_in(path)[0]


def studies_in(path: Path) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"))
    assert found is not None
    held = json.loads(found[1])
    return [held["study"], *held["others"]]


def test_scenarios_are_put_into_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "page.html"
    open_page(["baseline", "shared-records"], path, show=False)
    assert capsys.readouterr().out == f"{path}\n"
    assert [each["name"] for each in study_in(path)["scenarios"]] == ["baseline", "shared-records"]
    text = path.read_text("utf-8")
    assert MARK in text[:500]
    outside = re.sub(r"<!--.*?-->|<script.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"://| src=", outside)


def test_a_network_is_opened_as_it_is() -> None:
    study = study_of(["study-region"])
    assert [(each["title"], each["levers"]) for each in study["scenarios"]] == [("As it is", {})]


def test_a_study_is_opened_as_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    saved = {"runs": 64, "lucks": 2, "seed": 7, "parameters": "prior"}
    study = {**study_of(["baseline"]), "settings": {**saved, "horizon": 24, "month": 12}}
    path.write_text(json.dumps(study), encoding="utf-8")
    opened = study_of([str(path)])
    assert (opened["settings"], opened["scenarios"][0]["horizon"]) == (saved, 24)


def test_without_a_name_it_is_the_page_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    open_page([], None, show=False)
    assert capsys.readouterr().out == f"{BUILT}\n"


def test_what_is_no_page_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mine.html"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(WrongInput, match="is no page of this command"):
        open_page(["baseline"], path, show=False)
    assert path.read_text(encoding="utf-8") == "mine"
    open_page(["baseline"], path, show=False, force=True)
    open_page(["shared-records"], path, show=False)  # one of its own is
    assert study_in(path)["scenarios"][0]["name"] == "shared-records"
