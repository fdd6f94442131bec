"""The ensemble's kernels as WebAssembly, for machines that have a browser and no Python.

Nothing is written a second time: the code that Numba makes of the kernels for this computer is taken as the
compiler's own text, before it has been fitted to a processor, and compiled for WebAssembly instead. So the
module does what the ensemble does, operation by operation, and its floats are the same to the bit. It asks
for nothing from outside: whoever runs it lays the arrays of `sim.engine.arrays` into its memory, as
`model.json` says, and calls it.

``python -m sim.engine.wasm`` builds `model.wasm` anew. It takes `wasm-ld`, of LLVM's linker `lld`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.engine import compile
from sim.engine.layout import LANES
from sim.inputs.packaged import packaged

Array = npt.NDArray[Any]

FOLDER = packaged("sim") / "engine"
MODULE, FORM = "model.wasm", "model.json"
SCALAR = "model_scalar.wasm"  # the same for machines whose WebAssembly works on one number at a time
TRIPLE = "wasm32-unknown-unknown"
FEATURES = {MODULE: "+simd128,+bulk-memory", SCALAR: "+bulk-memory"}
STACK = 4 * 2**20  # bytes
SLOT = 8  # bytes of each argument of `run` in memory
LINE = 64  # bytes: where an array may begin
PAGE = 65536  # bytes: memory grows by pages

# How Numba is to compile what is taken over: for no processor; vectors are left to WebAssembly's compiler.
PLAIN = {
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
}


class Function(NamedTuple):
    """A kernel as the compiler's text: its name there, the kinds of its arguments, and all that it calls."""

    name: str
    arguments: tuple[str, ...]
    text: str


def form() -> dict[str, Any]:
    """What is known of the module that is here: `model.json`."""
    whole: dict[str, Any] = json.loads((FOLDER / FORM).read_text(encoding="utf-8"))
    return whole


# -- Laying arguments into memory -----------------------------------------------------------


class Laid(NamedTuple):
    """Arguments of `run_blocks` as they lie in a module's memory.

    Attributes
    ----------
    slots : list of int
        Its arguments, 8 bytes each: numbers, and of each array no owner, its counts, place and shape.
    places : list of (int, array)
        Where each array lies.
    end : int
        The first byte after the last of them.
    """

    slots: list[int]
    places: list[tuple[int, Array]]
    end: int


