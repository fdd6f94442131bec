"""The floors of the house: a module imports only what stands below it, and no circle is closed.

Read with `ast`, so that a module need not be importable to be judged. Imports within functions count as all
others do. A module that stands on no floor is found too.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import networkx as nx
import pytest

ROOT = Path(__file__).parents[1]

# From the ground up. Rooms of one floor never import each other; a room stands on its floor whole.
FLOORS: dict[str, tuple[tuple[str, ...], ...]] = {
    "sim": (
        ("sim.inputs", "sim.file_locks"),
        ("sim.sampling", "sim.model"),
        ("sim.engine",),
        ("sim.simulation", "sim.many_scenarios"),
        ("sim",),
    ),
    "analysis": (
        ("analysis.report",),
        ("analysis.statistics",),
        ("analysis.runs",),
        (
            "analysis.html_report",
            "analysis.calibrate",
            "analysis.compare",
            "analysis.sensitivity",
            "analysis.plan",
            "analysis.cascade",
            "analysis.story",
            "analysis.storyline",
            "analysis.validation",
            "analysis.mesa_viewer",
        ),
        ("analysis.page", "analysis.description", "analysis.what_if"),
        ("analysis.cli",),
    ),
}

RULES_MAY_IMPORT = {"__future__", "math", "typing", "sim.model.state", "sim.model.rules"}
# What both engines call, and the ensemble compiles, knows numbers in named tuples and nothing else.
CALLED_BY_BOTH_ENGINES = {"sim.model.aggregates", "sim.model.initial", "sim.model.month", "sim.model.onsets"}
MESA_LIVES_IN = ("sim.engine.mesa_model",)
# Mesa's viewer is for looking at the model: one module shows it there, and knows nothing else of Mesa.
MESA_IS_SHOWN_BY = "analysis.mesa_viewer"
# Who else imports it cannot do without a compiler, and takes a second longer to start.
NUMBA_LIVES_IN = ("sim.engine.memory", "sim.engine.compile", "sim.engine.kernels")
# Runs a model; a figure never reaches one.
RUNS_A_MODEL = ("sim.simulation", "sim.many_scenarios", "sim.engine")
MAY_STAND_APART = (
    "analysis",
    "analysis.names",
    "sim.accepted",
    "sim.outcomes",
)  # the latter two for one release
ENGINES = ("sim.engine.mesa_model", "sim.engine.ensemble")


class Import(NamedTuple):
    """One imported module; `for_types` if it stands under `if TYPE_CHECKING`."""

    module: str
    line: int
    for_types: bool


class Source(NamedTuple):
    """One module of a source tree and what it imports."""

    name: str
    path: Path
    imports: tuple[Import, ...]


def within(module: str, package: str) -> bool:
    """Whether a module is a package or stands in it."""
    return module == package or module.startswith(package + ".")


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def statements(node: ast.AST, for_types: bool = False) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """All import statements below a node, at whatever depth."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, for_types
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for inner in child.body:
                yield from statements(ast.Module([inner], []), for_types=True)
            for inner in child.orelse:
                yield from statements(ast.Module([inner], []), for_types)
        else:
            yield from statements(child, for_types)


def targets(
    statement: ast.Import | ast.ImportFrom, module: str, is_package: bool, known: set[str]
) -> list[str]:
    """The modules that a statement imports: `from a import b` is `a.b` where that is a module."""
    if isinstance(statement, ast.Import):
        return [alias.name for alias in statement.names]
    base = statement.module or ""
    if statement.level:
        parts = module.split(".")
        drop = statement.level - is_package
        base = ".".join([*parts[: len(parts) - drop], *([base] if base else [])])
    named = [f"{base}.{alias.name}" for alias in statement.names]
    return [name if name in known else base for name in named]


def read_sources(root: Path, *packages: str) -> dict[str, Source]:
    """Every module of the packages under a folder, by name."""
    paths = {module_name(path, root): path for package in packages for path in (root / package).rglob("*.py")}
    sources = {}
    for name, path in sorted(paths.items()):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imports = tuple(
            Import(target, statement.lineno, for_types)
            for statement, for_types in statements(tree)
            for target in targets(statement, name, path.name == "__init__.py", set(paths))
        )
        sources[name] = Source(name, path, imports)
    return sources


