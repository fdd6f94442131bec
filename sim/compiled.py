"""Has Numba compile the rules: the very functions that Python calls, not a second writing of them.

The kernels' source is written to a folder of the user's cache that is named after a digest of all they come
from: sources of the rules and of whatever else is compiled, declarations, versions of Python, Numba and its
compiler, and the processor. Whatever of these changes gives another folder, so that nothing stale is ever
used. What Numba compiles it keeps beside the source.
"""

import functools
import hashlib
import importlib.util
import inspect
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, Protocol

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
import numpy.typing as npt
from filelock import FileLock
from numba.extending import register_jitable
from platformdirs import user_cache_path

from sim import accessors, kernels, month, start, tallies
from sim.declarations import parameters
from sim.draws import philox
from sim.rules import levers, registered

MODULES = (month, start, tallies, levers, kernels, accessors)
KEPT = 8  # folders of compiled kernels, the latest ones used
CACHE = "HUBSPOKE_CACHE"  # an environment variable that names another folder for them

Tell = Callable[[str], None]


class Examples(Protocol):
    """Gives what each kernel of a module is called with."""

    def __call__(self, module: ModuleType, *, flows: bool) -> Mapping[str, tuple[Any, ...]]: ...  # noqa: D102


@functools.cache
def let_compile() -> int:
    """Enter every rule with Numba, to be inlined where compiled code calls it; tells how many.

    The error model is NumPy's, so that no check for a division by zero stops the compiler from
    using vector instructions; rules never divide by zero.
    """
    priors = (parameters.uniform, parameters.loguniform, parameters.triangular)
    for function in (*registered(), philox, *priors):
        register_jitable(
            error_model="numpy", forceinline=True, no_cfunc_wrapper=True, no_cpython_wrapper=True, _nrt=False
        )(function)
    return len(registered())


@functools.cache
def lanes() -> int:
    """How many runs lie side by side: enough for the processor's vectors, few enough for its nearest memory."""
    return 16 if llvm.get_host_cpu_features().get("avx512f") else 12


def digest(text: str) -> str:
    """The digest of kernels of this source and of all that they are compiled from."""
    found = hashlib.sha256(text.encode())
    sources = {inspect.getsourcefile(function) or "" for function in registered()}
    sources |= {module.__file__ or "" for module in (*MODULES, parameters, sys.modules[philox.__module__])}
    sources |= {
        str(Path(month.__file__).with_name(name)) for name in ("state.py", "symbols.py", "compiled.py")
    }
    for path in sorted(sources):
        found.update(Path(path).name.encode() + Path(path).read_bytes())
    made_by = (
        platform.python_implementation(),
        sys.version,
        numba.__version__,
        llvmlite.__version__,
        platform.platform(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
    )
    found.update("\0".join(made_by).encode())
    return found.hexdigest()[:32]


def cache_folder() -> Path:
    """The folder of the user's that holds compiled kernels; a temporary one where none can be written."""
    wanted = (
        Path(os.environ[CACHE]) if os.environ.get(CACHE) else user_cache_path("hubspoke", appauthor=False)
    )
    try:
        wanted.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            return wanted
    except OSError:
        return _own_temporary_folder()


@functools.cache
def _own_temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="hubspoke-"))


class Kernels(NamedTuple):
    """Compiled kernels: what runs blocks of runs, and the addresses of those that it calls."""

    lanes: int
    run_blocks: Callable[..., None]
    calls: npt.NDArray[np.int64]
    module: ModuleType


_loaded: dict[bool, Kernels] = {}


def kernels_of(examples: Examples, *, flows: bool = False, tell: Tell | None = None) -> Kernels:
    """Give the kernels, compiled or read from the cache.

    Parameters
    ----------
    examples : callable
        Gives, for the kernels' module, what each of them is called with.
    flows : bool
        Whether they keep every flow.
    tell : callable, optional
        Told in a sentence if they have to be compiled first.
    """
    if flows not in _loaded:
        module = _load(flows=flows)
        whole = Path(str(module.__file__)).with_name("whole")
        # Of two processes that start at once, one compiles and the other waits for it.
        with FileLock(str(whole.with_name("lock"))):
            if not whole.is_file():
                if tell is not None:
                    tell("Compiling the model for this computer, which takes some 20 seconds, once ...")
                _compile_apart(flows=flows)
            _loaded[flows] = _compile(module, examples(module, flows=flows))
            whole.touch()
    return _loaded[flows]


def _compile(
    module: ModuleType, examples: Mapping[str, tuple[Any, ...]], names: Collection[str] = ()
) -> Kernels:
    """Compile the kernels named, or all; what is in the cache is read from there."""
    for name in names or examples:
        getattr(module, name).compile(tuple(numba.typeof(each) for each in examples[name]))
    calls = [_address(getattr(module, name)) for name in kernels.KERNELS if not names]
    return Kernels(module.LANES, module.run_blocks, np.array(calls, np.int64), module)


def _address(kernel: Any) -> int:
    (compiled,) = kernel.overloads.values()
    address: int = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)
    return address


# Two processes compile them side by side: those that take longest, and the others.
_LONG = ("member_all", "tie_all", "locality_all", "run_blocks")
HALVES = (_LONG, tuple(name for name in kernels.KERNELS if name not in _LONG))


def _compile_apart(*, flows: bool) -> None:
    """Have other processes compile into the cache; if they cannot, this one will."""
    code = "import sys; from sim import ensemble; ensemble.compile_half(int(sys.argv[1]), flows=bool(int(sys.argv[2])))"
    command = [sys.executable, "-c", code]
    environment = {**os.environ, CACHE: str(cache_folder())}
    folder = Path(__file__).parents[1]
    running = [
        subprocess.Popen(
            [*command, str(half), str(int(flows))],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for half in range(len(HALVES))
    ]
    try:
        for each in running:
            each.wait()
    finally:
        for each in running:
            each.kill()


def compile_half(half: int, examples: Examples, *, flows: bool) -> None:
    """Compile one half of the kernels into the cache."""
    module = _load(flows=flows)
    _compile(module, examples(module, flows=flows), HALVES[half])


def _load(*, flows: bool) -> ModuleType:
    """Load the kernels' source, written to the cache where it is not there yet."""
    let_compile()
    text = kernels.source_text(lanes(), flows=flows)
    name = digest(text)
    folder = cache_folder() / name
    folder.mkdir(exist_ok=True)
    path = folder / "kernels.py"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        draft = folder / f"kernels.{os.getpid()}.part"
        draft.write_text(text, encoding="utf-8", newline="\n")
        # Numba looks at the time of a source: two processes that write it at once should agree on it.
        os.utime(draft, (0, 0))
        draft.replace(path)
    os.utime(folder)
    _forget_old(folder.parent)
    module_name = f"hubspoke_kernels_{name}"
    specification = importlib.util.spec_from_file_location(module_name, path)
    if specification is None or specification.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(specification)
    sys.modules[module_name] = module
    specification.loader.exec_module(module)
    return module


def _forget_old(folder: Path) -> None:
    """Remove the folders of kernels that have not been used for longest."""
    old = sorted((each for each in folder.iterdir() if each.is_dir()), key=lambda each: each.stat().st_mtime)
    for each in old[:-KEPT]:
        shutil.rmtree(each, ignore_errors=True)
