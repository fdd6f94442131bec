"""The layers of the house: a module imports only what stands below it.

Read with `ast`, so that a module need not be importable to be judged. A module that is not there yet is not
missed; a module of `sim` that no layer names is.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]

# From the ground up. Modules of one layer never import each other; a package stands on its layer whole.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("sim.declarations", "sim.accessors"),
    ("sim.symbols", "sim.draws"),
    ("sim.state", "sim.accepted"),
    ("sim.rules",),
    ("sim.tallies", "sim.start", "sim.onsets"),
    ("sim.month",),
    ("sim.values",),
    ("sim.facts", "sim.schedule", "sim.flows", "sim.recording", "sim.layout"),
    ("sim.compiled", "sim.outcomes", "sim.problems"),
    ("sim.kernels", "sim.cascade", "sim.arrays"),
    ("sim.model", "sim.ensemble"),
    ("sim.branching",),
    ("sim.asked",),
    ("sim.simulation", "sim.each"),
    ("sim",),
)

RULES_MAY_IMPORT = {"__future__", "math", "typing", "sim.state", "sim.rules", "sim.rules.decorator"}
# What both engines call, and the ensemble compiles, knows numbers in named tuples and nothing else.
CALLED_BY_BOTH_ENGINES = {"sim.tallies", "sim.start", "sim.month", "sim.onsets"}
PLOTS_NEVER_REACH = ("sim.simulation", "sim.model", "sim.ensemble", "sim.branching", "sim.each")
MESA_LIVES_IN = ("sim.model",)
# Mesa's viewer is for looking at the model: one module shows it there, and knows nothing else of Mesa.
MESA_IS_SHOWN_BY = "analysis.mesa_viewer.components"
# Who else imports it cannot do without a compiler, and takes a second longer to start.
NUMBA_LIVES_IN = ("sim.accessors", "sim.compiled", "sim.kernels")


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
    """The height of a module's layer and its name there; the longest name that fits counts."""
    fits = [
        (len(name), height, name)
        for height, layer in enumerate(LAYERS)
        for name in layer
        if within(module, name)
    ]
    # Bare `sim` is the door itself, no home for modules that no layer names.
    fits = [fit for fit in fits if fit[2] != "sim" or module == "sim"]
    return max(fits)[1:] if fits else None


def out_of_order(sources: dict[str, Source]) -> list[str]:
    """Every import in `sim` that does not point downwards, and every module that no layer names."""
    wrong = []
    for source in sources.values():
        if not within(source.name, "sim"):
            continue
        here = place(source.name)
        if here is None:
            wrong.append(f"{source.name} stands on no layer: enter it in LAYERS")
            continue
        for imported in source.imports:
            if within(imported.module, "analysis"):
                wrong.append(
                    f"{source.name}:{imported.line} imports {imported.module}: sim never imports analysis"
                )
            there = place(imported.module)
            if there is not None and there[1] != here[1] and there[0] >= here[0]:
                wrong.append(
                    f"{source.name}:{imported.line} imports {imported.module}, which is not below it"
                )
    return wrong


def rules_that_reach_out(sources: dict[str, Source]) -> list[str]:
    """Every import of a rule module beyond mathematics, types, the state and the decorator."""
    return [
        f"{source.name}:{imported.line} imports {imported.module}"
        for source in sources.values()
        if source.name.startswith("sim.rules.") and source.name not in RULES_MAY_IMPORT
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
        and not within(imported.module, "sim.rules")
    ]


def users_of(package: str, sources: dict[str, Source]) -> set[str]:
    return {s.name for s in sources.values() for imported in s.imports if within(imported.module, package)}


