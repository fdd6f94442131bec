"""A mapping that cannot be changed, can be hashed, copied and sent to another process."""

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar, get_args

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Value = TypeVar("Value")


class Frozen(Mapping[str, Value], Generic[Value]):
    """A read-only mapping with text keys; ``types.MappingProxyType`` can be neither pickled nor hashed."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Value] | None = None) -> None:
        self._items = dict(items or {})

    def __getitem__(self, key: str) -> Value:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"Frozen({self._items!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let a pydantic model hold one: made of a dict, its values checked, and dumped as a dict."""
        values = (
            handler.generate_schema(get_args(source)[0]) if get_args(source) else core_schema.any_schema()
        )
        of_dict = core_schema.dict_schema(core_schema.str_schema(), values)
        return core_schema.no_info_wrap_validator_function(
            lambda given, check: given if isinstance(given, cls) else cls(check(given)),
            of_dict,
            serialization=core_schema.wrap_serializer_function_ser_schema(
                lambda held, dump: dump(dict(held)), schema=of_dict
            ),
        )
