"""All that can be enumerated of the model, as tables: each is read off the data that the model uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import quote

from analysis.compare.question import Question
from analysis.description import rules, sources
from analysis.description.explain import plain_tex, reach
from analysis.description.markdown import Markdown, Table, code, joined
from analysis.report.text import BASES
from sim.inputs import (
    Finding,
    Hop,
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
from sim.inputs.generate_names import symbol
from sim.inputs.problems import load_problems
from sim.inputs.readings import load_readings
from sim.inputs.timing import FIRST_MONTH
from sim.model.flows import FlowInfo
from sim.model.outcomes import load_outcomes
from sim.sampling.accepted import accepted_effects, load_accepted

Rows = Iterable[Sequence[str]]
NOTHING = Markdown("")


def _table(caption: str, headings: Sequence[str], rows: Rows) -> Table:
    return Table(caption, tuple(headings), tuple(tuple(row) for row in rows))


def counts() -> dict[str, object]:
    """The numbers that stand in the text of documents."""
    parameters, evidence = all_parameters().values(), load_evidence()
    return {
        "rules": len(sources.rule_texts()),
        "parameters": len(parameters),
        "assumed": sum(each.grade == "assumption" for each in parameters),
        "first_month": FIRST_MONTH,
        "horizon": load_scenario("baseline").horizon,
        "last_link": max(evidence.links)[1:],
        "findings": len(evidence.findings),
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
}


def _kind(field: sources.Field) -> str:
    kinds = {flow.stock: flow.kind for flow in rulebook_flows()}
    otherwise = "built anew each month" if field.anew else "set by a rule"
    return KINDS.get(kinds.get(field.name, ""), otherwise)


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


def network_facts() -> Table:
    """What is declared of the shipped network as a whole, with its source."""
    network = load_scenario("baseline").network
    facts = {name: getattr(network.facts, name) for name in type(network.facts).model_fields}
    rows = (
        (code(name), number(float(fact.value)), joined(fact.source), fact.note)
        for name, fact in facts.items()
        if fact is not None
    )
    return _table(f"Facts of the network {network.name}", ("Fact", "Value", "Source", "Note"), rows)


def network_columns() -> Table:
    """Where each column of the shipped network's tables comes from."""
    network = load_scenario("baseline").network
    rows = ((code(name), joined(each.source), each.note) for name, each in network.columns.items())
    return _table(f"Columns of the tables of {network.name}", ("Column", "Source", "Note"), rows)


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
            lines.append(f"{'' if place else phase.name:<12}{part}")
        lines += ["    |", "    v"]
    return Markdown("\n".join(["```text", *lines, "next month", "```"]))


def rules_of(dimension: str) -> list[sources.RuleText]:
    """The rules of a dimension, or of what all share."""
    return [text for text in sources.rule_texts() if sources.short(text.rule.module) == dimension]


def flows_of(text: sources.RuleText) -> Table | None:
    """The flows of a rule and what each carries; None where it has none."""
    said = {key: link.link for key, link in load_evidence().links.items()}
    said |= {key: lever.title for key, lever in load_levers().items()}
    stocks: dict[FlowInfo, list[str]] = {}
    for flow in text.flows:
        stocks.setdefault(flow._replace(stock=""), []).append(flow.stock)
    rows = [
        (
            code(flow.flow),
            joined([f"{flow.entity}: ", joined(map(code, stocks[flow]))], ""),
            flow.kind,
            _hop(flow),
            said.get(flow.link, ""),
        )
        for flow in stocks
    ]
    if not rows:
        return None
    return _table(f"Flows of {text.name}", ("Flow", "Moves", "Kind", "Carries", "Which says"), rows)


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


def _lever_parameters() -> dict[str, Parameter]:
    return {name: each for name, each in all_parameters().items() if name.startswith("levers.")}


DIMENSIONS = ("goals", "people", "infrastructure", "technology", "culture", "processes", "care")


def dimensions() -> list[str]:
    """The dimensions of rules and parameters: the six of the study, then care and any other."""
    return list(dict.fromkeys([*DIMENSIONS, *(name.partition(".")[0] for name in load_parameters())]))


def other_modules() -> list[str]:
    """The modules of rules that are neither of a dimension nor described elsewhere, the month last."""
    found = dict.fromkeys(sources.short(text.rule.module) for text in sources.rule_texts())
    elsewhere = ("shared", "levers", "initial", *dimensions())
    return sorted((each for each in found if each not in elsewhere), key=lambda name: name == "month")