def reached(start: str, sources: dict[str, Source]) -> set[str]:
    """What the modules of `analysis` behind a module import, types alone left out."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for imported in sources[todo.pop()].imports:
            if imported.for_types or imported.module in seen:
                continue
            seen.add(imported.module)
            if imported.module in sources and within(imported.module, "analysis"):
                todo.append(imported.module)
    return seen


@pytest.fixture(scope="module")
def house() -> dict[str, Source]:
    return read_sources(ROOT, "sim", "analysis")


def test_every_module_of_sim_imports_only_from_below(house: dict[str, Source]) -> None:
    assert out_of_order(house) == []


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


def test_plots_never_run_a_model(house: dict[str, Source]) -> None:
    plots = [name for name in house if within(name, "analysis.plots")]
    found = {module for plot in plots for module in reached(plot, house)}
    assert not [module for module in found if any(within(module, engine) for engine in PLOTS_NEVER_REACH)]


# What is left alone by whom: the doors stay quick, and neither engine needs what the other runs on.
LEFT_ALONE = {
    "sim": ("mesa", "numba", "sim.model", "sim.ensemble"),
    "analysis.cli": ("mesa", "numba", "sim.model", "sim.ensemble"),
    "analysis.cli.workshop_mesa": ("mesa", "solara", "matplotlib", "numba", "sim.model", "sim.ensemble"),
    "analysis.mesa_viewer": ("mesa", "solara", "numba", "sim.model", "sim.ensemble"),
    "sim.model": ("numba", "sim.ensemble", "sim.compiled"),
    "sim.ensemble": ("mesa", "sim.model"),
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


@pytest.mark.parametrize(("lower", "upper"), list(pairwise(LAYERS)))
def test_an_import_from_above_is_found(
    lower: tuple[str, ...], upper: tuple[str, ...], tmp_path: Path
) -> None:
    files = {f"{name.replace('.', '/')}/__init__.py": "" for name in (*lower, *upper)}
    files[f"{lower[0].replace('.', '/')}/__init__.py"] = f"def later():\n    import {upper[0]}\n"
    assert out_of_order(build(tmp_path, files)) == [f"{lower[0]}:2 imports {upper[0]}, which is not below it"]


def test_engines_that_know_each_other_are_found(tmp_path: Path) -> None:
    house = build(tmp_path, {"sim/model.py": "from sim import ensemble\n", "sim/ensemble.py": ""})
    assert out_of_order(house) == ["sim.model:1 imports sim.ensemble, which is not below it"]
    house = build(tmp_path, {"sim/model.py": "", "sim/ensemble.py": "def f():\n    import sim.model\n"})
    assert out_of_order(house) == ["sim.ensemble:2 imports sim.model, which is not below it"]


def test_sim_that_knows_analysis_is_found(tmp_path: Path) -> None:
    house = build(
        tmp_path, {"sim/simulation.py": "from analysis import compare\n", "analysis/compare.py": ""}
    )
    assert out_of_order(house) == ["sim.simulation:1 imports analysis.compare: sim never imports analysis"]


def test_a_module_on_no_layer_is_found(tmp_path: Path) -> None:
    assert out_of_order(build(tmp_path, {"sim/odds.py": ""})) == [
        "sim.odds stands on no layer: enter it in LAYERS"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "import numpy",
        "from sim.rules import care",
        "from . import care",
        "from sim.declarations import faults",
    ],
)
def test_a_rule_that_reaches_out_is_found(line: str, tmp_path: Path) -> None:
    files = {
        "sim/rules/__init__.py": "",
        "sim/rules/care.py": "",
        "sim/rules/people.py": f"import math\n{line}\n",
    }
    assert len(rules_that_reach_out(build(tmp_path, files))) == 1


@pytest.mark.parametrize(
    "line", ["import numpy", "from sim.declarations import levers", "from sim.draws import key"]
)
def test_a_month_that_reaches_out_is_found(line: str, tmp_path: Path) -> None:
    files = {"sim/rules/care.py": "", "sim/month.py": f"from sim.rules import care\nimport math\n{line}\n"}
    assert len(months_that_reach_out(build(tmp_path, files))) == 1


def test_mesa_under_another_roof_is_found(tmp_path: Path) -> None:
    house = build(tmp_path, {"sim/model.py": "import mesa\n", "sim/draws.py": "from mesa.time import x\n"})
    assert users_of("mesa", house) == {"sim.model", "sim.draws"}


def test_a_viewer_that_reaches_for_the_rest_of_mesa_is_found(tmp_path: Path) -> None:
    text = "from mesa.visualization import SolaraViz\nimport mesa\nfrom mesa.visualizations import x\n"
    house = build(tmp_path, {"analysis/mesa_viewer/components.py": text})
    assert shown_more_than_viewed(house) == [
        "analysis.mesa_viewer.components:2 imports mesa",
        "analysis.mesa_viewer.components:3 imports mesa.visualizations",
    ]


def test_a_plot_that_runs_a_model_through_another_module_is_found(tmp_path: Path) -> None:
    house = build(
        tmp_path,
        {
            "analysis/plots.py": "from analysis import words\n",
            "analysis/words.py": (
                "from typing import TYPE_CHECKING\n"
                "if TYPE_CHECKING:\n    from sim.model import Network\n"
                "def f():\n    import sim.simulation\n"
            ),
        },
    )
    assert reached("analysis.plots", house) == {"analysis.words", "typing", "sim.simulation"}
