"""The rivals are what they say, and the model beside itself loses nothing."""

import json
import pickle
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.report.document import document_of
from analysis.runs.batch import Evaluator
from analysis.runs.folder import opened
from analysis.statistics.barriers import WEAK_LINKS
from analysis.validation import CHECKS
from analysis.validation.check import CheckResult
from analysis.validation.regions import MAPPED, RANGES, generated
from analysis.validation.rivals import analysis, evaluate, measures, models, output
from analysis.validation.rivals.evaluate import (
    BUDGETS,
    RivalRuns,
    Setting,
    _question_tasks,
    run_rivals,
)
from analysis.validation.rivals.measures import MEASURES
from analysis.validation.rivals.models import (
    alike,
    averaged,
    placeless,
    rewired,
    shuffled,
    tied_to_all,
    untied,
)
from analysis.validation.rivals.questions import LEVERS, questions
from sim import Scenario, load_scenario, simulate
from sim.inputs import load_evidence
from sim.inputs.levers import load_levers
from sim.inputs.networks import Network
from sim.model.structure import Structure, structure_of

BASE = load_scenario("baseline")
BEFORE = structure_of(BASE.network)


def structure(rival: Callable[[Scenario], Scenario]) -> Structure:
    return structure_of(rival(BASE).network)


def test_every_weak_link_is_cut_by_itself() -> None:
    cut = [each for each in models.rivals() if each.name.startswith("without")]
    for link, rival in zip(WEAK_LINKS, cut, strict=True):
        assert link in load_evidence().links
        assert dict(rival.versions[0](BASE).links) == {link: 0.0}


# -- Ties ----------------------------------------------------------------------------------


def test_without_ties_no_one_sees_another() -> None:
    alone = simulate(untied(BASE), 2, 1, months=[60])
    same = simulate(untied(BASE).with_parameters({"people.pull_of_peers": 0.5}), 2, 1, months=[60])
    assert alone.outcomes["engagement"].tolist() == same.outcomes["engagement"].tolist()
    tied = simulate(BASE.with_parameters({"people.pull_of_peers": 0.5}), 2, 1, months=[60])
    assert alone.outcomes["engagement"].tolist() != tied.outcomes["engagement"].tolist()


def test_all_are_tied_to_all_and_nothing_else_is_otherwise() -> None:
    after, members = structure(tied_to_all), len(BEFORE.organisations)
    assert len(after.ties) == members * (members - 1) // 2
    weights = {facts.declared for _, _, facts in after.ties}
    assert len(weights) == 1
    assert min(weights) > 0.0
    apart = ("ties", "peers", "ties_of_places")
    for name in set(Structure._fields) - set(apart):
        assert getattr(after, name) == getattr(BEFORE, name)


def sorts(whole: Structure) -> list[Counter[tuple[float, ...]]]:
    """How many ties of each sort every organisation has."""
    found: list[Counter[tuple[float, ...]]] = [Counter() for _ in whole.organisations]
    for a, b, facts in whole.ties:
        for each in (a, b):
            found[each][facts.attachment, facts.hubs, facts.shared_locality, facts.declared] += 1
    return found


@pytest.mark.parametrize("version", range(1, models.VERSIONS + 1))
def test_rewired_each_keeps_its_number_of_ties_of_each_sort(version: int) -> None:
    after = structure(rewired(version))
    assert sorts(after) == sorts(BEFORE)
    ends = [frozenset(each[:2]) for each in after.ties]
    assert len(set(ends)) == len(ends)
    assert all(len(each) == 2 for each in ends)
    # Hubs are all tied to each other, whatever is rewired.
    others = {frozenset((a, b)) for a, b, facts in BEFORE.ties if not facts.hubs}
    assert len(set(ends) & others) < len(others) / 2
    for name in ("network", "characters", "localities", "services", "served", "organisations"):
        assert getattr(after, name) == getattr(BEFORE, name)


def test_rewired_spokes_have_hubs_of_their_own() -> None:
    network = rewired(1)(BASE).network
    before = Counter(each.hub for each in BASE.network.spokes)
    assert Counter(each.hub for each in network.spokes) == before
    moved = [a.hub != b.hub for a, b in zip(network.organisations, BASE.network.organisations, strict=True)]
    assert sum(moved) > len(BASE.network.spokes) / 3


