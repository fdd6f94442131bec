"""Rules: states stay in range, flows have the sign of their hop, and a dial silences its flows alone."""

import itertools
import math
import random
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model import rules
from sim.model.flows import FlowAmount, FlowInfo, flows
from sim.model.rules import infrastructure, people
from sim.model.state import Core, LocalityState, NetworkState, OrganisationState, TieState
from tests.sim.model.answers import LINKS, Answer, answers, arguments, carried, hop_of
from tests.sim.random_inputs import VIEWS, bits, filled

CASES = 50

shares = st.floats(0.0, 1.0)
draws = st.floats(0.0, 1.0, exclude_max=True)


# -- Arithmetic that all rules share -------------------------------------------------------


@given(rate=shares, x=shares)
def test_gains_and_losses_shrink_towards_the_bounds(rate: float, x: float) -> None:
    assert 0.0 <= rules.gain(rate, x) <= 1.0 - x
    assert -x <= rules.loss(rate, x) <= 0.0


@given(weight=shares, x=shares)
def test_a_requirement_lies_between_what_it_leaves_unmet_and_one(weight: float, x: float) -> None:
    factor = rules.needed(weight, x)
    assert 1.0 - weight <= factor <= 1.0
    assert rules.needed(weight, 1.0) == 1.0
    assert rules.needed(0.0, x) == 1.0


@given(weight=shares, x=shares)
def test_a_drag_holds_back_the_more_the_less_is_met(weight: float, x: float) -> None:
    held = rules.drag(weight, x)
    assert 0.0 <= held <= weight * (1.0 / rules.LEAST - 1.0)
    assert rules.drag(weight, 1.0) == rules.drag(0.0, x) == 0.0
    assert rules.drag(weight, x / 2.0) >= held
    assert rules.drag(weight, 0.0) == rules.drag(weight, rules.LEAST / 2.0)  # not without end


@given(weights=st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8), x=st.floats(rules.LEAST, 1.0))
def test_what_is_held_back_is_a_harmonic_mean_ruled_by_the_weakest(weights: list[float], x: float) -> None:
    found = rules.held_back(tuple(rules.drag(each, x) for each in weights))
    assert 0.0 < found <= 1.0
    # One that is needed in full, with others that are met: as much as there is of it.
    alone = rules.held_back((rules.drag(1.0, x), *(rules.drag(each, 1.0) for each in weights)))
    assert alone == pytest.approx(x)
    # Weights that add up to 1 give a mean: where all are met alike, as much as there is of each.
    whole = sum(weights)
    mean = rules.held_back(tuple(rules.drag(each / whole, x) for each in weights))
    assert mean == pytest.approx(x)


@given(expected=st.floats(0, 100), step=st.floats(0.01, 1.0), u=draws)
def test_what_comes_in_steps_is_a_multiple_next_to_what_is_expected(
    expected: float, step: float, u: float
) -> None:
    found = rules.in_steps(expected, step, u)
    assert found / step == pytest.approx(round(found / step), abs=1e-9)
    assert abs(found - expected) <= step * (1.0 + 1e-9)


@given(posts=st.integers(0, 10_000_000))
def test_posts_are_counted_in_hundredths(posts: int) -> None:
    exact = posts / 100.0
    assert rules.hundredths(exact) == exact
    assert rules.hundredths(exact + 0.004) == exact
    assert rules.hundredths(exact + 0.006) == (posts + 1) / 100.0


@given(expected=st.floats(0, 50), most=st.floats(0, 50), u=draws)
def test_persons_come_whole_and_no_more_than_there_are(expected: float, most: float, u: float) -> None:
    found = rules.persons(expected, most, u)
    assert 0.0 <= found <= most
    one = min(1.0, max(0.01, most))  # where less than a whole post is there, one person has it all
    assert found == most or found / one == pytest.approx(round(found / one))


@given(before=st.floats(-10, 10), changes=st.lists(st.floats(-10, 10), max_size=9))
def test_stocks_are_bounded_whatever_flows(before: float, changes: list[float]) -> None:
    assert 0.0 <= rules.share_after(before, tuple(changes)) <= 1.0
    assert rules.amount_after(before, tuple(changes)) >= 0.0


