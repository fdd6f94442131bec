"""`mcn report` and `mcn show` as they are given."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest

from analysis.report import terminal
from analysis.report.document import document_of
from analysis.runs import files

OLD = Path(__file__).parent / "version-0.1.0"
ACCOUNTS = json.loads((OLD / "accounts.json").read_text(encoding="utf-8"))
ASKED_OLD = (
    *("sensitivity", "tiny/what-if.yaml", "--horizon", "8", "--method", "morris", "--samples", "2"),
    *("--outcomes", "care_coordination", "--factors", "people.engagement_decay,people.core_informed"),
)


def test_report_names_its_file_and_says_the_same_again(mcn, folder):
    first = mcn("report", "done")
    assert (first.code, first.out, first.err) == (0, "done/report.html\n", "")
    content = (folder / "done/report.html").read_bytes()
    assert mcn("report", "done", "-o", "elsewhere.html").out == "elsewhere.html\n"
    assert (folder / "elsewhere.html").read_bytes() == content
    assert mcn("report", "done", "--json").json == {"report": "done/report.html", "warning": None}


def test_a_report_leaves_the_folder_whole(mcn, folder):
    mcn("report", "done")
    shown = mcn("show", "done", "--json").json
    assert (shown["state"], shown["damaged"]) == ("finished", [])
    assert (folder / "done/report.html").is_file()


def test_wrong_input_is_one_line_and_2(mcn, folder):
    (folder / "mine.html").write_text("mine")
    for words, said in (
        (("report", "nowhere"), "nowhere: there is no such folder"),
        (("report", "tiny"), "tiny: not a folder that mcn filled"),
        (("report", "done", "-o", "tiny"), "--output: tiny is a folder; name a file, such as report.html"),
        (
            ("report", "done", "-o", "mine.html"),
            "--output: mine.html is there and is no report of this command",
        ),
        (("report", "done", "-o", "tiny/network.yaml/x"), "--output: tiny/network.yaml/x cannot be written"),
        (
            ("report", "done", "-o", "done/manifest.json", "--force"),
            "--output: done/manifest.json is part of the results; name another file",
        ),
        (("report",), "Missing argument"),
    ):
        answered = mcn(*words)
        assert (answered.code, answered.out) == (2, "")
        assert answered.err.count("\n") == 1
        assert said in answered.err
    assert (folder / "mine.html").read_text() == "mine"
    assert mcn("show", "done", "--json").json["damaged"] == []


@pytest.mark.parametrize(
    "damage",
    [
        {"inputs": None},
        {"inputs": []},
        {"inputs_digest": None},
        {"files": {}},
        {"files": [1]},
        {"inputs": {"command": "run"}},
    ],
)
def test_a_damaged_manifest_is_one_line(mcn, folder, damage):
    shutil.copytree(folder / "done", folder / "torn", dirs_exist_ok=True)
    path = folder / "torn/manifest.json"
    manifest = json.loads(path.read_text()) | damage
    if damage == {"inputs": {"command": "run"}}:
        manifest["inputs"]["scenarios"] = "a text"
    path.write_text(json.dumps(manifest))
    for command in ("show", "report"):
        answered = mcn(command, "torn")
        assert (answered.code, answered.out) == (2, "")
        assert answered.err.startswith(
            "torn/manifest.json was changed since it was written; make it again with"
        )


def test_a_hypothesis_is_held_to_what_a_file_may_say(mcn, folder):
    answered = mcn("run", "tiny/as-it-is.yaml", "--hypothesis", "a\x07b", "--out", "unsaid")
    assert answered.code == 2
    assert answered.err.startswith("--hypothesis: 'a\\x07b' holds a character that does not print (U+0007)")
    assert not (folder / "unsaid").exists()
    assert mcn("run", "\udcff").err == "'\\udcff': is not UTF-8; write it in UTF-8\n"


def test_a_folder_of_another_version_is_told_apart(mcn, folder):
    shutil.copytree(folder / "done", folder / "other")
    path = folder / "other/manifest.json"
    manifest = json.loads(path.read_text())
    manifest["inputs"]["program"] = "0" * 64
    del manifest["digest"]
    path.write_text(json.dumps(files.sealed(manifest)))
    answered = mcn("report", "other")
    assert answered.code == 0
    assert "other was made with another version of hubspoke" in answered.err
    assert "Another version of hubspoke made it" in mcn("show", "other").out
    path.write_text(json.dumps({**manifest, "format": 1}))
    for command in ("report", "show"):
        answered = mcn(command, "other")
        assert (answered.code, answered.out, answered.err.count("\n")) == (2, "", 1)
        assert "make it again with: mcn compare tiny/as-it-is.yaml tiny/what-if.yaml" in answered.err
        assert answered.err.endswith("--out other --force\n")


@pytest.mark.heavy
def test_the_answer_is_plain_text_whatever_colours_are_wished_for(mcn, folder, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("rich.console._is_jupyter", lambda: True)
    words = ("compare", "tiny/as-it-is.yaml", "tiny/what-if.yaml", "--runs", "3", "--horizon", "8")
    assert mcn(*words, "--workers", "1", "--out", "again").out
    assert (folder / "again/answer.txt").read_bytes() == (folder / "done/answer.txt").read_bytes()


def test_a_folder_of_version_0_1_0_is_shown_and_reported_and_not_gone_on_with(mcn, folder):
    shutil.copytree(OLD / "sensitivity", folder / "old")
    shown = mcn("show", "old")
    assert (shown.code, shown.err) == (0, "")
    assert "Another version of hubspoke made it: its results stand" in shown.out
    assert "finished" in shown.out
    assert mcn("report", "old").code == 0
    account = json.loads((folder / "old/answer.json").read_text(encoding="utf-8"))["account"]
    page = (folder / "old/report.html").read_text(encoding="utf-8")
    assert "Made with another version of hubspoke" in page
    assert (page.count("<svg"), account["title"] in page) == (1, True)
    resumed = mcn(*ASKED_OLD, "--out", "old", "--resume")
    assert (resumed.code, resumed.out) == (2, "")
    assert "another version of the program" in resumed.err


@pytest.mark.parametrize("kind", ACCOUNTS)
def test_an_account_of_version_0_1_0_is_a_document_and_loses_nothing(kind):
    account = ACCOUNTS[kind]
    document = document_of({"kind": kind, "account": account})
    assert (document.kind, document.title, document.question) == (kind, account["title"], account["question"])
    for role in ("findings", "unintended", "reasons", "uncertainty", "limits", "method"):
        assert list(document.sentences(role)) == account[role]
    for parts, given in ((document.figures, account["figures"]), (document.tables, account["tables"])):
        for part, each in zip(parts, given, strict=True):
            kept = asdict(part)
            assert {name: kept[name] for name in each if name != "columns"} == {
                name: value for name, value in each.items() if name != "columns"
            }
            for column, was in zip(kept.get("columns", ()), each.get("columns", ()), strict=True):
                assert was.items() <= column.items()
    out = io.StringIO()
    terminal.print_document(terminal.console(out), document)
    assert " ".join(account["findings"][0].split()) in " ".join(out.getvalue().split())
