"""A user's own parameter sets and priors: their files, and what a run has of them in either engine."""

import csv
import json
import pickle
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim import Scenario, WrongInput, load_scenario, simulate, simulate_each
from sim.inputs.levers import all_parameters
from sim.sampling.own import OwnPriors, OwnSets
from sim.sampling.parameter_sets import parameter_set_of, values_of
from sim.sampling.sources import source_of
from sim.simulation import Engine

RANGED = [each for each in all_parameters().values() if each.low < each.high]
UNIFORM = [each for each in RANGED if each.shape == "uniform" and not each.name.startswith("levers.")]
ONE, OTHER, THIRD = UNIFORM[:3]
LOW, MIDDLE = ONE.low, ONE.low + 0.5 * (ONE.high - ONE.low)


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline").with_horizon(1)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Three sets of two parameters, not in the order of their numbers."""
    path = tmp_path / "mine.csv"
    lines = [("set", ONE.name, OTHER.name), (9, ONE.low, OTHER.high), (4, ONE.high, OTHER.low)]
    lines.append((5, repr(MIDDLE), OTHER.value))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def priors_of(folder: Path, ranks: Sequence[tuple[str, str, float]] = (), **own: Any) -> OwnPriors:
    pairs = [{"between": [one, other], "rank": rank} for one, other, rank in ranks]
    said = {"priors": own, "correlations": pairs}
    source = source_of(written(folder, json.dumps({key: each for key, each in said.items() if each})))
    assert isinstance(source, OwnPriors)
    return source


# -- Sets ----------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["ensemble", "mesa"])
def test_a_run_has_the_values_of_its_own_set(base: Scenario, table: Path, engine: Engine) -> None:
    source = source_of(table)
    result = simulate(base, 6, 3, parameters=source, lucks=2, months=[1], engine=engine).outcomes
    numbers = result["parameter_set"].tolist()
    assert numbers[::2] == numbers[1::2]
    assert sorted(numbers[::2]) == [4, 5, 9]
    values = values_of(base, 4, 3, parameters=source)
    assert (values[ONE.name], values[OTHER.name]) == (ONE.high, OTHER.low)
    # What the table neither names nor has follow is drawn from its prior, under the number of the set.
    drawn = values_of(base, 4, 3)
    named = {ONE.name, OTHER.name}
    moved = named | {name for name, each in all_parameters().items() if each.like in named}
    assert {name: drawn[name] for name in drawn if name not in moved} == {
        name: values[name] for name in values if name not in moved
    }


def test_both_engines_agree_on_own_sets_to_the_bit(base: Scenario, table: Path) -> None:
    dialled = base.with_parameters({OTHER.name: OTHER.value})
    one, other = (
        simulate(dialled, 3, 3, parameters=source_of(table), engine=each).outcomes
        for each in ("ensemble", "mesa")
    )
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_own_sets_are_the_values_that_are_varied_by_hand(base: Scenario, table: Path) -> None:
    source = source_of(str(table))
    assert isinstance(source, OwnSets)
    sets = [parameter_set_of(run, source, 1, 3) for run in range(3)]
    varied = {name: source.columns(sets, 3)[name] for name in (ONE.name, OTHER.name)}
    own = simulate(base, 3, 3, parameters=source).outcomes
    # The same numbers otherwise: every parameter by hand.
    by_set = {each: values_of(base, each, 3, parameters=source) for each in sets}
    for name in all_parameters():
        varied.setdefault(name, np.array([by_set[each][name] for each in sets]))
    by_hand = simulate(base, 3, 3, parameters="central", varied=varied).outcomes
    assert np.array_equal(own.drop(columns="parameter_set"), by_hand.drop(columns="parameter_set"))


def test_what_a_scenario_fixes_stands_over_own_sets(base: Scenario, table: Path) -> None:
    fixed = base.with_parameters({ONE.name: MIDDLE})
    assert values_of(fixed, 4, 3, parameters=source_of(table))[ONE.name] == MIDDLE


def test_every_door_takes_own_sets_and_so_do_other_processes(base: Scenario, table: Path) -> None:
    source = source_of(table)
    result = simulate(base, 4, 3, parameters=source, months=[1])
    each = simulate_each([base], 4, 3, parameters=source, months=[1])
    assert np.array_equal(each.outcomes[0, :, 0], result.outcomes[list(each.names)])
    copied = pickle.loads(pickle.dumps(source))
    assert (copied, copied.digest) == (source, source.digest)
    with ThreadPoolExecutor(1) as pool:
        spread = simulate(base, 4, 3, parameters=copied, months=[1], executor=pool)
    pd.testing.assert_frame_equal(spread.outcomes, result.outcomes, check_exact=True)
    assert json.dumps(result.parameters) == json.dumps(str(table))


