"""Indices against those known on paper, through the wrapper: Ishigami's function and Sobol's G."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from analysis.sensitivity import analyze, sample
from analysis.sensitivity.methods import METHODS, Method, check
from analysis.sensitivity.sample import Design, Problem, quiet
from sim import WrongInput

Floats = NDArray[np.float64]
THREE = Problem(("x1", "x2", "x3"))
EIGHT = Problem(tuple(f"x{place}" for place in range(1, 9)))
G = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0])
ENOUGH = {"sobol": 4096, "morris": 400, "fast": 1025, "dgsm": 1024, "ff": 2, "hdmr": 1000}


def ishigami(points: Floats) -> Floats:
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def ishigami_on_paper() -> dict[str, list[float]]:
    """Shares of variance, by integration (Ishigami and Homma 1990; Saltelli et al. 2008)."""
    pair = 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    first = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2
    second = 7**2 / 8
    whole = first + second + pair
    return {
        "S1": [first / whole, second / whole, 0.0],
        "ST": [(first + pair) / whole, second / whole, pair / whole],
        "S2": [0.0, pair / whole, 0.0],
    }


def g_function(points: Floats) -> Floats:
    return np.asarray(((np.abs(4 * points - 2) + G) / (1 + G)).prod(axis=1))


def g_on_paper() -> dict[str, Floats]:
    part = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + part) - 1
    rest = np.array([np.prod(np.delete(1 + part, place)) for place in range(len(G))])
    return {"S1": part / whole, "ST": part * rest / whole}


def found(
    method: Method, problem: Problem, function: object, *, pairs: bool = False, seed: int = 1
) -> pd.DataFrame:
    samples = ENOUGH.get(method.name, 2048)
    design = method.sample(problem, samples, seed, pairs)
    return method.analyse(design, function(design.points()), seed, pairs)  # type: ignore[operator]


def small(method: Method, seed: int) -> pd.DataFrame:
    design = method.sample(THREE, 1 << (max(method.least, 64) - 1).bit_length(), seed)
    return method.analyse(design, ishigami(design.points()), seed, resamples=3)


def values(table: pd.DataFrame, index: str) -> Floats:
    return table[table["index"] == index]["value"].to_numpy(float)


@pytest.mark.parametrize(
    ("name", "index", "within"),
    [
        ("sobol", "S1", 0.03),
        ("sobol", "ST", 0.03),
        ("sobol", "S2", 0.05),
        ("fast", "S1", 0.03),
        ("fast", "ST", 0.05),
        ("rbd-fast", "S1", 0.04),
        ("hdmr", "S1", 0.04),
        ("hdmr", "S2", 0.04),
    ],
)
def test_shares_of_ishigami_s_variance_are_those_on_paper(name: str, index: str, within: float):
    method = METHODS[name]
    table = found(method, THREE, ishigami, pairs=index == "S2" or (method.pairs and index == "ST"))
    np.testing.assert_allclose(values(table, index), ishigami_on_paper()[index], atol=within)


@pytest.mark.parametrize(
    ("name", "index", "within"),
    [
        ("sobol", "S1", 0.02),
        ("sobol", "ST", 0.02),
        ("fast", "S1", 0.03),
        ("rbd-fast", "S1", 0.04),
        ("hdmr", "S1", 0.04),
    ],
)
def test_shares_of_sobol_s_g_are_those_on_paper(name: str, index: str, within: float):
    table = found(METHODS[name], EIGHT, g_function)
    np.testing.assert_allclose(values(table, index), g_on_paper()[index], atol=within)


def test_intervals_hold_what_is_on_paper():
    table = found(METHODS["sobol"], EIGHT, g_function)
    total = table[table["index"] == "ST"]
    assert (np.abs(total["value"] - g_on_paper()["ST"]) <= 2 * total["error"] + 1e-4).all()
    assert (total["error"] > 0).all()


def test_derivatives_are_those_on_paper_and_bound_the_total_order():
    """Of Ishigami: the mean squared derivatives, by integration, in units of the whole range (2 pi)."""
    x1 = 0.5 * (1 + 2 * 0.1 * np.pi**4 / 5 + 0.01 * np.pi**8 / 9)
    on_paper = (2 * np.pi) ** 2 * np.array([x1, 7**2 / 2, 16 * 0.01 * np.pi**6 / 7 / 2])
    design = METHODS["dgsm"].sample(THREE, 2048, 1)
    fine = sample.replace(design, second=design.first + (design.second - design.first) / 50)
    table = analyze.dgsm(fine, ishigami(fine.points()), 100, 1, False)
    np.testing.assert_allclose(values(table, "vi"), on_paper, rtol=0.05)
    coarse = found(METHODS["dgsm"], THREE, ishigami)
    assert (values(coarse, "dgsm") >= ishigami_on_paper()["ST"]).all()
    np.testing.assert_allclose(values(coarse, "vi"), on_paper, rtol=0.06)


def test_the_interval_of_a_derivative_measure_is_in_its_own_terms():
    table = found(METHODS["dgsm"], THREE, ishigami).set_index(["index", "factor"])
    ratio = table.loc["dgsm", "error"] / table.loc["vi", "error"]
    np.testing.assert_allclose(ratio, table.loc["dgsm", "value"] / table.loc["vi", "value"])


def test_morris_effects_are_those_worked_out_by_hand():
    """Of 2 a + b c: the effect of a is 2 everywhere; that of b is c, which is 0, 1/3, 2/3 or 1."""
    table = found(METHODS["morris"], THREE, lambda p: 2 * p[:, 0] + p[:, 1] * p[:, 2])
    np.testing.assert_allclose(values(table, "mu_star"), [2, 0.5, 0.5], atol=0.05)
    np.testing.assert_allclose(values(table, "sigma"), [0, np.sqrt(5) / 6, np.sqrt(5) / 6], atol=0.05)
    np.testing.assert_allclose(values(table, "mu"), values(table, "mu_star"))


def test_main_effects_are_half_the_difference_between_the_ends():
    table = found(METHODS["ff"], THREE, lambda p: 3 * p[:, 0] - p[:, 1] + 5 * p[:, 1] * p[:, 2])
    np.testing.assert_allclose(values(table, "ME"), [1.5, 0.75, 1.25])
    alone = found(METHODS["ff"], THREE, lambda p: 3 * p[:, 0])
    np.testing.assert_allclose(alone["value"], [1.5, 0, 0], atol=1e-12)
    assert (table["error"] > 0).all()


def test_distances_of_distributions_are_those_on_paper():
    """Of y = x1: known to a tenth, y lies in a tenth; the largest distance of such a slice is 0.9."""
    table = found(METHODS["pawn"], THREE, lambda p: p[:, 0])
    assert table.iloc[0]["value"] == pytest.approx(
        0.7, abs=0.02
    )  # the slices' distances are 0.9, 0.8, ..., 0.5
    largest = table[table["index"] == "maximum"].iloc[0]["value"]
    assert largest == pytest.approx(0.9, abs=0.01)
    assert (table[table["factor"] == "x2"]["value"] < 0.1).all()


def test_slices_are_as_far_from_the_whole_as_salib_says():
    design = METHODS["pawn"].sample(THREE, 512, 3)
    y = ishigami(design.points())
    table = METHODS["pawn"].analyse(design, y, 3)
    mine = analyze.slice_distances(design.points(), y)
    np.testing.assert_allclose(np.median(mine, axis=1), values(table, "median"), atol=0.01)
    np.testing.assert_allclose(mine.max(axis=1), values(table, "maximum"), atol=0.01)


def test_delta_of_a_sum_of_two_normal_factors_is_that_on_paper():
    """Borgonovo (2007): half the mean distance of densities, here worked out by quadrature."""
    weights = np.array([1.0, 0.5])
    y, step = np.linspace(-6, 6, 4001, retstep=True)
    known = norm.ppf((np.arange(400) + 0.5) / 400)
    whole = norm.pdf(y, scale=np.hypot(*weights))
    on_paper = [
        np.mean([np.abs(whole - norm.pdf(y, mine * x, other)).sum() * step / 2 for x in known])
        for mine, other in (weights, weights[::-1])
    ]
    method = METHODS["delta"]
    design = method.sample(THREE, 2048, 1)
    table = method.analyse(design, norm.ppf(design.points()[:, :2]) @ weights, 1, resamples=4)
    np.testing.assert_allclose(values(table, "delta"), [*on_paper, 0], atol=0.04)
    np.testing.assert_allclose(values(table, "S1"), [0.8, 0.2, 0], atol=0.03)


# -- Designs -------------------------------------------------------------------------------


@pytest.mark.parametrize("pairs", [False, True])
@pytest.mark.parametrize("groups", [(), ("one", "two", "one")])
def test_the_sobol_design_is_salib_s_to_the_last_bit(pairs: bool, groups: tuple[str, ...]):
    from SALib.sample import sobol

    problem = Problem(THREE.names, groups)
    design = METHODS["sobol"].sample(problem, 16, 4, pairs)
    theirs = sobol.sample(problem.for_salib(), 16, calc_second_order=pairs, seed=5)
    np.testing.assert_array_equal(design.points(), theirs)
    np.testing.assert_array_equal(design.points(7, 11), theirs[7:11])
    assert design.rows == len(theirs)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_first_samples_of_a_design_are_a_design(name: str):
    method = METHODS[name]
    design = method.sample(Problem(("a", "b", "luck")), max(method.least, 64), 1)
    part = design.part(max(1, design.samples // 2))
    np.testing.assert_array_equal(part.points(), design.points(0, part.rows))
    assert 0 < part.rows < design.rows
    if part.lucks is not None and design.lucks is not None:
        np.testing.assert_array_equal(part.lucks, design.lucks[: part.rows])


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"dgsm"}))
def test_lucks_are_whole_numbers_and_chance_has_several(name: str):
    method = METHODS[name]
    design = method.sample(Problem(("a", "b", "luck")), max(method.least, 64), 1)
    assert design.lucks is not None
    assert design.lucks.min() >= 0
    assert len(np.unique(design.lucks)) >= 10


def test_a_seed_of_zero_is_a_seed():
    for method in METHODS.values():
        first = small(method, 0)
        np.random.random()  # noqa: NPY002 (SALib, left to itself, would go on from here)
        again, other = (small(method, seed) for seed in (0, 7))
        pd.testing.assert_frame_equal(first, again)
        assert method.name == "ff" or not first["value"].equals(other["value"]), method.name


def test_salib_leaves_nothing_changed_behind():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    look, filters = warnings.formatwarning, list(warnings.filters)
    with quiet(8):
        warnings.formatwarning = lambda *_: "changed"  # type: ignore[assignment]
        warnings.simplefilter("once")
        np.random.random(100)  # noqa: NPY002
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert warnings.formatwarning is look
    assert warnings.filters == filters


# -- What is refused -----------------------------------------------------------------------


REFUSED = (
    ("sobol", 1000, 3, {}, "--samples: 1000 is not a power of two, which sobol needs; write 512 or 1024"),
    ("dgsm", 63, 3, {}, "--samples: 63 is not a power of two, which dgsm needs; write 32 or 64"),
    ("fast", 64, 3, {}, "--samples: 64 points on a curve are too few for fast; give 65 or more"),
    ("ff", 9, 3, {"grouped": True}, "--groups: ff has no indices of groups; use --method sobol or morris"),
    ("ff", 9, 3, {"second_order": True}, "--second-order: ff has none; use --method sobol or hdmr"),
    (
        "hdmr", 999, 61, {},
        "--factors: 61 factors are more than the 60 that hdmr can take; name fewer, or screen them first "
        "with --keep 12",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("name", "samples", "factors", "options", "line"), REFUSED)
def test_what_a_method_cannot_do_is_said_in_one_line(name, samples, factors, options, line):
    given = {"grouped": False, "second_order": False, **options}
    with pytest.raises(WrongInput) as refused:
        check(METHODS[name], samples, factors, **given)
    assert str(refused.value) == line


def test_rows_of_a_repeated_design_are_fewer_than_its_runs():
    design: Design = METHODS["dgsm"].sample(THREE, 4, 1)
    assert (design.rows, design.runs) == (16, 128)
