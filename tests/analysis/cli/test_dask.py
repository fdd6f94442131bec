"""Chunks on a real Dask cluster of separate processes: the same bytes as at home, whoever dies."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.analysis.cli.forked import Forked

ROOT = Path(__file__).parents[3]
PAIR = ("tiny/as-it-is.yaml", "tiny/what-if.yaml")
ASKED = ("compare", *PAIR, "--runs", "16", "--horizon", "8", "--outcomes", "engagement")
CHUNKS = 16  # of two runs, eight of each scenario
SMALL_CHUNKS = """
import sys
from matplotlib.figure import Figure
from analysis import cli
from analysis.runs import batch, executors
batch.SIZES.update(ensemble=2, mesa=2)
batch.OF_THE_FIRST = dict.fromkeys(batch.OF_THE_FIRST, 4)
Figure.savefig = lambda _, path, **__: path.write_text("a figure")
"""
SOON = "executors.PATIENCE = '1s'"  # for a scheduler that is not there
needs_dask = pytest.mark.skipif(sys.platform == "win32", reason="its workers are killed by a signal")
distributed = pytest.importorskip("distributed")


def python(program: str, here: Path, path: Path, *words: str) -> subprocess.Popen[str]:
    """Start another Python, with `path` first where it looks for modules."""
    return subprocess.Popen(
        [sys.executable, *(["-c", program] if program else []), *words],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(path), "DASK_DISTRIBUTED__WORKER__DAEMON": "False"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def mcn(here: Path, *words: str, extra: str = "") -> Forked:
    return Forked(f"{SMALL_CHUNKS}\n{extra}\nsys.argv[1:] = {list(words)!r}\ncli.main()", here)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    with mcn(tmp_path, "new", "tiny") as made:
        assert made.communicate(timeout=60)[1] == ""
    return tmp_path


Cluster = Callable[[Path], subprocess.Popen[str]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, Cluster]]:
    """A scheduler's address, and what starts a worker that knows the program at some path."""
    file = tmp_path / "scheduler.json"
    # No nanny starts a killed worker again: it stays dead.
    scheduler = python(
        "", tmp_path, ROOT, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
        "--no-dashboard", "--scheduler-file", str(file),
    )  # fmt: skip
    processes = [scheduler]

    def worker(path: Path = ROOT) -> subprocess.Popen[str]:
        words = ("--no-nanny", "--no-dashboard", "--nthreads", "1", "--scheduler-file", str(file))
        processes.append(python("", tmp_path, path, "-m", "distributed.cli.dask_worker", *words))
        return processes[-1]

    try:
        while not file.exists():
            assert scheduler.poll() is None, scheduler.communicate()
            time.sleep(0.05)
        yield json.loads(file.read_text(encoding="utf-8"))["address"], worker
    finally:
        for process in reversed(processes):
            process.kill()
            process.communicate()


def bytes_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "made.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@needs_dask
@pytest.mark.slow
@pytest.mark.heavy
def test_a_cluster_that_loses_a_worker_gives_the_bytes_of_home(here, cluster):
    address, worker = cluster
    first, _ = worker(ROOT), worker(ROOT)
    with mcn(here, *ASKED, "--workers", "1", "--out", "home") as home:
        assert home.communicate(timeout=300)[1] == ""
    with mcn(here, *ASKED, "--executor", "dask", "--scheduler", address, "--out", "away") as away:
        while away.poll() is None and len(list((here / "away" / "chunks").glob("[!.]*.json"))) < 3:
            time.sleep(0.01)
        assert first.poll() is None
        first.send_signal(signal.SIGKILL)
        assert len(list((here / "away" / "chunks").glob("[!.]*.json"))) < CHUNKS
        _, err = away.communicate(timeout=300)
        assert (away.returncode, [line for line in err.splitlines() if "Failed" in line]) == (0, [])
    assert bytes_of(here / "away") == bytes_of(here / "home")