def decisions() -> Table:
    """What the rules of organisations and ties rest on: the grounds of every decision."""
    evidence = load_evidence()
    phases = [phase for phase in sources.phases() if phase.name in ("member", "tie")]
    wanted = {step.rule for phase in phases for step in phase.steps}
    rows = (
        (
            code(text.name),
            text.rule.summary,
            joined(f"{each} ({evidence.links[each].basis})" for each in text.rule.links),
            joined(f"{each} ({evidence.findings[each].basis})" for each in text.rule.findings),
        )
        for text in sources.rule_texts()
        if text.name in wanted
    )
    headings = ("Rule", "What it says", "Links (basis)", "Findings (basis)")
    return _table("Grounds of what organisations do", headings, rows)


def study() -> str:
    """What repeating the study inside the model means."""
    from analysis.validation import virtual_study

    return virtual_study.__doc__ or ""


def study_terms() -> Table:
    """The numbers by which the study is repeated; no rule reads them."""
    from analysis.validation.virtual_study import terms_declared

    return _parameter_table("Numbers of the repeated study", terms_declared().values())


def usual_runs() -> str:
    """How many runs of a scenario the commands do, if nothing else is asked."""
    return number(Question.runs)


def usual_parameters() -> str:
    """Which parameter sets they use, if nothing else is asked."""
    return Question.parameters


def draws() -> Table:
    """What chance decides, and how often."""
    from sim.sampling import random_numbers as chance

    said = {
        "NETWORK_DRAWS": "network, every month",
        "ORGANISATION_DRAWS": "every organisation, every month",
        "DRAWN_ONCE": "every organisation, once a run",
    }
    when = {
        purpose: said.get(name, name.replace("_", " ").lower())
        for name in vars(chance)
        if isinstance(group := getattr(chance, name), tuple)
        for purpose in group
        if isinstance(purpose, chance.Purpose)
    }
    when |= {chance.Purpose.PRIOR: "every parameter set, for each number"}
    rows = (
        (str(int(each)), each.name.replace("_", " ").lower(), when.get(each, "the study repeated, if it is"))
        for each in chance.Purpose
    )
    return _table("Draws", ("Purpose", "What is drawn", "For whom, how often"), rows)


# -- Numbers -------------------------------------------------------------------------------


def parameters_of(dimension: str) -> Table:
    """The parameters of a dimension."""
    found = [each for each in load_parameters().values() if each.name.startswith(f"{dimension}.")]
    return _parameter_table(f"Parameters: {dimension}", found)


def parameters_of_levers() -> Table:
    """The uncertain numbers of levers: ramp-up, fade, cost and size."""
    return _parameter_table("Numbers of levers", _lever_parameters().values())


def parameters_at_start() -> Table:
    """The levels that a run begins with."""
    found = [each for each in load_parameters().values() if each.name.endswith("_at_start")]
    rows = ((code(each.name), each.what, _value(each), _range(each)) for each in found)
    return _table("Levels at the start", ("Parameter", "What it is", "Value", "Range"), rows)


def _parameter_table(caption: str, found: Iterable[Parameter]) -> Table:
    rows = (
        (
            code(each.name),
            each.what,
            _value(each),
            _range(each),
            each.shape,
            _accepted(each),
            each.grade,
            joined(each.source),
        )
        for each in found
    )
    numbers = ("Value", "Range", "Prior", "Accepted, 5-95 %")
    return _table(caption, ("Parameter", "What it is", *numbers, "Grade", "Source"), rows)


def _accepted(parameter: Parameter) -> str:
    """What the patterns that set parameters leave of a range."""
    if parameter.low == parameter.high:
        return "no range"
    effect = accepted_effects().get(parameter.name)
    if effect is None:
        return ""
    return f"{effect.low:.3g} to {effect.high:.3g}" if effect.informed else "at prior"


def grades() -> Table:
    """What the grades mean, and how many parameters have each."""
    count: Counter[str] = Counter(each.grade for each in all_parameters().values())
    rows = ((grade, meaning, number(count[grade])) for grade, meaning in BASES.items())
    return _table("Grades", ("Grade", "Meaning", "Parameters of this grade"), rows)