@given(expected=st.floats(0, 1000), u=draws)
def test_whole_numbers_lie_next_to_what_is_expected(expected: float, u: float) -> None:
    assert rules.whole(expected, u) in (math.floor(expected), math.floor(expected) + 1)
    assert rules.whole(math.floor(expected), u) == math.floor(expected)


@pytest.mark.parametrize(
    ("x", "below"),
    [
        (0.0, 0.0),
        (5e-324, 0.0),
        (0.5, 0.0),
        (math.nextafter(1.0, 0.0), 0.0),
        (1.0, 1.0),
        (1.5, 1.0),
        (2.5, 2.0),
        (math.nextafter(3.0, 0.0), 2.0),
        (2.0**50 - 0.125, 2.0**50 - 1.0),
        (2.0**50, 2.0**50),
    ],
)
def test_floor_is_the_whole_number_below(x: float, below: float) -> None:
    assert bits((rules.floor(x),)) == bits((below,))


@given(st.floats(0, 2.0**50) | st.integers(0, 2**50).map(float))
def test_floor_is_that_of_mathematics(x: float) -> None:
    assert bits((rules.floor(x),)) == bits((float(math.floor(x)),))


def test_whole_numbers_come_to_what_is_expected() -> None:
    draws = [(n + 0.5) / 1000 for n in range(1000)]
    assert sum(rules.whole(2.3, u) for u in draws) / 1000 == pytest.approx(2.3)
    assert sum(rules.in_steps(0.37, 0.05, u) for u in draws) / 1000 == pytest.approx(0.37)
    assert sum(rules.persons(0.037, 0.4, u) for u in draws) / 1000 == pytest.approx(0.037, abs=0.4 / 1000)
    assert sum(rules.persons(1.7, 12.0, u) for u in draws) / 1000 == pytest.approx(1.7)
    assert sum(rules.happens(0.3, u) for u in draws) / 1000 == pytest.approx(0.3)


# -- States stay in range ------------------------------------------------------------------


def out_of_range(state: Any) -> list[str]:
    """The fields of a state whose value does not fit their unit."""
    units = {
        name: get_args(kind)[1] for name, kind in get_type_hints(type(state), include_extras=True).items()
    }
    return [
        f"{name}={value!r}" for name, value in state._asdict().items() if not fits(name, value, units[name])
    ]


# Posts of one organisation are counted in hundredths; what has come and gone, and those on call, are sums.
GROUPS = ("specialist_posts", "nurse_posts", "other_posts", "new_specialists", "new_nurses")


def fits(name: str, value: float, unit: str) -> bool:
    if unit.endswith("-1 to 1"):
        return -1.0 <= value <= 1.0
    if not math.isfinite(value) or value < 0.0:
        return False
    if unit == "share, 0-1":
        return value <= 1.0
    if unit == "0 or 1":
        return value in (0.0, 1.0)
    if unit.startswith("0 not joined"):
        return value in (0.0, 1.0, 2.0, 3.0, 4.0)
    if unit.startswith("1 in full"):
        return value in (0.0, 0.5, 1.0)
    if unit == "whole-time equivalents" and name in GROUPS:
        return abs(value - rules.hundredths(value)) < 1e-9  # a sum of them rounds
    return unit != "whole number" or value.is_integer()


@pytest.mark.parametrize("phase", VIEWS, ids=lambda phase: phase.__name__)
def test_states_stay_in_range_for_any_input(phase: Any) -> None:
    rng = random.Random(phase.__name__)
    for _ in range(5 * CASES):
        state, _ = phase(filled(VIEWS[phase], rng))
        assert isinstance(state, NetworkState | OrganisationState | TieState | LocalityState)
        assert out_of_range(state) == []


def test_what_is_out_of_range_is_seen() -> None:
    rng = random.Random(1)
    state = filled(OrganisationState, rng)
    assert out_of_range(state) == []
    wrong = {
        "nurse_posts": 0.505,
        "records_stage": 1.5,
        "participation": 0.5,
        "time_given": -1.0,
        "trust": 1.1,
    }
    assert out_of_range(state._replace(**wrong)) == [f"{name}={value}" for name, value in wrong.items()]


