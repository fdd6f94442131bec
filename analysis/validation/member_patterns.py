"""What befalls or is done for some members alone, and what others have of it (CF, EXT): ties and places.

Each needs members that differ and that reach each other: a model of one average organisation shows none.
"""

from collections.abc import Callable, Iterable

import numpy as np

from analysis.statistics.barriers import OBSERVED
from analysis.validation.cases import (
    END,
    CaseRuns,
    Change,
    Floats,
    Runs,
    Whom,
    case,
    cases,
    pulled,
    pulled_for,
    shock,
)
from analysis.validation.check import LUCKS, ROUNDING, Cases, CheckResult, Numbers, all_positive, check
from analysis.validation.chosen_members import (
    are,
    everyone,
    its_peers,
    its_spokes,
    leading_hub,
    most_children_shared,
    most_nursed,
    most_tied_spoke,
    nursing_neighbours,
    of_sector,
    on_its_hubs_system,
    other_spokes,
)
from analysis.validation.measures import mean_where
from sim import Scenario
from sim.inputs.networks import Network
from sim.model.rules.technology import LIVE
from sim.model.structure import structure_of
from sim.simulation import Result


def _lower(runs: Runs, pair: tuple[str, str], state: str, months: Iterable[int], whom: Whom) -> Floats:
    """By how much a state of some is lower in the second case of a pair than in the first, (runs,)."""
    first, second = (runs[each] for each in pair)
    return mean_where(first.member_over(state, months) - second.member_over(state, months), are(first, whom))


# -- Along ties ----------------------------------------------------------------------------


RISEN = 24  # obliged from month 0 on, peers use more by then: an obligation takes a year or two


def _peers_obliged(n: Numbers) -> Cases:
    obliged = pulled_for(its_peers, "obligation")
    return cases([RISEN, RISEN + int(n["within"])], {"free": [], "obliged": [obliged]}, members=True)


@check("P59", _peers_obliged, "Use does not spread along ties, or spreads more than it was seen to.")
def use_spreads_along_ties(runs: Runs, n: Numbers) -> CheckResult:
    """Peers who are made to use guidelines bring a member that is not to use more of them a year later."""
    pair = ("obliged", "free")
    rise = _lower(runs, pair, "adoption", [RISEN], its_peers)
    own = _lower(runs, pair, "adoption", [RISEN + int(n["within"])], most_tied_spoke)
    gain = np.divide(own * n["rise"], rise, out=np.zeros_like(own), where=rise > ROUNDING)
    holds = (gain >= n["least"]) & (gain <= n["most"])
    return CheckResult(holds, gain, "own use, where peers use 20 points more", {"peers' rise": rise})


@check(
    "P60",
    lambda n: cases(
        [int(n["month"])],
        {"stays": [], "leaves": [shock(int(n["at"]), leading_hub, leaves=True)]},
        members=True,
    ),
    "A hub that leaves is missed by its own spokes no more than by others.",
)
def hub_missed_by_its_spokes(runs: Runs, n: Numbers) -> CheckResult:
    """Where a hub has left, its own spokes know less of the network, and care less, than those of others."""

    def lost(whom: Whom) -> tuple[Floats, Floats]:
        core, wider, engagement = (
            _lower(runs, ("stays", "leaves"), state, [int(n["month"])], whom)
            for state in ("awareness_core", "awareness_wider", "engagement")
        )
        return (core + wider) / 2, engagement

    own, others = lost(its_spokes), lost(other_spokes)
    more = [mine - n["times"] * theirs for mine, theirs in zip(own, others, strict=True)]
    holds = all_positive(*own) & (np.min(more, axis=0) >= 0.0)
    also = {"engagement": own[1], "awareness elsewhere": others[0], "engagement elsewhere": others[1]}
    return CheckResult(holds, own[0], "awareness lost by spokes whose hub left", also)


