"""One organisation's story: what happened is told, all of it and nothing else, in words for all there is."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.cli import main
from analysis.story import text
from analysis.story.analysis import GROUPS, STAGES, Event, Life, _crossings, events, years
from analysis.story.document import answer_of, document_of
from analysis.story.evaluate import life_of, organisation_of
from sim import load_network, load_scenario
from sim.inputs.errors import WrongInput
from sim.inputs.scenarios import Scenario
from sim.model.flows import flows

FAR, HUB = "Ravelmoor Hospital", "Starling Meadow Children's Hospice"
LIVES = ("far", "hub", "struck")


def scenario() -> Scenario:
    return load_scenario("shared-records").with_horizon(30)


@pytest.fixture(scope="module")
def lives() -> dict[str, Life]:
    struck = scenario().with_shocks(
        {"month": 3, "staff-lost": 0.5, "organisations": {"name": FAR}},
        {"month": 20, "leaves": True, "organisations": {"name": FAR}},
    )
    struck = struck.with_levers(champions={"start": 0, "end": 12}).with_month_0("Apr 2027")
    far = life_of(scenario(), FAR, run=3)
    return {
        "far": far,
        "hub": replace(far, organisation=organisation_of(scenario().network, HUB)),
        "struck": life_of(struck, FAR, run=3),
    }


@pytest.fixture(scope="module")
def found(lives: dict[str, Life]) -> dict[str, pd.DataFrame]:
    return {name: events(life) for name, life in lives.items()}


# -- What happened -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["far", "hub"])
def test_every_meeting_is_come_to_or_missed(name: str, lives, found) -> None:
    life, rows = lives[name], found[name]
    came = rows.loc[rows["what"] == "came", "month"]
    missed = rows.loc[rows["what"] == "stayed away", "month"]
    assert sorted([*came, *missed]) == list(range(-24, 31, 3))
    assert (life.states.loc[list(came), "participation"] == 1).all()
    assert (life.states.loc[list(missed), "participation"] == 0).all()


@pytest.mark.parametrize("name", LIVES)
@pytest.mark.parametrize("group", GROUPS)
def test_who_left_and_came_makes_the_posts(name: str, group: str, lives, found) -> None:
    posts, rows = lives[name].states[group], found[name]
    of = rows[rows["about"] == group]
    moved = of["amount"].where(of["what"] == "joined", -of["amount"]).groupby(of["month"]).sum()
    changed = posts.diff().fillna(0.0)
    np.testing.assert_allclose(changed, moved.reindex(posts.index, fill_value=0.0), atol=0.011)


@pytest.mark.parametrize("name", LIVES)
def test_records_and_guidelines_are_those_of_the_states(name: str, lives, found) -> None:
    states, rows = lives[name].states, found[name]
    stages = rows[rows["what"] == "records"].set_index("month")["about"]
    changed = states["records_stage"][states["records_stage"].diff().fillna(0) != 0]
    assert stages.to_dict() == {month: STAGES[int(stage)] for month, stage in changed.items()}
    taken_up = set(rows.loc[rows["what"] == "guideline", "month"])
    assert {month for month, more in states["adoption"].diff().items() if more > 0.02} <= taken_up


def test_those_who_left_the_network_miss_nothing(found) -> None:
    rows = found["struck"]
    after = rows[rows["month"] >= 20]
    assert not set(after["what"]) & {"came", "stayed away", "study day"}
    assert (rows["what"] == "shock").sum() == 2
    assert {"champion", "no champion"} <= set(rows["what"])


@pytest.mark.parametrize("name", LIVES)
def test_what_was_heard_before_is_heard_again(name: str, lives, found) -> None:
    problems, rows = lives[name].problems(lives[name].name), found[name]
    begins = rows[rows["what"] == "begins"]
    before = [
        (problems["problem"] == p) & (problems["onset"] < m)
        for p, m in zip(begins["about"], begins["month"], strict=True)
    ]
    assert list(begins["why"] == "again") == [bool(each.any()) for each in before]


def test_crossings_need_a_way_back() -> None:
    values = pd.Series([0.1, 0.25, 0.31, 0.25, 0.29, 0.1, 0.25], index=range(7))
    assert list(_crossings(values, 0.2, 0.3)) == [(2, True), (5, False)]


@pytest.mark.parametrize(
    ("horizon", "last"),
    [(1, range(2)), (5, range(6)), (6, range(7)), (60, range(48, 61)), (70, range(60, 71))],
)
def test_years_have_every_month_once(horizon: int, last: range) -> None:
    spells = years(horizon)
    assert [month for spell in spells for month in spell] == list(range(-24, horizon + 1))
    assert spells[-1] == last


# -- How it is told ------------------------------------------------------------------------


def test_there_are_words_for_every_flow() -> None:
    of = {
        stock: {each.flow for each in flows() if each.stock == stock and each.entity == "organisation"}
        for stock in ("participation", "engagement", "adoption")
    }
    assert text.STAYED_AWAY.keys() == of["participation"]
    # What spares a disappointment is no reason by itself.
    assert text.DREW_IN.keys() | text.DROVE_OFF.keys() == of["engagement"] - {"expectations_managed"}
    assert text.TAKEN_UP.keys() == of["adoption"] - {"known_and_engaged", "turnover"}


@pytest.mark.parametrize("name", LIVES)
def test_everything_is_told_month_by_month(name: str, lives, found) -> None:
    told = text.sentences(found[name], lives[name])
    assert len(told) == len(found[name])
    start = r"[A-Z][a-z]{2} 20\d\d" if name == "struck" else r"Month -?\d+"
    assert all(re.fullmatch(rf"{start}: [^{{}}_]+\.", each) for each in told)


@pytest.mark.parametrize("name", LIVES)
def test_each_year_has_a_paragraph_of_what_counts_most(name: str, lives, found) -> None:
    told = text.paragraphs(found[name], lives[name])
    assert [each.partition(" (")[0] for each in told] == [
        "Two years before",
        "The year before",
        "Year 1",
        "Year 2",
        "Year 3",
    ][: len(told)]
    assert all(len(re.findall(r"\. (?=[A-Z])|\.$", each)) <= text.MOST + 2 for each in told)
    assert all("by the end of the year" in each.lower() for each in told)


def test_a_reason_is_not_said_twice() -> None:
    rows = [Event(month, "stayed away", why="travel") for month in range(-24, 13, 3)]
    rows += [Event(month, "year", amount=0.0, level=0.3) for month in (-13, -1, 12)]
    frame = pd.DataFrame(sorted(rows), columns=list(Event._fields))

    class Short:
        class result:  # noqa: N801
            scenario = load_scenario("baseline").with_horizon(12)

    first, second, third = text.paragraphs(frame, Short)  # type: ignore[arg-type]
    assert "because it was too far" in first
    assert "for the same reason" in second
    assert "too far" not in second + third


def test_whatever_may_happen_has_its_place() -> None:
    single = set(text.PLAIN) - {"came", "coordinator", "grant", "no coordinator", "no grant"}
    assert single <= set(text.ORDER)


# -- The command ---------------------------------------------------------------------------


def test_document_and_answer(lives, found) -> None:
    life, rows = lives["far"], found["far"]
    short, full = (document_of(rows, life, full=each) for each in (False, True))
    assert len(full.sentences("story")) == len(rows) + 2
    assert len(short.sentences("story")) == len(years(30)) + 2
    answer = answer_of(rows, life)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert len(answer["events"]) == len(rows)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Hosptal", "NAME: there is no organisation 'Hosptal'; "),
        (
            "community children's",
            "NAME: 'community children's' names 4 organisations; say which: Harrowmere Comm",
        ),
    ],
)
def test_a_name_that_is_none_is_refused(name: str, said: str) -> None:
    with pytest.raises(WrongInput) as caught:
        organisation_of(load_network("study-region"), name)
    assert str(caught.value).startswith(said)


def test_a_part_of_a_name_will_do() -> None:
    assert organisation_of(load_network("study-region"), "ravel").name == FAR


def test_it_is_printed_within_80_columns(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["story", "starling", "--horizon", "6", "--run", "2"])
    said = capfd.readouterr()
    assert (stop.value.code, said.err) == (0, "")
    assert said.out.startswith(f"{HUB} in run 2 of: As studied\n")
    assert max(map(len, said.out.split("\n"))) <= 80
