"""`mcn plan`: what it prints and writes, what it refuses, and that a killed one goes on to the same bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.plan import evaluate
from analysis.report import terminal
from analysis.report.document import document_of

LEVERS = tuple(
    word for dose in ("obligation=100%", "outreach=4", "coordinator=1") for word in ("--dose", dose)
)
SMALL = ("--years", "1", *LEVERS, "--runs", "4", "--futures", "6", "--workers", "1")
ASKED = ("plan", "tiny/as-it-is.yaml", "--budget", "200000", *SMALL)
FIGURES = ("frontier", "courses", "regret", "conditions", "trade_off", "signposts", "information")


@pytest.fixture(scope="module")
def planned(folder: Path) -> Path:
    """A folder that holds a small plan."""
    from analysis.cli import main

    with pytest.raises(SystemExit) as stop:
        main((*ASKED, "--out", "planned", "--hypothesis", "Outreach is enough."))
    assert stop.value.code == 0
    return folder / "planned"


def test_a_plan_is_printed_in_80_columns(mcn, planned: Path) -> None:
    code, out, err = mcn(*ASKED, "--out", "planned", "--hypothesis", "Outreach is enough.")
    assert (code, err) == (0, "")
    assert max(map(len, out.splitlines())) <= 80
    lines = out.splitlines()
    assert len(lines) <= terminal.SCREEN
    assert lines[0] == "What does most for 24/7 cover for £200,000 over 1 year?"
    assert lines[1] == "Added to “As it is”: 8 bundles of 3 levers. Nothing was left out."
    assert ", over the budget in 0% of the runs: 24/7 cover " in " ".join(out.split())
    assert lines[-2] == "All that was found: mcn show planned --full"
    code, out, err = mcn(*ASKED, "--out", "planned", "--hypothesis", "Outreach is enough.", "--full")
    lines = out.splitlines()
    assert lines[0] == "What to do with £200,000 over 1 year"
    assert max(map(len, lines)) <= 80
    for heading in ("What gets worse", "What was found", "How sure that is, and what to find out first"):
        assert heading in lines
    assert lines[-1] == "Data, figures and manifest: planned"
    said = " ".join(out.split())
    assert "(months 0 to 12 count in full, months 13 to 24 are divided once by 1.035, and so on)" in said
    assert "was not looked for: there are too few futures" in said


def test_signposts_are_printed_alone_of_the_runs_already_made(mcn, planned: Path, monkeypatch) -> None:
    monkeypatch.setattr("analysis.plan.command.ask", None)  # nothing is run again
    asked = (*ASKED, "--out", "planned", "--hypothesis", "Outreach is enough.", "--signposts")
    code, out, err = mcn(*asked)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Signposts"
    assert "was not looked for: there are too few futures" in " ".join(out.split())
    assert not [
        line for line in lines if line.startswith(("What was", "What gets", "The favourite", "Doses"))
    ]
    assert "--full" in lines[-2]


def test_the_folder_holds_a_document_with_its_figures_and_tables(planned: Path) -> None:
    answer = json.loads((planned / "answer.json").read_text(encoding="utf-8"))
    document = document_of(answer)
    assert (answer["kind"], document.kind, document.hypothesis) == ("plan", "plan", "Outreach is enough.")
    assert answer["levers"] == ["coordinator", "outreach", "obligation"]
    assert answer["bundles"] == 8
    assert [each.name for each in document.figures] == list(FIGURES)
    for each in document.figures:
        assert (planned / "figures" / f"{each.name}.svg").stat().st_size > 1000
        assert (planned / "figures" / f"{each.name}.png").stat().st_size > 1000
        assert each.alternative
    for table in document.tables:
        columns = set(pd.read_parquet(planned / "data" / f"{table.name}.parquet").columns)
        assert {column.name for column in table.columns} <= columns
    roles = ("findings", "unintended", "uncertainty", "limits", "method")
    said = [sentence for role in roles for sentence in document.sentences(role)]
    assert all(sentence.endswith((".", ")")) and "nan" not in sentence.split() for sentence in said)
    bundles = pd.read_parquet(planned / "data" / "bundles.parquet")
    assert bundles["bundle"].tolist() == list(range(8))
    runs = pd.read_parquet(planned / "data" / "bundle_runs")
    assert len(runs) == 8 * 4 + 6 * len(answer["contenders"])


def test_json_is_the_answer(mcn, planned: Path) -> None:
    found = mcn(*ASKED, "--out", "planned", "--hypothesis", "Outreach is enough.", "--json")
    assert (found.code, found.err) == (0, "")
    assert found.json == {
        **json.loads((planned / "answer.json").read_text(encoding="utf-8")), "folder": "planned",
    }  # fmt: skip


def test_the_same_plan_under_a_payer_counts_less(mcn, planned: Path, undrawn: None) -> None:
    found = mcn(*ASKED, "--payer", "network", "--json", "--out", "by-network")
    assert found.code == 0
    contenders = found.json["contenders"]
    secured = [row for row in contenders if "coordinator" in row["levers"]]
    assert secured  # the commissioner pays for it, so that it is within any budget
    assert all(row["pounds"] == pytest.approx(row["network_pays"]) for row in contenders)


def test_where_nothing_helps_nothing_more_is_the_favourite(mcn, planned: Path, undrawn: None) -> None:
    one = ("--years", "1", "--dose", "obligation=100%", *SMALL[len(LEVERS) + 2 :])
    words = ("--objective", "engagement", "--out", "nothing-helps", "--full")
    code, out, err = mcn("plan", "tiny/as-it-is.yaml", "--budget", "200000", *one, *words)
    assert (code, err) == (0, "")
    assert "No bundle within the budget does more for engagement than nothing more." in " ".join(out.split())
    assert "Nothing more is done, so that nothing gets worse by it." in out
    assert max(map(len, out.splitlines())) <= 80
    for name in FIGURES:
        assert (planned.parent / "nothing-helps" / "figures" / f"{name}.svg").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--budget", "20"),
            "--budget: £20.00 is below every lever: the cheapest, obligation, costs all payers ",
        ),
        (("--budget", "-1"), "--budget: -1 is no sum of money; write pounds, such as 500000"),
        (("--budget", "nan"), "--budget: nan is no sum of money; write pounds, such as 500000"),
        (("--budget", "1e308"), "--budget: 1e+308 is no sum of money; write pounds, such as 500000"),
        (
            ("--runs", "1000000", "--dose", "study-days=1,2,3,4", "--dose", "virtual-training=6,12,18,24"),
            "--runs: 200 bundles of 1,000,000 runs are too many; give at most 250000, or fewer levers",
        ),
        (("--budget", "much"), "Invalid value for '--budget'"),
        (("--levers", "cordinator"), "--levers: there is no lever 'cordinator'; did you mean coordinator?"),
        (("--levers", ","), "--levers: names no lever; write coordinator,outreach, or leave it out"),
        (
            ("--levers", "all"),
            "--levers: these levers and doses make more than 16,384 bundles; name fewer levers or doses",
        ),
        (("--years", "0"), "Invalid value for '--years'"),
        (("--payer", "nobody"), "Invalid value for '--payer'"),
        (("--objective", "cover"), "--objective: there is no outcome 'cover'; did you mean "),
        (("--objective", "expectations"), "--objective: expectations is better neither higher nor lower"),
        (("--discount", "101"), "--discount: 101 is not a rate from 0 to 100; write 3.5, or 0"),
    ],
)
def test_what_cannot_be_planned_is_said_in_one_line(
    mcn, folder: Path, words: tuple[str, ...], said: str
) -> None:
    before = sorted(folder.rglob("*"))
    code, out, err = mcn(
        "plan", "tiny/as-it-is.yaml", "--budget", "200000", *SMALL, *words, "--out", "refused"
    )
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(said)
    assert sorted(folder.rglob("*")) == before


def test_a_scenario_that_pulls_every_lever_leaves_nothing_to_plan(mcn) -> None:
    code, _, err = mcn("plan", "everything", "--budget", "900000", *SMALL)
    assert (code, err) == (
        2,
        "SCENARIO: everything pulls every lever already; name one that leaves some, such as baseline\n",
    )


def test_a_plan_without_a_budget_is_refused(mcn, folder: Path) -> None:
    code, _, err = mcn("plan")
    assert (code, err) == (
        2,
        "--budget: says how much may be spent, and is missing; write --budget 500000 for all the years "
        "together, or --a-year 100000\n",
    )


def test_levers_at_work_stay_pulled_and_are_not_offered(mcn, folder: Path) -> None:
    (folder / "with-outreach.yaml").write_text(
        "name: With outreach\nextends: tiny/as-it-is.yaml\nlevers:\n  outreach: {start: 0}\n",
        encoding="utf-8",
    )
    code, _, err = mcn("plan", "with-outreach.yaml", "--budget", "200000", *SMALL)
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("--dose: outreach is at work in with-outreach already, and stays so")


@pytest.mark.heavy
def test_a_stopped_plan_goes_on_to_the_same_bytes(
    mcn, planned, folder: Path, monkeypatch, undrawn: None
) -> None:
    """Stopped between slices of the search, then between those of the contenders."""
    monkeypatch.setattr(evaluate, "SLICE", 0)  # a slice a bundle
    assert mcn(*ASKED, "--out", "undisturbed").code == 0
    run, done = evaluate._run, []

    def stopping(offer, bundles, runs, setting):
        if len(done) in (4, 11):
            done.append(None)
            raise KeyboardInterrupt
        done.append(bundles)
        return run(offer, bundles, runs, setting)

    # Single levers are run before the folder is begun, and again on each start: they are not counted.
    monkeypatch.setattr("analysis.plan.single_levers.run_bundles", _undisturbed(run))
    monkeypatch.setattr(evaluate, "_run", stopping)
    first = mcn(*ASKED, "--out", "stopped")
    assert first.code == 1
    assert first.err.startswith("Stopped; 4 chunks are kept; go on with: mcn ")
    second = mcn(*ASKED, "--out", "stopped", "--resume")
    assert second.code == 1
    assert second.err.startswith("Stopped; 10 chunks are kept; go on with: mcn ")
    assert mcn(*ASKED, "--out", "stopped", "--resume").code == 0
    chunks = {each.stem for each in (folder / "stopped" / "chunks").glob("*.json")}
    assert "courses-00000" in chunks
    # Nothing was run twice.
    assert len([each for each in done if each is not None]) == len(chunks - {"courses-00000"})
    assert _bytes(folder / "stopped") == _bytes(folder / "undisturbed")


def _undisturbed(run):
    def run_bundles(offer, bundles, runs, setting):
        return evaluate._joined(run(offer, bundles, runs, setting), bundles, len(runs), setting)

    return run_bundles


def _bytes(path: Path) -> dict[str, bytes]:
    """Every file but the log of sessions, which holds times of day."""
    files = (each for each in sorted(path.rglob("*")) if each.is_file() and each.name != "made.json")
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in files}