def calibration() -> dict[str, str]:
    """What is to be said of the accepted sets."""
    accepted = load_accepted()
    return {
        "sets": number(len(accepted.sets)),
        "candidates": number(accepted.candidates),
        "patterns": joined(accepted.patterns),
        "lucks": number(accepted.lucks),
        "share": f"{accepted.share:.0%}",
        "informed": number(len([1 for each in accepted_effects().values() if each.informed])),
        "parameters": number(len(accepted_effects())),
    }


def _value(parameter: Parameter) -> str:
    return f"{number(parameter.value)} {parameter.unit}"


def _range(parameter: Parameter) -> str:
    return f"{number(parameter.low)} to {number(parameter.high)}"


# -- Levers, scenarios, outcomes -----------------------------------------------------------


def levers() -> Table:
    """What can be done: whom each lever reaches, how fast, at what cost, on what grounds."""
    rows = (
        (
            each.id,
            code(each.name),
            each.title,
            joined(each.changes),
            reach(each),
            f"{number(each.ramp_up.value)} months",
            f"{number(each.cost.yearly.value)} ({number(each.cost.yearly.low)} to "
            f"{number(each.cost.yearly.high)}), and {number(each.cost.one_off.value)} once, "
            f"for each {each.cost.per}; paid by {each.cost.payer}",
            joined([*each.findings, *each.links]),
        )
        for each in load_levers().values()
    )
    headings = ("Id", "Name", "What it is", "Changes", "Reaches", "Ramp-up", "GBP a year", "Rests on")
    return _table("Levers", headings, rows)


def scenarios() -> Table:
    """The scenarios that are shipped."""
    found = [load_scenario(name) for name in shipped_scenarios()]
    rows = (
        (code(each.name), each.title, each.question, joined(each.levers), f"month {each.horizon}")
        for each in found
    )
    return _table("Shipped scenarios", ("Name", "Title", "Question", "Levers", "Horizon"), rows)


def outcomes() -> Table:
    """What is measured."""
    rows = (
        (
            code(each.name),
            each.title,
            each.what,
            each.unit,
            each.better,
            number(each.worthwhile),
            joined(each.findings),
            each.proctor,
            each.re_aim,
        )
        for each in load_outcomes().values()
    )
    of_number = ("What it is", "Unit", "Better", "Worth having")
    headings = ("Name", "Title", *of_number, "Findings", "Proctor", "RE-AIM")
    return _table("Outcomes", headings, rows)


# -- Evidence ------------------------------------------------------------------------------

CLASSES = {
    "CAL": "may be used to set parameters",
    "VAL": "held out, checked after calibration",
    "CF": "counterfactual, checked in paired runs",
    "EXT": "from outside the study",
}


def patterns() -> Table:
    """What the model should show."""
    rows = (
        (
            each.id,
            each.given,
            each.output,
            each.expected,
            each.kind,
            each.grade,
            each.tautology_risk,
            joined(each.tied_to),
            each.check,
        )
        for each in load_evidence().patterns.values()
    )
    weight = ("Class", "Grade", "Tautology risk")
    headings = ("Id", "Given", "Output", "Expected", *weight, "Rests on", "Thresholds")
    return _table("Patterns", headings, rows)


MOST_CASES = 8  # of a check, to be named one by one


def checks() -> Table:
    """What is compared to see each pattern, and what it means if it fails."""
    from analysis.validation import CHECKS

    evidence = load_evidence()
    rows = (
        (
            key,
            evidence.patterns[key].kind,
            evidence.patterns[key].tautology_risk,
            _cases(list(check.own_cases())),
            check.if_it_fails,
        )
        for key, check in CHECKS.items()
    )
    headings = ("Pattern", "Class", "Tautology risk", "Cases compared", "If it fails")
    return _table("Checks of patterns", headings, rows)


def _cases(names: list[str]) -> str:
    return joined(names) if len(names) <= MOST_CASES else f"{len(names)} cases"


def weak_links() -> Table:
    """The links to cut one at a time."""
    from analysis.statistics.barriers import WEAK_LINKS

    links = load_evidence().links
    rows = ((key, links[key].link, links[key].basis, what) for key, what in WEAK_LINKS.items())
    return _table("Weak links", ("Link", "Statement", "Basis", "What it does in the model"), rows)


def variants() -> list[str]:
    """The names of the models that go through the same checks."""
    from analysis.validation import rivals

    return [each.name for each in rivals.variants()]


