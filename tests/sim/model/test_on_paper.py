"""A hub and a spoke worked out on paper for two months, number by number, and the model's own answer.

The numbers stand in `paper/scenario.yaml`, and every parameter that is not named there is 0, so
that nothing else moves. x' is what x is after the month.
"""

from pathlib import Path

import pandas as pd
import pytest

from sim import load_scenario, simulate
from sim.inputs.levers import all_parameters
from sim.simulation import Result

FIRST, SECOND = -24, -23


@pytest.fixture(scope="module")
def result() -> Result:
    scenario = load_scenario(Path(__file__).parent / "paper" / "scenario.yaml")
    others = {name: 0.0 for name in all_parameters() if name not in scenario.parameters}
    return simulate(scenario.with_parameters(others), runs=1, parameters="central", organisations=True)


def network(result: Result, name: str, month: int) -> float:
    rows = result.outcomes
    return float(rows.loc[rows["month"] == month, name].item())


def member(result: Result, name: str, state: str, month: int) -> float:
    assert result.organisations is not None
    rows = result.organisations
    return float(rows.loc[(rows["organisation"] == name) & (rows["month"] == month), state].item())


def exactly(value: float) -> float:
    """A number worked out on paper; the model's is equal to it but for rounding."""
    return pytest.approx(value, rel=1e-12, abs=1e-15)  # type: ignore[return-value]


# -- The core ------------------------------------------------------------------------------
# The grant is 90,000, and the coordinator's post of 40,000 hangs on it: 50,000 of the 100,000 that a
# full programme takes are left, so 0.5. Money by the year is not secure: 0. The barrier of money
# is lifted by 0.5 x 0.5 + 0.5 x 0 = 0.25.
# Time: 1 - 0.2 x (1 - 0) = 0.8. Capability: 1 - 0.4 x (1 - 0.25) = 0.7.
# The coordinator settles in over two months, 0.5 and then 1; the leaders' commitment stays at 0.5.


def test_governance(result: Result) -> None:
    # 0.3 + 0.2 x 0.5 x 0.7 (coordinator) + 0.1 x 0.5 x 0.7 (leaders) - 0.1 x 0.3 (lapse)
    #   = 0.3 + 0.07 + 0.035 - 0.03
    assert network(result, "governance", FIRST) == exactly(0.375)
    # 0.375 + 0.2 x 1 x 0.625 + 0.1 x 0.5 x 0.625 - 0.1 x 0.375 = 0.375 + 0.125 + 0.03125 - 0.0375
    assert network(result, "governance", SECOND) == exactly(0.49375)


def test_information_flow(result: Result) -> None:
    # 0.2 + 0.4 x 0.5 x 0.8 - 0.1 x 0.2 = 0.2 + 0.16 - 0.02
    assert network(result, "information_flow", FIRST) == exactly(0.34)
    # 0.34 + 0.4 x 1 x 0.66 - 0.1 x 0.34 = 0.34 + 0.264 - 0.034
    assert network(result, "information_flow", SECOND) == exactly(0.57)


def test_progress_and_guidelines(result: Result) -> None:
    # Effort 0.6 x 0.5 + 0.4 x 0.5 = 0.5. Engagement of 0.4 leaves 1 - 0.5 x 0.6 = 0.7.
    # Agreed on: 0.5 x 0.8 (time) x 0.7 (engagement) = 0.28. Carried out, with a capability of 0.7:
    assert network(result, "progress", FIRST) == exactly(0.196)
    # Guidelines come of what is agreed on: 0.2 + 0.5 x 0.28 x 0.8 = 0.2 + 0.112
    assert network(result, "guidelines", FIRST) == exactly(0.312)
    # Effort 0.6 x 1 + 0.4 x 0.5 = 0.8. Engagement of 0.28628 (below) leaves 1 - 0.5 x 0.71372 = 0.64314.
    # 0.8 x 0.8 x 0.64314 = 0.4116096, times 0.7
    assert network(result, "progress", SECOND) == exactly(0.28812672)
    # 0.312 + 0.5 x 0.4116096 x 0.688
    assert network(result, "guidelines", SECOND) == exactly(0.4535937024)


# -- Members -------------------------------------------------------------------------------
# The spoke is 60 km away, where travel is half of a hindrance: 60 / (60 + 60).
# News reaches the hub in full and the spoke by 1 - 0.5 x 0.5 = 0.75:
#   first month 0.34 and 0.255, second month 0.57 and 0.4275.


