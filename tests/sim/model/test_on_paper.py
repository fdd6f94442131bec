"""A hub and a spoke worked out on paper for two months, number by number, and the model's own answer.

The numbers stand in `paper/scenario.yaml`, and every parameter that is not named there is 0, so that
nothing else moves and nothing is left to chance. What comes of requirements that hold back is 1 over 1
and their sum: x that is needed by w holds back by w (1/x - 1), and what there is none of by
w (1/0.05 - 1) = 19 w.
"""

from pathlib import Path

import pandas as pd
import pytest

from sim import load_scenario, simulate
from sim.inputs.levers import all_parameters
from sim.simulation import Engine, Result

FIRST, SECOND = -24, -23


@pytest.fixture(scope="module", params=["mesa", "ensemble"])
def result(request: pytest.FixtureRequest) -> Result:
    scenario = load_scenario(Path(__file__).parent / "paper" / "scenario.yaml")
    others = {name: 0.0 for name in all_parameters() if name not in scenario.parameters}
    engine: Engine = request.param
    return simulate(
        scenario.with_parameters(others),
        runs=1,
        parameters="central",
        organisations=True,
        ties=True,
        engine=engine,
    )


def network(result: Result, name: str, month: int) -> float:
    return _value(result.outcomes, month, name)


def member(result: Result, name: str, state: str, month: int) -> float:
    assert result.organisations is not None
    return _value(result.organisations[result.organisations["organisation"] == name], month, state)


def tie(result: Result, state: str, month: int) -> float:
    assert result.ties is not None
    return _value(result.ties, month, state)


def town(result: Result, state: str, month: int) -> float:
    assert result.localities is not None
    return _value(result.localities, month, state)


def _value(rows: pd.DataFrame, month: int, name: str) -> float:
    return float(rows.loc[rows["month"] == month, name].item())


def exactly(value: float) -> float:
    """A number worked out on paper; the model's is equal to it but for rounding."""
    return pytest.approx(value, rel=1e-11, abs=1e-15)  # type: ignore[return-value]


# -- The core ------------------------------------------------------------------------------
# The grant is 90,000, and the coordinator's post of 40,000 hangs on it: 50,000 of the 100,000 that a
# full programme takes are left, so 0.5. Money by the year is not secure: 0. The barrier of money
# is lifted by 0.5 x 0.5 + 0.5 x 0 = 0.25.
# Time: 1 - 0.2 x (1 - 0) = 0.8. Capability: money holds back by 0.2 x (1/0.25 - 1) = 0.6, so 1 / 1.6 = 0.625.
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
    # Effort 0.6 x 0.5 + 0.4 x 0.5 = 0.5. Engagement of 0.4 holds back by 0.4 x (1/0.4 - 1) = 0.6: common
    # ground 0.625.
    # Agreed on: 0.5 x 0.8 (time) x 0.625 (ground) = 0.25. Carried out, with a capability of 0.625:
    assert network(result, "progress", FIRST) == exactly(0.15625)
    # Guidelines come of what is agreed on: 0.2 + 0.5 x 0.25 x 0.8
    assert network(result, "guidelines", FIRST) == exactly(0.3)
    # Effort 0.6 x 1 + 0.4 x 0.5 = 0.8. Engagement of 0.279608 (below):
    ground = 1.0 / (1.0 + 0.4 * (1.0 / 0.279608 - 1.0))
    assert network(result, "progress", SECOND) == exactly(0.64 * ground * 0.625)
    # 0.3 + 0.5 x (0.8 x 0.8 x ground) x 0.7
    assert network(result, "guidelines", SECOND) == exactly(0.3 + 0.5 * 0.64 * ground * 0.7)


# -- The tie -------------------------------------------------------------------------------
# A spoke is tied to its hub by 0.5. Ties see both ends as they were a month ago, and nobody had met before
# the first month.


def test_strength_of_the_tie(result: Result) -> None:
    # 0.5 - 0.2 x 0.5 (fade)
    assert tie(result, "strength", FIRST) == exactly(0.4)
    # Both came last month: 0.4 + 0.2 x 1 x 1 x 0.6 - 0.2 x 0.4
    assert tie(result, "strength", SECOND) == exactly(0.44)