@check(
    "P65",
    lambda n: cases(
        range(int(n["at"]) + 1, int(n["at"]) + int(n["within"]) + 1),
        {"stay": [], "leave": [shock(int(n["at"]), most_nursed, staff_lost=n["lost"])]},
        members=True,
    ),
    "Nurses who leave at once burden neither those who stay nor the neighbours.",
)
def leavers_are_missed(runs: Runs, n: Numbers) -> CheckResult:
    """In the year after many nurses left at once others have more work, more follow, and neighbours lose."""
    year = range(int(n["at"]) + 1, int(n["at"]) + int(n["within"]) + 1)
    pair = ("leave", "stay")
    workload = _lower(runs, pair, "workload", year, most_nursed)
    turnover = _turnover(runs["leave"], year) - _turnover(runs["stay"], year)
    vacancies = _lower(runs, pair, "nurses_missed", year, nursing_neighbours)
    also = {"turnover": turnover, "neighbours' vacancies": vacancies}
    holds = all_positive(workload, turnover, vacancies)
    return CheckResult(holds, workload, "workload, once many left", also)


def _turnover(runs: CaseRuns, months: Iterable[int]) -> Floats:
    """Nurses who leave the one with most of them, of those who work there, a month, (runs,)."""
    left, posts = (runs.member_over(each, months) for each in ("nurses_left", "nurse_posts"))
    return mean_where(left / np.maximum(ROUNDING, posts), are(runs, most_nursed))


# -- Places --------------------------------------------------------------------------------


def _placed(where: Callable[[Network], list[int]], nurses: float) -> Change:
    """Pay nurses' posts in some localities."""

    def change(base: Scenario) -> Scenario:
        names = [base.network.localities[each].name for each in where(base.network)]
        return base.with_levers(
            {"more-staff": {"start": OBSERVED, "nurses": nurses, "reach": {"locality": names}}}
        )

    return change


