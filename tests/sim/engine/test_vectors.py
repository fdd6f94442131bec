"""The kernels work on several runs in one instruction: counted in what the compiler made of them.

Without it they would still be right, and several times as slow, and nobody would be told.
"""

import re

import pytest

from sim.engine import compile, ensemble

ARITHMETIC = "add|sub|mul|div|sqrt|min|max"
INTEL = rf"\bv?(?:{ARITHMETIC})%s\b"
ARM = rf"\bf(?:{ARITHMETIC}|minnm|maxnm)\s+%s"
PACKED, SCALAR = (INTEL % "pd", ARM % r"v\d+\.2d"), (INTEL % "sd", ARM % r"d\d+")
# A vector of floats turned into whole numbers, or back, one number after the other.
TURNED = r"\bv?cvtt?(?:sd2si|si2sd)q?\b|\b(?:fcvtz[su]|[su]cvtf)\s+[dx]\d+"
FUSED = r"\bvf[n]?m(?:add|sub)\w+|\bfn?m(?:add|sub|la|ls)\b"


def count(*, flows: bool) -> dict[str, list[int]]:
    """What each kernel has of packed and scalar arithmetic, of turning, and of fused."""
    ensemble.ready(flows=flows)
    module = compile.load(flows=flows)
    given = ensemble._examples(module, flows=flows)
    compile.compile_kernels(module, given, given)
    found = {}
    for name in given:
        (compiled,) = getattr(module, name).overloads.values()
        # The cache keeps no instructions to be read, but what they are made of once vectors have been found.
        # The same compiler makes them of it again.
        library = compiled.library
        text = str(library.codegen._tm.emit_assembly(library._get_module_for_linking()))
        found[name] = [
            sum(len(re.findall(pattern, text)) for pattern in patterns)
            for patterns in (PACKED, SCALAR, [TURNED], [FUSED])
        ]
    return found


# The most that may be scalar of a kernel's arithmetic: what is worked out of facts, which all lanes share.
MOST_SCALAR = 0.3
# What calls rules; draws are whole numbers before they are floats.
MONTH = ("opening", "closing", "tie_all", "member_all", "locality_all", "mean_of_members", "mean_of_region")
# They move numbers and work none out.
WITHOUT = {
    "start_network",
    "keep_draws",
    "recall_draws",
    "rank",
    "put_in_order",
    "look_at_core",
    "look_at_members",
    "begin_block",
    "run_months",
    "run_blocks",
}


@pytest.mark.heavy
@pytest.mark.parametrize("flows", [False, True], ids=["none", "flows"])
def test_kernels_work_on_several_runs_at_once(flows: bool) -> None:
    found = count(flows=flows)
    assert found.keys() >= WITHOUT
    wrong = {
        name: (packed, scalar)
        for name, (packed, scalar, _, _) in found.items()
        if name not in WITHOUT
        if packed == 0 or scalar > MOST_SCALAR * (packed + scalar)
    }
    assert wrong == {}, "packed and scalar instructions"
    assert {name: found[name][2] for name in MONTH if found[name][2]} == {}, "numbers turned one by one"
    # A product and a sum rounded once, not twice, are other numbers than Python's.
    assert {name: fused for name, (*_, fused) in found.items() if fused} == {}
