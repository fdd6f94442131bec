"""The ensemble's kernels: loops over runs around the very functions that the Mesa model calls.

No rule and no formula stands here. Runs lie side by side in lanes, and the innermost loops go over them, so
that the compiler works on several runs in one vector instruction. For that it must not know how many lanes
there are (`each_lane`), or it would unroll short loops lane by lane.

Nobody imports this module where it stands: `sim.engine.compile` copies it into a folder of the user's
cache, and from there it is imported and compiled. The name it has there says whether flows are kept.

The names of arrays are those of their accessors: ``w`` the workspace, ``r`` the records that are worked on,
``q`` other records that are read, ``t`` those of ties or levers, ``f`` flows, ``luck`` the keys of luck.
"""

from numba import njit
from numba.extending import register_jitable

from sim.engine.compile import INLINED
from sim.engine.layout import (
    FLOW_ROWS,
    LANES,
    LEVER_ROWS,
    ORGANISATION,
    PLACE,
    PROBLEM_ROWS,
    RANKED_ROWS,
    TIE_ROWS,
    WORKSPACE,
    LeverState,
    ProblemState,
)
from sim.engine.layout import size as size_of
from sim.engine.memory import accessors, hidden, invoke, known, times
from sim.inputs.quantiles import loguniform, triangular, uniform
from sim.model import aggregates, initial, month, onsets
from sim.model.levels import Levels
from sim.model.rules import levers
from sim.model.state import (
    Character,
    Core,
    Costs,
    Dials,
    Due,
    Here,
    Inequality,
    Levers,
    LocalityFacts,
    LocalityState,
    Member,
    Members,
    NetworkFacts,
    NetworkLuck,
    NetworkState,
    OrganisationFacts,
    OrganisationLuck,
    OrganisationState,
    Pair,
    Parameters,
    Payers,
    PeerFacts,
    Peers,
    Place,
    Ranked,
    Region,
    Services,
    Shocks,
    Surroundings,
    Terms,
    TieFacts,
    TieState,
    Turn,
)
from sim.sampling.random_numbers import STEPS, philox

KEEPS_FLOWS = __name__.endswith("_flows")

# How far apart records lie, and where their parts begin.
ORG, ORG_STATE, ORG_PEERS, ORG_CHARACTER = (
    ORGANISATION.rows * LANES,
    ORGANISATION.state * LANES,
    ORGANISATION.peers * LANES,
    ORGANISATION.character * LANES,
)
TIE_ = TIE_ROWS * LANES
LOC, LOC_STATE, LOC_SERVICES = PLACE.rows * LANES, PLACE.state * LANES, PLACE.services * LANES
LEVER, RANKED, PROBLEM = LEVER_ROWS * LANES, RANKED_ROWS * LANES, PROBLEM_ROWS * LANES
P, DIAL, LEVERS, NET, LUCK, MEMBERS, REGION, COVER, ACCESS, CARE, DRAWN, SPENT, NOW, EFFORTS = (
    row * LANES for row in WORKSPACE[:-1]
)
COVER_OF_PLACE = (PLACE.state + LocalityState._fields.index("cover_24_7")) * LANES
ACCESS_OF_PLACE = (PLACE.state + LocalityState._fields.index("specialist_access")) * LANES
LEVELS_OF_STATE = tuple(OrganisationState._fields.index(name) * LANES for name in Levels._fields)
CHILDREN = LocalityFacts._fields.index("children_llc")
FLOWS_OF_OPENING, FLOWS_OF_TIE, FLOWS_OF_MEMBER, FLOWS_OF_PLACE = (
    FLOW_ROWS[phase] * LANES for phase in ("opening", "tie", "member", "locality")
)
FACTS_OF_NETWORK, FACTS_OF_ORGANISATION, FACTS_OF_TIE, FACTS_OF_PLACE = (
    size_of(kind) for kind in (NetworkFacts, OrganisationFacts, TieFacts, LocalityFacts)
)
TERMS, SHOCKS, HERE, PEER, CHARACTER, TURN, DUE, PAYERS, COSTS, ORG_FIELDS, PLACE_FIELDS, TIE_FIELDS = (
    size_of(kind)
    for kind in (
        Terms,
        Shocks,
        Here,
        PeerFacts,
        Character,
        Turn,
        Due,
        Payers,
        Costs,
        OrganisationState,
        LocalityState,
        TieState,
    )
)
LEVER_COUNT = size_of(Levers)
DRAWS = size_of(OrganisationLuck) * LANES

# Without reference counts, as nothing is allocated: their code takes long to compile.
kernel = njit(nogil=True, error_model="numpy", cache=True, _nrt=False)
inlined = register_jitable(**INLINED)
get_w, put_w = accessors("w", LANES)
get_r, put_r = accessors("r", LANES)
get_q, put_q = accessors("q", LANES)
get_t, put_t = accessors("t", LANES)
_, put_f = accessors("f", LANES)
key_of, _ = accessors("luck", LANES)
each_lane = hidden(LANES)