@needs_dask
@pytest.mark.heavy
def test_a_cluster_without_workers_is_told_of_and_gone_on_with(here, cluster):
    address, worker = cluster
    words = (*ASKED, "--executor", "dask", "--scheduler", address, "--out", "away")
    with mcn(here, *words, extra="executors.LOOKED_AFTER = 0.5") as away:
        while not (said := away.printed()[1]) and away.poll() is None:
            time.sleep(0.05)
        assert said.startswith(f"The Dask cluster at {address} has no workers; what is done is kept, and ")
        worker(ROOT)
        _, err = away.communicate(timeout=300)
        assert (away.returncode, err) == (0, said)


@needs_dask
@pytest.mark.heavy
def test_a_scheduler_lost_midway_is_one_line_and_what_is_done_is_gone_on_with(here, cluster):
    address, worker = cluster
    worker(ROOT)
    with distributed.Client(address, set_as_default=False) as client:
        scheduler = client.run_on_scheduler(os.getpid)
    with mcn(here, *ASKED, "--executor", "dask", "--scheduler", address, "--out", "away") as away:
        while away.poll() is None and len(list((here / "away" / "chunks").glob("[!.]*.json"))) < 3:
            time.sleep(0.01)
        os.kill(scheduler, signal.SIGKILL)
        _, err = away.communicate(timeout=120)
        assert (away.returncode, err.count("\n")) == (2, 1), err
        assert err.startswith(f"--scheduler: the Dask scheduler at {address} was lost; see that one runs; ")
    for words in (("--out", "away", "--resume"), ("--out", "home")):
        with mcn(here, *ASKED, "--workers", "1", *words) as home:
            assert home.communicate(timeout=300)[1] == ""
    assert bytes_of(here / "away") == bytes_of(here / "home")


OTHERS = {
    "cascade": (PAIR[0], "--runs", "4", "--horizon", "6"),
    "plan": ("--budget", "1000000", PAIR[0], "--years", "1", "--dose", "outreach=4", "--dose",
             "obligation=100%", "--runs", "4", "--futures", "4"),
    "sensitivity": (PAIR[0], "--method", "morris", "--samples", "3", "--horizon", "6", "--outcomes",
                    "engagement", "--factors", "people.engagement_decay,C18"),
}  # fmt: skip
SMALL_CHUNKS_OF_OTHERS = """
import sys
from matplotlib.figure import Figure
from analysis import cli
from analysis.cascade import evaluate as cascade
from analysis.plan import evaluate as plan
from analysis.sensitivity import evaluate as sensitivity
cascade.RUNS, cascade.REPLAYED, cascade.DETAILED, cascade.WITHOUT = 2, 2, 4, 2
plan.SLICE, sensitivity.RUNS_IN_A_CHUNK = 0, 5
Figure.savefig = lambda _, path, **__: path.write_text("a figure")
for words in {every}:
    try:
        cli.main(words)
    except SystemExit as stop:
        assert stop.code == 0, words
"""


@needs_dask
@pytest.mark.heavy
def test_cascades_plans_and_sensitivities_have_the_same_bytes_on_a_cluster(here, cluster):
    address, worker = cluster
    worker(ROOT), worker(ROOT)
    where = {"home": ("--workers", "1"), "away": ("--executor", "dask", "--scheduler", address)}
    for place, how in where.items():
        every = [[name, *words, *how, "--out", f"{place}-{name}"] for name, words in OTHERS.items()]
        ran = python(SMALL_CHUNKS_OF_OTHERS.replace("{every}", repr(every)), here, ROOT)
        _, err = ran.communicate(timeout=600)
        assert ran.returncode == 0, err
    for name in OTHERS:
        assert len(list((here / f"away-{name}" / "chunks").glob("*.json"))) > 2
        assert bytes_of(here / f"away-{name}") == bytes_of(here / f"home-{name}"), name