def test_trust_and_rivalry(result: Result) -> None:
    # Both live on what the NHS pays, so they are rivals: 0.25 - 0.2 x 0.25 (eased), nobody being strained
    # yet.
    assert tie(result, "rivalry", FIRST) == exactly(0.2)
    # The field has half of its money, so strain is 0.5: 0.2 + 0.1 x 0.5 x 0.8 - 0.2 x 0.2
    assert tie(result, "rivalry", SECOND) == exactly(0.2)
    # Trust begins at 0.5 x (1 - 0.4 x (1 - 0.5)) = 0.4 for a tie of 0.5.
    # 0.4 + 0.1 x 0.5 x 0.6 (a relation that is used) - 0.2 x 0.25 x 0.4 (rivalry) - 0.05 x 0.4 (fade)
    assert tie(result, "trust", FIRST) == exactly(0.4 + 0.03 - 0.02 - 0.02)
    # 0.39 + 0.5 x 0.49375 x 1 x 1 x 0.61 (governance in which both take part) + 0.1 x 0.4 x 0.61
    #   - 0.2 x 0.2 x 0.39 - 0.05 x 0.39
    assert tie(result, "trust", SECOND) == exactly(0.39 + 0.15059375 + 0.0244 - 0.0156 - 0.0195)
    for name in ("Hub", "Spoke"):
        assert member(result, name, "trust", SECOND) == exactly(0.52989375)
        assert member(result, name, "rivalry", SECOND) == exactly(0.2)


def test_records_are_not_linked(result: Result) -> None:
    assert tie(result, "linked", FIRST) == tie(result, "linked", SECOND) == 0.0


# -- Members -------------------------------------------------------------------------------
# The spoke is 60 km away, where travel is half of a hindrance: 60 / (60 + 60). So 1 - 0.5 x 0.5 = 0.75 of
# news
# reaches it directly, and of the direct line to spokes, 0.8, one in 2 + 2 members has 2 / 4: 0.75 x 0.4 =
# 0.3.


def test_news(result: Result) -> None:
    assert member(result, "Hub", "news", FIRST) == exactly(0.34)
    # 0.3 x 0.34; the hub had heard of nothing that it could tell.
    assert member(result, "Spoke", "news", FIRST) == exactly(0.102)
    assert member(result, "Hub", "news", SECOND) == exactly(0.57)
    # 0.3 x 0.57 = 0.171 directly; from the hub, along a tie of 0.44, as far as it is engaged itself,
    # 1 - 0.5 x (1 - 0.28532) = 0.64266, of the 0.34 that it had heard: 0.44 x 0.64266 x 0.34 = 0.096141936.
    # One or the other: 1 - 0.829 x 0.903858064
    assert member(result, "Spoke", "news", SECOND) == exactly(0.250701664944)


def test_strain(result: Result) -> None:
    # The field has half of what it needs.
    assert member(result, "Hub", "strain", FIRST) == member(result, "Spoke", "strain", FIRST) == exactly(0.5)
    # Meetings took 4 x 10 hours of the hub, and returns 5: at GBP 20, 12 x 45 x 20 = 10,800 a year, which
    # with its
    # income of 529,200 makes 540,000. It lacks 0.02 of that, and it weighs by 5: 1 - 0.5 x (1 - 0.1).
    assert member(result, "Hub", "strain", SECOND) == exactly(0.55)
    # 1 x 10 hours and 5 of the spoke: 3,600 of 360,000, so 0.01: 1 - 0.5 x (1 - 0.05)
    assert member(result, "Spoke", "strain", SECOND) == exactly(0.525)


def test_sharing(result: Result) -> None:
    # 0.5 + 0.1 x 0.5 (means) x 0.5 + 0.1 x 0.39 (trust) x 0.5 - 0.1 x 0.2 (rivalry) x 0.5 - 0.02 x 0.5
    for name in ("Hub", "Spoke"):
        assert member(result, name, "sharing", FIRST) == exactly(0.5 + 0.025 + 0.0195 - 0.01 - 0.01)
    # Means 0.45 at the hub and 0.475 at the spoke, trust 0.52989375:
    # 0.5245 + (0.045 or 0.0475 + 0.052989375) x 0.4755 - (0.02 + 0.02) x 0.5245
    assert member(result, "Hub", "sharing", SECOND) == exactly(0.5245 + 0.097989375 * 0.4755 - 0.02098)
    assert member(result, "Spoke", "sharing", SECOND) == exactly(0.5245 + 0.100489375 * 0.4755 - 0.02098)


def test_awareness_of_core_staff(result: Result) -> None:
    # News, taking part, turnover of 0.12 / 12:
    # 0.6 + 0.25 x 0.34 x 0.4 + 0.5 x 1 x 0.4 - 0.01 x 0.6 = 0.6 + 0.034 + 0.2 - 0.006
    assert member(result, "Hub", "awareness_core", FIRST) == exactly(0.828)
    # 0.6 + 0.25 x 0.102 x 0.4 + 0.2 - 0.006
    assert member(result, "Spoke", "awareness_core", FIRST) == exactly(0.8042)
    # 0.828 + (0.25 x 0.57 + 0.5) x 0.172 - 0.00828
    assert member(result, "Hub", "awareness_core", SECOND) == exactly(0.93023)
    # 0.8042 + (0.25 x 0.250701664944 + 0.5) x 0.1958 - 0.008042
    assert member(result, "Spoke", "awareness_core", SECOND) == exactly(
        0.8042 + 0.562675416236 * 0.1958 - 0.008042
    )