@pytest.mark.parametrize("money", [0.0, 0.5, 90_000.0])
def test_a_programme_that_takes_no_money_divides_by_nothing(money: float) -> None:
    core = filled(Core, random.Random(1))
    free = core.p.infrastructure._replace(full_programme=0.0, post_cost=0.0)
    core = core._replace(p=core.p._replace(infrastructure=free))
    assert infrastructure.money_to_spend(core, money, 0.0) == min(1.0, money)


# -- Flows and hops ------------------------------------------------------------------------

CARRIED = carried()
NAMES = [f"{flow.link}.{flow.hop}-{flow.stock}-{flow.flow}" for _, flow in CARRIED]


# What members can agree on is a requirement of what is agreed on, and that of progress.
BUILT_INTO = {"common_ground": "progress"}


@pytest.mark.parametrize("flow", flows(), ids=lambda flow: f"{flow.stock}-{flow.flow}")
def test_flow_moves_the_target_of_its_hop(flow: FlowInfo) -> None:
    if flow.link in LINKS:
        assert 1 <= flow.hop <= len(LINKS[flow.link].hops), f"{flow.link} has no hop {flow.hop}"
        assert BUILT_INTO.get(flow.stock, flow.stock).startswith(hop_of(flow).target)
    else:
        assert flow.hop == 0


# Where a hop's source is no argument or state of the same name: what stands for it, by rule or for
# all rules. A minus: the source rises as this falls. Several: they rise together.
STANDS_FOR: dict[str, str] = {
    # Barriers are what is not met: for members also what they see of them themselves.
    "scarce_money": "-net.money_met org.strain",
    "unlinked_records": "-org.record_access",
    "missing_standards": "-net.standards_met",
    "scarce_staff": "-net.staff_met -care.nurse_presence",
    "implementation_capability scarce_money": "-money",
    "implementation_capability unlinked_records": "-records",
    "implementation_capability missing_standards": "-standards",
    "implementation_capability scarce_staff": "-staff",
    "disengagement": "-members.engagement",
    # Money acts through what is left of it to spend, or through how far its barrier is lifted.
    "funding": "money",
    "specialist_posts funding": "net.granted",
    "nurse_posts funding": "net.granted",
    "funding_security": "security",
    "money_met": "money",
    # The whole field's money reaches members as the strain on their own.
    "sharing sector_funding": "means",
    "tie_rivalry sector_funding": "-a.strain -b.strain",
    "power_imbalance": "facts.unequal",
    "sharing rivalry": "peers.rivalry",
    "stalled_change": "-net.achievements",
    "clarity cover_24_7": "care.cover_24_7",
    "virtual_learning": "lever.virtual_training",
    "clinical_skill virtual_learning": "on_line",
    "adoption virtual_learning": "on_line",
    "clinical_skill training_attendance": "attended",
    "adoption training_attendance": "attended",
    # What is a parameter rises and falls with the lever that works on it.
    "core_oriented_training": "-lever.tailored_training",
    "specialist_focus": "lever.agreed_definition",
    # What somebody does is a lever.
    "process_data": "lever.process_data",
    "managed_expectations": "lever.managed_expectations",
    "informed_planning": "lever.readiness_planning",
    "patchy_services": "-presence",
    "weak_collaboration": "-services.sharing",
    # News is what a coordinator sends, and what keeping up engagement takes.
    "awareness_core coordinator": "news",
    "awareness_wider coordinator": "news",
    "no_effort": "-news",
    # The effort of the leaders is their commitment, times how many of them there are.
    "leader_commitment": "leaders",
    "core_effort": "effort",
    # Records are linked along ties: among those who serve a place, or with those one shares children with.
    "specialist_access record_access": "services.linked",
    "care_coordination record_access": "services.linked",
    "cover_24_7 record_access": "services.linked",
    "workarounds record_access": "access",
    "evaluation record_access": "members.record_access",
    # Searching by hand, and a template for all, are what there is without common records.
    "return_hours manual_search": "-access",
    "returns standard_template": "-access",
    "measurement_trust standard_template": "-org.record_access",
    "awareness": "org.awareness_core org.awareness_wider",
    "achievements_shared": "lever.early_achievements net.achievements",
    "training_attendance": "attendance",
    "engagement training_attendance": "trained",
    "tie_strength training_attendance": "a.training_attendance b.training_attendance",
    "worth training_attendance": "members.training_attendance",
    "evaluation implementation_capability": "capability",
    "expected_benefit travel": "facts.distance",
    "autonomy_surrendered": "net.governance",  # what governance is formal enough to decide for members
    "tie_strength virtual_learning": "lever_a.virtual_training lever_b.virtual_training",
    # Nurses present are the better part of what nurses here can do; specialists decide on access.
    "nurse_presence": "capability",
    "specialist_posts": "access",
    "specialist_access": "access",
    "cover_24_7 nurse_posts": "members.nurse_posts",
}