# -- The beginning of a run ----------------------------------------------------------------


@kernel
def draw_uniform(w, sets, seed, row, low, mode, high, key_low, key_high):
    """A parameter of each run; its purpose, PRIOR, has the third word of the fourth turn."""
    for i in range(each_lane()):
        _, _, word, _ = philox((0, 3, key_low, key_high), (seed, key_of(sets, i, float)))
        put_w(w, P + row * LANES + i, uniform((word >> 1) / STEPS, low, high))


@kernel
def draw_loguniform(w, sets, seed, row, low, mode, high, key_low, key_high):
    """A parameter of each run."""
    for i in range(each_lane()):
        _, _, word, _ = philox((0, 3, key_low, key_high), (seed, key_of(sets, i, float)))
        put_w(w, P + row * LANES + i, loguniform((word >> 1) / STEPS, low, high))


@kernel
def draw_triangular(w, sets, seed, row, low, mode, high, key_low, key_high):
    """A parameter of each run."""
    for i in range(each_lane()):
        _, _, word, _ = philox((0, 3, key_low, key_high), (seed, key_of(sets, i, float)))
        put_w(w, P + row * LANES + i, triangular((word >> 1) / STEPS, low, mode, high))


@kernel
def start_network(w, network):
    """The network's core as a run begins."""
    facts = known(network, 0, NetworkFacts)
    for i in range(each_lane()):
        put_w(w, NET + i, initial.network_at_start(facts, get_w(w, P + i, Parameters)))


@kernel
def start_ties(w, t, tie_facts):
    """Ties as a run begins."""
    for k in range(len(tie_facts)):
        tie, facts = k * TIE_, known(tie_facts, k * FACTS_OF_TIE, TieFacts)
        for i in range(each_lane()):
            put_t(t, tie + i, initial.tie_at_start(facts, get_w(w, P + i, Parameters)))


@inlined
def put_known(r, state, levels, o):
    """The levels of an organisation that are known, in the place of those that came about."""
    for k in range(len(LEVELS_OF_STATE)):
        level = levels[o, k]
        if level >= 0.0:
            for i in range(each_lane()):
                put_r(r, state + LEVELS_OF_STATE[k] + i, level)


@kernel
def start_organisations(w, r, organisation_facts, characters, levels, keys, lucks, seed):
    """Organisations as a run begins, added up; their characters are purposes 56 to 61."""
    for o in range(len(organisation_facts)):
        org, key_low, key_high = o * ORG, keys[o, 0], keys[o, 1]
        facts = known(organisation_facts, o * FACTS_OF_ORGANISATION, OrganisationFacts)
        given = known(characters, o * CHARACTER, Character)
        for i in range(each_lane()):
            luck = key_of(lucks, i, float)
            one, two, three, four = philox((0, 14, key_low, key_high), (seed, luck))
            five, six, _, _ = philox((0, 15, key_low, key_high), (seed, luck))
            drawn = Character(
                readiness=(one >> 1) / STEPS,
                inwardness=(two >> 1) / STEPS,
                ability=(three >> 1) / STEPS,
                backing=(four >> 1) / STEPS,
                steadiness=(five >> 1) / STEPS,
                security=(six >> 1) / STEPS,
            )
            p = get_w(w, P + i, Parameters)
            who = initial.character(facts, given, drawn, p)
            state = initial.organisation_at_start(facts, who, p)
            put_r(r, org + ORG_STATE + i, state)
            put_r(r, org + ORG_CHARACTER + i, who)
        put_known(r, org + ORG_STATE, levels, o)
        for i in range(each_lane()):
            state = get_r(r, org + ORG_STATE + i, OrganisationState)
            put_w(w, MEMBERS + i, aggregates.add_member(get_w(w, MEMBERS + i, Members), facts, state, 0.0))


# -- Levers and luck -----------------------------------------------------------------------


@kernel
def lever_strengths(w, t, turns, m):
    """Every lever's strength this month."""
    for number in range(LEVER_COUNT):
        at, turn = number * LEVER, known(turns, (m * LEVER_COUNT + number) * TURN, Turn)
        for i in range(each_lane()):
            lever, p = get_t(t, at + i, LeverState), get_w(w, P + i, Parameters)
            now = levers.strength_after(lever.strength, turn, lever.effort, lever.ramp_up, lever.fade, p)
            put_t(t, at + LANES + i, now)
        # Parameters are read from where strengths are written to: in one loop it would be no vectors.
        for i in range(each_lane()):
            put_w(w, LEVERS + number * LANES + i, get_t(t, at + i, LeverState).strength)


