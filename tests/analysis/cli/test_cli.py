"""The command line itself: help, usage, exit codes, the commands that only read."""

from __future__ import annotations

import functools
import io
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SLOW_TO_IMPORT = ("pandas", "mesa", "numba", "matplotlib", "scipy", "numpy")
KINDS = ("scenarios", "levers", "outcomes", "parameters", "links", "findings", "problems", "loops", "shocks",
         "patterns", "references")  # fmt: skip
WRONG = "name: Bad\nextends: baseline\nlevers:\n  coordinatr: {start: 0}\nlinks: {C99: 0}\n"


def python(program: str, **settings: str) -> subprocess.Popen[str]:
    """Start another Python that knows this repository."""
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **settings},
    )


@pytest.mark.parametrize("words", [["--help"], ["compare", "--help"], []])
def test_help_imports_nothing_slow(words):
    program = (
        "import sys\nfrom analysis.cli import main\n"
        f"try: main({words!r})\nexcept SystemExit as stop: assert stop.code == 0\n"
        f"slow = [name for name in {SLOW_TO_IMPORT!r} if name in sys.modules]\n"
        "sys.exit(str(slow) if slow else 0)"
    )
    with python(program) as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "Usage: mcn" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "baseline"], "baseline: is one scenario, and compared with nothing"),
        (["compare", "baseline", "champions", "--runs", "0"], "Invalid value for '--runs'"),
        (["run", "baseline", "--seed", "-1"], "Invalid value for '--seed'"),
        (["run", "baseline", "--horizon", "241"], "Invalid value for '--horizon'"),
        (["run", "baseline", "--engine", "fast"], "Invalid value for '--engine'"),
        (["cmpare"], "No such command 'cmpare'"),
        (["list", "lever"], "'lever' is not one of"),
        (["run", "baseline", "--wrokers", "2"], "No such option"),
    ],
)
def test_wrong_usage_is_one_line_and_2(mcn, words, said):
    answered = mcn(*words)
    assert (answered.code, answered.out) == (2, "")
    assert said in answered.err
    assert answered.err.count("\n") == 1
    assert "--help)" in answered.err


@pytest.mark.parametrize("kind", KINDS)
def test_lists(mcn, kind):
    items = mcn("list", kind, "--json").json["items"]
    assert items
    shown = mcn("list", kind)
    assert shown.code == 0
    assert "…" not in shown.out
    assert max(map(len, shown.out.split("\n"))) <= 80
    for item in items[:5]:
        assert str(next(iter(item.values()))) in shown.out


def test_all_57_links_are_listed_as_implemented(mcn):
    items = mcn("list", "links", "--json").json["items"]
    assert len(items) == 57
    assert {item["implemented"] for item in items} == {"yes"}


def test_explain_a_link_shows_finding_grade_dial_and_flow(mcn):
    shown = mcn("explain", "c18").out
    basis = "taken by the study from other literature"
    for words in ("F114", "Discussion,", "paragraph 2", basis, "dial", "C18: 0"):
        assert words in " ".join(shown.split())
    data = mcn("explain", "C18", "--json").json
    assert data["kind"] == "link"
    assert data["flows"]
    assert all(flow["link"] == "C18" for flow in data["flows"])
    assert data["rules"]


@pytest.mark.parametrize(
    ("name", "kind", "proper"),
    [
        ("coordinator", "lever", "L01"),
        ("L05", "lever", "L05"),
        ("shared_records", "lever", "L05"),
        ("people.engagement_decay", "parameter", "people.engagement_decay"),
        ("engagement_decay", "parameter", "people.engagement_decay"),
        ("levers.more-staff.share_of_gap", "parameter", "levers.more-staff.share_of_gap"),
        ("cover_24_7", "outcome", "cover_24_7"),
        ("outcome:coordinator", "outcome", "coordinator"),
        ("F57", "finding", "F57"),
        ("P02", "pattern", "P02"),
        ("S74", "reference", "S74"),
        ("staff-lost", "shock", "staff-lost"),
        ("An organisation loses staff", "shock", "staff-lost"),
        ("dense-ties", "question", "dense-ties"),
        ("baseline", "scenario", "baseline"),
        ("senior_buy_in_now", None, None),
    ],
)
def test_explain_by_every_kind_of_name(mcn, name, kind, proper):
    answered = mcn("explain", name, "--json")
    if kind is None:
        assert (answered.code, answered.out) == (2, "")
        assert "did you mean" in answered.err
        return
    assert (answered.json["kind"], answered.json["name"]) == (kind, proper)
    assert mcn("explain", name).code == 0


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("C99", "they go from C01 to C57"),
        ("f999", "they go from F01 to F147"),
        ("l2", "they go from L01 to L24"),
        ("coordinatr", "did you mean coordinator?"),
        ("engagement_decy", "did you mean people.engagement_decay?"),
        ("Papworth2021", "did you mean papworth2020?"),
    ],
)
def test_an_unknown_name_leads_to_a_known_one(mcn, name, meant):
    assert mcn("explain", name).err == f"NAME: there is nothing called '{name}'; {meant}\n"


