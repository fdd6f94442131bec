"""Ties from programs for networks: GEXF (Gephi), GraphML, node-link JSON (NetworkX, D3) and Kumu's JSON.

Edge tables (Gephi's CSV, Kumu's workbook) are tables of ties like any other: see `sim.inputs.tables`.
"""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from sim.inputs.errors import Fault, WrongInput
from sim.inputs.sheets import NumberCell
from sim.inputs.tables import MOST_ROWS, NamedRow, Row
from sim.inputs.yaml_files import read_text

SUFFIXES = (".gexf", ".graphml", ".json")

_Edge: TypeAlias = tuple[str, str, Mapping[str, Any]]
_NODES, _EDGES = ("nodes", "elements"), ("links", "edges", "connections")
_ENDS = (("source", "from"), ("target", "to"))
_WEIGHTS = ("weight", "strength", "value")
_LABELS = ("label", "name", "title", "id", "_id")


def read_graph(path: Path) -> list[Row]:
    """Read the ties of a graph, by the labels of its nodes; two that run to and fro and are alike are one.

    Raises
    ------
    WrongInput
        If it is no graph of this kind, or has no ties.
    """
    text = read_text(path)
    ties: dict[tuple[frozenset[str], str], Row] = {}
    try:
        edges = list(
            _json_edges(json.loads(text)) if path.suffix.lower() == ".json" else _xml_edges(path, text)
        )
    except WrongInput:
        raise
    except Exception:  # a reader raises whatever a broken part leads it to
        raise WrongInput(
            Fault(path.name, "is not a graph of the kind that its ending says", _MEANT)
        ) from None
    for start, end, attributes in edges[: MOST_ROWS + 1]:
        weight = next((attributes[key] for key in attributes if str(key).casefold() in _WEIGHTS), None)
        cell = "" if weight is None else NumberCell(weight)
        row: Row = NamedRow(path.name, len(ties) + 1, {"from": start, "to": end, "weight": cell})
        ties.setdefault((frozenset((start, end)), cell), row)
    if not ties:
        raise WrongInput(Fault(path.name, "has no ties", _MEANT))
    if len(ties) > MOST_ROWS:
        raise WrongInput(Fault(path.name, f"has more than {MOST_ROWS:,} ties", "shorten it"))
    rows = list(ties.values())
    if not any(row.cells["weight"] for row in rows):
        for row in rows:
            del row.cells["weight"]
    return rows


_MEANT = "export it again as .gexf, .graphml, node-link .json or a .csv of from, to and weight"


def _xml_edges(path: Path, text: str) -> Iterator[_Edge]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise WrongInput(Fault(path.name, "declares a document type or entities", "export it without them"))
    import networkx as nx  # only here: it takes long to import

    data = io.BytesIO(text.encode("utf-8"))
    graph: Any = nx.read_gexf(data) if path.suffix.lower() == ".gexf" else nx.read_graphml(data)
    names = {node: _label(attributes, node) for node, attributes in graph.nodes(data=True)}
    for start, end, attributes in graph.edges(data=True):
        yield names[start], names[end], attributes


def _json_edges(data: Any) -> Iterator[_Edge]:
    nodes = next(data[key] for key in _NODES if key in data)
    names: dict[str, str] = {}
    for node in nodes:
        inner = {**node, **node.get("attributes", {})}
        for key in ("id", "_id", "label", "name"):
            if key in inner:
                names.setdefault(str(inner[key]), _label(inner, inner[key]))
    for edge in next(data[key] for key in _EDGES if key in data):
        start, end = (str(next(edge[key] for key in keys if key in edge)) for keys in _ENDS)
        yield names.get(start, start), names.get(end, end), {**edge, **edge.get("attributes", {})}


def _label(attributes: Mapping[str, Any], otherwise: Any) -> str:
    return next((str(attributes[key]) for key in _LABELS if attributes.get(key)), str(otherwise)).strip()
