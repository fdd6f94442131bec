"""Has Numba compile the rules: the very functions that Python calls, not a second writing of them.

The kernels' module is copied to a folder of the user's cache that is named after a digest of all that it is
compiled from and with: the sources in `COMPILED_FROM`, the names of parameters, versions of Python, Numba and
its compiler, and the processor.
Whatever of these changes gives another folder, so that nothing stale is ever used. What Numba compiles it
keeps beside the copy, and a seal says what each file of it should be: what is damaged is compiled anew.
"""

import atexit
import functools
import gc
import hashlib
import importlib.util
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.machinery import SourceFileLoader
from pathlib import Path
from threading import Thread
from types import CodeType, ModuleType
from typing import Any, NamedTuple, Protocol

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
import numpy.typing as npt
from filelock import FileLock
from numba.extending import register_jitable
from platformdirs import user_cache_path

from sim.engine import layout
from sim.engine.job import Notify
from sim.file_locks import NO_LOCKS
from sim.inputs.packaged import packaged
from sim.inputs.quantiles import loguniform, triangular, uniform
from sim.model import aggregates, initial, month, onsets
from sim.model.rules import levers, registered
from sim.sampling.random_numbers import philox

PACKAGE = packaged("sim")
MODULES = (month, initial, aggregates, levers, onsets)  # whose rules kernels call
KEPT = 8  # folders of compiled kernels, the latest ones used
CACHE = "HUBSPOKE_CACHE"  # an environment variable that names another folder for them

# Two processes compile the kernels side by side: those that take longest, and the others.
LONG = ("member_all", "tie_all", "locality_all", "run_months")

# What kernels are compiled from: their sources, those of all that they call, and of the types they are given.
COMPILED_FROM = (
    "engine/arrays.py",
    "engine/compile.py",
    "engine/ensemble.py",
    "engine/kernels.py",
    "engine/layout.py",
    "engine/memory.py",
    "inputs/names.py",
    "inputs/quantiles.py",
    "model/aggregates.py",
    "model/initial.py",
    "model/levels.py",
    "model/month.py",
    "model/onsets.py",
    "model/rules/*.py",
    "model/schedule.py",
    "model/state.py",
    "sampling/random_numbers.py",
)

# How compiled code takes what it calls in: no reference counts and no wrappers, which rules do not need and
# which would take long. The error model is NumPy's, so that no check for a division by zero stops the
# compiler from using vector instructions; rules never divide by zero.
INLINED: dict[str, Any] = {
    "error_model": "numpy",
    "forceinline": True,
    "no_cfunc_wrapper": True,
    "no_cpython_wrapper": True,
    "_nrt": False,
}


class Examples(Protocol):
    """Gives what each kernel of a module is called with."""

    def __call__(self, module: ModuleType, *, flows: bool) -> Mapping[str, tuple[Any, ...]]: ...  # noqa: D102


class Kernels(NamedTuple):
    """Compiled kernels: what runs blocks of runs, whole or by months, and the addresses of what they call."""

    run_blocks: Callable[..., None]
    begin_block: Callable[..., None]
    run_months: Callable[..., None]
    calls: npt.NDArray[np.int64]


@functools.cache
def let_compile() -> int:
    """Enter every rule with Numba, to be inlined where compiled code calls it; gives how many there are."""
    # From 250 places in a loop on, LLVM takes all of them to overlap, and works on one run at a time.
    llvm.set_option("", "--alias-set-saturation-threshold=100000")
    # A vector after the other, or it would ask how many vectors there are, and have eight lanes be none.
    llvm.set_option("", "--force-target-max-vector-interleave=1")
    for function in (*registered(), philox, uniform, loguniform, triangular):
        register_jitable(**INLINED)(function)
    return len(registered())


_loaded: dict[bool, Kernels] = {}