def place(module: str) -> tuple[int, str] | None:
    """The height of a module's floor and its room there; None for what no floor names."""
    floors = FLOORS.get(module.partition(".")[0], ())
    found = [
        (len(room), height, room)
        for height, rooms in enumerate(floors)
        for room in rooms
        if within(module, room) and (room not in FLOORS or module == room)
    ]
    return max(found)[1:] if found else None


def out_of_order(sources: dict[str, Source]) -> list[str]:
    """Every import that does not point downwards, and every module that stands on no floor."""
    wrong = []
    for source in sources.values():
        here = place(source.name)
        if here is None:
            if source.name not in MAY_STAND_APART:
                wrong.append(f"{source.name} stands on no floor: enter it in FLOORS")
            continue
        for imported in source.imports:
            where = f"{source.name}:{imported.line} imports {imported.module}"
            if within(source.name, "sim") and within(imported.module, "analysis"):
                wrong.append(f"{where}: sim never imports analysis")
            there = place(imported.module)
            if there is None or within(source.name, "sim") != within(imported.module, "sim"):
                continue
            if there[1] != here[1] and there[0] >= here[0]:
                wrong.append(f"{where}, which is not below it")
    return wrong


def circles(sources: dict[str, Source]) -> list[list[str]]:
    """Every set of modules that import one another in a circle."""
    graph = nx.DiGraph(
        (source.name, imported.module)
        for source in sources.values()
        for imported in source.imports
        if imported.module in sources and imported.module != source.name
    )
    return [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]


def engines_that_know_another(sources: dict[str, Source]) -> list[str]:
    """Every import, straight or through others, of one engine by another."""
    return [
        f"{engine} reaches {other}"
        for engine in ENGINES
        for other in ENGINES
        if engine != other and engine in sources and other in reached(engine, sources, "sim")
    ]


def rules_that_reach_out(sources: dict[str, Source]) -> list[str]:
    """Every import of a rule module beyond mathematics, types, the state and the decorator."""
    return [
        f"{source.name}:{imported.line} imports {imported.module}"
        for source in sources.values()
        if source.name.startswith("sim.model.rules.") and source.name not in RULES_MAY_IMPORT
        for imported in source.imports
        if imported.module not in RULES_MAY_IMPORT
    ]


def months_that_reach_out(sources: dict[str, Source]) -> list[str]:
    """Every import of what makes up a month beyond what rules may import, the rules, and each other."""
    return [
        f"{source.name}:{imported.line} imports {imported.module}"
        for source in sources.values()
        if source.name in CALLED_BY_BOTH_ENGINES
        for imported in source.imports
        if imported.module not in RULES_MAY_IMPORT | CALLED_BY_BOTH_ENGINES
        and not within(imported.module, "sim.model.rules")
    ]


def users_of(package: str, sources: dict[str, Source]) -> set[str]:
    return {s.name for s in sources.values() for imported in s.imports if within(imported.module, package)}