def test_awareness_of_all_staff(result: Result) -> None:
    # Other staff: news through those who take part, word of peers (0.6) who tell it along a tie of 0.4,
    # which is
    # half of a pull: 0.4 / (0.4 + 0.4); turnover and forgetting 0.01 + 0.09.
    # Hub: 0.1 + 0.5 x 0.34 x 1 x 0.9 + 0.1 x 0.5 x 0.6 x 0.34 x 0.9 - 0.1 x 0.1 = 0.1 + 0.153 + 0.00918 -
    # 0.01
    assert member(result, "Hub", "awareness_wider", FIRST) == exactly(0.25218)
    # Spoke: the same with news of 0.102: 0.1 + 0.0459 + 0.002754 - 0.01
    assert member(result, "Spoke", "awareness_wider", FIRST) == exactly(0.138654)
    # By staff, 4 and 6 at the hub, 1 and 9 at the spoke:
    # (4 x 0.828 + 6 x 0.25218 + 1 x 0.8042 + 9 x 0.138654) / 20 = 6.877166 / 20
    assert network(result, "awareness", FIRST) == exactly(0.3438583)
    # A tie of 0.44 pulls by 0.44 / 0.84; the hub hears of the spoke's 0.8042, the spoke of the hub's 0.828.
    pull = 0.44 / 0.84
    hub = 0.25218 + (0.285 + 0.1 * pull * 0.8042 * 0.57) * 0.74782 - 0.025218
    spoke = 0.138654 + (0.5 + 0.1 * pull * 0.828) * 0.250701664944 * 0.861346 - 0.0138654
    assert member(result, "Hub", "awareness_wider", SECOND) == exactly(hub)
    assert member(result, "Spoke", "awareness_wider", SECOND) == exactly(spoke)


def test_engagement(result: Result) -> None:
    # Commitment 0.5 and a benefit that makes it worth 1 - 0.5 x 0.4 = 0.8: 0.1 x 0.5 x 0.8 = 0.04 of what
    # is missing. Workarounds without any link 0.1, intractability 0.1 x 0.5, stalling 0.1 x (1 - 0.625), and
    # decay 0.2 x (1 - news x awareness), of what is there. Both stand at 0.4, so neither pulls.
    # Hub: 0.4 + 0.04 x 0.6 - (0.1 + 0.05 + 0.0375) x 0.4 - 0.2 x (1 - 0.34 x 0.6) x 0.4
    #   = 0.4 + 0.024 - 0.075 - 0.06368
    assert member(result, "Hub", "engagement", FIRST) == exactly(0.28532)
    # Spoke: 0.4 + 0.024 - 0.075 - 0.2 x (1 - 0.102 x 0.6) x 0.4 = 0.4 + 0.024 - 0.075 - 0.075104
    assert member(result, "Spoke", "engagement", FIRST) == exactly(0.273896)
    assert network(result, "engagement", FIRST) == exactly(0.279608)
    # Tractability follows money, the network's (0.25) and one's own (without strain 1, so 0.625; with 0.5,
    # 0.375).
    # 0.5 + 0.2 x (0.625 - 0.5) = 0.525, then 0.525 + 0.2 x (0.375 - 0.525):
    assert member(result, "Hub", "tractability", FIRST) == exactly(0.525)
    assert member(result, "Spoke", "tractability", SECOND) == exactly(0.495)
    # Hub: the same with tractability 0.525 and awareness 0.828, drawn to the spoke's 0.273896 by 0.1 x 0.44
    # / 0.84.
    pull = 0.1 * 0.44 / 0.84
    worn = 0.1 + 0.0475 + 0.0375
    kept = 1.0 - 0.57 * 0.828
    hub = 0.28532 + 0.04 * 0.71468 - pull * 0.011424 - worn * 0.28532 - 0.2 * kept * 0.28532
    assert member(result, "Hub", "engagement", SECOND) == exactly(hub)
    kept = 1.0 - 0.250701664944 * 0.8042
    spoke = 0.273896 + 0.04 * 0.726104 + pull * 0.011424 - worn * 0.273896 - 0.2 * kept * 0.273896
    assert member(result, "Spoke", "engagement", SECOND) == exactly(spoke)
    assert network(result, "engagement", SECOND) == exactly((hub + spoke) / 2.0)


