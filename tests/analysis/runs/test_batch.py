"""Work cut into chunks, and read again a column at a time: files say the same as results in memory."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from analysis.runs import batch, executors
from analysis.runs.batch import Batch, Evaluator, Memory, Task
from analysis.runs.folder import opened
from analysis.statistics.comparison import compare
from analysis.statistics.groups import group_means
from sim import WrongInput, load_scenario, simulate


@pytest.fixture
def scenarios():
    return [load_scenario(name).with_horizon(14) for name in ("baseline", "shared-records")]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(batch, "SIZES", {"ensemble": 2, "mesa": 2})
    monkeypatch.setattr(batch, "OF_THE_FIRST", {"monthly": 2, "localities": 4, "kinds": 4})


def test_a_comparison_of_files_is_that_of_results_to_the_last_bit(tmp_path, scenarios, small):
    work = Batch(tuple(scenarios), 5, 1, "prior")
    with opened(tmp_path / "out", {}, ["compare"], ["mcn"]) as folder:
        ran = batch.run_batch(folder, work, Evaluator(folder))
        base, *others = work.columns(folder, ran.runs)
        found = compare(base, others)
        assert set(pd.read_parquet(tmp_path / "out/data/outcomes")["run"]) == set(range(5))
        assert set(pd.read_parquet(tmp_path / "out/data/monthly")["run"]) == {0, 1}
        assert set(pd.read_parquet(tmp_path / "out/data/kinds")["run"]) == {0, 1, 2, 3}
        assert set(pd.read_parquet(tmp_path / "out/data/localities")["month"]) == {14}
    months = batch.months_kept(14, 14)
    held = [simulate(each, 5, 1, months=months) for each in scenarios]
    assert found.as_dict() == compare(held[0], held[1:]).as_dict()


@pytest.mark.parametrize("engine", ["ensemble", pytest.param("mesa", marks=pytest.mark.heavy)])
def test_the_tables_of_a_chunk_are_those_of_runs_that_keep_each_alone(scenarios, engine):
    longer = scenarios[0].with_horizon(16)
    work = Batch((longer, scenarios[1]), 2, 1, "prior", engine)
    tables = work.tables(0, range(2), ("monthly", "localities", "kinds"))
    few = simulate(longer, 2, months=batch.months_kept(16, 14), engine=engine)
    states = simulate(longer, 2, months=[14], organisations=True, engine=engine)
    expected = {
        "outcomes": few.outcomes,
        "costs": few.costs,
        "monthly": simulate(longer, 2, engine=engine).outcomes,
        "localities": states.localities,
        "kinds": group_means(states.organisations, longer.network),
    }
    for name, table in expected.items():
        found = tables[name].drop(columns="scenario")
        pd.testing.assert_frame_equal(found, table, check_exact=True)
    assert list(work.tables(0, range(2), ())) == ["outcomes", "costs"]


def test_months_kept_hold_the_month_compared():
    assert batch.months_kept(60, 60) == [-1, 0, 12, 24, 36, 48, 60]
    assert batch.months_kept(60, 8) == [-1, 0, 8, 12, 24, 36, 48, 60]
    assert batch.months_kept(1, 1) == [-1, 0, 1]


def test_every_run_is_in_one_chunk(scenarios):
    work = Batch(tuple(scenarios), 2500, 1, "prior")
    tasks = work.tasks(2500)
    by_scenario = {0: [], 1: []}
    for task in tasks:
        place, numbers, _ = task.arguments
        by_scenario[place] += list(numbers)
    assert by_scenario == {0: list(range(2500)), 1: list(range(2500))}
    assert work.names(1, 2500) == ["01-000000", "01-000001", "01-000002"]
    assert [task.name[:2] for task in tasks] == ["00", "01"] * 3
    placed = ("localities", "kinds")
    assert [task.arguments[2] for task in tasks] == [("monthly", *placed)] * 4 + [placed] * 2
    assert all(most % size == 0 for most in batch.OF_THE_FIRST.values() for size in batch.SIZES.values())


def test_stages_grow_and_end_with_the_limit(scenarios):
    work = Batch(tuple(scenarios), 20_000, 1, "prior")
    assert list(batch.stages(work, 3000)) == [3072, 4096, 6144, 8192, 12288, 16384, 20000]
    assert list(batch.stages(work, work.runs)) == [20_000]


def test_a_chunk_for_another_program_is_refused(scenarios):
    (task, _) = Batch(tuple(scenarios), 2, 1, "prior", "mesa").tasks(2)
    with pytest.raises(WrongInput, match="another version of hubspoke"):
        batch.performed(task, "another")


def test_any_executor_will_do_and_few_items_are_under_way():
    seen = []
    with ThreadPoolExecutor(3) as pool:
        items = ((each, seen.append(each) or each) for each in range(40))
        found = {}
        for key, value in executors.spread(executors.Workers(pool, lambda: 4), lambda x: x * x, items):
            found[key] = value
            assert len(seen) - len(found) <= 4
    assert found == {each: each**2 for each in range(40)}


def test_while_nothing_gets_done_it_is_looked_at_why(monkeypatch):
    monkeypatch.setattr(executors, "LOOKED_AFTER", 0.01)
    someone_came = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        workers = executors.Workers(pool, lambda: 1, someone_came.set)
        found = list(executors.spread(workers, lambda _: someone_came.wait(10), [(1, 1)]))
    assert found == [(1, True)]


class Cores:
    """What a cluster says of its workers: their cores by address, or that nobody answers."""

    def __init__(self, *said: dict[str, int] | Exception) -> None:
        self.said = [*said]

    def ncores(self) -> dict[str, int]:
        said = self.said.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def test_a_cluster_without_workers_is_told_of_once_until_some_come(capsys):
    cluster = executors._Cluster(Cores({}, {}, {"a": 2}, {}, OSError("gone")), "tcp://x:1")
    rest = "; what is done is kept, and it goes on once there are some, or ends with Ctrl-C\n"
    none, silent = (
        f"The Dask cluster at tcp://x:1 {what}{rest}" for what in ("has no workers", "does not answer")
    )
    for line in (none, "", "", none, silent):
        cluster.look()
        assert capsys.readouterr() == ("", line)


def frame_of(number):
    return {"squares": pd.DataFrame({"number": [number], "square": [number**2]})}


TASKS = [Task(f"part-{number}", number + 1, frame_of, (number,)) for number in range(4)]


def test_tasks_are_done_once_and_progress_counts_what_stood_there(tmp_path):
    counts = []
    with opened(tmp_path / "out", {}, ["x"], ["mcn"]) as folder:
        assert Evaluator(folder).run(TASKS[:2]) == ["part-0", "part-1"]
        evaluator = Evaluator(folder, progress=lambda *each: counts.append(each), total=20)
        names = evaluator.run(TASKS)
        assert counts == [(6, 20), (10, 20)]
        read = folder.read("squares", names)
    memory = Memory()
    with ThreadPoolExecutor(3) as pool:
        Evaluator(memory, executors.Workers(pool, lambda: 3)).run(TASKS)
    pd.testing.assert_frame_equal(memory.read("squares", names), read)
    assert read["square"].tolist() == [0, 1, 4, 9]


def test_what_is_sent_to_a_process_comes_back_the_same():
    # A function of this module would be found by other processes only where they can import the tests.
    sent = [Task(task.name, task.size, dict, ([*frame_of(*task.arguments).items()],)) for task in TASKS]
    memory = Memory()
    with executors.in_processes(2) as workers:
        Evaluator(memory, workers).run(sent)
    assert memory.read("squares", [task.name for task in TASKS])["square"].tolist() == [0, 1, 4, 9]


MANY = """
import json, resource, sys, time
from pathlib import Path
import numpy as np, pandas as pd
from analysis.compare import folder_tables
from analysis.compare.output import fill_comparison
from analysis.runs import batch
from analysis.runs.folder import opened
from analysis.runs.executors import local
from analysis.statistics import comparison
from sim import load_scenario
from sim.model.outcomes import OUTCOMES