def reached(start: str, sources: dict[str, Source], package: str = "analysis") -> set[str]:
    """What the modules of a package behind a module import, types alone left out."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for imported in sources[todo.pop()].imports:
            if imported.for_types or imported.module in seen:
                continue
            seen.add(imported.module)
            if imported.module in sources and within(imported.module, package):
                todo.append(imported.module)
    return seen


def figures_that_run_a_model(sources: dict[str, Source]) -> list[str]:
    """Every module of figures from which one that runs a model is reached."""
    figures = [name for name in sources if re.search(r"(^|[._])(figures?|charts)$", name)]
    return [
        f"{figure} reaches {module}"
        for figure in figures
        for module in sorted(reached(figure, sources))
        if any(within(module, engine) for engine in RUNS_A_MODEL)
    ]


@pytest.fixture(scope="module")
def house() -> dict[str, Source]:
    return read_sources(ROOT, "sim", "analysis")


def test_every_module_imports_only_from_below(house: dict[str, Source]) -> None:
    assert out_of_order(house) == []


def test_no_circle_is_closed(house: dict[str, Source]) -> None:
    assert circles(house) == []


def test_no_engine_knows_another(house: dict[str, Source]) -> None:
    assert engines_that_know_another(house) == []


def test_no_figure_runs_a_model(house: dict[str, Source]) -> None:
    assert any(name.endswith("figures") for name in house)
    assert figures_that_run_a_model(house) == []


def test_rules_import_nothing_but_mathematics_state_and_decorator(house: dict[str, Source]) -> None:
    assert rules_that_reach_out(house) == []


def test_what_makes_up_a_month_knows_rules_and_state_alone(house: dict[str, Source]) -> None:
    assert months_that_reach_out(house) == []


def shown_more_than_viewed(sources: dict[str, Source]) -> list[str]:
    """Every import of Mesa, by the module that shows the model in Mesa's viewer, beyond that viewer."""
    return [
        f"{MESA_IS_SHOWN_BY}:{imported.line} imports {imported.module}"
        for imported in sources[MESA_IS_SHOWN_BY].imports
        if within(imported.module, "mesa") and not within(imported.module, "mesa.visualization")
    ]


MESA_MAY_BE_IN = (*MESA_LIVES_IN, MESA_IS_SHOWN_BY)


@pytest.mark.parametrize(("package", "home"), [("mesa", MESA_MAY_BE_IN), ("numba", NUMBA_LIVES_IN)])
def test_only_one_engine_knows_what_it_runs_on(
    package: str, home: tuple[str, ...], house: dict[str, Source]
) -> None:
    assert users_of(package, house) <= set(home)


def test_what_shows_the_model_in_mesas_viewer_knows_the_viewer_alone(house: dict[str, Source]) -> None:
    assert shown_more_than_viewed(house) == []


# What is left alone by whom: the doors stay quick, and neither engine needs what the other runs on.
LEFT_ALONE = {
    "sim": ("mesa", "numba", "sim.engine.mesa_model", "sim.engine.ensemble"),
    "analysis.cli": ("mesa", "numba", "sim.engine.mesa_model", "sim.engine.ensemble"),
    "analysis.cli.workshop": (
        "mesa",
        "solara",
        "matplotlib",
        "numba",
        "sim.engine.mesa_model",
        "sim.engine.ensemble",
    ),
    "analysis.mesa_viewer": ("mesa", "solara", "numba", "sim.engine.mesa_model", "sim.engine.ensemble"),
    "sim.engine.mesa_model": ("numba", "sim.engine.ensemble", "sim.engine.compile"),
    "sim.engine.ensemble": ("mesa", "sim.engine.mesa_model"),
}


@pytest.mark.parametrize("module", LEFT_ALONE)
def test_importing_leaves_alone_what_is_not_needed(module: str, house: dict[str, Source]) -> None:
    if module not in house:
        pytest.skip(f"{module} is not there yet")
    code = f"import sys, {module}; print(*[each for each in {LEFT_ALONE[module]!r} if each in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


# The watchman watched: a house built wrongly is found out.


def build(root: Path, files: dict[str, str]) -> dict[str, Source]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_sources(root, "sim", "analysis")


@pytest.mark.parametrize(
    ("lower", "upper"), [pair for floors in FLOORS.values() for pair in pairwise(floors)]
)
def test_an_import_from_above_is_found(
    lower: tuple[str, ...], upper: tuple[str, ...], tmp_path: Path
) -> None:
    files = {f"{name.replace('.', '/')}/__init__.py": "" for name in (*lower, *upper)}
    files[f"{lower[0].replace('.', '/')}/__init__.py"] = f"def later():\n    import {upper[0]}\n"
    assert out_of_order(build(tmp_path, files)) == [f"{lower[0]}:2 imports {upper[0]}, which is not below it"]


def test_an_import_between_rooms_of_one_floor_is_found(tmp_path: Path) -> None:
    files = {"analysis/plan/text.py": "from analysis.compare import text\n", "analysis/compare/text.py": ""}
    assert out_of_order(build(tmp_path, files)) == [
        "analysis.plan.text:1 imports analysis.compare.text, which is not below it"
    ]