# -- Organisations and places --------------------------------------------------------------


def test_all_characters_are_alike_and_nothing_else_is() -> None:
    after = structure(alike)
    assert {value for each in after.characters for value in each} == {0.0}
    assert after._replace(characters=BEFORE.characters) == BEFORE


def test_the_average_organisation_has_all_staff_and_children() -> None:
    merged, network = averaged(BASE).network, BASE.network
    (member,), (place,) = merged.organisations, merged.localities
    assert member.staff == sum(each.staff for each in network.organisations)
    assert member.nurse_posts == sum(each.nurse_posts for each in network.organisations)
    before, after = structure_of(network), structure_of(merged)
    (facts,) = after.organisations
    assert facts.income == pytest.approx(sum(each.income for each in before.organisations))
    assert facts.others_known == pytest.approx(sum(each.others_known for each in before.organisations))
    assert facts.children_nursed == after.network.children
    public = sum(each.income * each.statutory_share for each in before.organisations)
    assert facts.income * facts.statutory_share == pytest.approx(public)
    assert set(after.characters[0]) == {0.0}
    assert place.children == sum(each.children for each in network.localities)
    assert after.network.organisational_distance == before.network.organisational_distance


def test_without_places_all_children_live_in_one_which_everyone_serves() -> None:
    after = structure(placeless)
    (place,) = after.localities
    assert place.children == sum(each.children for each in BEFORE.localities)
    assert place.children_llc == pytest.approx(sum(each.children_llc for each in BEFORE.localities))
    for name in ("distance", "specialist_distance"):
        mean = sum(each.children_llc * getattr(each, name) for each in BEFORE.localities)
        assert getattr(place, name) == pytest.approx(mean / place.children_llc, rel=0.01)
    assert len({each.distance for each in after.organisations}) == 1
    (services,) = after.services
    assert len(services) == len(BEFORE.organisations)
    # Ties, members' staff and money, and the posts filled in the region are as they were.
    assert after.ties == BEFORE.ties
    for mine, theirs in zip(after.organisations, BEFORE.organisations, strict=True):
        placed = ("distance", "children_nursed", "children_served")
        assert {**mine._asdict(), **dict.fromkeys(placed, 0)} == {
            **theirs._asdict(),
            **dict.fromkeys(placed, 0),
        }
    assert after.network == BEFORE.network._replace(localities=1.0)


@pytest.mark.parametrize("rival", [averaged, placeless, tied_to_all, rewired(1), alike])
def test_the_order_of_organisations_in_the_files_does_not_matter(
    rival: Callable[[Scenario], Scenario],
) -> None:
    turned = BASE.model_copy(update={"network": reversed_network(BASE.network)})
    one, other = (simulate(rival(each), 2, 1, months=[60]).outcomes for each in (BASE, turned))
    for outcome in ("engagement", "cover_24_7", "trust"):
        assert one[outcome].tolist() == pytest.approx(other[outcome].tolist(), abs=1e-9)


def reversed_network(network: Network) -> Network:
    return network.model_copy(update={"organisations": network.organisations[::-1]})


@pytest.mark.parametrize("rival", [averaged, placeless, tied_to_all, rewired(1), alike])
def test_both_engines_run_a_rival_alike(rival: Callable[[Scenario], Scenario]) -> None:
    one, other = (simulate(rival(BASE), 1, 1, months=[0, 12], engine=each) for each in ("ensemble", "mesa"))
    assert one.outcomes.equals(other.outcomes)


# -- Levers --------------------------------------------------------------------------------


@pytest.mark.parametrize("version", range(1, models.VERSIONS + 1))
def test_every_lever_does_what_another_does(version: int) -> None:
    found = set()
    for lever in load_levers():
        (does,) = set(shuffled(version)(BASE.with_levers({lever: {"start": 0}})).levers) - {"L01"} or {"L01"}
        assert (does == lever) is (lever == "L01")
        found.add(does)
    assert found == set(load_levers())


def test_a_lever_at_random_leaves_what_it_cannot_have() -> None:
    placed = BASE.with_levers({"more-staff": {"start": 0, "nurses": 6, "reach": "hubs"}})
    (name,) = set(shuffled(1)(placed).levers) - {"L01"}
    (interval,) = shuffled(1)(placed).levers[name]
    assert (interval.nurses, interval.strength) == (None, 1.0)


