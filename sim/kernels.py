"""The source of the ensemble's kernels: loops over runs around the very functions that the Mesa model calls.

No rule, order or formula stands here. What is written is how named tuples are read from and put into flat
arrays, in which 16 or so runs (lanes) lie side by side, so that the compiler can work on several of them
in one vector instruction. The text is made from the fields of `sim.state`, and `sim.compiled` keeps it in a
file and has Numba compile it; `source_text()` shows it.

An array holds rows of one number for each lane. The workspace holds what belongs to the network; records
hold what belongs to one organisation, tie or locality. Each kind of array is read through accessors of its
own, which tell the compiler that they never overlap: without that it would not use vector instructions.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from sim import month
from sim.accessors import SCOPES
from sim.declarations.levers import all_parameters, load_levers
from sim.draws import NETWORK_DRAWS, ORGANISATION_DRAWS, WORDS, Purpose
from sim.state import (
    Dials,
    Inequality,
    Levers,
    LocalityFacts,
    LocalityState,
    Members,
    NetworkFacts,
    NetworkLuck,
    NetworkState,
    OrganisationFacts,
    OrganisationLuck,
    OrganisationState,
    Parameters,
    Payers,
    Peers,
    Ranked,
    Region,
    Services,
    Shocks,
    Surroundings,
    Terms,
    TieFacts,
    TieState,
)
from sim.values import size_names


class Rows(NamedTuple):
    """Where each part of an array begins, counted in rows, and how many rows it has in all."""

    at: dict[str, int]
    count: int


def _laid(**parts: int) -> Rows:
    at, count = {}, 0
    for name, size in parts.items():
        at[name], count = count, count + size
    return Rows(at, count)


def leaves(kind: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of every number in a named tuple of named tuples, in the order of its fields."""
    for name, hint in get_type_hints(kind).items():
        if hint is float:
            yield (*path, name)
        else:
            yield from leaves(hint, (*path, name))


def size(kind: Any) -> int:
    """How many numbers a named tuple holds."""
    return sum(1 for _ in leaves(kind))


@cache
def numbers() -> dict[str, int]:
    """The row, within the numbers, of each parameter by its dotted name: first those that rules read."""
    read = [".".join(path) for path in leaves(Parameters) if path[0] != "levers"] + list(size_names())
    return {name: row for row, name in enumerate(dict.fromkeys([*read, *all_parameters()]))}


@cache
def workspace() -> Rows:
    """The rows of what belongs to the network."""
    levers = len(Levers._fields)
    return _laid(
        p=len(numbers()),
        dial=size(Dials),
        effort=levers,
        lever=levers,
        posts_paid=levers,
        net=size(NetworkState),
        luck=size(NetworkLuck),
        members=size(Members),
        region=size(Region),
        inequality_cover=size(Inequality),
        inequality_access=size(Inequality),
        paid=size(Payers),
    )


ORGANISATION = _laid(
    org=size(OrganisationState), peers=size(Peers), care=size(Surroundings), luck=size(OrganisationLuck)
)
TIE = _laid(tie=size(TieState), weight=1)
PLACE = _laid(state=size(LocalityState), services=size(Services))
RANKED = _laid(value=1, children=1)


class Kept(NamedTuple):
    """What is kept of a phase of the month where flows are kept."""

    flows: Any  # the kind of its flows
    state: Any  # the kind of the state before and after

    @property
    def rows(self) -> int:
        """How many numbers that is."""
        return size(self.flows) + 2 * size(self.state)


FLOWS = {
    "opening": Kept(month.OpeningFlows, NetworkState),
    "tie": Kept(month.TieFlows, TieState),
    "member": Kept(month.OrganisationFlows, OrganisationState),
    "locality": Kept(month.LocalityFlows, LocalityState),
    "closing": Kept(month.ClosingFlows, NetworkState),
}

# The kernels, in the order in which a run calls them.
KERNELS = (
    "draw_uniform",
    "draw_loguniform",
    "draw_triangular",
    "start_network",
    "start_ties",
    "start_organisations",
    "lever_strengths",
    "draw_network",
    "draw_organisations",
    "opening",
    "meet_peers",
    "see_care",
    "tie_all",
    "member_all",
    "mean_of_members",
    "locality_all",
    "rank_cover",
    "rank_access",
    "put_in_order",
    "add_cover",
    "add_access",
    "mean_of_region",
    "closing",
    "pay",
)