def test_adoption(result: Result) -> None:
    # Guidelines in use, from 0.1 at both: 0.5 x aware (0.6 + 0.1) / 2 x engaged 0.4 x fit 0.8 x room (0.3 -
    # 0.1),
    # less 0.1 x 0.1: 0.1 + 0.0112 - 0.01
    assert network(result, "adoption", FIRST) == exactly(0.1012)
    room = (
        0.3 + 0.224 / (1.0 + 0.4 * (1.0 / 0.279608 - 1.0)) - 0.1012
    )  # guidelines as above: 0.5 x 0.64 x 0.7
    hub = 0.1012 + 0.5 * (0.828 + 0.25218) / 2.0 * 0.28532 * 0.8 * room - 0.01012
    spoke = 0.1012 + 0.5 * (0.8042 + 0.138654) / 2.0 * 0.273896 * 0.8 * room - 0.01012
    assert member(result, "Hub", "adoption", SECOND) == exactly(hub)
    assert member(result, "Spoke", "adoption", SECOND) == exactly(spoke)


# -- Care ----------------------------------------------------------------------------------
# Nurses: 10 of 20 that 50,000 children need, 0.5; of the 20 posts that a seat at all hours takes, 0.5 as
# well.
# Both serve the town, so that each counts half, and has 100 of its 200 children.


def test_advice(result: Result) -> None:
    # The hub's 2 specialists advise its own 100 children and, along a tie of 0.4, the spoke's 100: 2 of 2.8.
    assert member(result, "Hub", "advice", FIRST) == exactly(2.0 / 2.8)
    assert member(result, "Spoke", "advice", FIRST) == 0.0
    # The next month along one of 0.44, 2 of 2.88; the spoke is given what there was a month ago, as far as
    # they
    # work together, 0.44, and see the same records: without any 1 - 0.4.
    assert member(result, "Hub", "advice", SECOND) == exactly(2.0 / 2.88)
    assert member(result, "Spoke", "advice", SECOND) == exactly(0.44 * 0.6 * 2.0 / 2.8)


# Without linked records access is held back by 19 x 0.05 = 0.95; the hub's specialists are in the town
# itself.
ACCESS = {
    FIRST: 1.0 / (1.0 + 0.5 * (2.0 * 2.8 / 2.0 - 1.0) + 0.95),
    SECOND: 1.0 / (1.0 + 0.5 * (2.0 / (2.0 / 2.88 + 0.44 * 0.6 * 2.0 / 2.8) - 1.0) + 0.95),
}


@pytest.mark.parametrize("month", ACCESS)
def test_access(month: int, result: Result) -> None:
    assert network(result, "specialist_access", month) == exactly(ACCESS[month])


@pytest.mark.parametrize("month", ACCESS)
def test_cover(month: int, result: Result) -> None:
    # Nurses 0.5 x (1/0.5 - 1), the rota 0.25 x (1/0.5 - 1), the capacity of nurses and specialists, no
    # records,
    # and guidelines in use that make it one service.
    capacity = 0.2 * (2.0 / (0.5 + ACCESS[month]) - 1.0)
    service = 0.1 * (1.0 / network(result, "adoption", month) - 1.0)
    assert network(result, "cover_24_7", month) == exactly(
        1.0 / (1.0 + 0.5 + 0.25 + capacity + 0.95 + service)
    )
    assert town(result, "rota", month) == 0.5


@pytest.mark.parametrize(("month", "strength"), [(FIRST, 0.4), (SECOND, 0.44)])
def test_coordination(month: int, strength: float, result: Result) -> None:
    # No records, the tie between the two who serve here, and what they share.
    sharing = (member(result, "Hub", "sharing", month) + member(result, "Spoke", "sharing", month)) / 2.0
    held = 0.95 + 0.1 * (1.0 / strength - 1.0) + 0.2 * (1.0 / sharing - 1.0)
    assert network(result, "care_coordination", month) == exactly(1.0 / (1.0 + held))


# -- Pounds --------------------------------------------------------------------------------


def test_costs(result: Result) -> None:
    assert not result.costs.loc[result.costs["kind"] == "one-off", "pounds"].any()
    pounds = result.costs[result.costs["kind"] == "recurring"].set_index(["month", "payer"])["pounds"]
    assert isinstance(pounds, pd.Series)
    # The grant of 90,000 a year; the coordinator is paid out of it.
    assert pounds[FIRST, "commissioner"] == pounds[SECOND, "commissioner"] == exactly(7500.0)
    # Hours: 4 x 10 at the hub, 1 x 10 at the spoke, and 5 at each for data returns, searched for by hand:
    # 60, at
    # GBP 20.
    assert pounds[FIRST, "members"] == pounds[SECOND, "members"] == exactly(1200.0)
    assert pounds[FIRST, "network"] == pounds[FIRST, "national"] == 0.0
