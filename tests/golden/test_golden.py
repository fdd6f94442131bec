"""Golden results: the model gives today what it gave when they were last refreshed on purpose."""

import pytest

from tests.golden.refresh import MONTHS, OUTCOMES, SCENARIOS, Golden, Key, read, results

HOW = "if that is meant: python -m tests.golden.refresh"


@pytest.fixture(scope="module")
def now() -> Golden:
    return results()


def test_file_holds_what_is_golden() -> None:
    kept = read()
    assert list(kept) == [
        Key(scenario, run, month) for scenario in SCENARIOS for run in (0, 1) for month in MONTHS
    ], HOW
    assert all(tuple(values) == OUTCOMES for values in kept.values()), HOW


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_central_run_is_the_same_to_the_bit(scenario: str, now: Golden) -> None:
    for key, kept in read().items():
        if key.scenario == scenario and key.run == 0:
            assert now[key] == kept, f"{key}; {HOW}"


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_drawn_run_is_the_same(scenario: str, now: Golden) -> None:
    # Draws from log-uniform priors take a power, whose last bit is each platform's own.
    for key, kept in read().items():
        if key.scenario == scenario and key.run == 1:
            assert now[key] == pytest.approx(kept, rel=1e-9, abs=1e-12), f"{key}; {HOW}"