out = Path(sys.argv[1])
scenarios = [load_scenario(name).with_horizon(12) for name in ("baseline", "shared-records")]
real = batch.simulate(scenarios[0], 1, months=(12,), organisations=True)
names = [name for name in real.outcomes if name not in ("run", "parameter_set", "luck", "month")]

def tiled(frame, runs):
    return pd.concat([frame] * len(runs), ignore_index=True).assign(run=np.repeat(runs, len(frame)))

def made_up(scenario, runs, seed, *, months=None, organisations=False, **_):
    rng = np.random.default_rng((runs.start, scenario.name == "baseline"))
    months = range(-24, 13) if months is None else months
    run = np.repeat(runs, len(months))
    month = np.tile(months, len(runs))
    outcomes = pd.DataFrame({"run": run, "parameter_set": run + 1, "luck": run, "month": month})
    drawn = pd.DataFrame(rng.random((len(run), len(names))), columns=names)
    costs = pd.DataFrame({"run": np.repeat(run, 8), "month": np.repeat(month, 8),
        "payer": np.tile(np.repeat(["network", "members", "commissioner", "national"], 2), len(run)),
        "kind": np.tile(["recurring", "one-off"], 4 * len(run)),
        "pounds": rng.random(8 * len(run))})
    states = {name: tiled(getattr(real, name), runs) for name in ("organisations", "localities")}
    return type(real)(scenario, len(runs), seed, "prior", 1, pd.concat([outcomes, drawn], axis=1), costs,
        **(states if organisations else {}))

batch.simulate = made_up
work = batch.Batch(tuple(scenarios), int(sys.argv[2]), 1, "prior")
with opened(out, {}, ["compare"], ["mcn"]) as folder, local("ensemble", 2) as workers:
    begun = time.monotonic()
    ran = batch.run_batch(folder, work, batch.Evaluator(folder, workers))
    filled = time.monotonic()
    shown = tuple(OUTCOMES[name] for name in comparison.MAIN)
    fill_comparison(folder, work, ran, folder_tables.AnswerSettings(shown))
    answered = time.monotonic()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(json.dumps({"peak": peak, "fill": filled - begun, "answer": answered - filled}))
"""


@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_many_runs_take_little_memory(tmp_path):
    """A hundred thousand runs of each of two scenarios, their numbers made up, in well under 1 GB."""
    done = subprocess.run(
        [sys.executable, "-c", MANY, str(tmp_path / "out"), "100000"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    assert found["peak"] < 700e6, found
    assert found["answer"] < 60, found
