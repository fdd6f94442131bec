"""The cache of compiled kernels: never stale, never among the sources, and no condition of an answer."""

import ast
import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.engine import compile, ensemble
from sim.engine.compile import LONG
from sim.engine.ensemble import ready
from sim.inputs.quantiles import loguniform, triangular, uniform
from sim.model.rules import registered
from sim.sampling.random_numbers import philox

ROOT = Path(sim.__file__).parents[1]

ANSWER = """
import json
import sys

import sim
from sim import load_scenario, simulate

notes = []
scenario = load_scenario("baseline").with_horizon(1)
numbers = []
for engine in sys.argv[1:]:
    found = simulate(scenario, 3, engine=engine, localities=True, tell=notes.append)
    frames = (found.outcomes, found.localities)
    numbers.append([frame.select_dtypes("number").to_numpy().tolist() for frame in frames])
print(json.dumps({"package": sim.__file__, "numbers": numbers, "told": len(notes)}))
"""


class Copy:
    """A copy of what a simulation needs, that can be edited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "copy"
        for package in ("sim", "scenarios"):
            shutil.copytree(
                ROOT / package, self.folder / package, ignore=shutil.ignore_patterns("__pycache__")
            )

    def edit(self, name: str, before: str, after: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")

    def start(self, cache: Path, code: str, *given: str) -> "subprocess.Popen[str]":
        changed = {"HUBSPOKE_CACHE": str(cache), "PYTHONPATH": str(self.folder)}
        return subprocess.Popen(
            [sys.executable, "-c", code, *given],
            cwd=self.folder,
            env={**os.environ, **changed, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, cache: Path, code: str, *given: str) -> Any:
        return self.read(self.start(cache, code, *given))

    def answer(self, cache: Path, *engines: str) -> Any:
        """What the copy answers: numbers of each engine, and how often it said that it compiles."""
        return self.check(self.run(cache, ANSWER, *(engines or ["ensemble"])))

    def check(self, answer: Any) -> Any:
        assert Path(answer.pop("package")).is_relative_to(self.folder)
        return answer

    @staticmethod
    def read(process: "subprocess.Popen[str]") -> Any:
        out, errors = process.communicate(timeout=600)
        assert process.returncode == 0, errors
        return json.loads(out)

    def files(self) -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """A cache that holds this checkout's kernels and no others, and what a run with it answers."""
    ready()
    cache, kernels = tmp_path_factory.mktemp("cache"), compile.cache_folder() / compile.digest()
    # Without the kernels that keep flows: another test may be compiling them just now.
    shutil.copytree(kernels, cache / kernels.name, ignore=shutil.ignore_patterns("kernels_flows*", "*.part"))
    copy = Copy(tmp_path_factory.mktemp("first"))
    before = copy.files()
    answer = copy.answer(cache)
    assert answer["told"] == 0, "equal sources do not share kernels"
    assert copy.files() == before, "something was written into the package's folder"
    return cache, answer


@pytest.fixture
def cache(compiled: tuple[Path, Any], tmp_path: Path) -> Path:
    """A copy of that cache."""
    shutil.copytree(compiled[0], tmp_path / "cache")
    return tmp_path / "cache"


def folders(cache: Path) -> list[Path]:
    return sorted(each for each in cache.iterdir() if each.is_dir())


def assert_whole(cache: Path) -> None:
    """One folder of kernels, nothing half done in it, and each that takes long compiled once."""
    (folder,) = folders(cache)
    assert list(folder.glob("*.whole"))
    assert not list(folder.glob("*.part"))
    for kernel in LONG:
        assert len(list(folder.rglob(f"kernels.{kernel}-*.nbc"))) == 1, kernel


@pytest.mark.slow
def test_what_is_compiled_once_is_used_again(compiled: tuple[Path, Any], cache: Path, copy: Copy) -> None:
    assert_whole(cache)
    answer = copy.answer(cache, "ensemble", "mesa")
    assert answer == {"told": 0, "numbers": 2 * compiled[1]["numbers"]}
    assert_whole(cache)


@pytest.mark.heavy
def test_a_changed_parameter_counts_without_compiling(
    compiled: tuple[Path, Any], cache: Path, copy: Copy
) -> None:
    path = copy.folder / "sim/model/parameters/people.yaml"
    before, name, after = path.read_text(encoding="utf-8").partition("engagement_decay:")
    changed = after.replace("  low:", "  low: 0.001 #", 1)
    assert changed != after
    path.write_text(before + name + changed, encoding="utf-8")
    answer = copy.answer(cache, "ensemble", "mesa")
    assert answer["told"] == 0
    compiled_numbers, mesa_numbers = answer["numbers"]
    assert [compiled_numbers] != compiled[1]["numbers"]
    assert compiled_numbers == mesa_numbers


