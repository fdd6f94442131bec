"""`mcn sensitivity`: its folder, what it prints, what it refuses, a run that is killed and gone on with."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from SALib.analyze import morris, sobol

from analysis.report.document import document_of
from tests.analysis.cli.forked import Forked

ASKED = (
    "sensitivity", "tiny/what-if.yaml", "--method", "morris", "--samples", "4",
    "--outcomes", "engagement,awareness", "--horizon", "14", "--workers", "1",
    "--factors", "people.engagement_decay,people.engaged_by_commitment,C18",
)  # fmt: skip
SMALL_CHUNKS = "from analysis.sensitivity import evaluate; evaluate.RUNS_IN_A_CHUNK = 6"
UNDRAWN = """
from matplotlib.figure import Figure
Figure.savefig = lambda _, path, **__: path.write_text("a figure")
"""
DIE_AFTER_TWO = """
import os, signal
from analysis.runs import folder
chunk = folder.Folder.chunk
def dying(self, name, tables):
    chunk(self, name, tables)
    if len(self.chunks) == 2: os.kill(os.getpid(), signal.SIGKILL)
folder.Folder.chunk = dying
"""


def redone(out: Path, outcome: str, month: int) -> dict[str, Any]:
    """What SALib makes of a folder's design and rows, by nothing but the folder; and that the indices are."""
    design = pd.read_parquet(out / "data/design.parquet").set_index("row")
    rows = pd.read_parquet(out / "data/rows")
    y = rows[rows["month"] == month].set_index("row")[outcome].loc[design.index].to_numpy()
    names = list(design.columns)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    if json.loads((out / "manifest.json").read_text())["inputs"]["method"] == "morris":
        found = morris.analyze({**problem, "groups": names}, design.to_numpy(), y, num_levels=4)
        expected = ("mu_star", "mu", "sigma")
    else:
        found = sobol.analyze(problem, y, calc_second_order=True)
        expected = ("S1", "ST")
    indices = pd.read_parquet(out / "data/indices.parquet")
    here = indices[(indices["outcome"] == outcome) & (indices["month"] == month) & (indices["other"] == "")]
    for index in expected:
        written = here[here["index"] == index].set_index("factor")["value"].loc[names]
        np.testing.assert_allclose(np.asarray(found[index], float), written.to_numpy(), rtol=1e-12)
    return dict(found)


def test_the_folder_holds_figures_tables_and_a_document(folder: Path, mcn: Callable[..., Any]):
    printed = mcn(*ASKED, "--out", "what-matters", "--hypothesis", "Decay matters most.")
    assert printed.code == 0, printed.err
    assert printed.err == ""
    out = folder / "what-matters"
    answer = json.loads((out / "answer.json").read_text())
    document = document_of(answer)
    assert document.kind == answer["kind"] == "sensitivity"
    assert document.hypothesis == "Decay matters most."
    assert [each.name for each in document.figures] == [
        "indices-engagement", "indices-awareness", "over-time", "convergence",
    ]  # fmt: skip
    for figure in document.figures:
        for suffix in ("svg", "png"):
            assert (out / "figures" / f"{figure.name}.{suffix}").stat().st_size > 5000
    indices = pd.read_csv(out / "data/indices.csv")
    assert set(indices["month"]) == {12, 14}
    assert set(indices["index"]) == {"mu_star", "mu", "sigma"}
    for table in document.tables:
        written = pd.read_csv(out / f"data/{table.name}.csv")
        assert {column.name for column in table.columns} <= set(written.columns)
    reasons = pd.read_csv(out / "data/reasons.csv")
    assert set(reasons["outcome"]) == {"engagement", "awareness"}
    assert "C46" in " ".join(document.sentences("reasons"))
    assert "Which assumptions drive" in printed.out
    assert printed.out.rstrip().endswith("what-matters")
    assert max(redone(out, "engagement", 14)["mu_star"]) > 0
    inputs, ranges = pd.read_parquet(out / "data/inputs.parquet"), pd.read_csv(out / "data/factors.csv")
    for row in ranges[ranges["kind"] != "chance"].to_dict("records"):
        assert inputs[row["factor"]].between(row["low"], row["high"]).all()
    again = mcn(*ASKED, "--out", "what-matters", "--hypothesis", "Decay matters most.", "--json")
    assert again.json["important"] == answer["important"]


def test_differences_from_another_scenario_can_be_asked(folder: Path, mcn: Callable[..., Any], undrawn: None):
    printed = mcn(
        *ASKED, "--against", "tiny/as-it-is.yaml", "--months", "14", "--out", "difference", "--json"
    )
    assert printed.code == 0, printed.err
    assert printed.json["against"] == "as-it-is"
    assert any(
        "change in engagement from as-it-is to what-if" in each
        for each in document_of(printed.json).sentences("findings")
    )