@kernel
def draw_network(w, lucks, seed, m, key_low, key_high):
    """The core's draws of a month: purposes 1 to 5, 64 and 65, four to a turn."""
    for i in range(each_lane()):
        luck = key_of(lucks, i, float)
        _, one, two, three = philox((m, 0, key_low, key_high), (seed, luck))
        four, five, _, _ = philox((m, 1, key_low, key_high), (seed, luck))
        six, seven, _, _ = philox((m, 16, key_low, key_high), (seed, luck))
        drawn = NetworkLuck(
            renewal=(one >> 1) / STEPS,
            coordinator_leaves=(two >> 1) / STEPS,
            coordinator_found=(three >> 1) / STEPS,
            leader_leaves=(four >> 1) / STEPS,
            leader_joins=(five >> 1) / STEPS,
            programme_stalls=(six >> 1) / STEPS,
            programme_resumes=(seven >> 1) / STEPS,
        )
        put_w(w, LUCK + i, drawn)


# -- The core ------------------------------------------------------------------------------


@inlined
def core_of(w, i, facts, terms, shock, reach):
    """All that the core sees in a run's lane."""
    return Core(
        net=get_w(w, NET + i, NetworkState),
        facts=facts,
        members=get_w(w, MEMBERS + i, Members),
        region=get_w(w, REGION + i, Region),
        lever=times(get_w(w, LEVERS + i, Levers), reach),
        terms=terms,
        shock=shock,
        luck=get_w(w, LUCK + i, NetworkLuck),
        p=get_w(w, P + i, Parameters),
        dial=get_w(w, DIAL + i, Dials),
    )


@kernel
def opening(w, f, network, terms_of, shocks_of, reach_of, m, flow):
    """The core's opening of a month."""
    facts = known(network, 0, NetworkFacts)
    terms, shock = known(terms_of, m * TERMS, Terms), known(shocks_of, m * SHOCKS, Shocks)
    reach = known(reach_of, m * LEVER_COUNT, Levers)
    for i in range(each_lane()):
        core = core_of(w, i, facts, terms, shock, reach)
        now, flows = month.opening(core)
        put_w(w, NET + i, now)
        if KEEPS_FLOWS:
            put_f(f, flow + i, (flows, core.net, now))


@kernel
def closing(w, f, network, terms_of, shocks_of, reach_of, m, flow):
    """The core's closing of a month."""
    facts = known(network, 0, NetworkFacts)
    terms, shock = known(terms_of, m * TERMS, Terms), known(shocks_of, m * SHOCKS, Shocks)
    reach = known(reach_of, m * LEVER_COUNT, Levers)
    for i in range(each_lane()):
        core = core_of(w, i, facts, terms, shock, reach)
        now, flows = month.closing(core)
        put_w(w, NET + i, now)
        if KEEPS_FLOWS:
            put_f(f, flow + i, (flows, core.net, now))


# -- Organisations and ties ----------------------------------------------------------------


@kernel
def tie_all(w, r, q, t, f, ends, tie_facts, reach_of, m, flow):
    """Every tie's month, before organisations change."""
    organisations = reach_of.shape[1]
    for k in range(len(ends)):
        first, second, tie = ends[k, 0], ends[k, 1], k * TIE_
        a, b, at = first * ORG, second * ORG, flow + k * FLOWS_OF_TIE
        facts = known(tie_facts, k * FACTS_OF_TIE, TieFacts)
        reach_a = known(reach_of, (m * organisations + first) * LEVER_COUNT, Levers)
        reach_b = known(reach_of, (m * organisations + second) * LEVER_COUNT, Levers)
        for i in range(each_lane()):
            before, lever = get_t(t, tie + i, TieState), get_w(w, LEVERS + i, Levers)
            pair = Pair(
                tie=before,
                facts=facts,
                net=get_w(w, NET + i, NetworkState),
                a=get_r(r, a + ORG_STATE + i, OrganisationState),
                b=get_q(q, b + ORG_STATE + i, OrganisationState),
                lever_a=times(lever, reach_a),
                lever_b=times(lever, reach_b),
                p=get_w(w, P + i, Parameters),
                dial=get_w(w, DIAL + i, Dials),
            )
            now, flows = month.tie(pair)
            put_t(t, tie + i, now)
            if KEEPS_FLOWS:
                put_f(f, at + i, (flows, before, now))


@kernel
def meet_peers(w, r, q, t, peers_from, peers_tie, peers_other, peer_facts):
    """What reaches organisations along this month's ties, gathered before any of them changes."""
    for o in range(len(peers_from) - 1):
        org = o * ORG
        for i in range(each_lane()):
            put_r(r, org + ORG_PEERS + i, initial.NO_PEERS)
        for k in range(peers_from[o], peers_from[o + 1]):
            tie, other, facts = (
                peers_tie[k] * TIE_,
                peers_other[k] * ORG,
                known(peer_facts, k * PEER, PeerFacts),
            )
            for i in range(each_lane()):
                met, peer = get_t(t, tie + i, TieState), get_q(q, other + ORG_STATE + i, OrganisationState)
                before, p = get_r(r, org + ORG_PEERS + i, Peers), get_w(w, P + i, Parameters)
                put_r(r, org + ORG_PEERS + i, aggregates.add_peer(before, facts, met, peer, p))
        for i in range(each_lane()):
            sums, p = get_r(r, org + ORG_PEERS + i, Peers), get_w(w, P + i, Parameters)
            put_r(r, org + ORG_PEERS + i, aggregates.mean_of_peers(sums, p))


