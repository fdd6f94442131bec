"""`mcn open` with a folder of results: its scenarios, and how its runs were made."""

from __future__ import annotations

from tests.analysis.page.test_opening import studies_in, study_in


def test_a_folder_is_opened_with_its_scenarios_and_settings(mcn, folder, tmp_path):
    page = tmp_path / "page.html"
    answered = mcn("open", "done", "--output", str(page), "--print")
    assert (answered.code, answered.out, answered.err) == (0, f"{page}\n", "")
    study = study_in(page)
    assert [each["name"] for each in study["scenarios"]] == ["as-it-is", "what-if"]
    assert {each["horizon"] for each in study["scenarios"]} == {8}
    assert study["settings"] == {"runs": 3, "seed": 1, "parameters": "accepted", "lucks": 1}


def test_a_scenario_that_was_changed_since_is_told_of(mcn, folder, tmp_path):
    path = folder / "tiny" / "what-if.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("start: 0", "start: 1"), encoding="utf-8")
    try:
        answered = mcn("open", "done", "--output", str(tmp_path / "page.html"), "--print")
        assert answered.err == "warning: what-if was changed since done was made\n"
    finally:
        path.write_text(text, encoding="utf-8")


def test_two_networks_are_put_into_one_page_each_with_its_scenarios(mcn, folder, tmp_path):
    page = tmp_path / "page.html"
    names = ("baseline", "tiny/as-it-is.yaml", "shared-records", "tiny/what-if.yaml")
    assert mcn("workshop", "export", *names, "--output", str(page)).code == 0
    studies = studies_in(page)
    assert [each["network"]["name"] for each in studies] == ["study-region", "tiny"]
    scenarios = [[one["name"] for one in each["scenarios"]] for each in studies]
    assert scenarios == [["baseline", "shared-records"], ["as-it-is", "what-if"]]
