"""`mcn loops` as it is called: its table, its JSON, wrong input."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sim.inputs.loops import load_loops
from tests.analysis.cli.conftest import Answered

Command = Callable[..., Answered]


def test_json_holds_every_loop_and_both_models(mcn: Command) -> None:
    given = mcn("loops", "--runs", "4", "--json").json
    assert (given["kind"], given["scenario"], given["parameters"]) == ("loops", "baseline", "prior")
    assert [row["loop"] for row in given["loops"]] == list(load_loops())
    assert {row["model"] for row in given["starts"]} == {"as it is", "all loops cut"}


def test_the_tables_fit_a_screen(mcn: Command) -> None:
    shown = mcn("loops", "--runs", "4", "--parameters", "central")
    assert (shown.code, shown.err) == (0, "")
    lines = shown.out.split("\n")
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 40
    for loop in load_loops().values():
        assert loop.title.lower() in shown.out.lower()


def test_a_loop_is_listed_and_explained(mcn: Command) -> None:
    assert set(load_loops()) == {row["name"] for row in mcn("list", "loops", "--json").json["items"]}
    told = mcn("explain", "trust-and-sharing")
    for words in (
        "loops: {trust-and-sharing: 0}",
        "culture.trust_at_start halved",
        "culture.shared_by_trust",
    ):
        assert words in told.out


@pytest.mark.parametrize(
    ("words", "said"),
    [(["loops", "basline"], "basline"), (["loops", "--runs", "0"], "Invalid value for '--runs'")],
)
def test_wrong_input_is_2(mcn: Command, words: list[str], said: str) -> None:
    answered = mcn(*words)
    assert (answered.code, answered.out) == (2, "")
    assert said in answered.err
