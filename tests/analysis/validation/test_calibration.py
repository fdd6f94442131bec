"""The priors filtered by the CAL patterns: what accepts, what is looked at, and that it can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.report.marginals import marginals
from analysis.statistics import informed
from analysis.validation import CheckResult, patterns
from analysis.validation.calibration import document, filter, ranking
from analysis.validation.calibration import search as search_module
from analysis.validation.calibration.__main__ import SEED, main
from analysis.validation.calibration.filter import Acceptance, Rejections
from analysis.validation.calibration.search import Search, search
from sim.inputs import all_parameters, load_evidence, load_levers
from sim.inputs.levers import priors
from sim.sampling import parameter_sets
from sim.sampling.accepted import Accepted, accepted_effects, load_accepted
from sim.sampling.candidates import Candidates

CANDIDATES = Candidates(7, 10)
WITH_RANGE = {name for name, each in all_parameters().items() if each.low < each.high}
MOVED = "people.engagement_decay"
PLACE = list(all_parameters()).index(MOVED)
CAL = {"P01", "P02", "P03", "P04", "P05", "P11", "P14"}


# -- What accepts --------------------------------------------------------------------------


def fake(monkeypatch: pytest.MonkeyPatch, holds: Callable[[str, int, int], bool]) -> list[tuple[str, int]]:
    """Let patterns hold as `holds(pattern, set, luck)` says; gives what is looked at, as it is."""
    looked = []

    def results(names: Sequence[str], candidates: Candidates, runs: Sequence[int]) -> dict[str, CheckResult]:
        looked.extend((name, run) for name in names for run in runs)
        return {
            name: CheckResult(
                np.array(
                    [holds(name, *divmod(run + candidates.lucks, candidates.lucks)) for run in runs], bool
                ),
                np.zeros(len(runs)),
                "",
            )
            for name in names
        }

    monkeypatch.setattr(filter, "_results", results)
    return looked


def test_all_patterns_have_to_hold_at_once_in_the_first_luck_and_in_nine_of_ten(monkeypatch):
    fails = {
        2: [("P04", 0)],
        3: [("P04", 9)],
        4: [("P04", 3), ("P04", 9)],
        5: [("P04", 3), ("P02", 5)],
        6: [("P04", 3), ("P02", 3), ("P14", 3)],
    }
    fake(monkeypatch, lambda name, number, luck: (name, luck) not in fails.get(number, []))
    judged = filter.judge(CANDIDATES, range(1, 7))
    assert judged.accepted == [1, 3, 6]
    assert judged.candidates == 6
    assert list(judged.left.values()) == [5, 5, 5, 5, 5]


def test_what_fails_a_cheap_pattern_is_run_no_further(monkeypatch):
    looked = fake(monkeypatch, lambda name, number, luck: not (name == "P03" and number % 2))
    judged = filter.judge(CANDIDATES, range(1, 11))
    assert judged.accepted == [2, 4, 6, 8, 10]
    assert {run // 10 + 1 for name, run in looked if name == "P02"} == {2, 4, 6, 8, 10}
    assert filter.stages()[0] == ("P03", "P04")
    assert filter.stages()[-1] == ("P02",)


def test_rejects_count_what_each_pattern_rejects_and_what_it_rejects_alone(monkeypatch):
    fails = {1: {"P03"}, 2: {"P03", "P14"}, 3: {"P14"}, 4: {"P14"}}
    fake(monkeypatch, lambda name, number, luck: name not in fails.get(number, ()))
    rejects = filter.rejected(CANDIDATES, range(1, 6))
    assert (rejects.candidates, rejects.held) == (5, 1)
    assert {name: count for name, count in rejects.rejects.items() if count} == {"P03": 2, "P14": 3}
    assert {name: count for name, count in rejects.alone.items() if count} == {"P03": 1, "P14": 2}


def test_nothing_but_cal_patterns_is_looked_at(monkeypatch):
    of_class = {name for name, each in load_evidence().patterns.items() if each.kind == "CAL"}
    assert set(filter.criteria()) == of_class == CAL
    assert {name for stage in filter.stages() for name in stage} == CAL

    def fails(*_: object) -> CheckResult:
        pytest.fail("a pattern that may not set parameters was looked at")

    others = {
        name: each if name in CAL else each._replace(cases=fails, compare=fails)
        for name, each in patterns.CHECKS.items()
    }
    monkeypatch.setattr(patterns, "CHECKS", MappingProxyType(others))
    assert filter.judge(CANDIDATES, range(1, 9)).candidates == 8
    # The watchman watched: were it of class CAL, it would be looked at.
    monkeypatch.setattr(patterns, "CHECKS", MappingProxyType({**others, "P03": others["P09"]}))
    with pytest.raises(pytest.fail.Exception):
        filter.judge(CANDIDATES, range(1, 9))


@pytest.mark.heavy
def test_a_candidate_is_judged_alike_whatever_it_is_judged_with(monkeypatch):
    candidates = Candidates(SEED, 10)
    some = sorted({*range(1, 129), *load_accepted().sets[:8]})  # few of the first are accepted
    whole = filter.judge(candidates, some)
    assert whole.accepted
    few = whole.accepted[0]
    assert filter.judge(candidates, [few]).accepted == [few]
    monkeypatch.setattr(filter, "AT_ONCE", 50)
    again = filter.judge(candidates, some)
    assert again == whole
    assert filter.rejected(candidates, some).held == list(whole.left.values())[-1]


# -- Searching -----------------------------------------------------------------------------


@pytest.fixture
def task(tmp_path, monkeypatch):
    """A search over made-up candidates, every tenth of which is accepted."""
    monkeypatch.setattr(search_module, "BLOCK", 8)
    monkeypatch.setattr(filter, "fingerprint", lambda _: "model")

    def judge(_: Candidates, sets: Sequence[int]) -> Acceptance:
        return Acceptance(len(sets), {"P03": len(sets) // 2}, [each for each in sets if each % 10 == 0])

    monkeypatch.setattr(filter, "judge", judge)
    return Search(CANDIDATES, 5, 1000, tmp_path)


@pytest.mark.parametrize("workers", [1, 3])
def test_it_stops_after_the_block_that_brings_enough(workers, task):
    assert search(task, workers) == Acceptance(56, {"P03": 28}, [10, 20, 30, 40, 50])


def test_it_gives_up_after_the_last_candidate(task):
    assert search(task._replace(most=20)) == Acceptance(24, {"P03": 12}, [10, 20])
    assert search(task._replace(most=40)).accepted == [10, 20, 30, 40]  # what was done still fits


def test_killed_and_started_again_it_finds_the_same_and_does_nothing_twice(task, monkeypatch, tmp_path):
    whole = search(task._replace(work=tmp_path / "whole"))
    real, done = filter.judge, []

    def killed(candidates: Candidates, sets: Sequence[int]) -> Acceptance:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(sets)
        return real(candidates, sets)

    monkeypatch.setattr(filter, "judge", killed)
    with pytest.raises(KeyboardInterrupt):
        search(task)
    (task.folder / "000003.99.part").write_text('{"candid', encoding="utf-8")
    begun = list(done)
    monkeypatch.setattr(filter, "judge", lambda *given: done.append(given[1]) or real(*given))
    assert search(task) == whole
    assert len(done) == len(set(done)) == 7
    assert done[:3] == begun
    assert search(task) == whole
    assert len(done) == 7


def test_another_model_other_priors_or_patterns_begin_anew(task, monkeypatch):
    folders = {task.folder, task._replace(candidates=CANDIDATES._replace(width=2.0)).folder}
    monkeypatch.setattr(filter, "fingerprint", lambda _: "another")
    folders.add(task.folder)
    monkeypatch.setattr(parameter_sets, "priors_digest", lambda: "another")
    folders.add(task.folder)
    monkeypatch.setattr(filter, "criteria", lambda: {"P01": "share=0.8"})
    folders.add(task.folder)
    assert len(folders) == 5


# -- What it tells -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shares():
    """Shares of 500 made-up sets, uniform but for one parameter."""
    drawn = np.random.default_rng(5).random((500, len(all_parameters())))
    drawn[:, PLACE] **= 2
    return drawn


def test_what_departs_from_its_prior_is_informed_and_the_rest_is_at_prior(shares):
    found = informed.informed(shares)
    assert found.loc[found["informed"], "parameter"].tolist() == [MOVED]
    row = found.iloc[0]
    assert row["ks"] == pytest.approx(stats.kstest(shares[:, PLACE], "uniform").statistic)
    assert row["accepted_median"] < row["prior_median"]
    assert set(found["parameter"]) == WITH_RANGE
    others = np.delete(shares, PLACE, axis=1).T
    assert min(stats.kstest(each, "uniform").pvalue for each in others) < informed.LEVEL  # uncorrected


def test_the_figure_has_a_panel_for_each_parameter(shares):
    names = [name for name in all_parameters() if name in WITH_RANGE][:5]
    panels = informed.panels(names, shares)
    for each in panels:
        assert each.prior.sum() == pytest.approx(1)
        assert each.accepted.sum() == pytest.approx(1)
    assert len(marginals(panels).axes) == 5


def test_rankings_agree_with_themselves_and_differ_from_their_reverse():
    table = pd.DataFrame({"engagement": [1.0, 2.0, 3.0], "cover_24_7": [0.0, 5.0, 1.0]}, list("abc"))
    found = ranking.agreement({"first": table, "same": table * 2, "reverse": -table}, "first")
    assert found.loc["same"].tolist() == [1, 1]
    assert found.loc["reverse"].tolist() == [-1, -1]


def test_levers_rank_by_what_they_change():
    found = ranking.effects(CANDIDATES, [1, 2, 3])
    assert list(found.index) == [lever.name for lever in load_levers().values()]
    assert list(found) == ["engagement", "cover_24_7"]
    assert found.loc["more-staff", "cover_24_7"] > 0


def test_the_page_says_what_was_found(shares):
    accepted = Accepted(
        seed=7,
        candidates=400,
        lucks=10,
        share=0.9,
        patterns={"P03": "share=0.9", "P14": "share=0.9"},
        priors="0" * 64,
        model="0" * 64,
        sets=(3, 5, 8, 9),
    )
    judged = Acceptance(400, {"P03": 100, "P14": 8}, [3, 5, 8, 9])
    rejects = Rejections(200, 6, {"P03": 20, "P14": 190, "P01": 0}, {"P03": 0, "P14": 150, "P01": 0})
    tables = {
        name: pd.DataFrame(
            {"engagement": [0.01, 0.05], "cover_24_7": [0.0, 0.02]}, ["coordinator", "more-staff"]
        )
        for name in ("accepted", "halved")
    }
    agreement = ranking.agreement(tables, "accepted")
    sets, looked_at = {"accepted": 4, "halved": 2}, {"accepted": 400, "halved": 90}
    rankings = document.Rankings(tables, sets, looked_at, agreement, {"doubled": Acceptance(90, {}, [7])})
    text = document.page(accepted, judged, rejects, informed.informed(shares), rankings)
    for said in (
        "**4 of 400 sets are accepted, 1.00 %.**",
        "P14 rejects most; 3.0 % of candidates pass all. P01 rejects none.",
        "| P14 | member engagement | 95.0 % | 75.0 % |",
        "| P14 | 8 | 8.0 % |",
        "| all, in the other lucks | 4 | 50.0 % |",
        f"Of {len(WITH_RANGE)} parameters that have a range the patterns inform 1;",
        "halved 2 of 90",
        "With ranges doubled, no more than 1 of 90 sets agree, too few to rank by",
        "| 1 (+5.0) | 1 (+5.0) |",
        "| *Kendall's tau* | 1.00 | 1.00 |",
    ):
        assert said in text, said
    assert "{" not in text
    assert "Kendall" not in document.page(accepted, judged, rejects, informed.informed(shares), None)


@pytest.mark.slow
@pytest.mark.heavy
def test_the_command_writes_its_files_and_the_same_again_without_judging(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.validation.calibration.search.BLOCK", 64)
    words = ["--sets", "2", "--each", "0", "--sample", "64", "--workers", "2"]
    words += ["--work", str(tmp_path / "work"), "--out", str(tmp_path)]
    assert main(words) == 0
    files = (
        "sim/sampling/accepted.json",
        "sim/sampling/accepted.csv",
        "docs/calibration.md",
        "docs/calibration.svg",
    )
    before = [(tmp_path / name).read_bytes() for name in files if (tmp_path / name).exists()]
    assert len(before) >= 3
    assert len(load_accepted(tmp_path / "sim/sampling/accepted.json").sets) >= 2
    monkeypatch.setattr(filter, "judge", lambda *_: pytest.fail("judged again"))
    assert main(words) == 0
    assert [(tmp_path / name).read_bytes() for name in files if (tmp_path / name).exists()] == before
    assert main([*words, "--sets", "5000", "--most", "64"]) == 1


# -- The files shipped ---------------------------------------------------------------------

STALE = "the accepted sets are those of another model: run python -m analysis.validation.calibration"


@pytest.mark.slow
def test_the_accepted_sets_are_those_of_this_model():
    """Fails whenever rules, priors or patterns change, until the calibration is run again."""
    shipped = load_accepted()
    assert shipped.patterns == filter.criteria(), STALE
    assert shipped.priors == parameter_sets.priors_digest(), STALE
    candidates = Candidates(shipped.seed, shipped.lucks)
    assert shipped.model == filter.fingerprint(candidates), STALE
    few = [each for each in shipped.sets if each <= 128]
    assert filter.judge(candidates, range(1, 129)).accepted == few, STALE
    assert set(accepted_effects()) == WITH_RANGE, STALE


def test_another_prior_is_another_digest(monkeypatch):
    before = parameter_sets.priors_digest()
    known = dict(priors())
    name, *_ = known
    monkeypatch.setattr(
        parameter_sets,
        "priors",
        lambda: {**known, name: known[name].model_copy(update={"what": "reworded", "grade": "A"})},
    )
    assert parameter_sets.priors_digest() == before
    monkeypatch.setattr(
        parameter_sets, "priors", lambda: {**known, name: known[name].model_copy(update={"high": 9.0})}
    )
    assert parameter_sets.priors_digest() != before


def test_another_rule_is_another_fingerprint(monkeypatch):
    monkeypatch.setattr(filter, "FINGERPRINT", 8)
    before = filter.fingerprint(CANDIDATES)
    assert filter.fingerprint(CANDIDATES) == before
    real = filter.run

    def other(*given, **options):
        ran = real(*given, **options)
        return ran._replace(outcomes=ran.outcomes * 1.0001)

    monkeypatch.setattr(filter, "run", other)
    assert filter.fingerprint(CANDIDATES) != before