def test_participation(result: Result) -> None:
    # Engagement 0.4, awareness 1 - 0.5 x (1 - 0.6) = 0.8, and for the spoke travel 1 - 0.6 x 0.5 = 0.7.
    assert member(result, "Hub", "participation", FIRST) == exactly(0.32)
    assert member(result, "Spoke", "participation", FIRST) == exactly(0.224)
    # 0.28832 x (1 - 0.5 x 0.308), and 0.28424 x (1 - 0.5 x 0.3357) x 0.7
    assert member(result, "Hub", "participation", SECOND) == exactly(0.24391872)
    assert member(result, "Spoke", "participation", SECOND) == exactly(0.1655712212)


def test_awareness_of_core_staff(result: Result) -> None:
    # News, taking part, turnover of 0.12 / 12:
    # 0.6 + 0.25 x 0.34 x 0.4 + 0.5 x 0.32 x 0.4 - 0.01 x 0.6 = 0.6 + 0.034 + 0.064 - 0.006
    assert member(result, "Hub", "awareness_core", FIRST) == exactly(0.692)
    # 0.6 + 0.25 x 0.255 x 0.4 + 0.5 x 0.224 x 0.4 - 0.006 = 0.6 + 0.0255 + 0.0448 - 0.006
    assert member(result, "Spoke", "awareness_core", FIRST) == exactly(0.6643)
    # 0.692 + 0.25 x 0.57 x 0.308 + 0.5 x 0.24391872 x 0.308 - 0.00692
    #   = 0.692 + 0.04389 + 0.03756348288 - 0.00692
    assert member(result, "Hub", "awareness_core", SECOND) == exactly(0.76653348288)
    # 0.6643 + 0.25 x 0.4275 x 0.3357 + 0.5 x 0.1655712212 x 0.3357 - 0.006643
    #   = 0.6643 + 0.0358779375 + 0.02779112947842 - 0.006643
    assert member(result, "Spoke", "awareness_core", SECOND) == exactly(0.72132606697842)


def test_awareness_of_all_staff(result: Result) -> None:
    # Other staff: news through those who take part, word of peers (0.6) who tell it (0.34), turnover and
    # forgetting 0.01 + 0.09.
    # Hub: 0.1 + 0.5 x 0.34 x 0.32 x 0.9 + 0.1 x 0.6 x 0.34 x 0.9 - 0.1 x 0.1 = 0.1 + 0.04896 + 0.01836 - 0.01
    assert member(result, "Hub", "awareness_wider", FIRST) == exactly(0.15732)
    # Spoke: 0.1 + 0.5 x 0.255 x 0.224 x 0.9 + 0.01836 - 0.01 = 0.1 + 0.025704 + 0.01836 - 0.01
    assert member(result, "Spoke", "awareness_wider", FIRST) == exactly(0.134064)
    # By staff, 4 and 6 at the hub, 1 and 9 at the spoke:
    # (4 x 0.692 + 6 x 0.15732 + 1 x 0.6643 + 9 x 0.134064) / 20 = 5.582796 / 20
    assert network(result, "awareness", FIRST) == exactly(0.2791398)
    # The hub hears of the spoke's 0.6643, the spoke of the hub's 0.692:
    # 0.15732 + 0.5 x 0.57 x 0.24391872 x 0.84268 + 0.1 x 0.6643 x 0.57 x 0.84268 - 0.015732
    assert member(result, "Hub", "awareness_wider", SECOND) == exactly(0.232076609154336)
    # 0.134064 + 0.5 x 0.4275 x 0.1655712212 x 0.865936 + 0.1 x 0.692 x 0.57 x 0.865936 - 0.0134064
    assert member(result, "Spoke", "awareness_wider", SECOND) == exactly(0.185459789397972984)
    # (4 x 0.76653348288 + 6 x 0.232076609154336 + 0.72132606697842 + 9 x 0.185459789397972984) / 20
    assert network(result, "awareness", SECOND) == exactly(0.3424528879003096428)