PRINTED = (
    ["validate", "--runs", "4", "--json"],
    ["study", "--runs", "6", "--json"],
)
SMALL_BLOCKS = """
from analysis import cli
from analysis.validation import patterns
patterns.CHECKS = {name: patterns.CHECKS[name] for name in ('P01', 'P06', 'P13', 'P28')}
from analysis.validation import evaluate
evaluate.BLOCK, evaluate.STUDY_RUNS = 3, 4
for words in {every}:
    try:
        cli.main(words)
    except SystemExit as stop:
        assert stop.code == 0, words
"""


@needs_dask
@pytest.mark.heavy
def test_validations_and_the_study_print_the_same_on_a_cluster(here, cluster):
    address, worker = cluster
    worker(ROOT), worker(ROOT)
    printed = []
    for how in (("--workers", "1"), ("--executor", "dask", "--scheduler", address)):
        every = [[*words, *how] for words in PRINTED]
        ran = python(SMALL_BLOCKS.replace("{every}", repr(every)), here, ROOT)
        out, err = ran.communicate(timeout=600)
        assert (ran.returncode, err) == (0, "")
        printed.append(out)
    assert printed[0] == printed[1]
    assert printed[0].count('"kind": "validation"') == 1


@needs_dask
@pytest.mark.slow
@pytest.mark.heavy
def test_a_worker_with_another_version_is_refused_in_one_line(here, cluster, tmp_path):
    address, worker = cluster
    for package in ("sim", "analysis", "scenarios"):
        shutil.copytree(ROOT / package, tmp_path / "other" / package)
    with (tmp_path / "other" / "sim" / "model" / "month.py").open("a", encoding="utf-8") as stream:
        stream.write("# another version\n")
    worker(tmp_path / "other")
    with mcn(here, *ASKED, "--executor", "dask", "--scheduler", address, "--out", "away") as away:
        out, err = away.communicate(timeout=120)
        assert (away.returncode, out) == (2, "")
    assert err == (
        "--scheduler: a worker has another version of hubspoke than this command; install the same on both\n"
    )
    assert not (here / "away").exists()


@needs_dask
@pytest.mark.heavy
def test_a_worker_that_lacks_the_program_is_one_line(here, cluster, tmp_path):
    address, worker = cluster
    (tmp_path / "none" / "analysis").mkdir(parents=True)
    broken = 'raise ModuleNotFoundError("No module named analysis")\n'
    (tmp_path / "none" / "analysis" / "__init__.py").write_text(broken, encoding="utf-8")
    worker(tmp_path / "none")
    with mcn(here, *ASKED, "--executor", "dask", "--scheduler", address, "--out", "away") as away:
        out, err = away.communicate(timeout=120)
        assert (away.returncode, out) == (2, "")
    fault = (
        "the cluster lacks something that hubspoke needs (No module named analysis); install hubspoke on it"
    )
    assert err.splitlines()[-1] == f"--scheduler: {fault}"


@pytest.mark.heavy
def test_no_scheduler_is_one_line(here):
    nowhere = ("--executor", "dask", "--scheduler", "tcp://127.0.0.1:9", "--out", "away")
    with mcn(here, *ASKED, *nowhere, extra=SOON) as away:
        out, err = away.communicate(timeout=60)
        assert (away.returncode, out) == (2, "")
    assert err == "--scheduler: no Dask scheduler answers at tcp://127.0.0.1:9; see that it runs\n"
    assert not (here / "away").exists()


def test_without_the_package_it_is_one_line(here):
    hidden = "sys.modules['distributed'] = None"
    words = ("--executor", "dask", "--scheduler", "tcp://127.0.0.1:9")
    with mcn(here, *ASKED, *words, extra=hidden) as away:
        out, err = away.communicate(timeout=60)
        assert (away.returncode, out) == (2, "")
    assert err == (
        "--executor dask: needs the package distributed; install it: pip install 'hubspoke[dask]'\n"
    )