class _Writer:
    """Writes how named tuples are read from and put into arrays of so many lanes."""

    def __init__(self, lanes: int, *, flows: bool) -> None:
        self.lanes = lanes
        self.flows = flows

    def load(self, kind: Any, scope: str, row: int, base: str = "") -> str:
        """The text that reads a named tuple, or one number, from rows."""
        return f"get_{scope}({scope}, {base}{row * self.lanes} + i, {kind.__name__})"

    def get(self, scope: str, base: str, row: int) -> str:
        return self.load(float, scope, row, base)

    def save(self, value: str, scope: str, row: int, base: str = "") -> str:
        """The line that puts a named tuple, or one number, into rows."""
        return f"put_{scope}({scope}, {base}{row * self.lanes} + i, {value})"

    def clear(self, kind: Any, scope: str, row: int, base: str = "") -> list[str]:
        """The lines that put zeros into the rows of a named tuple."""
        return [self.save("0.0", scope, row + number, base) for number in range(size(kind))]

    def of_network(self, kind: Any, part: str) -> str:
        """The text that reads a named tuple from a part of the workspace."""
        return self.load(kind, "w", workspace().at[part])

    def parameters(self) -> str:
        """The text that reads the parameters, group by group."""
        groups, row = [], workspace().at["p"]
        for kind in get_type_hints(Parameters).values():
            groups.append(self.load(kind, "w", row))
            row += size(kind)
        return f"Parameters({', '.join(groups)})"

    def to_network(self, value: str, part: str) -> str:
        """The line that puts a named tuple into a part of the workspace."""
        return self.save(value, "w", workspace().at[part])

    def keep(self, before: str, base: str) -> list[str]:
        """The line that keeps flows, and the states before and after, where flows are kept at all."""
        return [self.save(f"(flows, {before}, now)", "f", 0, base)] if self.flows else []

    def here(self, reach: str = "reach") -> str:
        """The text that builds the levers' strength at an organisation: strength times reach."""
        at = workspace().at["lever"]
        parts = [
            f"{self.get('w', '', at + number)} * {reach}_{number}" for number in range(len(Levers._fields))
        ]
        return f"Levers({', '.join(parts)})"


def _reach(index: str, name: str = "reach") -> list[str]:
    """The lines that read whom each lever reaches, once for all lanes."""
    return [f"{name}_{number} = reach_of[m, {number}, {index}]" for number in range(len(Levers._fields))]


def _known(kind: Any, array: str, index: str, first: int = 0) -> str:
    """The text that builds a named tuple, the same in all lanes, from a row of an array."""
    cells = (f"{array}[{index}{number}]" for number in range(first, first + len(kind._fields)))
    return f"{kind.__name__}({', '.join(cells)})"


def _block(*lines: str | list[str], indent: int = 8) -> str:
    flat = [each for line in lines for each in (line if isinstance(line, list) else [line])]
    return "".join(f"{' ' * indent}{line}\n" for line in flat)


def source_text(lanes: int, *, flows: bool) -> str:
    """The source of the kernels for so many lanes, keeping every flow or none."""
    write = _Writer(lanes, flows=flows)
    parts = [_head(lanes, flows), _numbers(write), _start(write), _levers(write), _luck(write)]
    parts += [_opening(write), _before_members(write), _ties(write), _members(write), _places(write)]
    parts += [_inequality(write), _closing(write), _costs(write), _ranking(), _run(write)]
    return "\n\n".join(parts)


def _head(lanes: int, flows: bool) -> str:
    named = sorted(each.__name__ for each in get_type_hints(Parameters).values())
    states = sorted(
        each.__name__
        for each in (
            Dials, Inequality, Levers, LocalityFacts, LocalityState, Members, NetworkFacts, NetworkLuck,
            NetworkState, OrganisationFacts, OrganisationLuck, OrganisationState, Parameters, Payers, Peers,
            Region, Services, Shocks, Surroundings, Terms, TieFacts, TieState,
        )
    )  # fmt: skip
    accessors = "\n".join(f"get_{scope}, put_{scope} = accessors({scope!r}, LANES)" for scope in SCOPES)
    flow_argument = "flows kept" if flows else "no flows"
    return f'''"""Kernels of {lanes} lanes, {flow_argument}. Written by `sim.kernels`; do not edit."""

from numba import njit

from sim import month, start, tallies
from sim.accessors import accessors, invoke
from sim.declarations.parameters import loguniform, triangular, uniform
from sim.draws import philox
from sim.rules import levers
from sim.state import Core, Due, Member, Pair, Place, Ranked, Turn
from sim.state import {", ".join(states)}
from sim.symbols import {", ".join(named)}

LANES = {lanes}
kernel = njit(nogil=True, error_model="numpy", cache=True, _nrt=False)
{accessors}
'''


def _kernel(name: str, arguments: str, before: str, inside: str) -> str:
    return f"@kernel\ndef {name}({arguments}):\n{before}{inside}"


