"""Names of version 0.1.0: for one release they lead to what they named, and say how it is called now."""

from __future__ import annotations

import sys
import warnings
from importlib import import_module

import pytest

from analysis.names import FORMER


@pytest.mark.parametrize("former", sorted(FORMER))
def test_a_former_module_is_the_one_of_today(former: str):
    sys.modules.pop(former, None)
    with pytest.warns(DeprecationWarning, match=f"{former} is now {FORMER[former]}"):
        found = import_module(former)
    now = import_module(FORMER[former])
    assert found is now
    assert now.__spec__ is not None
    assert now.__spec__.name == now.__name__ == FORMER[former]


def test_modules_of_a_former_package_are_found_too():
    for former in ("analysis.cascades", "analysis.cascades.onsets"):
        sys.modules.pop(former, None)
    with pytest.warns(DeprecationWarning, match="analysis") as said:
        from analysis.cascades.onsets import onsets  # type: ignore[import-not-found]
    assert [str(each.message) for each in said] == [
        "analysis.cascades is now analysis.cascade",
        "analysis.cascades.onsets is now analysis.cascade.onsets",
    ]
    assert onsets is import_module("analysis.cascade.onsets").onsets
    with pytest.raises(ModuleNotFoundError):
        import_module("analysis.cascades.nothing")


def test_the_documented_names_are_imported_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        from analysis.compare import compare
        from analysis.plan import ask, plan
        from analysis.sensitivity import sensitivity
        from analysis.statistics import comparison
    assert compare is comparison.compare
    assert all(callable(each) for each in (ask, plan, sensitivity))
    with pytest.warns(DeprecationWarning, match=r"analysis\.plan\.Asked is now analysis\.plan\.Experiment"):
        from analysis.plan import Asked  # type: ignore[attr-defined]
    assert Asked is import_module("analysis.plan.choice").Experiment


def test_a_comparison_asked_for_as_before_is_the_question_of_today(monkeypatch: pytest.MonkeyPatch):
    from analysis.compare import command
    from analysis.compare.former import Options, Output, compare_scenarios
    from analysis.compare.question import Question

    given: list[Question] = []
    monkeypatch.setattr(command, "compare_scenarios", given.append)
    with pytest.warns(DeprecationWarning, match=r"is now .*compare_scenarios\(Question"):
        compare_scenarios(
            ["baseline", "champions"], Options(runs=400, workers=2), "main", Output(as_json=True)
        )
    assert given == [
        Question(
            base="baseline", alternatives=("champions",), outcomes="main", runs=400, parameters="prior",
            lucks=1, workers=2, json=True,
        )
    ]  # fmt: skip