# Flows in which a second cause of the same link acts with the first.
SECOND_CAUSES = {
    "cover_24_7 regional_capacity": "C21.2",
    "appropriateness uniform_standard": "C26.2",
    "adoption known_and_engaged": "C39.2",
}

# Its source, the lever, is the factor `offer` beside it; this one is how much of the offer is used.
CONSTANT = {("virtual_session", "usual_share")}

HELD_IN = ("org", "net", "network", "facts", "services", "members", "tie")


USUAL = {"distance": 100.0, "nurse_posts": 100.0, "granted": 500_000.0}


def fields_for(answer: Answer, source: str, given: dict[str, Any]) -> list[str]:
    """What a hop's source is among the arguments of a rule, as `-net.money_met`."""
    named = STANDS_FOR.get(f"{answer.name} {source}", STANDS_FOR.get(source))
    if named is not None:
        return named.split()
    if source in given:
        return [source]
    view = next(iter(given.values()))
    for holder in HELD_IN:
        if source in getattr(getattr(view, holder, None), "_fields", ()):
            return [f"{holder}.{source}"]
    raise AssertionError(f"{answer.name} sees no {source}: say in STANDS_FOR what stands for it")


def raised(given: dict[str, Any], fields: list[str], level: float) -> dict[str, Any]:
    """The arguments with the fields set to a level from 0 to 1, or to as much of what is usual."""
    given = dict(given)
    for field in fields:
        at = 1.0 - level if field.startswith("-") else level
        holder, _, name = field.lstrip("-").rpartition(".")
        if not holder:
            given[name] = at
            continue
        view_name, view = next(iter(given.items()))
        at = USUAL.get(name, 1.0) * at
        given[view_name] = view._replace(**{holder: getattr(view, holder)._replace(**{name: at})})
    return given


def assert_follows(answer: Answer, flow: str, source: str, sign: int, constant: bool = False) -> None:
    """Raising the source moves the flow as the sign says, and a drag, which holds back, the other way."""
    kind = {each.flow: each.kind for each in flows() if each.stock == answer.stocks[0]}[flow]
    sign = -sign if kind == "drag" else sign
    rng = random.Random(f"{answer.name} {flow}")
    moved = False
    for case in range(10 * CASES):
        if case >= CASES and moved:
            break
        given = arguments(answer.rule, rng)
        fields = fields_for(answer, source, given)
        low, high = sorted((rng.random(), rng.random()))
        below = getattr(answer.rule(**raised(given, fields, low)), flow)
        above = getattr(answer.rule(**raised(given, fields, high)), flow)
        assert sign * (above - below) >= -1e-15, f"{fields} from {low} to {high}: {below} to {above}"
        moved = moved or sign * (above - below) > 0.0
    assert moved != constant, f"raising {source} never moves {flow}"


@pytest.mark.parametrize(("answer", "flow"), CARRIED, ids=NAMES)
def test_flow_has_the_sign_of_its_hop(answer: Answer, flow: FlowInfo) -> None:
    hop = hop_of(flow)
    assert_follows(answer, flow.flow, hop.source, hop.sign, (answer.name, flow.flow) in CONSTANT)


@pytest.mark.parametrize("flow", SECOND_CAUSES)
def test_second_cause_acts_in_the_same_flow(flow: str) -> None:
    stock, _, name = flow.partition(" ")
    answer = next(each for each in answers() if stock in each.stocks)
    link, _, number = SECOND_CAUSES[flow].partition(".")
    hop = LINKS[link].hops[int(number) - 1]
    assert stock.startswith(hop.target)
    assert_follows(answer, name, hop.source, hop.sign)


