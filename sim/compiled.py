"""Has Numba compile the rules: the very functions that Python calls, not a second writing of them."""

import functools

from numba.extending import register_jitable

from sim import month, start, tallies
from sim.rules import registered

MODULES = (month, start, tallies)


@functools.cache
def let_compile() -> int:
    """Enter every rule with Numba, to be inlined where compiled code calls it; tells how many.

    The error model is NumPy's, so that no check for a division by zero stops the compiler from
    using vector instructions; rules never divide by zero.
    """
    for function in registered():
        register_jitable(error_model="numpy", forceinline=True)(function)
    return len(registered())