@kernel
def draw_organisation(w, key_low, key_high, lucks, seed, m):
    """An organisation's draws of a month: purposes 40 to 52, four to a turn."""
    for i in range(each_lane()):
        luck = key_of(lucks, i, float)
        one, two, three, four = philox((m, 10, key_low, key_high), (seed, luck))
        five, six, seven, eight = philox((m, 11, key_low, key_high), (seed, luck))
        nine, ten, eleven, twelve = philox((m, 12, key_low, key_high), (seed, luck))
        thirteen, _, _, _ = philox((m, 13, key_low, key_high), (seed, luck))
        drawn = OrganisationLuck(
            meeting=(one >> 1) / STEPS,
            study_day=(two >> 1) / STEPS,
            virtual_session=(three >> 1) / STEPS,
            take_up=(four >> 1) / STEPS,
            specialists_leave=(five >> 1) / STEPS,
            specialists_join=(six >> 1) / STEPS,
            nurses_leave=(seven >> 1) / STEPS,
            nurses_join=(eight >> 1) / STEPS,
            others_leave=(nine >> 1) / STEPS,
            others_join=(ten >> 1) / STEPS,
            records_move=(eleven >> 1) / STEPS,
            records_fail=(twelve >> 1) / STEPS,
            raised_income=(thirteen >> 1) / STEPS,
        )
        put_w(w, DRAWN + i, drawn)


