"""Commands made from questions: the fields of a question are the options of its command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import MISSING, Field
from typing import Annotated, Any, TypeVar, get_origin, get_type_hints

import typer

from analysis.runs.question import Option, Question, offered

Q = TypeVar("Q", bound=Question)
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs instead of a table.")]

CONTEXT = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)


def answers(
    app: typer.Typer, question: type[Q], short_help: str, name: str | None = None
) -> Callable[[Callable[[Q], None]], Callable[..., None]]:
    """Enter a function as a command: what is typed becomes the question that it answers.

    Parameters
    ----------
    app : Typer
    question : type
        Whose fields are the options; what is not given keeps the field's default.
    short_help : str
    name : str, optional
        Left out, the function's.
    """
    hints = get_type_hints(question)
    parameters = [_parameter(each, hints[each.name]) for each in offered(question)]

    def enter(answer: Callable[[Q], None]) -> Callable[..., None]:
        def command(context: typer.Context, **given: Any) -> None:
            fields: dict[str, Any] = {
                key: tuple(value) if isinstance(value, list) else value
                for key, value in given.items()
                if value is not None
            }
            typed = frozenset(key for key in fields if _typed(context, key))
            answer(question(**fields).completed(typed))

        command.__name__, command.__doc__ = answer.__name__, answer.__doc__
        command.__signature__ = inspect.Signature([CONTEXT, *parameters])  # type: ignore[attr-defined]
        command.__annotations__ = {each.name: each.annotation for each in (CONTEXT, *parameters)}
        app.command(name, short_help=short_help)(command)
        return command

    return enter


def _typed(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and not source.name.startswith("DEFAULT")


def _parameter(each: Field[Any], hint: Any) -> inspect.Parameter:
    """Write a field as Typer reads it."""
    option: Option = each.metadata["option"]
    kind = list[str] if get_origin(hint) is tuple else hint
    shown = option.show_default and not (kind == list[str] and each.default is not MISSING)
    default = each.default if shown else None
    how = {name: getattr(option, name) for name in ("help", "metavar", "min", "max", "show_default")}
    declared = typer.Option(*option.flags, **how) if option.flags else typer.Argument(**how)
    return inspect.Parameter(
        each.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if default is MISSING else default,
        annotation=Annotated[kind | None if default is None else kind, declared],
    )
