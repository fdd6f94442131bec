"""Reading and writing flat arrays of lanes in compiled code, so that the compiler may use vector instructions."""

from collections.abc import Iterator
from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

SCOPES = ("w", "r", "q", "t", "f", "l")  # workspace, record, another record, tie, flows, luck


def accessors(scope: str, stride: int) -> tuple[Any, Any]:
    """Give the functions that read from and write to arrays of one scope.

    They say to the compiler that arrays of different scopes never overlap where they are used, which spares
    it a check of every pair of places at run time: with hundreds of them it would rather give up and work
    on one run at a time. The index is not checked and may not be negative.

    Parameters
    ----------
    scope : str
        One of `SCOPES`.
    stride : int
        How far apart the fields of a named tuple lie.

    Returns
    -------
    get, put : callable
        For use in code that Numba compiles. ``get(array, index, Kind)`` gives a named tuple of floats,
        ``get(array, index, float)`` one number; ``put(array, index, value)`` writes either, and named
        tuples of named tuples one after the other.
    """

    def place(context: Any, builder: Any, kind: Any, array: Any, index: Any, number: int) -> Any:
        data = context.make_array(kind)(context, builder, array).data
        at = builder.add(index, index.type(number * stride), flags=["nsw"])
        return builder.gep(data, [at], inbounds=True)

    def marked(builder: Any, instruction: Any) -> Any:
        module = builder.module
        domain = module.add_metadata(["hubspoke"])
        scopes = {each: module.add_metadata([f"hubspoke {each}", domain]) for each in SCOPES}
        instruction.set_metadata("alias.scope", module.add_metadata([scopes[scope]]))
        others = [each for name, each in scopes.items() if name != scope]
        instruction.set_metadata("noalias", module.add_metadata(others))
        return instruction

    @intrinsic  # type: ignore[misc]
    def get(typing_context: Any, array: Any, index: Any, kind: Any) -> Any:
        named = getattr(kind, "instance_class", None)
        answer = array.dtype
        if named is not None:
            answer = types.NamedUniTuple(array.dtype, len(named._fields), named)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            found = [
                marked(builder, builder.load(place(context, builder, array, *arguments[:2], number)))
                for number in range(1 if named is None else len(named._fields))
            ]
            return found[0] if named is None else context.make_tuple(builder, answer, found)

        return answer(array, types.intp, kind), generate

    @intrinsic  # type: ignore[misc]
    def put(typing_context: Any, array: Any, index: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            for number, each in enumerate(_numbers(builder, value, arguments[2])):
                marked(builder, builder.store(each, place(context, builder, array, *arguments[:2], number)))
            return context.get_dummy_value()

        return types.void(array, types.intp, value), generate

    return get, put


def _numbers(builder: Any, kind: Any, value: Any) -> Iterator[Any]:
    """Every number in a value, in the order of its fields."""
    if isinstance(kind, types.BaseTuple):
        for part, each in zip(kind, cgutils.unpack_tuple(builder, value, len(kind)), strict=True):
            yield from _numbers(builder, part, each)
    else:
        yield value


@intrinsic  # type: ignore[misc]
def invoke(typing_context: Any, address: Any, *arguments: Any) -> Any:
    """Call a compiled function that returns nothing, by its address: ``invoke(address, argument, ...)``.

    A function that is called by its name would be compiled once more, whole, into its caller. The types of
    the arguments must be those for which it was compiled.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        given = signature.args[1]
        parts = cgutils.unpack_tuple(builder, values[1], len(given))
        kind = context.call_conv.get_function_type(types.none, tuple(given))
        function = builder.inttoptr(values[0], kind.as_pointer())
        context.call_conv.call_function(builder, function, types.none, tuple(given), parts)
        return context.get_dummy_value()

    return types.void(address, types.StarArgTuple(arguments)), generate
