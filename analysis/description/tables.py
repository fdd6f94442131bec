"""What templates list of the model: names for its data, and the tables that take more than a row a thing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from analysis.compare.question import Question
from analysis.description import rules, sources
from analysis.description.explain import plain_tex
from analysis.description.markdown import Markdown, Table, code, joined
from analysis.report.text import BASES
from analysis.sensitivity.screening_table import load_moved
from analysis.statistics.barriers import WEAK_LINKS
from analysis.validation import CHECKS, virtual_study
from analysis.validation.patterns import known_failures
from analysis.validation.rivals.models import rivals
from sim.inputs import (
    Finding,
    Link,
    Network,
    Parameter,
    all_parameters,
    load_evidence,
    load_levers,
    load_network,
    load_parameters,
    load_scenario,
    shipped_networks,
    shipped_scenarios,
)
from sim.inputs.errors import number
from sim.inputs.evidence import Reference
from sim.inputs.generate_names import symbol
from sim.inputs.loops import load_loops
from sim.inputs.problems import load_problems
from sim.inputs.readings import load_readings
from sim.inputs.shocks import load_shocks
from sim.inputs.timing import FIRST_MONTH
from sim.model.flows import FlowInfo
from sim.model.outcomes import load_outcomes
from sim.model.usual import load_usual
from sim.sampling.accepted import accepted_effects, load_accepted

Rows = Iterable[Sequence[str]]
NOTHING = Markdown("")


def _table(caption: str, headings: Sequence[str], rows: Rows) -> Table:
    return Table(caption, tuple(headings), tuple(tuple(row) for row in rows))


def held() -> dict[str, object]:
    """What the model holds, by the names under which templates list it."""
    parameters, evidence, baseline = all_parameters(), load_evidence(), load_scenario("baseline")
    return {
        "evidence": evidence,
        "levers": load_levers().values(),
        "loops": load_loops(),
        "network": baseline.network,
        "outcomes": load_outcomes().values(),
        "parameters": parameters.values(),
        "problems": load_problems().values(),
        "readings": load_readings(),
        "shocks": load_shocks(),
        "scenarios": [load_scenario(name) for name in shipped_scenarios()],
        "grades": BASES,
        "checks": CHECKS,
        "known_failures": known_failures(),
        "weak_links": WEAK_LINKS,
        "statements": {
            **{key: link.link for key, link in evidence.links.items()},
            **{key: lever.title for key, lever in load_levers().items()},
        },
        "rivals": [each for each in rivals() if each.part],
        "study": virtual_study.__doc__,
        "study_terms": virtual_study.terms_declared().values(),
        "usual": Question,
        "usual_facts": load_usual().values(),
        "first_month": FIRST_MONTH,
        "horizon": baseline.horizon,
        "uncertain": sum(each.uncertain for each in parameters.values()),
        "shared": sum(bool(each.like) for each in parameters.values()),
        "assumed": sum(each.grade == "assumption" for each in parameters.values()),
        "last_link": max(evidence.links)[1:],
        "calibration": load_accepted(),
        "effects": accepted_effects().values(),
    }


# -- What the model holds ------------------------------------------------------------------


def states(name: str) -> Table:
    """What one kind of entity holds: a named tuple of `sim.model.state`, by its name."""
    holder = next(each for each in sources.holders() if each.name == name)
    rows: list[tuple[str, ...]] = [(code(each.name), _in_words(each), each.unit) for each in holder.fields]
    headings: tuple[str, ...] = ("Field", "What it is", "Unit")
    if name.endswith("State"):
        rows = [(*row, _kind(each)) for row, each in zip(rows, holder.fields, strict=True)]
        headings = (*headings, "How it moves")
    return _table(holder.what.partition("\n")[0].rstrip("."), headings, rows)


def rulebook_flows() -> list[FlowInfo]:
    """Every flow that a rule gives."""
    return [flow for text in sources.rule_texts() for flow in text.flows]


def _in_words(field: sources.Field) -> str:
    name = field.name.replace("_", " ")
    return f"{name}, {field.note}" if field.note else name


KINDS = {
    "change": "stock: the sum of its flows",
    "factor": "product of requirements",
    "part": "sum of parts",
    "drag": "soft weakest link of requirements",
}
HAPPENS_OR_NOT = "0 or 1"


def _kind(field: sources.Field) -> str:
    kinds = {flow.stock: flow.kind for flow in rulebook_flows()}
    kind = kinds.get(field.name, "")
    if kind in ("factor", "drag") and field.unit == HAPPENS_OR_NOT:
        return f"event, by a chance that is a {KINDS[kind]}"
    return KINDS.get(kind, "built anew each month" if field.anew else "set by a rule")


def entities() -> Table:
    """The kinds of entities, and how many of each there are in the shipped networks."""
    networks = [load_network(name) for name in shipped_networks()]
    counts: dict[str, Callable[[Network], float]] = {
        "Hubs": lambda each: len([1 for member in each.organisations if member.role == "hub"]),
        "Spokes": lambda each: len([1 for member in each.organisations if member.role == "spoke"]),
        "Localities": lambda each: len(each.localities),
        "Declared ties": lambda each: len(each.ties),
        "Children": lambda each: sum(place.children for place in each.localities),
        "Children with a life-limiting condition": lambda each: sum(
            place.children_llc for place in each.localities
        ),
    }
    rows = ([what, *(number(count(each)) for each in networks)] for what, count in counts.items())
    return _table("What the shipped networks hold", ("Entity", *(code(each.name) for each in networks)), rows)


# -- The month and its rules ---------------------------------------------------------------


def month() -> Table:
    """The order of the month."""
    texts = {text.name: text for text in sources.rule_texts()}
    steps = [(phase, step) for phase in sources.phases() for step in phase.steps]
    rows = (
        (str(place), code(phase.name), step.heading, code(step.rule), texts[step.rule].rule.summary)
        for place, (phase, step) in enumerate(steps, 1)
    )
    return _table("The order of a month", ("Step", "Phase", "Part", "Rule", "What it says"), rows)


def diagram() -> Markdown:
    """The month as a diagram in plain text."""
    lines: list[str] = []
    for phase in sources.phases():
        parts = dict.fromkeys(step.heading.lower() or step.rule.partition(".")[2] for step in phase.steps)
        for place, part in enumerate(parts):
            lines.append(f"{'' if place else phase.name:<12}{part.replace('_', ' ')}")
        lines += ["    |", "    v"]
    return Markdown("\n".join(["```text", *lines, "next month", "```"]))


def rules_of(dimension: str) -> list[sources.RuleText]:
    """The rules of a dimension, or of what all share."""
    return [text for text in sources.rule_texts() if sources.short(text.rule.module) == dimension]


def flows_of(text: sources.RuleText) -> dict[FlowInfo, list[str]]:
    """The flows of a rule, and the stocks that each moves."""
    stocks: dict[FlowInfo, list[str]] = {}
    for flow in text.flows:
        stocks.setdefault(flow._replace(stock=""), []).append(flow.stock)
    return stocks


def read_by(text: sources.RuleText) -> Markdown:
    """What a rule reads, as a list in a sentence: its parameters and levers."""
    names = rules.parameter_names(text.rule)
    levers = [lever for lever in load_levers().values() if symbol(lever.name) in text.rule.levers]
    parts = []
    if names:
        parts.append(joined(["Parameters: ", joined(map(code, names)), "."], ""))
    if levers:
        parts.append(joined(["Levers: ", joined(f"{each.id} {each.title}" for each in levers), "."], ""))
    if text.rule.findings:
        parts.append(joined(["Findings: ", joined(text.rule.findings), "."], ""))
    return joined(parts, " ")


DIMENSIONS = ("goals", "people", "infrastructure", "technology", "culture", "processes", "care")


def dimensions() -> list[str]:
    """The dimensions of rules and parameters: the six of the study, then care and any other."""
    return list(dict.fromkeys([*DIMENSIONS, *(name.partition(".")[0] for name in load_parameters())]))


def other_modules() -> list[str]:
    """The modules of rules that are neither of a dimension nor described elsewhere, the month last."""
    found = dict.fromkeys(sources.short(text.rule.module) for text in sources.rule_texts())
    elsewhere = ("shared", "levers", "initial", *dimensions())
    return sorted((each for each in found if each not in elsewhere), key=lambda name: name == "month")


def decisions() -> list[sources.RuleText]:
    """The rules of organisations and ties: the grounds of every decision."""
    phases = [phase for phase in sources.phases() if phase.name in ("member", "tie")]
    rules_called = {step.rule for phase in phases for step in phase.steps}
    return [text for text in sources.rule_texts() if text.name in rules_called]


def draws() -> Table:
    """What chance decides, and how often."""
    from sim.sampling import random_numbers as chance

    said = {
        "NETWORK_DRAWS": "network, every month",
        "ORGANISATION_DRAWS": "every organisation, every month",
        "CHARACTER_DRAWS": "every organisation, once a run",
    }
    when = {
        purpose: said.get(name, name.replace("_", " ").lower())
        for name in vars(chance)
        if isinstance(group := getattr(chance, name), tuple)
        for purpose in group
        if isinstance(purpose, chance.Purpose)
    }
    when |= {
        chance.Purpose.PRIOR: "every parameter set, for each number",
        chance.Purpose.REGION: "every region generated, once",
        chance.Purpose.RIVAL: "rivals with levers or ties at random, once",
    }
    rows = (
        (str(int(each)), each.name.replace("_", " ").lower(), when.get(each, "the study repeated, if it is"))
        for each in chance.Purpose
    )
    return _table("Draws", ("Purpose", "What is drawn", "For whom, how often"), rows)


# -- Numbers -------------------------------------------------------------------------------


def parameters_of(part: str) -> list[Parameter]:
    """The parameters of a dimension, or of `levers`."""
    return [each for name, each in all_parameters().items() if name.startswith(f"{part}.")]


def span(parameter: Parameter) -> Markdown:
    """The range of a number, or the number whose uncertainty it shares."""
    if parameter.like:
        return joined(["as ", code(parameter.like)], "")
    return Markdown(f"{number(parameter.low)} to {number(parameter.high)}" if parameter.uncertain else "none")


SCREENED = "at months 0, 12, 36 and 60"


def moved_most() -> Table:
    """What each number with a range moves most, by how much, and where."""
    outcomes = load_outcomes()
    rows = (
        (
            code(each.parameter),
            outcomes[each.moves].title
            if each.moves in outcomes
            else each.moves.replace("_", " ").capitalize(),
            each.scenario,
            str(each.month),
            f"{each.by:.2g}" if each.by < 10 else f"{each.by:.0f}",
        )
        for each in load_moved().values()
    )
    headings = ("Number", "Moves most", "Scenario", "Month", "By, worthwhile differences")
    return _table("What each uncertain number moves most", headings, rows)


def accepted(parameter: Parameter) -> str:
    """What the patterns that set parameters leave of a range."""
    if not parameter.uncertain:
        return "shared" if parameter.like else "no range"
    effect = accepted_effects().get(parameter.name)
    if effect is None:
        return ""
    return f"{effect.low:.3g} to {effect.high:.3g}" if effect.informed else "at prior"


# -- Evidence ------------------------------------------------------------------------------


def carriers(link: str) -> Markdown:
    """The flows that carry a link."""
    return joined(code(f"{flow.stock}.{flow.flow}") for flow in rulebook_flows() if flow.link == link)


def links_missing() -> list[Link]:
    """Links that the model does not carry, or only in part."""
    return [each for each in load_evidence().links.values() if rules.implemented(each) != "yes"]


def findings_used() -> list[Finding]:
    """Findings that a rule, a parameter, a lever, a link, an outcome or a pattern rests on."""
    return [each for each in load_evidence().findings.values() if uses(each)]


def uses(finding: Finding) -> Markdown:
    """What of the model rests on a finding."""
    key, evidence = finding.id, load_evidence()
    return joined(
        [
            *(code(text.name) for text in sources.rule_texts() if key in text.rule.findings),
            *(each.id for each in evidence.links.values() if key in each.findings),
            *(each.id for each in load_levers().values() if key in each.findings),
            *(each.id for each in evidence.patterns.values() if key in each.tied_to),
            *(code(each.id) for each in load_problems().values() if key in each.findings),
            *(code(each.name) for each in load_outcomes().values() if key in each.findings),
            *(code(each.name) for each in all_parameters().values() if key in each.source),
        ]
    )


def cited(reference: Reference) -> str:
    """Author, year, title and how it was published."""
    given = (reference.get(name) for name in ("author", "year", "title", "howpublished"))
    return joined((plain_tex(each) for each in given if each), ". ")


def data_use() -> Table:
    """What each source was used for: rules, numbers, the network at first, calibration, validation."""
    evidence = load_evidence()
    study = _use("The study, statement by statement (F, C)", evidence.findings.keys() | evidence.links.keys())
    rows = [study, *(_use(key, {key}) for key in evidence.references)]
    headings = ("Source", *(heading for heading, _ in USES))
    return _table("What was used for what", headings, (row for row in rows if any(row[1:])))


def _use(source: str, keys: Collection[str]) -> list[str]:
    return [source, *(used(keys) for _, used in USES)]


def _in_rules(keys: Collection[str]) -> str:
    return _count(
        len([1 for text in sources.rule_texts() if not set(keys).isdisjoint(text.rule.findings)]), "rule"
    )


def _as_numbers(keys: Collection[str]) -> str:
    return _count(
        len([1 for each in all_parameters().values() if not set(keys).isdisjoint(each.source)]), "number"
    )


def _of_network(keys: Collection[str]) -> Markdown:
    network = load_scenario("baseline").network
    sourced = {**network.columns, **{name: fact for name, fact in network.facts if fact is not None}}
    return joined(code(name) for name, each in sourced.items() if not set(keys).isdisjoint(each.source))


def _as_patterns(calibrating: bool) -> Callable[[Collection[str]], str]:
    def used(keys: Collection[str]) -> str:
        return ", ".join(
            each.id
            for each in load_evidence().patterns.values()
            if (each.kind == "CAL") is calibrating and not set(keys).isdisjoint(each.tied_to)
        )

    return used


def _count(number_of: int, noun: str) -> str:
    return f"{number_of} {noun}{'' if number_of == 1 else 's'}" if number_of else ""


USES: tuple[tuple[str, Callable[[Collection[str]], str]], ...] = (
    ("Specification: rules", _in_rules),
    ("Specification: numbers", _as_numbers),
    ("The network at first", _of_network),
    ("Calibration", _as_patterns(True)),
    ("Validation", _as_patterns(False)),
)


# -- What a reviewer looks for ---------------------------------------------------------------


def shown(*patterns: str) -> str:
    """Say of some patterns whether the model shows them: those that it does not are known."""
    failing = known_failures()
    return ", ".join(f"{each} ({'not shown' if each in failing else 'shown'})" for each in patterns)


def shown_of(*kinds: str, risk: str = "") -> str:
    """Count the patterns of some classes, or of a tautology risk alone, that the model shows."""
    of = [
        each.id
        for each in load_evidence().patterns.values()
        if each.id in CHECKS and (not kinds or each.kind in kinds) and each.tautology_risk.startswith(risk)
    ]
    return f"{len([1 for each in of if each not in known_failures()])} of {len(of)}"


REREAD, MENDED = "at first", "changed after it had failed"  # what notes say of patterns


def noted(words: str) -> list[str]:
    """Patterns whose notes say so: that they were read otherwise at first, or that the model was changed."""
    return [each.id for each in load_evidence().patterns.values() if words in each.note]


def spreads() -> list[Parameter]:
    """The parameters that say by how much a disposition bends a rate: how far members differ."""
    from sim.model.state import Character

    return [
        each
        for name, each in all_parameters().items()
        if name.rpartition(".")[2].partition("_")[0] in Character._fields
    ]


# -- The long table ------------------------------------------------------------------------


def long_table() -> Table:
    """Rule, link, finding, grade, parameters: a row for each finding that a rule rests on."""
    rows = (row for text in sources.rule_texts() for row in _traced(text))
    headings = ("Rule", "Link", "Finding", "Grade", "Parameters")
    return _table("From rules to findings", headings, rows)


def _traced(text: sources.RuleText) -> Iterator[tuple[str, str, str, str, str]]:
    """Rows of one rule; a parameter stands where its source does, the rest at the end."""
    evidence, known = load_evidence(), all_parameters()
    left = {name: known[name] for name in rules.parameter_names(text.rule) if name in known}
    pairs = [(link, each) for link in text.rule.links for each in evidence.links[link].findings]
    seen = {finding for _, finding in pairs}
    pairs += [("", each) for each in text.rule.findings if each not in seen]

    def taken(*keys: str) -> Markdown:
        names = [name for name, each in left.items() if set(keys) & set(each.source)]
        return joined(_with_grade(left.pop(name)) for name in names)

    name = code(text.name)
    for link, finding in pairs:
        basis = evidence.findings[finding].basis
        grade = f"{finding}: {basis}" + (f"; {link}: {evidence.links[link].basis}" if link else "")
        yield name, link, finding, grade, taken(finding, *([link] if link else []))
    if left:
        keys = tuple(dict.fromkeys(key for each in left.values() for key in each.source))
        graded = (f"{key}: {evidence.findings[key].basis}" for key in keys if key in evidence.findings)
        yield name, "", joined(keys), joined(graded, "; "), taken(*keys)
    elif not pairs:
        yield name, "", "", "arithmetic or definition", NOTHING


def _with_grade(parameter: Parameter) -> Markdown:
    return joined([code(parameter.name), f" ({parameter.grade})"], "")