def _lanes(body: str, indent: int = 4, count: str = "LANES") -> str:
    """A loop over lanes; a short one needs their number as an argument, or it is unrolled lane by lane."""
    return f"{' ' * indent}for i in range({count}):\n{body}"


def _words(write: _Writer, key: str, purposes: tuple[Purpose, ...], month: str, luck: str) -> list[str]:
    """The lines that draw for some purposes, one turn of the generator for each four: `u6` for purpose 6."""
    lines = []
    for turn in sorted({purpose // WORDS for purpose in purposes}):
        words = ", ".join(f"word{number}" for number in range(WORDS))
        lines.append(f"{words} = philox(({month}, {turn}, {key}), (seed, {luck}))")
        for purpose in purposes:
            if purpose // WORDS == turn:
                lines.append(f"u{int(purpose)} = (word{purpose % WORDS} >> 1) / 2147483648.0")
    return lines


def _numbers(write: _Writer) -> str:
    """Parameters drawn from their priors, one after the other."""
    p = workspace().at["p"]
    drawn = _words(write, "low_key, high_key", (Purpose.PRIOR,), "0", "get_l(sets, i, float)")
    kernels = []
    for shape, call in (
        ("uniform", "uniform(u14, low, high)"),
        ("loguniform", "loguniform(u14, low, high)"),
        ("triangular", "triangular(u14, low, mode, high)"),
    ):
        body = _lanes(_block(*drawn, write.save(call, "w", p, "row * LANES + ")))
        arguments = "w, sets, seed, row, low, mode, high, low_key, high_key"
        kernels.append(_kernel(f"draw_{shape}", arguments, "", body))
    return "\n\n".join(kernels)


def _start(write: _Writer) -> str:
    p, org, tie = write.parameters(), ORGANISATION.at, TIE.at
    engaged, temper = Purpose.ENGAGEMENT_AT_START, Purpose.TEMPER
    network = _kernel(
        "start_network",
        "w, network",
        _block(f"facts = {_known(NetworkFacts, 'network', '')}", indent=4),
        _lanes(_block(f"net = start.network_at_start(facts, {p})", write.to_network("net", "net"))),
    )
    ties = _kernel(
        "start_ties",
        "w, t, tie_facts",
        f"    for k in range(len(tie_facts)):\n"
        f"        base = k * {TIE.count * write.lanes}\n"
        f"        facts = {_known(TieFacts, 'tie_facts', 'k, ')}\n",
        _lanes(
            _block(
                f"p = {p}",
                "tie = start.tie_at_start(p)",
                write.save("tie", "t", tie["tie"], "base + "),
                write.save("tallies.tie_weight(facts, p)", "t", tie["weight"], "base + "),
                indent=12,
            ),
            indent=8,
        ),
    )
    organisations = _kernel(
        "start_organisations",
        "w, r, facts, posts, keys, lucks, seed",
        f"    for o in range(len(facts)):\n"
        f"        base = o * {ORGANISATION.count * write.lanes}\n"
        f"        low_key, high_key = keys[o, 0], keys[o, 1]\n"
        f"        known = {_known(OrganisationFacts, 'facts', 'o, ')}\n",
        _lanes(
            _block(
                *_words(write, "low_key, high_key", (engaged, temper), "0", "get_l(lucks, i, float)"),
                f"org = start.organisation_at_start(posts[o, 0], posts[o, 1], u{engaged}, u{temper}, {p})",
                f"sums = tallies.add_member({write.of_network(Members, 'members')}, known, org)",
                write.save("org", "r", org["org"], "base + "),
                write.save(f"u{temper}", "r", org["luck"], "base + "),
                write.to_network("sums", "members"),
                indent=12,
            ),
            indent=8,
        ),
    )
    return "\n\n".join([network, ties, organisations])


def _levers(write: _Writer) -> str:
    """Every lever's strength this month."""
    at, lines = workspace().at, []
    for number, lever in enumerate(load_levers().values()):
        ramp_up, fade = (
            write.get("w", "", at["p"] + numbers()[f"levers.{lever.name}.{key}"])
            for key in ("ramp_up", "fade")
        )
        before, effort = (write.get("w", "", at[part] + number) for part in ("lever", "effort"))
        turn = f"turn_{number}"
        lines.append(
            write.save(
                f"levers.strength_after({before}, {turn}, {effort}, {ramp_up}, {fade})",
                "w",
                at["lever"] + number,
            )
        )
    turns = [
        f"turn_{number} = Turn(turns[m, {number}, 0], turns[m, {number}, 1], turns[m, {number}, 2], "
        f"turns[m, {number}, 3])"
        for number in range(len(load_levers()))
    ]
    return _kernel("lever_strengths", "w, turns, m", _block(*turns, indent=4), _lanes(_block(*lines)))


def _luck(write: _Writer) -> str:
    at, org = workspace().at["luck"], ORGANISATION.at["luck"]
    network = _kernel(
        "draw_network",
        "w, lucks, seed, m, low_key, high_key",
        "",
        _lanes(
            _block(
                *_words(write, "low_key, high_key", NETWORK_DRAWS, "m", "get_l(lucks, i, float)"),
                [
                    write.save(f"u{int(purpose)}", "w", at + number)
                    for number, purpose in enumerate(NETWORK_DRAWS)
                ],
            )
        ),
    )
    organisations = _kernel(
        "draw_organisations",
        "r, keys, lucks, seed, m",
        f"    for o in range(len(keys)):\n"
        f"        base = o * {ORGANISATION.count * write.lanes}\n"
        f"        low_key, high_key = keys[o, 0], keys[o, 1]\n",
        _lanes(
            _block(
                *_words(write, "low_key, high_key", ORGANISATION_DRAWS, "m", "get_l(lucks, i, float)"),
                [
                    write.save(f"u{int(purpose)}", "r", org + 1 + number, "base + ")
                    for number, purpose in enumerate(ORGANISATION_DRAWS)
                ],
                indent=12,
            ),
            indent=8,
        ),
    )
    return f"{network}\n\n{organisations}"


def _core(write: _Writer) -> str:
    return (
        f"Core(net={write.of_network(NetworkState, 'net')}, facts=facts, "
        f"members={write.of_network(Members, 'members')}, region={write.of_network(Region, 'region')}, "
        f"lever={write.of_network(Levers, 'lever')}, terms=terms, shock=shock, "
        f"luck={write.of_network(NetworkLuck, 'luck')}, p={write.parameters()}, "
        f"dial={write.of_network(Dials, 'dial')})"
    )


def _core_phase(write: _Writer, phase: str) -> str:
    flows = FLOWS["opening"].rows * write.lanes if phase == "closing" else 0
    return _kernel(
        phase,
        "w, f, network, terms_of, shocks, m, flow_base",
        _block(
            f"facts = {_known(NetworkFacts, 'network', '')}",
            f"terms = {_known(Terms, 'terms_of', 'm, ')}",
            f"shock = {_known(Shocks, 'shocks', 'm, ')}",
            f"flow_base = flow_base + {flows}",
            indent=4,
        ),
        _lanes(
            _block(
                f"core = {_core(write)}",
                f"now, flows = month.{phase}(core)",
                write.to_network("now", "net"),
                write.keep("core.net", "flow_base + "),
            )
        ),
    )


def _opening(write: _Writer) -> str:
    return _core_phase(write, "opening")


def _before_members(write: _Writer) -> str:
    """What organisations see of others, gathered before any of them changes."""
    at, lanes = ORGANISATION.at, write.lanes
    other = write.load(OrganisationState, "q", at["org"], "other + ")
    own = write.load(OrganisationState, "r", at["org"], "base + ")
    peers = write.load(Peers, "r", at["peers"], "base + ")
    weight = f"{write.get('t', 'tie + ', TIE.at['weight'])} * {write.get('t', 'tie + ', TIE.at['tie'])}"
    nothing = write.clear(Peers, "r", at["peers"], "base + ")
    meet = (
        "@kernel\ndef meet_peers(r, q, t, peers_from, peers_tie, peers_other, lanes):\n"
        "    for o in range(len(peers_from) - 1):\n"
        f"        base = o * {ORGANISATION.count * lanes}\n"
        + _lanes(_block(*nothing, indent=12), indent=8)
        + "        for k in range(peers_from[o], peers_from[o + 1]):\n"
        f"            tie = peers_tie[k] * {TIE.count * lanes}\n"
        f"            other = peers_other[k] * {ORGANISATION.count * lanes}\n"
        + _lanes(
            _block(
                f"sums = tallies.add_peer({peers}, {weight}, {other})",
                write.save("sums", "r", at["peers"], "base + "),
                indent=16,
            ),
            indent=12,
            count="lanes",
        )
        + _lanes(
            _block(
                f"means = tallies.mean_of_peers({peers}, {own})",
                write.save("means", "r", at["peers"], "base + "),
                indent=12,
            ),
            indent=8,
        )
    )
    care = write.load(Surroundings, "r", at["care"], "base + ")
    place = write.load(LocalityState, "q", PLACE.at["state"], "other + ")
    nothing = write.clear(Surroundings, "r", at["care"], "base + ")
    served = (
        "@kernel\ndef see_care(r, q, served_from, served_place, served_weight, lanes):\n"
        "    for o in range(len(served_from) - 1):\n"
        f"        base = o * {ORGANISATION.count * lanes}\n"
        + _lanes(_block(*nothing, indent=12), indent=8)
        + "        for k in range(served_from[o], served_from[o + 1]):\n"
        f"            other = served_place[k] * {PLACE.count * lanes}\n"
        "            weight = served_weight[k]\n"
        + _lanes(
            _block(
                f"sums = tallies.add_place({care}, weight, {place})",
                write.save("sums", "r", at["care"], "base + "),
                indent=16,
            ),
            indent=12,
            count="lanes",
        )
    )
    return f"{meet}\n\n{served}"


def _ties(write: _Writer) -> str:
    a = write.load(OrganisationState, "r", ORGANISATION.at["org"], "a + ")
    b = write.load(OrganisationState, "q", ORGANISATION.at["org"], "b + ")
    return (
        "@kernel\ndef tie_all(w, r, q, t, f, ends, reach_of, m, flow_base):\n"
        "    for k in range(len(ends)):\n"
        "        first, second = ends[k, 0], ends[k, 1]\n"
        f"        a = first * {ORGANISATION.count * write.lanes}\n"
        f"        b = second * {ORGANISATION.count * write.lanes}\n"
        f"        tie = k * {TIE.count * write.lanes}\n"
        f"        flow = flow_base + k * {FLOWS['tie'].rows * write.lanes}\n"
        + _block(_reach("first", "reach_a"), _reach("second", "reach_b"))
        + _lanes(
            _block(
                f"pair = Pair({write.load(TieState, 't', TIE.at['tie'], 'tie + ')}, {a}, {b}, "
                f"{write.here('reach_a')}, {write.here('reach_b')}, "
                f"{write.parameters()}, {write.of_network(Dials, 'dial')})",
                "now, flows = month.tie(pair)",
                write.save("now", "t", TIE.at["tie"], "tie + "),
                write.keep("pair.tie", "flow + "),
                indent=12,
            ),
            indent=8,
        )
    )


def _members(write: _Writer) -> str:
    at = ORGANISATION.at
    view = (
        f"Member(org={write.load(OrganisationState, 'r', at['org'], 'base + ')}, facts=known, "
        f"net={write.of_network(NetworkState, 'net')}, network=facts, "
        f"peers={write.load(Peers, 'r', at['peers'], 'base + ')}, "
        f"care={write.load(Surroundings, 'r', at['care'], 'base + ')}, lever={write.here()}, "
        f"posts_frozen=frozen, history=history, luck={write.load(OrganisationLuck, 'r', at['luck'], 'base + ')}, "
        f"p={write.parameters()}, dial={write.of_network(Dials, 'dial')})"
    )
    nothing = write.clear(Members, "w", workspace().at["members"])
    step = (
        "@kernel\ndef member_all(w, r, f, network, facts_of, reach_of, posts_frozen, terms_of, m, flow_base):\n"
        f"    facts = {_known(NetworkFacts, 'network', '')}\n"
        "    history = terms_of[m, 0]\n" + _lanes(_block(*nothing)) + "    for o in range(len(facts_of)):\n"
        f"        base = o * {ORGANISATION.count * write.lanes}\n"
        f"        flow = flow_base + o * {FLOWS['member'].rows * write.lanes}\n"
        f"        known = {_known(OrganisationFacts, 'facts_of', 'o, ')}\n"
        "        frozen = posts_frozen[m, o]\n"
        + _block(_reach("o"))
        + _lanes(
            _block(
                f"view = {view}",
                "now, flows = month.member(view)",
                f"sums = tallies.add_member({write.of_network(Members, 'members')}, known, now)",
                write.save("now", "r", at["org"], "base + "),
                write.to_network("sums", "members"),
                write.keep("view.org", "flow + "),
                indent=12,
            ),
            indent=8,
        )
    )
    mean = _kernel(
        "mean_of_members",
        "w, network",
        _block(f"facts = {_known(NetworkFacts, 'network', '')}", indent=4),
        _lanes(
            _block(
                f"means = tallies.mean_of_members({write.of_network(Members, 'members')}, facts)",
                write.to_network("means", "members"),
            )
        ),
    )
    return f"{step}\n\n{mean}"


def _places(write: _Writer) -> str:
    at, lanes = PLACE.at, write.lanes
    services = write.load(Services, "r", at["services"], "base + ")
    org = write.load(OrganisationState, "q", ORGANISATION.at["org"], "other + ")
    view = (
        f"Place(facts=known, services={services}, members={write.of_network(Members, 'members')}, "
        f"net={write.of_network(NetworkState, 'net')}, network=facts, "
        f"lever={write.of_network(Levers, 'lever')}, p={write.parameters()}, "
        f"dial={write.of_network(Dials, 'dial')})"
    )
    nothing = write.clear(Region, "w", workspace().at["region"])
    none = write.clear(Services, "r", at["services"], "base + ")
    return (
        "@kernel\ndef locality_all(w, r, q, f, network, facts_of, service_from, service_org, service_share, "
        "flow_base, lanes):\n"
        f"    facts = {_known(NetworkFacts, 'network', '')}\n"
        + _lanes(_block(*nothing))
        + "    for k in range(len(facts_of)):\n"
        f"        base = k * {PLACE.count * lanes}\n"
        f"        flow = flow_base + k * {FLOWS['locality'].rows * lanes}\n"
        f"        known = {_known(LocalityFacts, 'facts_of', 'k, ')}\n"
        + _lanes(_block(*none, indent=12), indent=8)
        + "        for j in range(service_from[k], service_from[k + 1]):\n"
        f"            other = service_org[j] * {ORGANISATION.count * lanes}\n"
        "            weight, nurses = service_share[j, 0], service_share[j, 1]\n"
        + _lanes(
            _block(
                f"sums = tallies.add_service({services}, weight, nurses, {org})",
                write.save("sums", "r", at["services"], "base + "),
                indent=16,
            ),
            indent=12,
            count="lanes",
        )
        + _lanes(
            _block(
                f"before = {write.load(LocalityState, 'r', at['state'], 'base + ')}",
                f"now, flows = month.locality({view})",
                f"p = {write.parameters()}",
                f"region = tallies.add_locality({write.of_network(Region, 'region')}, known, now, p)",
                write.save("now", "r", at["state"], "base + "),
                write.to_network("region", "region"),
                write.keep("before", "flow + "),
                indent=12,
            ),
            indent=8,
        )
    )


def _inequality(write: _Writer) -> str:
    """Localities put in order, lane by lane, by a merge exchange, and added up from the least upwards."""
    lanes, kernels = write.lanes, []
    first, second = write.load(Ranked, "r", 0, "a + "), write.load(Ranked, "q", 0, "b + ")
    kernels.append(
        "@kernel\ndef exchange(r, q, first, second, lanes):\n"
        f"    a, b = first * {RANKED.count * lanes}, second * {RANKED.count * lanes}\n"
        + _lanes(
            _block(
                f"x, y = {first}, {second}",
                "kept = tallies.in_order(x, y)",
                write.save("x if kept else y", "r", 0, "a + "),
                write.save("y if kept else x", "q", 0, "b + "),
            ),
            count="lanes",
        )
    )
    for what, field in (("cover", "cover_24_7"), ("access", "specialist_access")):
        part = f"inequality_{what}"
        row = PLACE.at["state"] + LocalityState._fields.index(field)
        kernels.append(
            f"@kernel\ndef rank_{what}(q, r, facts_of, lanes):\n"
            "    for k in range(len(facts_of)):\n"
            f"        other, base = k * {PLACE.count * lanes}, k * {RANKED.count * lanes}\n"
            f"        children = facts_of[k, {LocalityFacts._fields.index('children_llc')}]\n"
            + _lanes(
                _block(
                    write.save(f"Ranked({write.get('q', 'other + ', row)}, children)", "r", 0, "base + "),
                    indent=12,
                ),
                indent=8,
                count="lanes",
            )
        )
        nothing = write.clear(Inequality, "w", workspace().at[part])
        kernels.append(
            f"@kernel\ndef add_{what}(w, r, count, lanes):\n"
            + _lanes(_block(*nothing))
            + "    for k in range(count):\n"
            f"        a = k * {RANKED.count * lanes}\n"
            + _lanes(
                _block(
                    f"sums = tallies.add_ranked({write.of_network(Inequality, part)}, {first})",
                    write.to_network("sums", part),
                    indent=12,
                ),
                indent=8,
                count="lanes",
            )
        )
    cover, access = (write.of_network(Inequality, f"inequality_{what}") for what in ("cover", "access"))
    kernels.append(
        _kernel(
            "mean_of_region",
            "w, network",
            _block(f"facts = {_known(NetworkFacts, 'network', '')}", indent=4),
            _lanes(
                _block(
                    f"sums = {write.of_network(Region, 'region')}",
                    f"region = tallies.mean_of_region(sums, {cover}, {access}, facts)",
                    write.to_network("region", "region"),
                )
            ),
        )
    )
    return "\n\n".join(kernels)


def _closing(write: _Writer) -> str:
    return _core_phase(write, "closing")


def _costs(write: _Writer) -> str:
    """What the month costs whom, added to what has been paid since it was last recorded."""
    at, members = workspace().at, workspace().at["members"]
    before, paid = [], []
    added = write.get("w", "", members + Members._fields.index("posts_added"))
    for number, lever in enumerate(load_levers().values()):
        yearly, one_off = (
            write.get("w", "", at["p"] + numbers()[f"levers.{lever.name}.{key}"])
            for key in ("cost_yearly", "cost_one_off")
        )
        effort, posts = (write.get("w", "", at[part] + number) for part in ("effort", "posts_paid"))
        before.append(
            f"due_{number} = Due(dues[m, {number}, 0], dues[m, {number}, 1], dues[m, {number}, 2], "
            f"dues[m, {number}, 3], dues[m, {number}, 4])"
        )
        before.append(f"payer_{number} = {_known(Payers, 'payers', f'{number}, ')}")
        paid += [
            f"payment = levers.payment(due_{number}, {effort}, {posts}, {added}, {yearly}, {one_off})",
            write.save("payment.posts_paid", "w", at["posts_paid"] + number),
            f"now = levers.add_payment(now, payer_{number}, payment.pounds)",
        ]
    since = write.of_network(Payers, "paid")
    return _kernel(
        "pay",
        "w, dues, payers, m",
        _block(*before, indent=4),
        _lanes(
            _block(
                f"now = levers.grant_and_time({write.of_network(NetworkState, 'net')}, "
                f"{write.of_network(Members, 'members')}, {write.parameters()})",
                *paid,
                f"since = levers.add_paid({since}, now)",
                write.to_network("since", "paid"),
            )
        ),
    )


def _ranking() -> str:
    return '''@kernel
def put_in_order(ranked, count, lanes):
    """Merge exchange (Knuth, The Art of Computer Programming 5.2.2 M): the same steps whatever the numbers."""
    half = 1
    while 2 * half < count:
        half = 2 * half
    step = half
    while step > 0:
        reach, rest, distance = half, 0, step
        while distance > 0:
            for a in range(count - distance):
                if a & step == rest:
                    exchange(ranked, ranked, a, a + distance, lanes)
            distance = reach - step
            reach = reach // 2
            rest = step
        step = step // 2
'''


def _run(write: _Writer) -> str:
    """A block of runs from month -24 to the horizon, in the order that `sim.month` says."""
    at, lanes = workspace().at, write.lanes
    rows = {name: at[name] * lanes for name in at}
    call = {name: number for number, name in enumerate(KERNELS)}
    opening_and_closing, tie, member = (
        (FLOWS["opening"].rows + FLOWS["closing"].rows) * lanes,
        FLOWS["tie"].rows * lanes,
        FLOWS["member"].rows * lanes,
    )
    return f'''@kernel
def begin(calls, w, r, t, places, sets, lucks, seed, given, column, priors, keys, dials, varied, first, plan):
    """Parameters, dials and efforts of a block of runs, and all that a run begins with."""
    w[:] = 0.0
    places[:] = 0.0
    r[:] = 0.0
    for row in range(len(priors)):
        shape, low, mode, high = given[row], priors[row, 0], priors[row, 1], priors[row, 2]
        if shape == 0:
            for i in range(LANES):
                w[row * LANES + i] = mode
        elif shape == 1:
            invoke(calls[{call["draw_uniform"]}], w, sets, seed, row, low, mode, high, keys[row, 0], keys[row, 1])
        elif shape == 2:
            invoke(calls[{call["draw_loguniform"]}], w, sets, seed, row, low, mode, high, keys[row, 0], keys[row, 1])
        else:
            invoke(calls[{call["draw_triangular"]}], w, sets, seed, row, low, mode, high, keys[row, 0], keys[row, 1])
    for row in range(len(dials)):
        for i in range(LANES):
            w[{rows["dial"]} + row * LANES + i] = dials[row]
    for i in range({rows["effort"]}, {rows["lever"]}):
        w[i] = 1.0
    for number in range(len(column)):
        for i in range(LANES):
            w[column[number] * LANES + i] = varied[number, min(first + i, varied.shape[1] - 1)]
    invoke(calls[{call["start_network"]}], w, plan.network)
    invoke(calls[{call["start_ties"]}], w, t, plan.tie_facts)
    invoke(calls[{call["start_organisations"]}], w, r, plan.organisations, plan.posts, plan.organisation_keys, lucks, seed)
    invoke(calls[{call["mean_of_members"]}], w, plan.network)


@kernel
def one_month(calls, w, r, t, places, ranked, f, lucks, seed, plan, schedule, m, kept):
    """One month of a block of runs; Ginis, which no rule reads, only in months that are kept."""
    invoke(calls[{call["lever_strengths"]}], w, schedule.turns, m)
    invoke(calls[{call["draw_network"]}], w, lucks, seed, m, plan.network_key[0], plan.network_key[1])
    invoke(calls[{call["draw_organisations"]}], r, plan.organisation_keys, lucks, seed, m)
    invoke(calls[{call["opening"]}], w, f, plan.network, schedule.terms, schedule.shocks, m, 0)
    invoke(calls[{call["meet_peers"]}], r, r, t, plan.peers_from, plan.peers_tie, plan.peers_other, LANES)
    invoke(calls[{call["see_care"]}], r, places, plan.served_from, plan.served_place, plan.served_weight, LANES)
    flow = {opening_and_closing}
    invoke(calls[{call["tie_all"]}], w, r, r, t, f, plan.tie_ends, schedule.reach, m, flow)
    flow += len(plan.tie_ends) * {tie}
    invoke(
        calls[{call["member_all"]}], w, r, f, plan.network, plan.organisations, schedule.reach, schedule.posts_frozen, schedule.terms, m, flow
    )
    flow += len(plan.organisations) * {member}
    invoke(calls[{call["mean_of_members"]}], w, plan.network)
    invoke(
        calls[{call["locality_all"]}], w, places, r, f, plan.network, plan.localities, plan.service_from, plan.service_organisation,
        plan.service_share, flow, LANES,
    )
    if kept:
        count = len(plan.localities)
        invoke(calls[{call["rank_cover"]}], places, ranked, plan.localities, LANES)
        invoke(calls[{call["put_in_order"]}], ranked, count, LANES)
        invoke(calls[{call["add_cover"]}], w, ranked, count, LANES)
        invoke(calls[{call["rank_access"]}], places, ranked, plan.localities, LANES)
        invoke(calls[{call["put_in_order"]}], ranked, count, LANES)
        invoke(calls[{call["add_access"]}], w, ranked, count, LANES)
    invoke(calls[{call["mean_of_region"]}], w, plan.network)
    invoke(calls[{call["closing"]}], w, f, plan.network, schedule.terms, schedule.shocks, m, 0)
    invoke(calls[{call["pay"]}], w, schedule.dues, plan.payers, m)


@kernel
def run_block(calls, space, first, number, sets, lucks, seed, prior, varied, plan, schedule, wanted, found):
    """Run the `number` runs from the one at `first` on, and keep what is wanted of them in `found`."""
    w, r, t, places, ranked, f = space.w, space.r, space.t, space.places, space.ranked, space.f
    begin(
        calls, w, r, t, places, sets, lucks, seed, prior.shape, prior.column, prior.priors, prior.keys, prior.dials,
        varied, first, plan,
    )
    for m in range(len(wanted.place)):
        place = wanted.place[m]
        one_month(calls, w, r, t, places, ranked, f, lucks, seed, plan, schedule, m, place >= 0)
        if place < 0:
            continue
        for k in range(len(wanted.rows)):
            row = wanted.rows[k] * LANES
            for i in range(number):
                found.outcomes[first + i, place, k] = w[row + i]
        for k in range({size(Payers)}):
            for i in range(number):
                found.costs[first + i, place, k] = w[{rows["paid"]} + k * LANES + i]
            for i in range(LANES):
                w[{rows["paid"]} + k * LANES + i] = 0.0
        if found.organisations.shape[0] > 0:
            for o in range(len(plan.organisations)):
                for k in range({size(OrganisationState)}):
                    row = o * {ORGANISATION.count * lanes} + k * LANES
                    for i in range(number):
                        found.organisations[first + i, place, o, k] = r[row + i]
        if found.localities.shape[0] > 0:
            for o in range(len(plan.localities)):
                for k in range({size(LocalityState)}):
                    row = o * {PLACE.count * lanes} + k * LANES
                    for i in range(number):
                        found.localities[first + i, place, o, k] = places[row + i]
        if found.flows.shape[0] > 0:
            for k in range(len(f) // LANES):
                for i in range(number):
                    found.flows[first + i, place, k] = f[k * LANES + i]


@kernel
def run_blocks(calls, space, begin_at, end_at, sets, lucks, seed, prior, varied, plan, schedule, wanted, found):
    """Run the runs from `begin_at` to before `end_at`, a block of lanes after the other."""
    some_sets, some_lucks = space.sets, space.lucks
    for first in range(begin_at, end_at, LANES):
        number = min(LANES, end_at - first)
        for i in range(LANES):
            # Lanes without a run of their own repeat the last one.
            some_sets[i] = sets[first + min(i, number - 1)]
            some_lucks[i] = lucks[first + min(i, number - 1)]
        run_block(calls, space, first, number, some_sets, some_lucks, seed, prior, varied, plan, schedule, wanted, found)
'''