def test_engagement(result: Result) -> None:
    # Commitment 0.5 and a benefit that makes it worth 1 - 0.5 x 0.4 = 0.8: 0.1 x 0.5 x 0.8 = 0.04 of what
    # is missing. Workarounds without any link 0.1, intractability 0.1 x 0.5, stalling 0.1 x (1 - 0.7), and
    # decay 0.2 x (1 - news x awareness), of what is there. Both stand at 0.4, so neither pulls.
    # Hub: 0.4 + 0.04 x 0.6 - (0.1 + 0.05 + 0.03) x 0.4 - 0.2 x (1 - 0.34 x 0.6) x 0.4
    #   = 0.4 + 0.024 - 0.072 - 0.06368
    assert member(result, "Hub", "engagement", FIRST) == exactly(0.28832)
    # Spoke: 0.4 + 0.024 - 0.072 - 0.2 x (1 - 0.255 x 0.6) x 0.4 = 0.4 + 0.024 - 0.072 - 0.06776
    assert member(result, "Spoke", "engagement", FIRST) == exactly(0.28424)
    assert network(result, "engagement", FIRST) == exactly(0.28628)
    # Tractability follows the barrier of money, lifted by 0.25: 0.5 + 0.2 x (0.25 - 0.5) = 0.45, so
    # intractability is now 0.055.
    # Hub: 0.28832 + 0.04 x 0.71168 + 0.1 x (0.28424 - 0.28832) - (0.1 + 0.055 + 0.03) x 0.28832
    #   - 0.2 x (1 - 0.57 x 0.692) x 0.28832
    #   = 0.28832 + 0.0284672 - 0.000408 - 0.0533392 - 0.03491901184
    assert member(result, "Hub", "engagement", SECOND) == exactly(0.22812098816)
    # Spoke: 0.28424 + 0.04 x 0.71576 + 0.1 x 0.00408 - 0.185 x 0.28424
    #   - 0.2 x (1 - 0.4275 x 0.6643) x 0.28424
    #   = 0.28424 + 0.0286304 + 0.000408 - 0.0525844 - 0.040703835964
    assert member(result, "Spoke", "engagement", SECOND) == exactly(0.219990164036)
    assert network(result, "engagement", SECOND) == exactly(0.224055576098)


# -- Care ----------------------------------------------------------------------------------
# Nurses: 10 of 20 that 50,000 children need, 0.5. Specialists: 2 of 4 that 200 children need, 0.5.
# Access: without records 1 - 0.4 of it; the hub's specialists are in the town itself, so no distance
# takes from it: 0.5 x 0.6 = 0.3.


def test_access(result: Result) -> None:
    assert network(result, "specialist_access", FIRST) == exactly(0.3)


def test_cover(result: Result) -> None:
    # Guidelines in use, from 0.1 at both: 0.5 x aware (0.6 + 0.1) / 2 x engaged 0.4 x fit 0.8 x room 0.212
    # less 0.1 x 0.1: 0.1 + 0.011872 - 0.01
    assert network(result, "adoption", FIRST) == exactly(0.101872)
    # Nurses here 0.5; capacity of nurses and specialists (0.5 + 0.3) / 2, so 1 - 0.6 x 0.6 = 0.64;
    # no records, 1 - 0.5; one service, 1 - 0.5 x 0.898128 = 0.550936.
    # 0.5 x 0.64 x 0.5 x 0.550936
    assert network(result, "cover_24_7", FIRST) == exactly(0.08814976)
    # Hub: 0.101872 + 0.5 x 0.42466 x 0.28832 x 0.8 x 0.3517217024 - 0.0101872
    assert member(result, "Hub", "adoption", SECOND) == exactly(0.108910436667546468352)
    # Spoke: 0.101872 + 0.5 x 0.399182 x 0.28424 x 0.8 x 0.3517217024 - 0.0101872
    assert member(result, "Spoke", "adoption", SECOND) == exactly(0.1076478289815751344128)
    # One service: 1 - 0.5 x (1 - 0.1082791328245608013824) = 0.5541395664122804; times 0.16 as before.
    assert network(result, "cover_24_7", SECOND) == exactly(0.088662330625964864110592)


# -- Pounds --------------------------------------------------------------------------------


def test_costs(result: Result) -> None:
    assert not result.costs.loc[result.costs["kind"] == "one-off", "pounds"].any()
    pounds = result.costs[result.costs["kind"] == "recurring"].set_index(["month", "payer"])["pounds"]
    assert isinstance(pounds, pd.Series)
    # The grant of 90,000 a year; the coordinator is paid out of it.
    assert pounds[FIRST, "commissioner"] == pounds[SECOND, "commissioner"] == exactly(7500.0)
    # Hours: 0.32 x 4 x 10 at the hub, 0.224 x 1 x 10 at the spoke, and 5 at each for data returns, searched
    # for by hand: 12.8 + 2.24 + 10 = 25.04, at GBP 20.
    assert pounds[FIRST, "members"] == exactly(500.8)
    # 0.24391872 x 40 + 0.1655712212 x 10 + 10 = 21.412461012
    assert pounds[SECOND, "members"] == exactly(428.24922024)
    assert pounds[FIRST, "network"] == pounds[FIRST, "national"] == 0.0