def test_a_circle_is_found(tmp_path: Path) -> None:
    files = {
        "analysis/plan/a.py": "from analysis.plan import b\n",
        "analysis/plan/b.py": "from analysis.plan import c\n",
        "analysis/plan/c.py": "def later():\n    from analysis.plan.a import x\n",
    }
    assert circles(build(tmp_path, files)) == [["analysis.plan.a", "analysis.plan.b", "analysis.plan.c"]]


def test_an_engine_that_reaches_another_is_found(tmp_path: Path) -> None:
    files = {
        "sim/engine/mesa_model.py": "from sim.engine import job\n",
        "sim/engine/job.py": "def f():\n    import sim.engine.ensemble\n",
        "sim/engine/ensemble.py": "",
    }
    assert engines_that_know_another(build(tmp_path, files)) == [
        "sim.engine.mesa_model reaches sim.engine.ensemble"
    ]


def test_sim_that_knows_analysis_is_found(tmp_path: Path) -> None:
    house = build(tmp_path, {"sim/simulation.py": "from analysis import runs\n", "analysis/runs.py": ""})
    assert out_of_order(house) == ["sim.simulation:1 imports analysis.runs: sim never imports analysis"]


@pytest.mark.parametrize("file", ["sim/odds.py", "analysis/odds.py"])
def test_a_module_on_no_floor_is_found(file: str, tmp_path: Path) -> None:
    name = file.removesuffix(".py").replace("/", ".")
    assert out_of_order(build(tmp_path, {file: ""})) == [f"{name} stands on no floor: enter it in FLOORS"]


@pytest.mark.parametrize(
    "line",
    [
        "import numpy",
        "from sim.model.rules import care",
        "from . import care",
        "from sim.inputs import faults",
    ],
)
def test_a_rule_that_reaches_out_is_found(line: str, tmp_path: Path) -> None:
    files = {
        "sim/model/rules/__init__.py": "",
        "sim/model/rules/care.py": "",
        "sim/model/rules/people.py": f"import math\n{line}\n",
    }
    assert len(rules_that_reach_out(build(tmp_path, files))) == 1


@pytest.mark.parametrize(
    "line", ["import numpy", "from sim.inputs import levers", "from sim.sampling.random_numbers import key"]
)
def test_a_month_that_reaches_out_is_found(line: str, tmp_path: Path) -> None:
    files = {
        "sim/model/rules/care.py": "",
        "sim/model/month.py": f"from sim.model.rules import care\nimport math\n{line}\n",
    }
    assert len(months_that_reach_out(build(tmp_path, files))) == 1


def test_mesa_under_another_roof_is_found(tmp_path: Path) -> None:
    house = build(
        tmp_path,
        {
            "sim/engine/mesa_model.py": "import mesa\n",
            "sim/sampling/random_numbers.py": "from mesa.time import x\n",
        },
    )
    assert users_of("mesa", house) == {"sim.engine.mesa_model", "sim.sampling.random_numbers"}


def test_a_viewer_that_reaches_for_the_rest_of_mesa_is_found(tmp_path: Path) -> None:
    text = "from mesa.visualization import SolaraViz\nimport mesa\nfrom mesa.visualizations import x\n"
    house = build(tmp_path, {"analysis/mesa_viewer.py": text})
    assert shown_more_than_viewed(house) == [
        "analysis.mesa_viewer:2 imports mesa",
        "analysis.mesa_viewer:3 imports mesa.visualizations",
    ]


def test_a_figure_that_runs_a_model_through_another_module_is_found(tmp_path: Path) -> None:
    house = build(
        tmp_path,
        {
            "analysis/plan/figures.py": "from analysis.report import words\n",
            "analysis/report/words.py": (
                "from typing import TYPE_CHECKING\n"
                "if TYPE_CHECKING:\n    from sim.engine.ensemble import run\n"
                "def f():\n    import sim.simulation\n"
            ),
        },
    )
    assert figures_that_run_a_model(house) == ["analysis.plan.figures reaches sim.simulation"]