def test_a_name_of_two_things_leads_to_both(mcn):
    assert mcn("explain", "coordinator", "--json").json["also"] == ["outcome:coordinator", "rule:coordinator"]
    assert "mcn explain outcome:coordinator" in mcn("explain", "coordinator").out


@pytest.mark.parametrize(
    ("kind", "step"),
    [*((kind, 6) for kind in KINDS), *(pytest.param(k, 1, marks=pytest.mark.heavy) for k in KINDS)],
)
def test_what_is_listed_is_explained_and_nothing_is_cut_in_80_columns(kind, step, monkeypatch, capsys):
    from analysis.description import explain, terminal
    from analysis.report import terminal as report_terminal

    def letters(width: int, print_it: Callable[[], None]) -> Counter[str]:
        monkeypatch.setattr(report_terminal, "NARROW", width)
        print_it()
        lines = capsys.readouterr().out.split("\n")
        assert max(map(len, lines)) <= width
        return Counter("".join(lines).replace(" ", "").replace("─", ""))

    def whole(print_it: Callable[[], None]) -> bool:
        return letters(80, print_it) == letters(300, print_it)

    assert whole(lambda: terminal.print_list(kind, as_json=False))
    for item in explain.listing(kind)[::step]:
        name = f"{kind.removesuffix('s')}:{item.get('id') or item.get('name') or item.get('key')}"
        assert explain.explain(name)["title"], name
        assert whole(functools.partial(terminal.print_explanation, name, as_json=False)), name


def test_every_parameter_is_used_by_a_rule_or_said_to_be_of_a_schedule():
    """`mcn explain` names the rules that use a number; the index that it reads must not miss any."""
    from analysis.description import rules
    from sim.inputs import load_parameters

    read = {name for rule in rules.rules() for name in rule.parameters}
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in Path(rules.__file__).parents[2].glob("sim/model/rules/*.py")
    )
    for name in load_parameters():
        if f".{name.partition('.')[2]}" in text:
            assert name in read, name


def test_check_says_what_is_right_and_what_is_wrong(mcn, folder):
    good = mcn("check", "tiny", "baseline")
    assert good.code == 0
    assert good.out.count("nothing wrong") == 4
    bad = folder / "bad.yaml"
    bad.write_text(WRONG, encoding="utf-8")
    wrong = mcn("check", "tiny", "bad.yaml")
    assert wrong.code == 2
    assert wrong.out.count("nothing wrong") == 3
    assert [line.partition(": ")[0] for line in wrong.err.splitlines()] == ["bad.yaml:4", "bad.yaml:5"]
    assert "did you mean coordinator?" in wrong.err
    report = mcn("check", "bad.yaml", "--json")
    assert report.code == 2
    assert report.err == ""
    assert [fault["place"] for fault in report.json["files"][0]["faults"]] == ["bad.yaml:4", "bad.yaml:5"]


def test_check_warns_of_what_is_likely_wrong(mcn, folder):
    (folder / "short.yaml").write_text("name: Short\nextends: baseline\nhorizon: 5\n", encoding="utf-8")
    checked = mcn("check", "short.yaml")
    said = "short.yaml:3: horizon is 5 months; write 5 years if years are meant"
    assert (checked.code, checked.err) == (0, f"warning: {said}\n")
    (file,) = mcn("check", "short.yaml", "--json").json["files"]
    assert file["ok"]
    assert [each["place"] for each in file["warnings"]] == ["short.yaml:3"]


def test_check_echoes_months_with_their_dates_where_month_0_has_one(mcn, folder):
    text = (
        "name: Dated\nextends: baseline\nmonth_0: Apr 2027\nhorizon: 3 years\n"
        "levers: {shared-records: {start: Apr 2028, duration: 1.5 years}}\n"
        "shocks: [{month: 3 months, posts-frozen: 1 year}, {month: 9, leaves: yes, organisations: hubs}]\n"
    )
    (folder / "dated.yaml").write_text(text, encoding="utf-8")
    _, *dates = mcn("check", "dated.yaml").out.splitlines()
    assert [each.strip() for each in dates] == [
        "Apr 2027 (month 0) to Apr 2030 (month 36)",
        "coordinator: from Apr 2026 (month -12)",
        "shared-records: from Apr 2028 (month 12) until Oct 2029 (month 30)",
        "Jul 2027 (month 3): posts are frozen for 12 months",
        "Jan 2028 (month 9): the network is left for good (hubs)",
    ]
    assert mcn("check", "dated.yaml", "--json").json["files"][0]["dates"] == [each.strip() for each in dates]


