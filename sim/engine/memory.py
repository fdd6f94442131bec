"""Reading and writing flat arrays of lanes in compiled code, so that it may use vector instructions."""

import itertools
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

SCOPES = ("w", "r", "q", "t", "f", "luck")


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

    def marked(builder: Any, instruction: Any) -> Any:
        module = builder.module
        domain = module.add_metadata(["hubspoke"])
        scopes = {each: module.add_metadata([f"hubspoke {each}", domain]) for each in SCOPES}
        instruction.set_metadata("alias.scope", module.add_metadata([scopes[scope]]))
        others = [each for name, each in scopes.items() if name != scope]
        instruction.set_metadata("noalias", module.add_metadata(others))
        return instruction

    @intrinsic
    def put(typing_context: Any, array: Any, index: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            places = _places(context, builder, array, arguments, stride)
            for each in _numbers(builder, value, arguments[2]):
                marked(builder, builder.store(each, next(places)))
            return context.get_dummy_value()

        return types.void(array, types.intp, value), generate

    return _reader(stride, marked), put


def _reader(stride: int, marked: Callable[[Any, Any], Any]) -> Any:
    """Give a function that reads named tuples whose fields lie so far apart."""

    @intrinsic
    def get(typing_context: Any, array: Any, index: Any, kind: Any) -> Any:
        answer = _type_of(array.dtype, getattr(kind, "instance_class", None))

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            places = _places(context, builder, array, arguments, stride)

            def read(part: Any) -> Any:
                if isinstance(part, types.BaseTuple):
                    return context.make_tuple(builder, part, [read(each) for each in _types(part)])
                return marked(builder, builder.load(next(places)))

            return read(answer)

        return answer(array, types.intp, kind), generate

    return get


def _places(context: Any, builder: Any, kind: Any, arguments: Any, stride: int) -> Iterator[Any]:
    """Pointers to the number at an index of an array, and to those that follow it."""
    array, index = arguments[:2]
    data = context.make_array(kind)(context, builder, array).data
    for number in itertools.count():
        at = builder.add(index, index.type(number * stride), flags=["nsw"])
        yield builder.gep(data, [at], inbounds=True)


def _type_of(number: Any, kind: Any) -> Any:
    """Numba's type of a named tuple of numbers or of named tuples, or of a number where it is none."""
    if kind is None or kind is float:
        return number
    parts = [_type_of(number, hint) for hint in get_type_hints(kind).values()]
    return types.BaseTuple.from_types(parts, kind)  # type: ignore[no-untyped-call]


def _types(kind: Any) -> tuple[Any, ...]:
    """The types of a tuple's fields."""
    return tuple(kind.types)


def _numbers(builder: Any, kind: Any, value: Any) -> Iterator[Any]:
    """Every number in a value, in the order of its fields."""
    if isinstance(kind, types.BaseTuple):
        for number, part in enumerate(_types(kind)):
            yield from _numbers(builder, part, builder.extract_value(value, number))
    else:
        yield value


known = _reader(1, lambda builder, instruction: instruction)  # of what is the same in all lanes


@intrinsic
def times(typing_context: Any, one: Any, other: Any) -> Any:
    """Multiply two named tuples of floats of one kind, field by field."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pairs = zip(*(_numbers(builder, one, each) for each in arguments), strict=True)
        return context.make_tuple(builder, one, [builder.fmul(a, b) for a, b in pairs])

    return one(one, other), generate


@intrinsic
def invoke(typing_context: Any, address: Any, *arguments: Any) -> Any:
    """Call a compiled function that returns nothing, by its address: ``invoke(address, argument, ...)``.

    A function that is called by its name would be compiled once more, whole, into its caller. The types of
    the arguments must be those for which it was compiled.
    """

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        given = _types(signature.args[1])
        parts = [builder.extract_value(values[1], number) for number in range(len(given))]
        kind = context.call_conv.get_function_type(types.none, given)
        function = builder.inttoptr(values[0], kind.as_pointer())
        context.call_conv.call_function(builder, function, types.none, given, parts)
        return context.get_dummy_value()

    given = types.StarArgTuple(arguments)  # type: ignore[no-untyped-call]
    return types.void(address, given), generate


def hidden(number: int) -> Any:
    """Give a function that gives a number, of which the compiler knows no more than the factor of two in it.

    Short loops over a number that it knows it would unroll, one by one, before it looks for vectors; of one
    that it does not know at all it would have to ask what is left over.
    """
    factor = number & -number

    @intrinsic
    def given(typing_context: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = context.get_value_type(types.intp)
            function = ir.FunctionType(kind, [kind])
            unknown = builder.asm(function, "", "=r,0", [kind(number)], side_effect=False)
            return builder.or_(builder.and_(unknown, kind(-factor)), kind(factor))

        return types.intp(), generate

    return given
