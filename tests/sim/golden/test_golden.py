"""Golden results: the model gives today what it gave when they were last refreshed on purpose.

The drawn run is held to the last bit like the central one: priors are built of ``+ - * /`` and square
roots, which every processor rounds alike.
"""

import pytest

from tests.sim.golden.refresh import MONTHS, OUTCOMES, SCENARIOS, Golden, Key, read, results

HOW = "if that is meant: python -m tests.sim.golden.refresh"


@pytest.fixture(scope="module", params=["ensemble", "mesa"])
def now(request: pytest.FixtureRequest) -> Golden:
    return results(request.param)


def test_file_holds_what_is_golden() -> None:
    kept = read()
    assert list(kept) == [
        Key(scenario, run, month) for scenario in SCENARIOS for run in (0, 1) for month in MONTHS
    ], HOW
    assert all(tuple(values) == OUTCOMES for values in kept.values()), HOW


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("run", [0, 1], ids=["central", "drawn"])
def test_run_is_the_same_to_the_bit(run: int, scenario: str, now: Golden) -> None:
    for key, kept in read().items():
        if key.scenario == scenario and key.run == run:
            assert now[key] == kept, f"{key}; {HOW}"