def classes() -> Table:
    """The classes of patterns."""
    count = Counter(each.kind for each in load_evidence().patterns.values())
    rows = ((kind, CLASSES.get(kind, ""), str(count[kind])) for kind in count)
    return _table("Classes of patterns", ("Class", "What it is for", "Patterns"), rows)


def links() -> Table:
    """The causal statements, each with its steps, and the flows that carry it."""
    rows = (
        (
            each.id,
            each.link,
            each.sign,
            each.basis,
            joined(each.findings),
            joined(map(_step, each.hops), "; "),
            joined(_carriers(each.id)),
            rules.implemented(each),
        )
        for each in load_evidence().links.values()
    )
    stated = ("Statement", "Sign", "Basis", "Findings")
    headings = ("Link", *stated, "Steps", "Flows that carry it", "In the model")
    return _table("Links", headings, rows)


def _step(hop: Hop) -> str:
    return f"{hop.source} → {hop.target} {'+' if hop.sign > 0 else '-'}"


def _carriers(link: str) -> Iterator[Markdown]:
    return (code(f"{flow.stock}.{flow.flow}") for flow in rulebook_flows() if flow.link == link)


def links_missing() -> list[Link]:
    """Links that the model does not carry, or only in part."""
    return [each for each in load_evidence().links.values() if rules.implemented(each) != "yes"]


def readings() -> Table:
    """What the study leaves open, and the readings between which a scenario chooses."""
    rows = (
        (
            code(name),
            question.question,
            joined(question.findings),
            code(choice),
            reading.what,
            joined(f"{link} = {number(dial)}" for link, dial in reading.links.items()),
        )
        for name, question in load_readings().items()
        for choice, reading in question.readings.items()
    )
    headings = ("Question", "In words", "Findings", "Reading", "What it says", "Dials")
    return _table("Rival readings", headings, rows)


def problems() -> Table:
    """What goes wrong, in three orders, and the state that marks it."""
    rows = (
        (
            code(each.id),
            each.title,
            str(each.order),
            each.holder,
            joined([code(each.state), f" {each.direction} {number(each.threshold)} ({each.unit})"], ""),
            each.grade,
            joined(map(code, each.hops)),
            joined(each.findings),
        )
        for each in load_problems().values()
    )
    marked = ("Order", "Who has it", "Marked by", "Grade of the threshold")
    headings = ("Problem", "What it is", *marked, "Charged with flows from", "Findings")
    return _table("Problems", headings, rows)


def findings() -> Table:
    """Every finding, in our words, and what of the model rests on it."""
    rows = (
        (each.id, each.paraphrase, each.locator, each.sst, each.basis, joined(_uses(each)) or "context only")
        for each in load_evidence().findings.values()
    )
    headings = ("Finding", "In our words", "In the study", "Dimension", "Basis", "Used by")
    return _table("Findings", headings, rows)


def findings_used() -> list[Finding]:
    """Findings that a rule, a parameter, a lever, a link, an outcome or a pattern rests on."""
    return [each for each in load_evidence().findings.values() if list(_uses(each))]


def _uses(finding: Finding) -> Iterator[str]:
    key = finding.id
    evidence = load_evidence()
    yield from (code(text.name) for text in sources.rule_texts() if key in text.rule.findings)
    yield from (each.id for each in evidence.links.values() if key in each.findings)
    yield from (each.id for each in load_levers().values() if key in each.findings)
    yield from (each.id for each in evidence.patterns.values() if key in each.tied_to)
    yield from (code(each.id) for each in load_problems().values() if key in each.findings)
    yield from (code(each.name) for each in load_outcomes().values() if key in each.findings)
    yield from (code(each.name) for each in all_parameters().values() if key in each.source)


SHOWN = ("author", "year", "title", "howpublished")  # of a reference


def references() -> Table:
    """The references, and how far each was read."""
    rows = (
        (
            each.key,
            joined((plain_tex(each.get(name)) for name in SHOWN if each.get(name)), ". "),
            _doi(each.get("doi")),
            plain_tex(each.get("note")),
        )
        for each in load_evidence().references.values()
    )
    return _table("References", ("Key", "Reference", "DOI", "Note"), rows)


def _doi(doi: str) -> str:
    return Markdown(f"[{code(doi)}](https://doi.org/{quote(doi)})") if doi else ""


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


def _hop(flow: FlowInfo) -> str:
    return f"{flow.link}, step {flow.hop}" if flow.hop else flow.link