# -- Beside the model: what is heavy here takes a dozen seconds; test_validate.py has less ---------


@pytest.fixture(scope="module")
def found() -> dict[str, analysis.Contrast]:
    checks = {name: CHECKS[name] for name in ("P14", "P28")}
    runs, asked = run_rivals(
        list(checks),
        Setting(16, 1, "prior"),
        Evaluator(),
        ["without C47", "levers at random", "one average organisation"],
    )
    return {each.rival.name: each for each in analysis.contrasts(checks, models.rivals(), runs, asked)}


@pytest.mark.heavy
def test_the_model_beside_itself_loses_nothing_and_ranks_alike(found: dict[str, analysis.Contrast]) -> None:
    model = found["the model"]
    assert model.loses_nothing
    assert (model.lost, model.won, model.near) == ((), (), ())
    for each in model.rankings:
        # Hubs and places that change nothing are not ranked.
        assert each.tau == pytest.approx(1.0) or np.isnan(each.tau)
        assert (each.turned, each.moved, each.mover, each.lost) == (0, 0, "", False)
        assert each.chosen in (each.best, "")
    assert {each.measure for each in model.rankings} == set(MEASURES)


@pytest.mark.heavy
def test_rivals_go_through_the_same_checks(found: dict[str, analysis.Contrast]) -> None:
    assert list(found) == [
        "the model",
        "the model, other draws",
        "one average organisation",
        "levers at random",
        "without C47",
    ]
    assert "P28" in {each.pattern.id for each in found["the model"].verdicts if each.holds}
    assert "P28" in (*found["without C47"].lost, *found["without C47"].near)


@pytest.mark.heavy
def test_levers_at_random_are_no_guide(found: dict[str, analysis.Contrast]) -> None:
    drawn = found["levers at random"]
    by_levers = [each for each in drawn.rankings if each.question == "levers"]
    assert abs(float(np.mean([each.tau for each in by_levers]))) < 0.3
    assert not drawn.loses_nothing
    assert drawn.turns
    assert drawn.losses


@pytest.mark.heavy
def test_one_organisation_cannot_say_where_to_place_nurses(found: dict[str, analysis.Contrast]) -> None:
    rankings = [
        each
        for each in found["one average organisation"].rankings
        if each.question == "where to place nurses"
    ]
    assert all(each.chosen == "" for each in rankings)
    assert all(np.isnan(each.tau) for each in rankings)


def test_planners_buy_within_their_budgets() -> None:
    from analysis.validation.rivals.evaluate import bought, prices

    setting, levers = Setting(8, 1, "prior"), [each.name for each in load_levers().values()]
    gains = np.ones((len(levers), 8, len(MEASURES)))
    bundles = bought([{"levers": gains}], setting, 1)
    costs = dict(zip(levers, prices(setting, 1), strict=True))
    assert len(bundles) == len(BUDGETS)
    for bundle, budget in zip(bundles, BUDGETS, strict=True):
        spent = sum(max(0.0, costs[each]) for each in bundle)
        left = [max(0.0, costs[each]) for each in levers if each not in bundle]
        assert spent <= budget
        assert all(spent + each > budget for each in left)


def test_what_is_done_of_it_can_be_done_anywhere() -> None:
    task = next(_question_tasks(models.rivals()[-1], "which hub to keep", (), Setting(2, 1, "prior"), 1))
    again = pickle.loads(pickle.dumps(task))
    one, other = (each.function(*each.arguments)["which_hub_to_keep"] for each in (task, again))
    assert one.equals(other)