def test_a_scenario_that_changes_facts_is_checked_as_a_scenario(mcn, folder):
    (folder / "poorer.yaml").write_text("name: Poorer\nextends: baseline\nfacts: {sector_funding: 0.2}\n")
    assert "poorer.yaml: a scenario on study-region" in mcn("check", "poorer.yaml").out


def test_check_says_which_levels_are_known(mcn, folder):
    shutil.copytree(folder / "tiny", folder / "measured")
    table = folder / "measured" / "organisations.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace(",,,0.5,,serves", ",,,0.5,0.7,serves"), encoding="utf-8")
    said = "engagement at month 0 is known of 1 of 5 organisations"
    assert mcn("check", "measured").out.splitlines()[1].strip() == said
    assert mcn("check", "measured", "--json").json["files"][0]["levels"] == [said]


def test_check_takes_a_table_for_its_network(mcn, folder):
    assert "a network of 2 hubs and 3 spokes" in mcn("check", "tiny/organisations.csv").out


def test_check_says_which_of_two_networks_a_line_is_about(mcn, folder):
    for name in ("north", "south"):
        shutil.copytree(folder / "tiny", folder / name)
        table = folder / name / "localities.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("60000", "-1"), encoding="utf-8")
    lines = mcn("check", "north", "south").err.splitlines()
    assert [line[:27] for line in lines] == ["north: localities.csv:3, co", "south: localities.csv:3, co"]


def test_new_passes_its_check_and_overwrites_nothing(mcn, folder):
    made = mcn("new", "my-network", "--folder", "deep/down")
    assert made.code == 0
    assert len(made.out.split()) == 5
    assert mcn("check", "deep/down/my-network").code == 0
    before = (folder / "deep/down/my-network/network.yaml").read_bytes()
    assert mcn("new", "my-network", "--folder", "deep/down").code == 2
    assert (folder / "deep/down/my-network/network.yaml").read_bytes() == before


def test_new_refuses_a_name_in_one_line(mcn, folder):
    refused = mcn("new", "My Network")
    assert refused.code == 2
    assert refused.err.count("\n") == 1


def test_a_failure_is_one_line_with_a_way_to_the_traceback(mcn, folder, monkeypatch):
    from analysis.description import explain

    def fails(_: str) -> None:
        raise RuntimeError("the roof\nis leaking")

    monkeypatch.setattr(explain, "explain", fails)
    failed = mcn("explain", "C18")
    assert failed.code == 1
    assert failed.err == "Failed: RuntimeError: the roof (add --traceback to see where)\n"
    with pytest.raises(RuntimeError, match="the roof"):
        mcn("explain", "C18", "--traceback")


def test_a_reader_that_leaves_early_is_no_failure_to_shout_about():
    with python("from analysis.cli import main; main(['list', 'findings'])") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""


def test_json_is_json_in_a_terminal_that_knows_no_pound_sign():
    program = "from analysis.cli import main; main(['explain', 'L01', '--json'])"
    with python(program, PYTHONIOENCODING="ascii") as process:
        out, _ = process.communicate()
    assert json.loads(out)["name"] == "L01"


@pytest.mark.parametrize(("columns", "width"), [("20", 80), ("40", 80), ("132", 132)])
def test_a_narrow_terminal_cuts_no_number(monkeypatch, columns, width):
    from analysis.report import terminal as report_terminal

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("TERM", "xterm")
    assert report_terminal.console(Terminal()).width == width
    assert report_terminal.console(io.StringIO()).width == 80


def test_a_parameter_says_whether_the_patterns_inform_it(mcn, monkeypatch):
    from analysis.description import explain
    from sim.sampling.accepted import Effect

    effects = {
        "people.engagement_decay": Effect(True, 0.01, 0.02, 0.03),
        "people.core_informed": Effect(False, 0.1, 0.2, 0.3),
    }
    monkeypatch.setattr(explain, "accepted_effects", lambda: effects)
    items = {each["name"]: each["calibrated"] for each in mcn("list", "parameters", "--json").json["items"]}
    assert items["people.engagement_decay"] == "informed"
    assert items["people.core_informed"] == "at prior"
    assert items["care.nurses_per_50000_children"] == "no range"
    said = "informed: 0.01 to 0.03 (5-95 %) in the sets that agree with the study"
    assert said in " ".join(mcn("explain", "people.engagement_decay").out.split())
    assert "at prior: the patterns" in " ".join(mcn("explain", "people.core_informed").out.split())