def laid(arguments: Any, begin: int) -> Laid:
    """Lay numbers, arrays and named tuples of them one after the other into memory, from `begin` on."""
    slots: list[int] = []
    places: list[tuple[int, Array]] = []
    end = begin
    for each in _parts(arguments):
        if isinstance(each, np.ndarray):
            at = -(-end // LINE) * LINE
            places.append((at, each))
            slots += [0, 0, each.size, each.itemsize, at, *each.shape, *each.strides]
            end = at + each.nbytes
        else:
            slots.append(int(each))
    return Laid(slots, places, end)


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    else:
        yield np.ascontiguousarray(value) if isinstance(value, np.ndarray) else value


# -- Building ------------------------------------------------------------------------------


def build(folder: Path = FOLDER) -> Path:
    """Build the modules and what says how they are called.

    Parameters
    ----------
    folder : Path
        Where `model.wasm`, `model_scalar.wasm` and `model.json` are put.

    Raises
    ------
    FileNotFoundError
        Without `wasm-ld`.
    """
    linker = shutil.which("wasm-ld")
    if linker is None:
        raise FileNotFoundError("wasm-ld is needed, of LLVM's linker: apt-get install lld")
    with tempfile.TemporaryDirectory() as work:
        text = Path(work) / "kernels.json"
        environment = {**os.environ, **PLAIN, compile.CACHE: work}
        command = [sys.executable, "-m", "sim.engine.wasm", "--text", str(text)]
        subprocess.run(command, cwd=compile.PACKAGE.parent, env=environment, check=True)
        functions = [Function(*each) for each in json.loads(text.read_text())]
        names = [f"--export={name}" for name in ("run", "addresses", "__heap_base")]
        options = ["--no-entry", "--export-table", "--strip-all", "-z", f"stack-size={STACK}"]
        for module, features in FEATURES.items():
            compiled = Path(work) / f"{module}.o"
            compiled.write_bytes(_compiled(functions, features))
            linked = [linker, *options, *names, "-o", str(Path(work) / module), str(compiled)]
            subprocess.run(linked, check=True)
            shutil.copyfile(Path(work) / module, folder / module)
    form = {
        "built from": compile.digest_of_sources(),
        "lanes": LANES,
        "called": len(functions) - 1,
        "arguments": len(functions[-1].arguments),
    }
    (folder / FORM).write_text(json.dumps(form, indent=2) + "\n", encoding="utf-8")
    return folder / MODULE


def write_text(path: Path) -> None:
    """Write the compiler's text of every kernel, that of `run_blocks` last."""
    from sim.engine import ensemble

    module = compile.load(flows=False)
    examples = ensemble._examples(module, flows=False)
    compile.compile_kernels(module, examples, examples)
    functions = []
    for kernel in (*module.CALLED, module.run_blocks):
        (compiled,) = kernel.overloads.values()
        name, text = compiled.fndesc.llvm_func_name, compiled.library.get_llvm_str()
        functions.append(Function(name, _arguments(text, name), text))
    path.write_text(json.dumps(functions))


def _arguments(text: str, name: str) -> tuple[str, ...]:
    import llvmlite.binding as llvm

    function = llvm.parse_assembly(text).get_function(name)
    return tuple(str(each.type) for each in function.arguments)


def _compiled(functions: list[Function], features: str) -> bytes:
    """One object of WebAssembly of all kernels, and of two small functions that stand for them outside."""
    import llvmlite.binding as llvm

    compile.let_compile()
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(TRIPLE)
    machine = target.create_target_machine(
        cpu="generic", features=features, opt=3, reloc="static", codemodel="default"
    )
    data_layout = str(machine.target_data)
    whole = llvm.parse_assembly(_heading(data_layout) + _entries(functions))
    for each in functions:
        whole.link_in(llvm.parse_assembly(_retargeted(each.text, data_layout)))
    for function in whole.functions:
        # What nobody outside calls may be taken into what does call it, or left out: Python's own wrappers.
        if not function.is_declaration and function.name not in ("run", "addresses"):
            function.linkage = "internal"
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.loop_vectorization, tuning.slp_vectorization, tuning.loop_unrolling = True, False, True
    passes = llvm.create_pass_builder(machine, tuning)
    passes.getModulePassManager().run(whole, passes)
    compiled: bytes = machine.emit_object(whole)
    return compiled


def _heading(data_layout: str) -> str:
    return f'target triple = "{TRIPLE}"\ntarget datalayout = "{data_layout}"\n'


def _retargeted(text: str, data_layout: str) -> str:
    """Have a text be for WebAssembly; globals that are common to several texts it can only hold as links."""
    text = re.sub(r'target triple = ".*"', f'target triple = "{TRIPLE}"', text)
    text = re.sub(r'target datalayout = ".*"', f'target datalayout = "{data_layout}"', text)
    text = re.sub(r'"target-(cpu|features)"="[^"]*"', "", text)
    return re.sub(r"= common (?:local_unnamed_addr )?global", "= linkonce_odr global", text)


def _entries(functions: list[Function]) -> str:
    """The text of what is called from outside.

    ``addresses(out)`` writes where each kernel is that others call, and ``run(slots)`` calls `run_blocks`
    with arguments out of memory, where each has 8 bytes, though pointers have 4 here.
    """
    *called, (whole, kinds, _) = functions
    lines = [f'declare i32 @"{name}"({", ".join(own)})' for name, own, _ in functions]
    lines.append("define void @addresses(ptr %out) {")
    for number, (name, _, _) in enumerate(called):
        lines += [
            f"%p{number} = getelementptr i64, ptr %out, i32 {number}",
            f'%a{number} = ptrtoint ptr @"{name}" to i64',
            f"store i64 %a{number}, ptr %p{number}",
        ]
    lines += ["ret void", "}", "define i32 @run(ptr %slots) {"]
    given = []
    for number, kind in enumerate(kinds):
        lines.append(f"%q{number} = getelementptr i64, ptr %slots, i32 {number}")
        if kind.endswith(("*", "ptr")):
            lines.append(f"%l{number} = load i64, ptr %q{number}")
            lines.append(f"%v{number} = inttoptr i64 %l{number} to {kind}")
        else:
            lines.append(f"%v{number} = load {kind}, ptr %q{number}")
        given.append(f"{kind} %v{number}")
    lines += [f'%r = call i32 @"{whole}"({", ".join(given)})', "ret i32 %r", "}"]
    return "\n".join(lines)


if __name__ == "__main__":
    from sim.engine import wasm

    if sys.argv[1:2] == ["--text"]:
        wasm.write_text(Path(sys.argv[2]))
    else:
        print(wasm.build())