# -- Dials ---------------------------------------------------------------------------------

# A dial stands on the last hop of its link, but for these. The last hop of C27 and C29 into progress is
# one and the same, so each is cut where it comes in. That of C13 is C10's, and that of C43 what the gap is.
CUT_BEFORE_THE_LAST = {"C13.1", "C27.2", "C29.1", "C43.1"}
# Of the training that is cut by one link (C41), the other (C43) says what does not reach everybody.
A_PART_OF = {("universal_skill", "aimed_at_core"): "C41"}
# What is cut here is a source, not something that stands in the way.
NOTHING_WITHOUT = {("virtual_session", "usual_share")}


# What comes one at a time is shared out among its causes: a dial moves how much there is to share, but for
# these flows, which are not.
APART = {
    "adoption": {"turnover"},
    "specialist_posts": {"left", "lost"},
    "nurse_posts": {"left", "lost"},
    "other_posts": {"left", "lost"},
}


def is_last(flow: FlowInfo | FlowAmount) -> bool:
    onward = {hop.source for hop in LINKS[flow.link].hops}
    return hop_of(flow).target not in onward or f"{flow.link}.{flow.hop}" in CUT_BEFORE_THE_LAST


def is_dialled(flow: FlowInfo | FlowAmount) -> bool:
    stopped_before = {"C27.3", "C43.2"}
    return is_last(flow) and f"{flow.link}.{flow.hop}" not in stopped_before


def with_dial(given: dict[str, Any], link: str, value: float) -> dict[str, Any]:
    name, view = next(iter(given.items()))
    return {**given, name: view._replace(dial=view.dial._replace(**{link: value}))}


def reads_dials(answer: Answer) -> bool:
    return "dial" in getattr(next(iter(get_type_hints(answer.rule).values())), "_fields", ())


ANSWERS = [answer for answer in answers() if reads_dials(answer)]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.name)
def test_dial_silences_its_flows_and_no_other(answer: Answer) -> None:
    declared = {flow.flow: flow for flow in flows() if flow.stock == answer.stocks[0]}
    dialled: dict[str, set[str]] = {link: set() for link in LINKS}
    for flow in declared.values():
        if flow.link in LINKS and is_dialled(flow):
            dialled[flow.link].add(flow.flow)
    alive: set[tuple[str, str]] = set()
    rng = random.Random(answer.name)
    for case in range(10 * CASES):
        if case >= CASES and len(alive) == sum(map(len, dialled.values())):
            break
        given = arguments(answer.rule, rng)
        for link, mine in dialled.items():
            if not mine and case > CASES // 10:
                continue
            off = answer.rule(**with_dial(given, link, 0.0))
            on = answer.rule(**with_dial(given, link, 1.0))
            shared = set(declared) - mine - APART[answer.name] if mine and answer.name in APART else set()
            for name, flow in declared.items():
                at_0, at_1 = getattr(off, name), getattr(on, name)
                if name in mine:
                    silent = flow.kind == "factor" and (answer.name, name) not in NOTHING_WITHOUT
                    assert at_0 == (1.0 if silent else 0.0), f"{link} at 0 leaves {name}"
                    alive |= {(link, name)} if at_1 != at_0 else set()
                elif name not in shared and A_PART_OF.get((answer.name, name)) != link:
                    assert bits((at_0,)) == bits((at_1,)), f"{link} moves {name}"
            for one, other in itertools.pairwise(sorted(shared)):
                # Shared out in the same proportions.
                crosswise = getattr(off, one) * getattr(on, other), getattr(off, other) * getattr(on, one)
                assert crosswise[0] == pytest.approx(crosswise[1], rel=1e-9, abs=1e-15), f"{link}: {one}"
    assert alive == {(link, name) for link, mine in dialled.items() for name in mine}


def test_rules_without_flows_read_no_dial() -> None:
    shown = {answer.rule for answer in answers()} | {people.posts_changed}  # shown under three names
    for rule in set(rules.registered()) - shown - set(VIEWS):
        assert "dial" not in rule.__code__.co_names, rule.__name__
