"""What the page has to know of a network's tables: columns, what people call them, and what is usual."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from analysis.page.study_data import network_data
from sim.inputs.cells import Sort, sorts_of, words
from sim.inputs.fields import Declared, literals
from sim.inputs.headings import columns_of, headings_of
from sim.inputs.members import FACT_DOMAINS, LEVELS, Locality, NetworkFacts, Organisation, Tie
from sim.inputs.networks import load_network

SHIPPED = "study-region"
TABLES: dict[str, type[Declared]] = {"organisations": Organisation, "localities": Locality, "ties": Tie}
# Columns that hold names of rows, of the same table or another.
NAMES = {"locality": "localities", "serves": "localities", "hub": "hubs", "from": "organisations"}
NAMES["to"] = "organisations"
OF = {int: "int", float: "float", bool: "bool", tuple: "list", str: "str"}
# Columns of organisations that belong together; those of the first three are seen at once.
GROUPS = {
    "Who and where": ("name", "role", "kind", "sector", "locality", "hub", "serves"),
    "Nurses and specialists": (
        "nurse_posts",
        "nurse_establishment",
        "specialist_posts",
        "specialist_establishment",
    ),
    "Staff": ("staff_core", "staff_clinical", "staff_nursing", "staff_management", "staff_other"),
    "Place on the map": ("x_km", "y_km"),
    "Ways of working": ("record_system", "in_governance", "statutory_share", "atypicality"),
    "Money and other posts": ("income", "reserves_months", "other_establishment", "other_posts"),
    "Character": ("readiness", "inwardness", "ability", "backing", "steadiness", "security"),
    "Levels at month 0": LEVELS,
    "Notes": ("note",),
}
# What an organisation of some kind usually has, where nobody says; where it is, people know.
USUAL = (
    *("sector", *GROUPS["Nurses and specialists"], *GROUPS["Staff"]),
    *("in_governance", "statutory_share", "atypicality"),
)
TITLES = {
    "nurse_posts": "Nurses in post (WTE)",
    "nurse_establishment": "Nurse posts (WTE)",
    "specialist_posts": "Specialists in post (WTE)",
    "specialist_establishment": "Specialist posts (WTE)",
    "other_posts": "Others in post (WTE)",
    "other_establishment": "Other posts (WTE)",
    "in_governance": "On its bodies",
    "statutory_share": "Public money (share)",
    "atypicality": "Unlike others (0-1)",
    "income": "Income (£ a year)",
    "reserves_months": "Reserves (months)",
    "x_km": "East (km)",
    "y_km": "North (km)",
    "children": "Children 0-19",
    "children_llc": "Life-limited children",
    "weight": "Strength (0-1)",
}
NOTES = {
    "from": "An organisation; a tie runs both ways. Hubs and their spokes, and neighbours, are tied anyway.",
    "to": "Another organisation.",
    "weight": "0 to 1: how strong the tie is.",
    "note": "Anything.",
}
LLC_A_CHILD = 0.0066  # children with a life-limiting condition, as columns.yaml has it

Data = dict[str, Any]


@cache
def tables_data() -> Data:
    """Say all that a page needs to know of tables, whatever is in them."""
    shipped = load_network(SHIPPED)
    return {
        "tables": {kind: _table(kind, model) for kind, model in TABLES.items()},
        "groups": [{"title": title, "columns": list(names)} for title, names in GROUPS.items()],
        "facts": [_fact(name, field.description or "") for name, field in NetworkFacts.model_fields.items()],
        "nothing": sorted(words().nothing),
        "totals": sorted(words().totals),
        "usual": _usual(shipped.organisations),
        "llc_a_child": LLC_A_CHILD,
        "shipped": network_data(shipped),
    }


def _table(kind: str, model: type[Declared]) -> Data:
    headings = headings_of(model, kind)
    return {
        "columns": [_column(kind, name, model) for name in model.by_key()],
        "also": {**headings.also, **headings.names},
        "either": {name: list(columns) for name, columns in headings.either.items()},
    }


def _column(kind: str, name: str, model: type[Declared]) -> Data:
    field, sort = model.by_key()[name], sorts_of(model)[name]
    described = columns_of(kind).get(name) if kind != "ties" else None
    return {
        "name": name,
        "title": TITLES.get(name) or _title(name),
        "note": described.note if described else NOTES[name],
        "about": field.description or "",
        "of": _of(sort),
        "choices": [each for each in literals(field.annotation) if isinstance(each, str)] or None,
        "words": dict(sort.words),
        "optional": sort.may_be_empty or name == "serves",
        "prose": sort.prose,
        "names": NAMES.get(name),
        "posts": name.endswith(("_posts", "_establishment")),
        **_limits(model, field.alias or name),
    }


def _title(name: str) -> str:
    first, _, last = name.partition("_")
    return (f"{last} {first}" if first == "staff" else f"{first} {last}").strip().capitalize()


def _of(sort: Sort) -> str | None:
    return OF.get(sort.of) if sort.of is not None else "str"


def _limits(model: type[Declared], name: str) -> Data:
    """Give the least and the most that a number may be, as the declaration has it."""
    schema = model.model_json_schema()["properties"][name]
    parts = [schema, *schema.get("anyOf", ())]
    found = {key: each[key] for each in parts for key in ("minimum", "maximum") if key in each}
    return {"least": found.get("minimum"), "most": found.get("maximum")}


def _fact(name: str, description: str) -> Data:
    low, high = FACT_DOMAINS[name]
    return {
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "about": description.replace(", with value and source", ""),
        "of": "int" if name == "leaders" else "float",
        "least": low,
        "most": high,
        "optional": not NetworkFacts.model_fields[name].is_required(),
    }


def _usual(organisations: Sequence[Organisation]) -> Data:
    """Give what is usual of each kind in a region: the median, or what most have; of no kind, of all."""
    kinds = {each.kind for each in organisations}
    return {
        **{kind: _middle([each for each in organisations if each.kind == kind]) for kind in sorted(kinds)},
        "": _middle(organisations),
    }


def _middle(some: Sequence[Organisation]) -> Data:
    return {name: _typical([getattr(each, name) for each in some]) for name in USUAL}


def _typical(values: Sequence[Any]) -> Any:
    if isinstance(values[0], str | bool):
        return Counter(values).most_common(1)[0][0]
    return statistics.median_low(values)