@kernel
def keep_draws(calls, w, draws, keys, lucks, seed):
    """Every organisation's draws of every month, for runs that need them more often than once."""
    organisations = len(keys)
    for m in range(len(draws) // (organisations * DRAWS)):
        for o in range(organisations):
            at = (m * organisations + o) * DRAWS
            invoke(calls[DRAW_ORGANISATION], w, keys[o, 0], keys[o, 1], lucks, seed, m)
            for i in range(DRAWS):
                put_r(draws, at + i, get_w(w, DRAWN + i, float))


@kernel
def recall_draws(w, draws, at):
    """An organisation's draws of a month, as they were kept."""
    for i in range(DRAWS):
        put_w(w, DRAWN + i, get_r(draws, at + i, float))


@kernel
def see_care(w, q, served_place, served_weight, begins, ends):
    """Care last month in the localities that an organisation serves, and where these stand in the lists."""
    for i in range(each_lane()):
        put_w(w, CARE + i, initial.NO_SURROUNDINGS)
    for k in range(begins, ends):
        place, weight = served_place[k] * LOC, served_weight[k]
        for i in range(each_lane()):
            state = get_q(q, place + LOC_STATE + i, LocalityState)
            sums = aggregates.add_place(get_w(w, CARE + i, Surroundings), weight, state)
            put_w(w, CARE + i, sums)


@kernel
def member_all(calls, w, r, q, f, draws, structure, schedule, lucks, seed, m, flow):
    """Every organisation's month; what they come to is added up as they go.

    Draws and care are worked out here, where no more than one organisation's need be held.
    """
    network_facts, terms = known(structure.network, 0, NetworkFacts), known(schedule.terms, m * TERMS, Terms)
    organisations, reach_of, here_of = (len(structure.organisations), schedule.reach, schedule.here)
    organisation_facts, keys, served = (
        structure.organisations,
        structure.organisation_keys,
        structure.served_from,
    )
    for i in range(each_lane()):
        put_w(w, MEMBERS + i, initial.NOBODY)
    for o in range(organisations):
        org, at = o * ORG, flow + o * FLOWS_OF_MEMBER
        here = known(here_of, (m * organisations + o) * HERE, Here)
        facts = known(organisation_facts, o * FACTS_OF_ORGANISATION, OrganisationFacts)
        reach = known(reach_of, (m * organisations + o) * LEVER_COUNT, Levers)
        places, weights, begins, ends = (
            structure.served_place,
            structure.served_weight,
            served[o],
            served[o + 1],
        )
        if len(draws) > 0:
            invoke(calls[RECALL_DRAWS], w, draws, (m * organisations + o) * DRAWS)
        else:
            invoke(calls[DRAW_ORGANISATION], w, keys[o, 0], keys[o, 1], lucks, seed, m)
        invoke(calls[SEE_CARE], w, q, places, weights, begins, ends)
        for i in range(each_lane()):
            before = get_r(r, org + ORG_STATE + i, OrganisationState)
            member = Member(
                org=before,
                facts=facts,
                character=get_r(r, org + ORG_CHARACTER + i, Character),
                net=get_w(w, NET + i, NetworkState),
                network=network_facts,
                peers=get_r(r, org + ORG_PEERS + i, Peers),
                care=get_w(w, CARE + i, Surroundings),
                lever=times(get_w(w, LEVERS + i, Levers), reach),
                effort=get_w(w, EFFORTS + i, Levers),
                here=here,
                terms=terms,
                luck=get_w(w, DRAWN + i, OrganisationLuck),
                p=get_w(w, P + i, Parameters),
                dial=get_w(w, DIAL + i, Dials),
            )
            now, flows = month.member(member)
            put_r(r, org + ORG_STATE + i, now)
            if KEEPS_FLOWS:
                put_f(f, at + i, (flows, before, now))
        if terms.history > 0.0:
            put_known(r, org + ORG_STATE, structure.levels, o)
        for i in range(each_lane()):
            sums, now = get_w(w, MEMBERS + i, Members), get_r(r, org + ORG_STATE + i, OrganisationState)
            put_w(w, MEMBERS + i, aggregates.add_member(sums, facts, now, here.away))


@kernel
def mean_of_members(w):
    """The means over all members."""
    for i in range(each_lane()):
        put_w(w, MEMBERS + i, aggregates.mean_of_members(get_w(w, MEMBERS + i, Members)))


# -- Localities ----------------------------------------------------------------------------


@kernel
def bring_to_places(r, q, t, structure):
    """What organisations, and the ties among them, bring to the localities that they serve."""
    for k in range(len(structure.localities)):
        place = k * LOC
        for i in range(each_lane()):
            put_r(r, place + LOC_SERVICES + i, initial.NO_SERVICES)
        for j in range(structure.service_from[k], structure.service_from[k + 1]):
            org = structure.service_organisation[j] * ORG
            weight, nurses = structure.service_share[j, 0], structure.service_share[j, 1]
            for i in range(each_lane()):
                state = get_q(q, org + ORG_STATE + i, OrganisationState)
                sums = get_r(r, place + LOC_SERVICES + i, Services)
                put_r(r, place + LOC_SERVICES + i, aggregates.add_service(sums, weight, nurses, state))
        for j in range(structure.place_ties_from[k], structure.place_ties_from[k + 1]):
            tie = structure.place_ties[j] * TIE_
            for i in range(each_lane()):
                sums, here = get_r(r, place + LOC_SERVICES + i, Services), get_t(t, tie + i, TieState)
                put_r(r, place + LOC_SERVICES + i, aggregates.add_tie(sums, here))
        for i in range(each_lane()):
            sums = get_r(r, place + LOC_SERVICES + i, Services)
            put_r(r, place + LOC_SERVICES + i, aggregates.mean_of_services(sums))


@kernel
def locality_all(w, r, f, network, locality_facts, reach_of, m, flow):
    """Care in every locality; what it comes to is added up as they go."""
    network_facts, localities = known(network, 0, NetworkFacts), len(locality_facts)
    for i in range(each_lane()):
        put_w(w, REGION + i, initial.NOWHERE)
    for k in range(localities):
        place, at = k * LOC, flow + k * FLOWS_OF_PLACE
        facts = known(locality_facts, k * FACTS_OF_PLACE, LocalityFacts)
        reach = known(reach_of, (m * localities + k) * LEVER_COUNT, Levers)
        for i in range(each_lane()):
            before, p = get_r(r, place + LOC_STATE + i, LocalityState), get_w(w, P + i, Parameters)
            view = Place(
                facts=facts,
                services=get_r(r, place + LOC_SERVICES + i, Services),
                members=get_w(w, MEMBERS + i, Members),
                net=get_w(w, NET + i, NetworkState),
                network=network_facts,
                lever=times(get_w(w, LEVERS + i, Levers), reach),
                p=p,
                dial=get_w(w, DIAL + i, Dials),
            )
            now, flows = month.locality(view)
            put_r(r, place + LOC_STATE + i, now)
            put_w(w, REGION + i, aggregates.add_locality(get_w(w, REGION + i, Region), facts, now, p))
            if KEEPS_FLOWS:
                put_f(f, at + i, (flows, before, now))


@kernel
def rank(q, r, locality_facts, field):
    """What children have in each locality, from a row of its record, before it is put in order."""
    for k in range(len(locality_facts)):
        place, ranked, children = k * LOC + field, k * RANKED, locality_facts[k, CHILDREN]
        for i in range(each_lane()):
            put_r(r, ranked + i, Ranked(get_q(q, place + i, float), children))


@kernel
def exchange(r, q, first, second):
    """Two places put in order, lane by lane."""
    a, b = first * RANKED, second * RANKED
    for i in range(each_lane()):
        x, y = get_r(r, a + i, Ranked), get_q(q, b + i, Ranked)
        in_order = aggregates.in_order(x, y)
        put_r(r, a + i, x if in_order else y)
        put_q(q, b + i, y if in_order else x)


@kernel
def put_in_order(ranked, count):
    """Merge exchange (Knuth, The Art of Computer Programming, 5.2.2 M): the same steps for any numbers."""
    half = 1
    while 2 * half < count:
        half = 2 * half
    step = half
    while step > 0:
        reach, rest, distance = half, 0, step
        while distance > 0:
            for a in range(count - distance):
                if a & step == rest:
                    exchange(ranked, ranked, a, a + distance)
            distance = reach - step
            reach = reach // 2
            rest = step
        step = step // 2


@kernel
def add_ranked(w, r, count, sums):
    """Localities added up from the one with the least upwards, into the rows at `sums`."""
    for i in range(each_lane()):
        put_w(w, sums + i, initial.NO_INEQUALITY)
    for k in range(count):
        ranked = k * RANKED
        for i in range(each_lane()):
            added = aggregates.add_ranked(get_w(w, sums + i, Inequality), get_r(r, ranked + i, Ranked))
            put_w(w, sums + i, added)


@kernel
def mean_of_region(w, network):
    """Care over the region."""
    facts = known(network, 0, NetworkFacts)
    for i in range(each_lane()):
        cover, access = get_w(w, COVER + i, Inequality), get_w(w, ACCESS + i, Inequality)
        means = aggregates.mean_of_region(get_w(w, REGION + i, Region), cover, access, facts)
        put_w(w, REGION + i, means)


# -- Costs ---------------------------------------------------------------------------------


@kernel
def pay(w, t, dues, payers, m):
    """What the month costs whom, added to what has been spent since it was last kept."""
    for i in range(each_lane()):
        net, members = get_w(w, NET + i, NetworkState), get_w(w, MEMBERS + i, Members)
        put_w(w, NOW + i, levers.grant_and_time(net, members, get_w(w, P + i, Parameters)))
    for number in range(LEVER_COUNT):
        at, payer = number * LEVER, known(payers, number * PAYERS, Payers)
        due = known(dues, (m * LEVER_COUNT + number) * DUE, Due)
        for i in range(each_lane()):
            lever, added = get_t(t, at + i, LeverState), get_w(w, MEMBERS + i, Members).posts_added
            yearly, one_off = lever.cost_yearly, lever.cost_one_off
            payment = levers.payment(due, lever.effort, lever.posts_paid, added, yearly, one_off)
            put_t(t, at + 2 * LANES + i, payment.posts_paid)
            put_w(w, NOW + i, levers.add_payment(get_w(w, NOW + i, Costs), payer, payment))
    for i in range(each_lane()):
        put_w(w, SPENT + i, levers.add_costs(get_w(w, SPENT + i, Costs), get_w(w, NOW + i, Costs)))


# -- Problems ------------------------------------------------------------------------------


@kernel
def look_at_core(w, t, network, fact, row):
    """The states that mark the network's problems: rows of the workspace, or facts, the same in all lanes."""
    for k in range(len(row)):
        at, source = k * PROBLEM, row[k] * LANES
        if fact[k]:
            value = network[row[k]]
            for i in range(each_lane()):
                put_t(t, at + i, value)
        else:
            for i in range(each_lane()):
                put_t(t, at + i, get_w(w, source + i, float))


@kernel
def look_at_members(r, t, organisations, fact, row, problem):
    """The states that mark the problems of organisations, from the place `problem` on."""
    for o in range(len(organisations)):
        for k in range(len(row)):
            at, source = (problem + o * len(row) + k) * PROBLEM, o * ORG + ORG_STATE + row[k] * LANES
            if fact[k]:
                value = organisations[o, row[k]]
                for i in range(each_lane()):
                    put_t(t, at + i, value)
            else:
                for i in range(each_lane()):
                    put_t(t, at + i, get_r(r, source + i, float))


@kernel
def watch(t, sign, threshold, turns, first, number, m):
    """When each problem turns out to hold, and no longer to; few do in any month."""
    for k in range(len(sign)):
        at, side, edge, changed = k * PROBLEM, sign[k], threshold[k], 0
        for i in range(each_lane()):
            problem = get_t(t, at + i, ProblemState)
            now = onsets.watched_after(problem.watched, onsets.marked(problem.value, side, edge))
            turned = now.holds - problem.watched.holds
            changed += 1 if turned != 0.0 else 0
            put_t(t, at + i, ProblemState(turned, now))
        if changed > 0:
            for i in range(number):
                turns[first + i, k, m] = get_t(t, at + i, float)


# -- Runs ----------------------------------------------------------------------------------


@kernel
def draw_numbers(calls, w, sets, prior):
    """Parameters of a block of runs, drawn from their priors where they are not fixed, times their scales."""
    seed = prior.seed
    for row in range(len(prior.shape)):
        shape, low, mode, high = (
            prior.shape[row],
            prior.range[row, 0],
            prior.range[row, 1],
            prior.range[row, 2],
        )
        key_low, key_high = prior.keys[row, 0], prior.keys[row, 1]
        if shape < 0:
            for i in range(LANES):
                w[P + row * LANES + i] = mode
        else:
            invoke(calls[DRAW_UNIFORM + shape], w, sets, seed, row, low, mode, high, key_low, key_high)
        for i in range(LANES):
            w[P + row * LANES + i] = prior.scale[row] * w[P + row * LANES + i]


@kernel
def begin(calls, space, seed, prior, varied, first, structure):
    """All that a block of runs begins with."""
    w, r, t, levers_, sets, lucks = space.w, space.r, space.t, space.levers, space.sets, space.lucks
    w[:] = 0.0
    r[:] = 0.0
    levers_[:] = 0.0
    space.places[:] = 0.0
    space.problems[:] = 0.0
    draw_numbers(calls, w, sets, prior)
    for row in range(len(prior.dials)):
        for i in range(LANES):
            w[DIAL + row * LANES + i] = prior.dials[row]
    w[EFFORTS:] = 1.0
    for number in range(len(prior.column)):
        for i in range(LANES):
            w[prior.column[number] * LANES + i] = varied[number, min(first + i, varied.shape[1] - 1)]
    for number in range(LEVER_COUNT):
        for field in range(LEVER_ROWS):
            row = prior.levers[number, field]
            for i in range(LANES):
                levers_[(number * LEVER_ROWS + field) * LANES + i] = w[row * LANES + i] if row >= 0 else 0.0
    invoke(calls[START_NETWORK], w, structure.network)
    invoke(calls[START_TIES], w, t, structure.tie_facts)
    facts, given, keys = structure.organisations, structure.characters, structure.organisation_keys
    invoke(calls[START_ORGANISATIONS], w, r, facts, given, structure.levels, keys, lucks, seed)
    invoke(calls[MEAN_OF_MEMBERS], w)
    if len(space.draws) > 0:
        invoke(calls[KEEP_DRAWS], calls, w, space.draws, structure.organisation_keys, lucks, seed)


@kernel
def add_inequality(calls, space, structure, field, sums):
    """Localities put in order by a field of theirs, and added up into the rows at `sums`."""
    count = len(structure.localities)
    invoke(calls[RANK], space.places, space.ranked, structure.localities, field)
    invoke(calls[PUT_IN_ORDER], space.ranked, count)
    invoke(calls[ADD_RANKED], space.w, space.ranked, count, sums)


@kernel
def one_month(calls, space, seed, structure, schedule, m, with_ginis):
    """One month, in the order of `sim.model.month.PHASES`; Ginis, which no rule reads, only on demand."""
    w, r, t, places, f, lucks = space.w, space.r, space.t, space.places, space.f, space.lucks
    network, terms, shocks, reach = structure.network, schedule.terms, schedule.shocks, schedule.reach
    low, high, core = structure.network_key[0], structure.network_key[1], schedule.reach_of_core
    flow_of_ties = FLOWS_OF_OPENING
    flow_of_members = flow_of_ties + len(structure.tie_ends) * FLOWS_OF_TIE
    flow_of_places = flow_of_members + len(structure.organisations) * FLOWS_OF_MEMBER
    flow_of_closing = flow_of_places + len(structure.localities) * FLOWS_OF_PLACE

    invoke(calls[LEVER_STRENGTHS], w, space.levers, schedule.turns, m)
    invoke(calls[DRAW_NETWORK], w, lucks, seed, m, low, high)
    invoke(calls[OPENING], w, f, network, terms, shocks, core, m, 0)

    ends, facts = structure.tie_ends, structure.tie_facts
    invoke(calls[TIE_ALL], w, r, r, t, f, ends, facts, reach, m, flow_of_ties)
    begins, ties, others, of_peers = (
        structure.peers_from,
        structure.peers_tie,
        structure.peers_other,
        structure.peer_facts,
    )
    invoke(calls[MEET_PEERS], w, r, r, t, begins, ties, others, of_peers)
    kept = (structure, schedule, lucks, seed, m, flow_of_members)
    invoke(calls[MEMBER_ALL], calls, w, r, places, f, space.draws, *kept)
    invoke(calls[MEAN_OF_MEMBERS], w)

    invoke(calls[BRING_TO_PLACES], places, r, t, structure)
    of_places = (structure.localities, schedule.reach_of_places, m, flow_of_places)
    invoke(calls[LOCALITY_ALL], w, places, f, network, *of_places)
    if with_ginis:
        add_inequality(calls, space, structure, COVER_OF_PLACE, COVER)
        add_inequality(calls, space, structure, ACCESS_OF_PLACE, ACCESS)
    invoke(calls[MEAN_OF_REGION], w, network)

    invoke(calls[CLOSING], w, f, network, terms, shocks, core, m, flow_of_closing)
    invoke(calls[PAY], w, space.levers, schedule.dues, structure.payers, m)


@kernel
def see_problems(calls, space, structure, marks, turns, first, number, m):
    """Look at what marks each problem this month, and write down which turn."""
    core, members, t = marks.core_row, marks.member_row, space.problems
    invoke(calls[LOOK_AT_CORE], space.w, t, structure.network, marks.core_fact, core)
    of_members = (structure.organisations, marks.member_fact, members)
    invoke(calls[LOOK_AT_MEMBERS], space.r, t, *of_members, len(core))
    invoke(calls[WATCH], t, marks.sign, marks.threshold, turns, first, number, m)


@kernel
def keep(space, first, number, place, rows, arrays):
    """Put a month of the first `number` lanes among what is kept."""
    w, r, t, places, f = space.w, space.r, space.t, space.places, space.f
    for i in range(number):
        for k in range(len(rows)):
            arrays.outcomes[first + i, place, k] = w[rows[k] * LANES + i]
        for k in range(COSTS):
            arrays.costs[first + i, place, k] = w[SPENT + k * LANES + i]
        for k in range(arrays.flows.shape[2]):
            arrays.flows[first + i, place, k] = f[k * LANES + i]
    # Record by record, each of which is in the nearest memory for all lanes.
    for o in range(arrays.organisations.shape[2]):
        for i in range(number):
            for k in range(ORG_FIELDS):
                arrays.organisations[first + i, place, o, k] = r[o * ORG + ORG_STATE + k * LANES + i]
    for o in range(arrays.localities.shape[2]):
        for i in range(number):
            for k in range(PLACE_FIELDS):
                arrays.localities[first + i, place, o, k] = places[o * LOC + LOC_STATE + k * LANES + i]
    for o in range(arrays.ties.shape[2]):
        for i in range(number):
            for k in range(TIE_FIELDS):
                arrays.ties[first + i, place, o, k] = t[o * TIE_ + k * LANES + i]
    w[SPENT : SPENT + COSTS * LANES] = 0.0


@kernel
def begin_block(calls, space, seed, first, number, sets, lucks, prior, varied, structure):
    """Have a block of `number` runs begin, of which the first is at the place `first`."""
    for i in range(LANES):
        # Lanes without a run of their own repeat the last one.
        space.sets[i] = sets[first + min(i, number - 1)]
        space.lucks[i] = lucks[first + min(i, number - 1)]
    begin(calls, space, seed, prior, varied, first, structure)


@kernel
def run_months(calls, space, seed, first, number, begins, ends, structure, schedule, selection, arrays):
    """Have the block of runs in the lanes go through some months, and keep the selection of their results."""
    for m in range(begins, ends):
        place = selection.place[m]
        one_month(calls, space, seed, structure, schedule, m, place >= 0)
        if len(selection.problems.sign):
            see_problems(calls, space, structure, selection.problems, arrays.turns, first, number, m)
        if place >= 0:
            keep(space, first, number, place, selection.rows, arrays)


@kernel
def run_blocks(
    calls, space, seed, begins, ends, sets, lucks, prior, varied, structure, schedule, selection, arrays
):
    """Run the runs from the place `begins` to before `ends`, a block of lanes after the other."""
    for first in range(begins, ends, LANES):
        number, months = min(LANES, ends - first), len(selection.place)
        invoke(calls[BEGIN_BLOCK], calls, space, seed, first, number, sets, lucks, prior, varied, structure)
        of_months = (0, months, structure, schedule, selection, arrays)
        invoke(calls[RUN_MONTHS], calls, space, seed, first, number, *of_months)


# What a run calls, each by its address: called by name, a kernel would be compiled once more into its caller.
CALLED = (
    draw_uniform,
    draw_loguniform,
    draw_triangular,
    start_network,
    start_ties,
    start_organisations,
    lever_strengths,
    draw_network,
    draw_organisation,
    keep_draws,
    recall_draws,
    opening,
    closing,
    tie_all,
    meet_peers,
    see_care,
    member_all,
    mean_of_members,
    bring_to_places,
    locality_all,
    rank,
    put_in_order,
    add_ranked,
    mean_of_region,
    pay,
    look_at_core,
    look_at_members,
    watch,
    begin_block,
    run_months,
)
(
    DRAW_UNIFORM,
    DRAW_LOGUNIFORM,
    DRAW_TRIANGULAR,
    START_NETWORK,
    START_TIES,
    START_ORGANISATIONS,
    LEVER_STRENGTHS,
    DRAW_NETWORK,
    DRAW_ORGANISATION,
    KEEP_DRAWS,
    RECALL_DRAWS,
    OPENING,
    CLOSING,
    TIE_ALL,
    MEET_PEERS,
    SEE_CARE,
    MEMBER_ALL,
    MEAN_OF_MEMBERS,
    BRING_TO_PLACES,
    LOCALITY_ALL,
    RANK,
    PUT_IN_ORDER,
    ADD_RANKED,
    MEAN_OF_REGION,
    PAY,
    LOOK_AT_CORE,
    LOOK_AT_MEMBERS,
    WATCH,
    BEGIN_BLOCK,
    RUN_MONTHS,
) = range(len(CALLED))