# -- Priors --------------------------------------------------------------------------------


def test_another_range_is_drawn_from_and_other_draws_stay(base: Scenario, tmp_path: Path) -> None:
    source = priors_of(tmp_path, **{ONE.name: {"low": LOW, "high": MIDDLE}})
    drawn, others = values_of(base, 3, 5), values_of(base, 3, 5, parameters=source)
    share = (drawn[ONE.name] - ONE.low) / (ONE.high - ONE.low)
    assert others[ONE.name] == pytest.approx(LOW + share * (MIDDLE - LOW))
    assert {name for name in drawn if drawn[name] != others[name]} == {ONE.name}


def test_correlated_priors_keep_their_ranges_and_rank_as_was_said(tmp_path: Path) -> None:
    pairs = [(ONE.name, OTHER.name, 0.8), (OTHER.name, THIRD.name, -0.5)]
    source = priors_of(tmp_path, pairs, **{ONE.name: {"low": LOW, "high": MIDDLE}})
    columns = source.columns(np.arange(1, 4001), 1)
    for one, other, rank in pairs:
        assert stats.spearmanr(columns[one], columns[other]).statistic == pytest.approx(rank, abs=0.03)
    for each in (OTHER, THIRD):
        shares = (columns[each.name] - each.low) / (each.high - each.low)
        assert stats.kstest(shares, "uniform").pvalue > 0.01
    assert LOW <= columns[ONE.name].min() < columns[ONE.name].max() <= MIDDLE


def test_a_set_hangs_not_on_those_drawn_with_it(tmp_path: Path) -> None:
    source = priors_of(tmp_path, [(ONE.name, OTHER.name, 0.8)])
    alone, among = source.columns([7], 1), source.columns([3, 7, 7, 900], 1)
    for name, column in alone.items():
        assert [column[0], column[0]] == among[name][1:3].tolist()


def test_both_engines_agree_on_own_priors_to_the_bit(base: Scenario, tmp_path: Path) -> None:
    source = priors_of(tmp_path, [(ONE.name, OTHER.name, 0.8)], **{THIRD.name: {"low": THIRD.value}})
    one, other = (
        simulate(base, 3, 3, parameters=source, engine=each).outcomes for each in ("ensemble", "mesa")
    )
    pd.testing.assert_frame_equal(one, other, check_exact=True)
    assert not np.array_equal(one, simulate(base, 3, 3).outcomes)


# -- What is wrong -------------------------------------------------------------------------

SHIPPED = "write 'prior', 'central' or 'accepted', or name a folder or file of your own"


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("t.csv", "set,peeple.x\n1,2\n", "t.csv: there is no parameter 'peeple.x'; "),
        (
            "t.csv",
            f"{ONE.name}\nhigh\n",
            f"t.csv:2, column {ONE.name}: 'high' is not a number; write a number",
        ),
        ("t.csv", f"{ONE.name}\n-7\n", f"t.csv:2, column {ONE.name}: -7 is below 0; write 0 or more"),
        ("t.csv", f"set,{ONE.name}\n2,{LOW}\n2,{LOW}\n", "t.csv:3, column set: 2 is no number of a set"),
        *(
            ("t.csv", f"set,{ONE.name}\n{odd},{LOW}\n", f"t.csv:2, column set: {said} is no number of a set")
            for odd, said in (("nan", "nan"), ("1e999", "inf"), ("1e300", "1e+300"), ("0", "0"))
        ),
        ("t.csv", "set\n1\n", "t.csv: has no column of a parameter; name one by its dotted name"),
        ("p.yaml", "priors: {peeple.x: {low: 1}}", "p.yaml:1: there is no parameter 'peeple.x'; "),
        ("p.yaml", "prior: {}", "p.yaml:1: prior: there is no such key; did you mean priors?"),
        ("p.yaml", "note: none", "p.yaml: has neither priors nor correlations; write one of them"),
        (
            "p.yaml",
            f"priors:\n  {ONE.name}: {{low: 0.9, high: 0.1}}",
            f"p.yaml:2: {ONE.name}: low 0.9 is not below high 0.1; write a range, or fix it",
        ),
        (
            "p.yaml",
            f"priors:\n  {ONE.name}: {{low: -3}}",
            f"p.yaml:2: {ONE.name}.low: -3 is below 0; write 0",
        ),
        (
            "p.yaml",
            f"correlations:\n  - {{between: [{ONE.name}, {OTHER.name}], rank: 1.5}}",
            "p.yaml:2: correlations[1].rank: '1.5' cannot stand here",
        ),
        (
            "p.yaml",
            f"correlations:\n  - {{between: [{ONE.name}, {ONE.name}], rank: 0.5}}",
            "p.yaml:2: correlations[1].between: names other than two parameters; write [one, another]",
        ),
        (
            "p.yaml",
            "correlations:\n"
            + "".join(
                f"  - {{between: [{one}, {other}], rank: {rank}}}\n"
                for one, other, rank in (
                    (ONE.name, OTHER.name, 0.9),
                    (OTHER.name, THIRD.name, 0.9),
                    (ONE.name, THIRD.name, -0.9),
                )
            ),
            "p.yaml:1: the correlations of 3 parameters cannot all hold at once (their matrix is not "
            "positive definite: smallest eigenvalue ",
        ),
        ("t.txt", "what", "{folder}/t.txt: holds neither sets nor priors; write 'prior'"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, name: str, text: str, line: str) -> None:
    with pytest.raises(WrongInput) as caught:
        source_of(written(tmp_path, text, name))
    assert str(caught.value).startswith(line.format(folder=tmp_path))