@pytest.mark.heavy
def test_a_comparison_that_was_stopped_goes_on_from_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = questions(BASE)
    few = {name: base[name] for name in (LEVERS, "which hub to keep")}
    monkeypatch.setattr(evaluate, "questions", lambda _: few)
    setting, checks = Setting(4, 1, "prior"), {"P14": CHECKS["P14"]}
    done: list[str] = []

    def compared(out: Path, stop: bool) -> None:
        with opened(out, {"of": "a test"}, ["validate"], ["mcn"], resume=not stop) as folder:
            own = Evaluator(folder)
            runs, asked = run_rivals(list(checks), setting, own, ["no places"])
            done.append(f"{own.done}")
            if stop:
                raise MemoryError
            found = analysis.contrasts(checks, models.rivals(), runs, asked)
            output.fill(folder, found, runs, asked, {"runs": 4}, "Places matter.")

    with pytest.raises(MemoryError):
        compared(tmp_path / "stopped", stop=True)
    monkeypatch.setattr(evaluate, "checks_of", None)
    monkeypatch.setattr(evaluate, "changes_of", None)
    compared(tmp_path / "stopped", stop=False)
    answer = json.loads((tmp_path / "stopped" / "answer.json").read_text(encoding="utf-8"))
    document = document_of(answer)
    assert document.hypothesis == "Places matter."
    assert [each.name for each in document.figures] == ["ranks"]
    assert (tmp_path / "stopped" / "figures" / "ranks.svg").stat().st_size > 1000
    assert {row["model"] for row in answer["models"]} == {"the model", measures.CONTROL, "no places"}
    ranked = pd.read_parquet(tmp_path / "stopped" / "data" / "rankings.parquet")
    assert len(ranked) == len(answer["rankings"])


# -- What a planner would care about -------------------------------------------------------


def beside(model: CheckResult, own: CheckResult) -> analysis.Contrast:
    """Set a rival beside the model by one pattern, without rankings."""
    rivals = {name: RivalRuns({"P28": each}, {}, ()) for name, each in (("a", model), ("b", own))}
    named = [models.Rival(name, "a part", (models.unchanged,)) for name in rivals]
    return analysis.contrasts({"P28": CHECKS["P28"]}, named, rivals, {})[1]


def test_a_pattern_is_lost_only_beyond_chance() -> None:
    runs = np.arange(40)
    holds = CheckResult(runs >= 0, np.full(40, 0.1) + runs * 1e-4, "an effect")
    fails = holds._replace(holds=runs >= 20, effect=np.where(runs >= 20, holds.effect, -holds.effect))
    just, just_not = (holds._replace(holds=runs >= few) for few in (3, 5))
    assert beside(holds, fails).lost == ("P28",)
    assert beside(fails, holds).won == ("P28",)
    near = beside(just, just_not)
    assert (near.lost, near.won, near.near) == ((), (), ("P28",))
    few = CheckResult(*(each[:4] for each in (holds.holds, holds.effect)), what="an effect")
    other = CheckResult(~few.holds, -few.effect, "an effect")
    assert beside(few, other).near == ("P28",)


def test_only_what_differs_enough_counts_as_turned_round() -> None:
    runs = 50
    noise = np.random.default_rng(1).normal(0.0, 1e-3, runs)
    model = np.array([[0.10], [0.05], [0.049]]) + noise
    rival = np.array([[0.04], [0.05], [0.06]]) + noise
    differ = analysis._clearly(model, 0.03)
    assert differ.tolist() == [[False, True, True], [False, False, False], [False, False, False]]
    turned = analysis._turned(rival, differ)
    # The last two change places as well, which nobody would care about.
    assert turned.sum() == 4
    assert turned.sum(axis=1).tolist() == [2, 1, 1]


# -- Regions -------------------------------------------------------------------------------


def test_regions_differ_within_their_ranges() -> None:
    regions = [generated(BASE.network, number) for number in range(MAPPED)]
    assert len({each.digest() for each in regions}) == MAPPED
    for each in regions:
        plan = structure_of(each)
        low, high, _ = RANGES["sector funding"]
        assert low <= plan.network.sector_funding <= high
        for place in each.localities:
            low, high, _ = RANGES["rate in a locality"]
            assert low <= place.children_llc / place.children <= high
        assert all(member.nurse_posts <= member.nurse_establishment for member in each.organisations)
        for member, facts in zip(each.organisations, plan.organisations, strict=True):
            assert 0 < facts.others_known <= facts.other_establishment
            low, high, _ = RANGES["reserves of charities"]
            assert low <= facts.reserves <= high if member.sector == "charity" else facts.reserves <= 4


def test_a_region_is_the_same_whenever_it_is_made() -> None:
    assert generated(BASE.network, 3).digest() == generated(BASE.network, 3).digest()
    organisations = structure_of(generated(BASE.network, 3)).organisations
    assert len(organisations) == len(BASE.network.organisations)
    assert np.isfinite([each.distance for each in organisations]).all()
