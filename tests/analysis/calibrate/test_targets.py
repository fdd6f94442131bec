"""The table of a user's figures: what is read, and what is refused in a line."""

import difflib
from pathlib import Path

import openpyxl
import pytest

from analysis.calibrate import read_targets
from analysis.calibrate.targets import NEARNESS
from sim import Scenario, WrongInput, load_scenario
from sim.model.outcomes import OUTCOMES

HEAD = "quantity,organisation,month,value,sd"


@pytest.fixture(scope="module")
def base() -> Scenario:
    return load_scenario("baseline").with_horizon(36)


@pytest.fixture(scope="module")
def member(base: Scenario) -> str:
    return base.network.organisations[0].name


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "mine.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_figures_are_of_outcomes_and_of_states_of_organisations(
    base: Scenario, member: str, tmp_path: Path
) -> None:
    rows = ("engagement,,12,0.4,0.02", f"trust,{member},24,0.5,0.03", f"nurse_posts,{member},0,8,0")
    one, other, posts = read_targets(table(tmp_path, *rows), base)
    assert (one.series.title, one.series.unit) == (OUTCOMES["engagement"].title, "share")
    assert (other.series.title, other.series.unit) == (f"Trust, {member}", "share")
    assert (one.place, one.month, one.value, one.sd, one.use) == ("mine.csv:2", 12, 0.4, 0.02, "fit")
    # Where the table does not say how near the model is to come: to what is worth telling apart.
    assert one.discrepancy == OUTCOMES["engagement"].worthwhile
    assert other.discrepancy == OUTCOMES["trust"].worthwhile
    assert posts.discrepancy == NEARNESS * 8


def test_dates_are_months_where_the_scenario_names_its_month_0(base: Scenario, tmp_path: Path) -> None:
    rows = ("engagement,,Apr 2028,0.4,0.02", "engagement,,2029-04,0.4,0.02", "engagement,,2.5 years,0.4,0.02")
    found = read_targets(table(tmp_path, *rows), base.with_month_0("Apr 2027"))
    assert [each.month for each in found] == [12, 24, 30]
    assert found[0].named(base.with_month_0("Apr 2027").month_0) == "engagement at month 12 (Apr 2028)"


def test_a_share_of_the_figures_is_left_out_by_the_seed(base: Scenario, tmp_path: Path) -> None:
    path = table(tmp_path, *(f"engagement,,{month},0.4,0.02" for month in range(20)))

    def out(seed: int) -> list[int]:
        return [each.month for each in read_targets(path, base, 0.25, seed) if each.use == "check"]

    assert len(out(1)) == 5
    assert out(1) == out(1) != out(2)


def test_a_workbook_is_read_too(base: Scenario, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEAD.split(","), ["engagement", None, 12, 0.4, 0.02]):
        book.active.append(row)
    book.save(tmp_path / "mine.xlsx")
    (found,) = read_targets(tmp_path / "mine.xlsx", base)
    assert (found.place, found.month, found.value) == ("mine.xlsx:2", 12, 0.4)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("engagment,,12,0.4,0.02", "quantity: there is no outcome 'engagment'; did you mean engagement?"),
        (
            "trust_of,{member},12,0.4,0.02",
            "quantity: organisations have no state 'trust_of'; ",
        ),
        ("strain,Nowhere,12,0.4,0.02", "organisation: there is no organisation 'Nowhere' in study-region; "),
        ("need,,12,0.4,0.02", "quantity: need is a state of an organisation; name the organisation"),
        (
            "engagement,,48,0.4,0.02",
            "month: month 48 is outside the run, months -24 to 36; give --horizon 48",
        ),
        ("engagement,,-30,0.4,0.02", "month: month -30 is outside the run, months -24 to 36; leave it out"),
        ("engagement,,-inf,0.4,0.02", "month: '-inf' is no month; write a number such as 24"),
        (
            "engagement,,soon,0.4,0.02",
            "month: 'soon' is no month; write a number such as 24, or a date",
        ),
        (
            "engagement,,Apr 2028,0.4,0.02",
            "month: 'Apr 2028' is a date, and baseline says not which month is month 0; add ",
        ),
        ("engagement,,12,40,2", "value: 40 is not a share from 0 to 1; write 0.4"),
        ("engagement,,12,40 %,2", "value: '40 %' is not a number; write the number itself"),
        ("engagement,,12,0.4,", "sd: is empty; write a number"),
        ("engagement,,12,0.4,-1", "sd: -1 is below 0; write 0 or more"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    base: Scenario, member: str, tmp_path: Path, row: str, line: str
) -> None:
    with pytest.raises(WrongInput) as caught:
        read_targets(table(tmp_path, row.format(member=member)), base)
    assert str(caught.value).startswith(f"mine.csv:2, column {line}")


def test_everything_wrong_is_said_at_once(base: Scenario, tmp_path: Path) -> None:
    rows = ("engagement,,12,0.4,0.02", "engagement,,12,0.5,0.02", "nothing,,99,1,1")
    with pytest.raises(WrongInput) as caught:
        read_targets(table(tmp_path, *rows), base)
    said = str(caught.value).splitlines()
    assert [each.partition(" ")[0] for each in said] == ["mine.csv:3:", "mine.csv:4,", "mine.csv:4,"]
    assert said[0] == "mine.csv:3: repeats mine.csv:2; keep one of the two"


def test_a_figure_given_ever_so_often_repeats_the_first_alone(base: Scenario, tmp_path: Path) -> None:
    with pytest.raises(WrongInput) as caught:
        read_targets(table(tmp_path, *["engagement,,12,0.4,0.02"] * 400), base)
    assert {fault.what for fault in caught.value.faults} == {"repeats mine.csv:2"}
    assert len(caught.value.faults) == 399


def test_what_is_meant_by_a_misspelt_name_is_looked_up_once_for_all_rows(
    base: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up, real = list[str](), difflib.get_close_matches
    monkeypatch.setattr(difflib, "get_close_matches", lambda *a, **b: looked_up.append(a[0]) or real(*a, **b))
    with pytest.raises(WrongInput):
        read_targets(table(tmp_path, *["engagement,Somewhere,12,0.4,0.02"] * 30), base)
    assert looked_up.count("somewhere") == 1


def test_tables_that_are_none_and_figures_that_cannot_be_met_are_refused(
    base: Scenario, tmp_path: Path
) -> None:
    exact = table(tmp_path, "engagement,,12,0.4,0,0", head=f"{HEAD},discrepancy")
    left_out = tmp_path / "out.csv"
    left_out.write_text(f"{HEAD},use\nengagement,,12,0.4,0.1,check\n", encoding="utf-8")
    for path, check, line in (
        (Path("mine.pdf"), 0.0, "mine.pdf: is no table that is read here; save it as .csv or .xlsx"),
        (tmp_path / "none.csv", 0.0, "there is no such file"),
        (exact, 0.0, "mine.csv:2, column sd: sd and discrepancy are both 0"),
        (left_out, 0.0, "out.csv: leaves no figure to fit; write fit into use for some"),
        (left_out, 0.5, "--check: the table says in its column use which figures are left out; keep one"),
        (exact, 1.5, "--check: 1.5 is no share from 0 to below 1; write one such as 0.2"),
    ):
        with pytest.raises(WrongInput) as caught:
            read_targets(path, base, check)
        assert line in str(caught.value)