@pytest.mark.slow
@pytest.mark.heavy
def test_a_cache_that_cannot_be_written_to_is_done_without(
    compiled: tuple[Path, Any], cache: Path, tmp_path: Path, copy: Copy
) -> None:
    file = tmp_path / "no folder"
    file.write_text("a file", encoding="utf-8")
    before = copy.files()
    # The temporary folder of this user has the kernels already, as after an earlier command.
    user = os.getuid() if hasattr(os, "getuid") else None
    cache.rename(tmp_path / ("hubspoke" if user is None else f"hubspoke-{user}"))
    made = f"import tempfile; tempfile.tempdir = {str(tmp_path)!r}\n"
    assert copy.check(copy.run(file, made + ANSWER, "ensemble")) == compiled[1]
    assert file.read_text(encoding="utf-8") == "a file"
    assert copy.files() == before


@pytest.mark.slow
@pytest.mark.heavy
def test_two_that_start_at_once_compile_an_edited_rule_once_whose_kernels_are_damaged(
    compiled: tuple[Path, Any], cache: Path, tmp_path: Path, copy: Copy, digest_of: Callable[[Copy], str]
) -> None:
    copy.edit(
        "sim/model/rules/__init__.py", "    return rate * (1.0 - x)\n", "    return 0.5 * rate * (1.0 - x)\n"
    )
    torn = tmp_path / "torn"
    (kernels,) = folders(cache)
    shutil.copytree(kernels, torn / digest_of(copy))
    half = max(torn.rglob("*.nbi"), key=lambda each: each.stat().st_size)
    os.truncate(half, half.stat().st_size // 2)
    both = [copy.start(torn, ANSWER, "ensemble") for _ in range(2)]
    answers = [copy.check(copy.read(process)) for process in both]
    assert sorted(answer["told"] for answer in answers) == [0, 1]
    assert answers[0]["numbers"] == answers[1]["numbers"] == copy.answer(torn, "mesa")["numbers"]
    assert answers[0]["numbers"] != compiled[1]["numbers"]
    assert_whole(torn)
    # Beside kernels of other sources each still finds its own.
    shutil.copytree(cache, torn, dirs_exist_ok=True)
    assert len(folders(torn)) == 2
    assert copy.answer(torn) == {"told": 0, "numbers": answers[0]["numbers"]}
    assert Copy(tmp_path / "other").answer(torn) == compiled[1]


def test_what_is_damaged_is_noticed_and_taken_away(compiled: tuple[Path, Any], cache: Path) -> None:
    (folder,) = folders(cache)
    seal, half = folder / "kernels.whole", max(folder.rglob("*.nbc"), key=lambda each: each.stat().st_size)
    assert compile._is_as_sealed(seal)
    content = half.read_bytes()
    for damaged in (content[: len(content) // 2], bytes([content[0] ^ 1]) + content[1:]):
        half.write_bytes(damaged)
        assert not compile._is_as_sealed(seal)
    compile._forget(seal)
    assert not list(folder.rglob("kernels.*.nb?"))
    assert not compile._is_as_sealed(seal)


@pytest.mark.heavy
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes there")
def test_compilers_end_with_the_process_that_asked_for_them(tmp_path: Path, copy: Copy) -> None:
    process = copy.start(tmp_path / "empty", ANSWER, "ensemble")
    while not (children := _children(process.pid)):
        time.sleep(0.05)
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{child}").is_dir() for child in children) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [child for child in children if Path(f"/proc/{child}").is_dir()]


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


# -- What the kernels' folder is named after -----------------------------------------------


def append(name: str) -> Callable[[Copy], None]:
    def edit(copy: Copy) -> None:
        with (copy.folder / name).open("a", encoding="utf-8") as file:
            file.write("# edited\n")

    return edit


@pytest.fixture
def digest_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Copy], str]:
    """The digest that this process gives a copy's sources."""

    def digest(copy: Copy) -> str:
        monkeypatch.setattr(compile, "PACKAGE", copy.folder / "sim")
        return compile.digest()

    return digest


def test_equal_sources_share_kernels_wherever_they_lie(copy: Copy, digest_of: Callable[[Copy], str]) -> None:
    plain = compile.digest()
    assert digest_of(copy) == plain


@pytest.mark.parametrize(
    "name",
    [
        "sim/model/rules/care.py",
        "sim/model/month.py",
        "sim/model/aggregates.py",
        "sim/model/initial.py",
        "sim/sampling/random_numbers.py",
        "sim/model/state.py",
        "sim/inputs/names.py",
        "sim/engine/kernels.py",
        "sim/engine/layout.py",
        "sim/engine/memory.py",
        "sim/engine/compile.py",
        "sim/inputs/quantiles.py",
        "sim/engine/arrays.py",
        "sim/model/schedule.py",
    ],
)
def test_an_edited_source_gives_another_folder(
    name: str, copy: Copy, digest_of: Callable[[Copy], str]
) -> None:
    plain = compile.digest()
    append(name)(copy)
    assert digest_of(copy) != plain


def test_what_is_not_compiled_may_change(copy: Copy, digest_of: Callable[[Copy], str]) -> None:
    plain = compile.digest()
    for name in ("inputs/scenarios", "inputs/parameters", "model/cascade", "engine/mesa_model", "simulation"):
        append(f"sim/{name}.py")(copy)
    assert digest_of(copy) == plain


SOURCES = {
    f"sim.{path.relative_to(compile.PACKAGE).with_suffix('').as_posix().replace('/', '.')}"
    for pattern in compile.COMPILED_FROM
    for path in compile.PACKAGE.glob(pattern)
}
# What sources import of others: for checks and loading, and the names of parameters, which the digest holds.
NOT_COMPILED = {
    "sim.engine.compile": {"NO_LOCKS", "Notify", "packaged"},
    "sim.engine.layout": {"all_parameters", "size_names"},
    "sim.sampling.random_numbers": {"FIRST_MONTH", "Fault", "WrongInput"},
}


def imports_of(module: str) -> Iterator[tuple[str, str]]:
    """Each name that a module imports from one of ours, with the module that it comes from."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(each, ast.ImportFrom) and (each.module or "").startswith("sim"):
            for alias in each.names:
                inner = f"{each.module}.{alias.name}"
                yield (inner if inner in SOURCES else str(each.module)).replace(".__init__", ""), alias.name


def test_all_that_kernels_import_is_in_the_digest() -> None:
    sources = {each.removesuffix(".__init__") for each in SOURCES}
    seen, todo = set(), ["sim.engine.kernels"]
    while todo:
        module = todo.pop()
        seen.add(module)
        for home, name in imports_of(module):
            if name in NOT_COMPILED.get(module, ()):
                continue
            assert home in sources, f"{module} imports {name} from {home}, which is not in COMPILED_FROM"
            todo += [home] if home not in seen else []
    of_types = {"sim.engine.arrays", "sim.engine.ensemble", "sim.model.schedule"}
    assert seen | of_types == sources


def test_no_compiled_function_uses_what_is_not_in_the_digest() -> None:
    for function in (*registered(), philox, uniform, loguniform, triangular):
        assert f"{function.__module__}" in {each.removesuffix(".__init__") for each in SOURCES}
        others = NOT_COMPILED.get(function.__module__, set())
        assert not others & set(function.__code__.co_names), function


def test_the_types_that_kernels_are_given_are_in_the_digest() -> None:
    given = ensemble._examples(compile.load(flows=False), flows=False)
    tuples = [each for values in given.values() for each in values if isinstance(each, tuple)]
    tuples += [part for each in tuples for part in each if isinstance(part, tuple)]
    homes = {type(each).__module__ for each in tuples}
    assert homes >= {"sim.engine.arrays", "sim.model.schedule"}
    assert homes <= SOURCES


@pytest.mark.parametrize(
    ("place", "other"),
    [
        ("numba.__version__", "0.0.1"),
        ("llvmlite.__version__", "0.0.1"),
        ("sys.version", "3.99"),
        ("llvmlite.binding.get_host_cpu_name", lambda: "another"),
    ],
)
def test_another_compiler_or_processor_gives_another_folder(
    place: str, other: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = compile.digest()
    monkeypatch.setattr(place, other)
    assert compile.digest() != plain


def test_a_cache_on_a_share_without_locks_is_used_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with compile._alone(tmp_path / "kernels.lock"):
        pass
    monkeypatch.setattr(fcntl, "flock", lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "broken")))
    with pytest.raises(OSError, match="broken"), compile._alone(tmp_path / "kernels.lock"):
        pass