def test_of_many_unknown_names_the_first_alone_have_a_suggestion(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    names = [f"{ONE.name}{n}" for n in range(150)]
    path.write_text(f"{','.join(names)}\n{','.join('1' for _ in names)}\n", encoding="utf-8")
    with pytest.raises(WrongInput) as caught:
        source_of(str(path))
    meant = [fault.meant for fault in caught.value.faults]
    assert [bool(each) for each in (meant[0], meant[99], meant[100], meant[149])] == [
        True,
        True,
        False,
        False,
    ]


def test_what_is_not_there_is_said_in_a_line(tmp_path: Path) -> None:
    here = str(tmp_path)
    for given, line in {
        "posterior": f"parameters: 'posterior' is not known; {SHIPPED}",
        f"{here}/mine": f"{here}/mine: there is no such folder or file; {SHIPPED}",
        str(
            tmp_path / "mine.csv"
        ): f"{tmp_path}/mine.csv: there is no such file; check the name and the folder",
        str(
            tmp_path
        ): f"{tmp_path}: is no finished folder of results; mcn show {tmp_path} says how to go on with it",
    }.items():
        with pytest.raises(WrongInput) as caught:
            source_of(given)
        assert str(caught.value) == line


def test_a_folder_whose_sets_were_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    pd.DataFrame({"set": [1], ONE.name: [ONE.value]}).to_parquet(tmp_path / "data" / "sets.parquet")
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {"data/sets.parquet": "0" * 64}}))
    with pytest.raises(WrongInput, match=r"data/sets.parquet: was changed since it was written"):
        source_of(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {}}))
    with pytest.raises(WrongInput, match="holds no parameter sets; name a folder that mcn calibrate filled"):
        source_of(tmp_path)


def test_a_number_that_shares_an_uncertainty_follows_unless_it_has_a_prior_of_its_own(
    base: Scenario, tmp_path: Path
) -> None:
    pairs = [(each, all_parameters()[each.like]) for each in all_parameters().values() if each.like]
    follower, followed = pairs[0]
    shared = priors_of(tmp_path, **{followed.name: {"low": followed.value}})
    values = values_of(base, 3, 5, parameters=shared)
    ratio = follower.value / followed.value
    assert values[follower.name] == pytest.approx(values[followed.name] * ratio)
    low, high = 0.5 * follower.value, follower.value
    own = priors_of(tmp_path, **{follower.name: {"low": low, "high": high}})
    drawn = [values_of(base, number, 5, parameters=own) for number in range(1, 30)]
    assert all(low <= each[follower.name] <= high for each in drawn)
    engines: tuple[Engine, ...] = ("ensemble", "mesa")
    for source in (shared, own):
        one, other = (simulate(base, 2, 5, parameters=source, engine=each).outcomes for each in engines)
        pd.testing.assert_frame_equal(one, other, check_exact=True)