def kernels_of(examples: Examples, *, flows: bool = False, tell: Notify | None = None) -> Kernels:
    """Give the kernels, compiled or read from the cache.

    Parameters
    ----------
    examples : callable
        Gives, for the kernels' module, what each of them is called with.
    flows : bool
        Whether they keep every flow.
    tell : callable, optional
        Called with a sentence if they have to be compiled first.
    """
    if flows not in _loaded:
        module = load(flows=flows)
        seal = Path(str(module.__file__)).with_suffix(".whole")
        with _alone(seal.with_suffix(".lock")):
            compiled = _is_as_sealed(seal)
            if not compiled:
                if tell is not None:
                    again = "anew, as what was kept of it is damaged" if seal.exists() else "once"
                    tell(f"Compiling the model for this computer, which takes some 20 seconds, {again} ...")
                _forget(seal)
                _compile_apart(flows=flows)
            given = examples(module, flows=flows)
            compile_kernels(module, given, given)
            if not compiled:
                seal.write_text(_digests(seal), encoding="ascii")
        calls = [_address(kernel) for kernel in module.CALLED]
        _loaded[flows] = Kernels(
            module.run_blocks,
            module.begin_block,
            module.run_months,
            np.array(calls, np.int64),
        )
    return _loaded[flows]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one of two processes that start at once compile, while the other waits for it.

    Where the cache is on a share without locks, both compile the same, and what comes last stays.
    """
    lock = FileLock(str(path))
    try:
        lock.acquire()
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    try:
        yield
    finally:
        lock.release()


def compile_kernels(
    module: ModuleType, examples: Mapping[str, tuple[Any, ...]], names: Iterable[str]
) -> None:
    """Compile the kernels named for what they are called with; what is in the cache is read from there."""
    for name in names:
        kinds = tuple(numba.typeof(each) for each in examples[name])  # type: ignore[no-untyped-call]
        getattr(module, name).compile(kinds)


def _address(kernel: Any) -> int:
    (compiled,) = kernel.overloads.values()
    address: int = compiled.library.get_pointer_to_function(compiled.fndesc.llvm_func_name)
    return address


def _compile_apart(*, flows: bool) -> None:
    """Have two other processes compile into the cache; what they cannot, this one will."""
    environment = {**os.environ, CACHE: str(cache_folder())}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "sim.engine.ensemble", str(half), "flows" if flows else "none"],
            cwd=PACKAGE.parent,
            env=environment,
            stdin=subprocess.PIPE,  # which ends with this process, whatever ends it
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for half in range(2)
    ]
    try:
        for each in running:
            each.wait()
    finally:
        for each in running:
            each.kill()
            if each.stdin is not None:
                each.stdin.close()


def compile_half(half: int, examples: Examples, *, flows: bool) -> None:
    """Compile one half of the kernels into the cache; end with the process that asked for it."""
    Thread(target=_end_with_stdin, daemon=True).start()
    gc.set_threshold(50_000, 20, 20)  # Numba keeps what it makes: a seventh of the time went into looking
    module = load(flows=flows)
    given = examples(module, flows=flows)
    compile_kernels(module, given, [name for name in given if (name in LONG) == (half == 0)])


def _end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


# -- The cache -----------------------------------------------------------------------------


def load(*, flows: bool) -> ModuleType:
    """Import the kernels' module from where it may be compiled, and put it there if it is not there yet."""
    let_compile()
    folder = cache_folder() / digest()
    if not folder.is_dir():
        folder.unlink(missing_ok=True)  # a file, or a link to nowhere
    folder.mkdir(exist_ok=True)
    name = "kernels_flows" if flows else "kernels"
    path, source = folder / f"{name}.py", PACKAGE.joinpath("engine", "kernels.py").read_bytes()
    if not path.is_file() or path.read_bytes() != source:
        draft = folder / f"{name}.{os.getpid()}.part"
        draft.write_bytes(source)
        # Numba looks at the time of a source: two processes that write it at once should agree on it.
        os.utime(draft, (0, 0))
        draft.replace(path)
    os.utime(folder)
    _forget_old(folder.parent)
    loader = _Sources(f"hubspoke_{name}", str(path))
    specification = importlib.util.spec_from_file_location(f"hubspoke_{name}", path, loader=loader)
    if specification is None or specification.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


class _Sources(SourceFileLoader):
    """Imports from the source alone: what Python keeps of it beside may be damaged too."""

    def get_code(self, fullname: str) -> CodeType:
        """Compile the source."""
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


def _files(seal: Path) -> list[Path]:
    """What Numba keeps of the kernels that a seal is for."""
    return sorted(seal.parent.glob(f"__pycache__/{seal.stem}.*"))


def _digests(seal: Path) -> str:
    """Say what each of these files is, a line for each."""
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.name}\n" for path in _files(seal))


def _is_as_sealed(seal: Path) -> bool:
    """Whether all was compiled, and is as it was then: what is torn or flipped can end the process."""
    try:
        return seal.read_bytes() == _digests(seal).encode("ascii")
    except OSError:
        return False


def _forget(seal: Path) -> None:
    """Take away what is damaged or was not compiled to its end."""
    for path in (*_files(seal), seal):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def digest() -> str:
    """The digest of all that the kernels are compiled from, and with."""
    return digest_of_sources(
        sys.version,
        numba.__version__,
        llvmlite.__version__,
        platform.platform(),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
    )[:32]


def digest_of_sources(*made_by: str) -> str:
    """The digest of the kernels' sources and of what else has a hand in them, wherever they will run."""
    whole = hashlib.sha256()
    for path in sorted(path for pattern in COMPILED_FROM for path in PACKAGE.glob(pattern)):
        whole.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    # The names of parameters; their values are no part of what is compiled.
    whole.update("\0".join([*made_by, *layout.numbers()]).encode())
    return whole.hexdigest()


def cache_folder() -> Path:
    """The folder of the user's that holds compiled kernels; a temporary one where none can be written."""
    named = os.environ.get(CACHE)
    folder = Path(named) if named else user_cache_path("hubspoke", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return _temporary_folder()


@functools.cache
def _temporary_folder() -> Path:
    """A folder of this user's alone, the same for every command; else one that goes with this process."""
    user = os.getuid() if hasattr(os, "getuid") else None
    folder = Path(tempfile.gettempdir()) / (f"hubspoke-{user}" if user is not None else "hubspoke")
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()  # nobody else may put there what this process would run
        if stat.S_ISDIR(found.st_mode) and (
            user is None or (found.st_uid == user and not found.st_mode & 0o022)
        ):
            return folder
    folder = Path(tempfile.mkdtemp(prefix="hubspoke-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _forget_old(folder: Path) -> None:
    """Remove the folders of kernels that have not been used for longest."""
    old = sorted((each for each in folder.iterdir() if each.is_dir()), key=lambda each: each.stat().st_mtime)
    for each in old[:-KEPT]:
        shutil.rmtree(each, ignore_errors=True)