def test_pairs_are_drawn_as_a_matrix(folder: Path, mcn: Callable[..., Any]):
    words = [
        *ASKED,
        "--second-order",
        "--out",
        "pairs",
        "--months",
        "14",
        "--outcomes",
        "engagement",
        "--json",
    ]
    words[3], words[5] = "sobol", "8"
    printed = mcn(*words)
    assert printed.code == 0, printed.err
    assert (folder / "pairs/figures/interactions-engagement.png").exists()
    redone(folder / "pairs", "engagement", 14)


@pytest.mark.slow
@pytest.mark.heavy
def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(folder: Path):
    one = ("--outcomes", "engagement", "--months", "14")

    def run(*words: str, extra: str = "") -> int | None:
        given = f"import sys\nfrom analysis import cli\nsys.argv[1:] = {[*ASKED, *one, *words]!r}\ncli.main()"
        with Forked(f"{SMALL_CHUNKS}\n{UNDRAWN}\n{extra}\n{given}", folder) as process:
            process.communicate(timeout=300)
            return process.returncode

    def bytes_of(name: str) -> dict[str, bytes]:
        files = (path for path in sorted((folder / name).rglob("*")) if path.is_file())
        return {
            p.relative_to(folder / name).as_posix(): p.read_bytes() for p in files if p.name != "made.json"
        }

    assert run("--out", "undisturbed") == 0
    assert run("--out", "killed", extra=DIE_AFTER_TWO) == -signal.SIGKILL
    assert not (folder / "killed/manifest.json").exists()
    assert len(list((folder / "killed/chunks").iterdir())) == 2
    first = (folder / "killed/chunks/rows-000000.json").stat().st_mtime_ns
    assert run("--out", "killed", "--resume") == 0
    assert (folder / "killed/chunks/rows-000000.json").stat().st_mtime_ns == first
    whole = bytes_of("undisturbed")
    assert len([name for name in whole if name.startswith("chunks/")]) >= 3
    assert bytes_of("killed") == whole


IDLE = (
    "levers.champions.cost_yearly,levers.obligation.cost_yearly"  # of levers that the baseline does not pull
)
WRONG = (
    (("--samples", "100"), "--samples: 100 is not a power of two, which sobol needs; write 64 or 128"),
    (("--method", "ff", "--groups", "kind"), "--groups: ff has no indices of groups; use --method sobol"),
    (("--groups", "a=people.*", "--groups", "b=people"), "--groups: 'b' and 'a' overlap: both hold people."),
    (("--factors", "poeple.*"), "--factors: nothing is called 'poeple.*'; see: mcn list parameters"),
    (("--factors", "C99"), "--factors: there is no factor 'C99'; did you mean"),
    (("--factors", "C18", "--method", "dgsm"), "--factors: 1 factor is too few for dgsm; name 2 or more"),
    (("--parameters", "central"), "--parameters: central values do not vary; write accepted or prior"),
    (("--months", "12,soon"), "--months: 'soon' is no month; write numbers parted by commas: 12,24,60"),
    (("--months", "99"), "--months: there is no month 99; name months from 0 to 60"),
    (("--outcomes", "happiness"), "--outcomes: there is no outcome 'happiness'; "),
    (("--method", "hdmr"), "that hdmr can take; name fewer, or screen them first with --keep 12"),
    (
        ("--method", "dgsm", "--samples", "2", "--outcomes", "cover_24_7", "--factors", IDLE),
        "--outcomes: cover_24_7 does not vary at month 60, whatever is varied; ask for another outcome",
    ),
    (("--against", "baseline"), "--against: baseline is the scenario itself; name another, or leave it out"),
)  # fmt: skip


@pytest.mark.parametrize(("words", "line"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_bad_input_is_said_in_one_line_and_nothing_is_written(
    tmp_path: Path, mcn: Callable[..., Any], words: tuple[str, ...], line: str
):
    small = (
        () if "--samples" in words or "--method" in words else ("--samples", "2", "--outcomes", "cover_24_7")
    )
    answered = mcn("sensitivity", "baseline", *small, *words, "--out", str(tmp_path / "none"))
    assert answered.code == 2, answered.err
    assert line in answered.err
    assert len(answered.err.strip().splitlines()) == 1
    assert answered.out == ""
    assert "go on" not in answered.err
    assert not (tmp_path / "none").exists()