def _thinnest(network: Network) -> list[int]:
    """The third of localities with fewest nurses in post for their children."""
    return _by_nurses(network)[: len(network.localities) // 3]


def _thickest(network: Network) -> list[int]:
    """The third with most."""
    return _by_nurses(network)[-(len(network.localities) // 3) :]


def _by_nurses(network: Network) -> list[int]:
    """Localities, from the one with fewest nurses in post for its children to the one with most."""
    services = structure_of(network).services
    nurses = [
        sum(network.organisations[each.organisation].nurse_posts * each.nurse_share for each in own)
        / place.children
        for place, own in zip(network.localities, services, strict=True)
    ]
    return sorted(range(len(nurses)), key=lambda each: (nurses[each], each))


def _cover_where_thinnest(result: Result) -> dict[str, Floats]:
    """24/7 cover, at the horizon, of the children in the third of localities with fewest nurses, (runs,)."""
    if result.localities is None:
        raise ValueError("these runs kept no localities")
    network, last = result.scenario.network, result.localities["month"] == END
    cover = result.localities.loc[last, "cover_24_7"].to_numpy(float)
    thinnest = _thinnest(network) or [0]  # of one locality there is no third
    children = [network.localities[each].children_llc for each in thinnest]
    return {"thinnest": np.average(cover.reshape(result.runs, -1)[:, thinnest], axis=1, weights=children)}


def _posts(n: Numbers) -> Cases:
    return {
        name: case(
            _placed(where, n["posts"]), months=[END], members=True, read=_cover_where_thinnest
        )._replace(lucks=LUCKS)
        for name, where in (("fewest", _thinnest), ("most", _thickest))
    }


@check("P63", _posts, "Where new nurses work makes no difference to who is covered.")
def posts_where_fewest(runs: Runs, n: Numbers) -> CheckResult:
    """The same posts bring more equal cover, and more to the thinnest places, where nurses are fewest."""
    fewest, most = runs["fewest"], runs["most"]
    equity = fewest.at("equity_cover", END) - most.at("equity_cover", END)
    cover = fewest.read["thinnest"] - most.read["thinnest"]
    return CheckResult(
        all_positive(equity, cover), cover, "24/7 cover of the thinnest third", {"equity of cover": equity}
    )


# -- Money and records ---------------------------------------------------------------------


def _poorer_year(n: Numbers) -> Cases:
    lost = shock(int(n["at"]), everyone, income_lost=n["lost"])
    return cases(_meetings_after(n), {"as it is": [], "poorer": [lost]}, members=True)


def _meetings_after(n: Numbers) -> range:
    """The months after the loss in which the network meets."""
    return range(int(n["at"]) + 3, int(n["at"]) + int(n["after"]) + 1, 3)


@check("P67", _poorer_year, "Charities that raise less withdraw no more than the NHS does.")
def charities_withdraw(runs: Runs, n: Numbers) -> CheckResult:
    """Where less is raised, charities share less and come less often, and more so than the NHS."""
    more = [
        np.subtract(
            *(
                _lower(runs, ("as it is", "poorer"), state, _meetings_after(n), of_sector(sector))
                for sector in ("charity", "NHS")
            )
        )
        for state in ("sharing", "participation")
    ]
    return CheckResult(
        all_positive(*more), more[0], "sharing lost by charities, beyond the NHS", {"participation": more[1]}
    )


def _others(network: Network) -> list[str]:
    return [each for each in everyone(network) if each not in most_children_shared(network)]


def _on_one_system(base: Scenario) -> Scenario:
    """Put the two on one record system, and nobody else."""
    for name in most_children_shared(base.network):
        base = base.with_organisation(name, record_system="Of these two")
    return base


@check(
    "P68",
    lambda n: cases([int(n["month"])], {"apart": [], "linked": [_on_one_system]}, members=True),
    "Two who link their records spare themselves nothing, or spare others as much.",
)
def linked_records_spare_these_two(runs: Runs, n: Numbers) -> CheckResult:
    """Two who share children and have linked their records chase less, and hardly anybody else does."""
    month, pair = int(n["month"]), ("apart", "linked")
    spared = np.subtract(*(runs[each].member("workaround_hours", month) for each in pair))
    each_of_two = np.where(are(runs["apart"], most_children_shared), spared, np.inf).min(axis=1)
    two, others = (
        _lower(runs, pair, "workaround_hours", [month], whom) for whom in (most_children_shared, _others)
    )
    holds = all_positive(each_of_two) & (others <= n["hardly"] * two)
    return CheckResult(holds, two, "hours a month spared at the two", {"spared elsewhere": others})


def _live_members(result: Result) -> dict[str, Floats]:
    """Who is live on the shared record, (runs, organisations), by month: said of a history, not of a mean."""
    if result.organisations is None:
        raise ValueError("these runs kept no organisations")
    months = result.organisations["month"].unique()
    stages = result.organisations["records_stage"].to_numpy(float).reshape(result.runs, len(months), -1)
    return {_live_in(month): np.where(stages[:, n] == LIVE, 1.0, 0.0) for n, month in enumerate(months)}


def _live_in(month: int) -> str:
    return f"live in month {month}"


def _on_its_own_system(base: Scenario) -> Scenario:
    """Put the spoke that is on its hub's record system on one that nobody else has."""
    for name in on_its_hubs_system(base.network):
        base = base.with_organisation(name, record_system="Its own")
    return base


def _records(n: Numbers) -> Cases:
    shared = pulled("shared-records")
    changes: dict[str, list[Change]] = {
        "hub's, apart": [],
        "hub's, shared": [shared],
        "own, apart": [_on_its_own_system],
        "own, shared": [_on_its_own_system, shared],
    }
    return {
        name: case(*own, months=[int(n["month"])], members=True, read=_live_members)
        for name, own in changes.items()
    }


@check("P69", _records, "Shared records spare those as much who saw their hub's records before.")
def spared_less_on_one_system(runs: Runs, n: Numbers) -> CheckResult:
    """Once live, a spoke that was on its hub's record system is spared less than it is on one of its own."""
    month, spoke = int(n["month"]), are(runs["hub's, apart"], on_its_hubs_system)
    hubs, own = (
        mean_where(
            runs[f"{each}, apart"].member("workaround_hours", month)
            - runs[f"{each}, shared"].member("workaround_hours", month),
            spoke,
        )
        for each in ("hub's", "own")
    )
    less = own - hubs
    result = CheckResult(less > ROUNDING, less, "hours a month spared on a system of its own, beyond")
    live = [runs[f"{each}, shared"].read[_live_in(month)] for each in ("hub's", "own")]
    return result.where(mean_where(np.multiply(*live), spoke) == 1.0)
