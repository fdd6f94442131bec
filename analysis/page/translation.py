"""Python of the model as JavaScript, for what a page has to work out before it can call the compiled model.

What turns a network and a scenario into numbers is written once, in Python, in plain terms: named tuples,
functions, lists and dictionaries. This writes those very functions, and all that they call, as JavaScript, on
top of the few words of Python that `web/engine/python.js` has. What it does not know it refuses, with the
place, so that nothing is ever translated into something else.
"""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import textwrap
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import BaseModel

# Python's own words, as python.js has them.
RUNTIME = {
    *("len", "sorted", "min", "max", "any", "all", "zip", "enumerate", "range", "abs", "float", "int", "str"),
    *("tuple", "list", "dict", "set", "frozenset", "map", "filter", "next", "getattr", "round", "reversed"),
}
METHODS = {
    "math.fsum": "fsum",
    "math.sqrt": "Math.sqrt",
    "math.cos": "Math.cos",
    "math.dist": "dist",
    "math.radians": "radians",
    "math.floor": "Math.floor",
    "math.isnan": "Number.isNaN",
    "dict.fromkeys": "fromkeys",
    "heapq.heapify": "heapify",
    "heapq.heapreplace": "heapreplace",
}
OPERATORS = {ast.Add: "add", ast.Mod: "mod", ast.BitAnd: "meet"}
SIGNS = {ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARED = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
OF_DICT = ("get", "setdefault", "items", "values", "keys")
OF_LISTS = {"append": "append_to", "add": "add_to", "join": "join", "strip": "strip", "count": "count"}
# What a translation calls without its being called so in Python: a variable of that name would hide it.
WORDS = {"at", "put", "part", "has", "add", "same", "items", "truth", "both", "either", "once", "meet"}
# JavaScript's own words may not be names.
RESERVED = {
    "default",
    "new",
    "in",
    "of",
    "with",
    "this",
    "var",
    "let",
    "function",
    "delete",
    "switch",
    "case",
}


class UntranslatableError(ValueError):
    """Something of Python that has no translation here; says where it stands."""


def translated(
    roots: Mapping[str, Any],
    runtime: str = "./python.js",
    beside: str = "./given.js",
    given: Iterable[str] = (),
) -> str:
    """Write a module of JavaScript that exports these functions and classes.

    Parameters
    ----------
    roots : mapping of str to function or class
        By the name under which they are exported.
    runtime : str
        The module that holds Python's own words.
    beside : str
        The module that holds what is given.
    given : iterable of str
        Names of functions that the page itself has: they stand for functions of these names that read files.

    Raises
    ------
    UntranslatableError
        With the file and the line of what cannot be translated.
    """
    work = _Work(frozenset(given))
    for name, each in roots.items():
        work.need(name, each)
    body = "\n".join(work.written.values())
    lines = [f'import {{ {", ".join(sorted(work.words))} }} from "{runtime}";']
    if work.taken:
        lines.append(f'import {{ {", ".join(sorted(work.taken))} }} from "{beside}";')
    return "\n".join([*lines, "", body, "", f"export const translated = {{ {', '.join(roots)} }};", ""])


class _Work:
    """What has been written so far, each thing once, in the order in which things need one another."""

    def __init__(self, given: frozenset[str]) -> None:
        self.given = given
        self.written: dict[str, str] = {}
        self.words: set[str] = {"truth"}
        self.taken: set[str] = set()
        self._known: dict[str, Any] = {}

    def need(self, name: str, thing: Any) -> None:
        """Have a thing written, once."""
        if name in self._known:
            if self._known[name] is not thing:
                raise UntranslatableError(
                    f"{name} stands for two things: {self._known[name]!r} and {thing!r}"
                )
            return
        self._known[name] = thing
        if name in self.given:
            self.taken.add(name)
            return
        text = self._text(name, thing)
        self.written[name] = text

    def _text(self, name: str, thing: Any) -> str:
        thing = inspect.unwrap(thing) if callable(thing) and not isinstance(thing, type) else thing
        if isinstance(thing, type) and issubclass(thing, tuple) and hasattr(thing, "_fields"):
            self.words.add("record")
            defaults = json.dumps(getattr(thing, "_field_defaults", {}))
            return f"const {name} = record({json.dumps(name)}, {json.dumps(thing._fields)}, {defaults});"
        if isinstance(thing, type):
            return _Writer(self, thing).class_of(name, thing)
        if inspect.isfunction(thing):
            return _Writer(self, thing).function_of(name, thing)
        if isinstance(thing, BaseModel):
            kind = type(thing)
            self.need(kind.__name__, kind)
            return f"const {name} = new {kind.__name__}({json.dumps(thing.model_dump(mode='json'))});"
        return f"const {name} = {self._constant(thing, name)};"

    def _constant(self, thing: Any, name: str) -> str:
        if isinstance(thing, dict):
            self.words.add("dict")
            pairs = ", ".join(
                f"[{self._constant(k, name)}, {self._constant(v, name)}]" for k, v in thing.items()
            )
            return f"dict([{pairs}])"
        if isinstance(thing, tuple | list):
            return f"[{', '.join(self._constant(each, name) for each in thing)}]"
        if thing is None or isinstance(thing, bool | int | float | str):
            return json.dumps(thing)
        raise UntranslatableError(f"{name}: {thing!r} is nothing that is translated")


class _Writer:
    """Writes one function or class."""

    def __init__(self, work: _Work, thing: Any) -> None:
        self._work = work
        self._file = inspect.getsourcefile(thing) or "?"
        self._first = inspect.getsourcelines(thing)[1]
        self._globals = self._names_of(thing)
        self._locals: list[set[str]] = []

    @staticmethod
    def _names_of(thing: Any) -> Mapping[str, Any]:
        module = inspect.getmodule(thing)
        return vars(module) if module else {}

    def _refuse(self, node: ast.AST, what: str = "") -> UntranslatableError:
        line = self._first + getattr(node, "lineno", 1) - 1
        shown = what or ast.unparse(node).splitlines()[0][:80]
        return UntranslatableError(f"{self._file}:{line}: {shown} is not translated")

    def _word(self, name: str) -> str:
        self._work.words.add(name)
        return name

    # -- Functions and classes

    def function_of(self, name: str, function: Callable[..., Any]) -> str:
        """Write a function."""
        (node,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
        if not isinstance(node, ast.FunctionDef):
            raise self._refuse(node)
        return self._function(node, f"function{self._star(node)} {name}")

    def class_of(self, name: str, kind: type) -> str:
        """Write a class: its methods and properties; of a model of pydantic the properties alone."""
        (node,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        if not isinstance(node, ast.ClassDef):
            raise self._refuse(node)
        methods = []
        for each in node.body:
            if not isinstance(each, ast.FunctionDef):
                continue
            marks = {ast.unparse(mark).split("(")[0] for mark in each.decorator_list}
            kept = marks & {"property", "functools.cached_property"}
            if (each.name.startswith("__") and each.name != "__init__") or marks - kept:
                continue  # what Python alone does with it, and what checks its fields
            try:
                method = self._method(each, getter=bool(kept), kept="functools.cached_property" in kept)
            except UntranslatableError:
                if not issubclass(kind, BaseModel):
                    raise
                continue  # a declaration is more than the page needs of it: called there, it is missed
            methods.append(method)
        base = f" extends {self._word('Model')}" if issubclass(kind, BaseModel) else ""
        return f"class {name}{base} {{\n{textwrap.indent(chr(10).join(methods), '  ')}\n}}"

    def _method(self, node: ast.FunctionDef, *, getter: bool, kept: bool) -> str:
        own = node.args.args[0].arg
        body = node.args
        body.args = body.args[1:]
        name = "constructor" if node.name == "__init__" else node.name
        head = f"{'get ' if getter else '*' if self._star(node) else ''}{name}"
        if not kept:
            return self._function(node, head, own)
        inner = self._function(node, "function", own).replace("\n", "\n  ")
        once = self._word("once")
        return f"{head}() {{\n  return {once}(this, {json.dumps(name)}, {inner});\n}}"

    @staticmethod
    def _star(node: ast.FunctionDef) -> str:
        found = (isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))
        return "*" if any(found) else ""

    def _function(self, node: ast.FunctionDef, head: str, own: str = "") -> str:
        arguments = node.args
        if arguments.vararg or arguments.kwarg:
            raise self._refuse(node, f"{node.name} with any number of arguments")
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        defaults = [None] * (len(arguments.args) - len(arguments.defaults)) + [*arguments.defaults]
        defaults += [*arguments.kw_defaults]
        self._locals.append({*names, *({own} if own else set())})
        given = []
        for name, default in zip(names, defaults, strict=True):
            given.append(_safe(name) if default is None else f"{_safe(name)} = {self._expression(default)}")
        body = self._block(node.body)
        declared = sorted(self._locals.pop() - {*names, own})
        lines = [*([f"let {', '.join(map(_safe, declared))};"] if declared else []), body]
        start = [f"const {own} = this;"] if own else []
        return f"{head}({', '.join(given)}) {{\n{textwrap.indent(chr(10).join([*start, *lines]), '  ')}\n}}"

    # -- Statements

    def _block(self, body: list[ast.stmt]) -> str:
        return "\n".join(filter(None, map(self._statement, body)))

    def _inner(self, body: list[ast.stmt]) -> str:
        return f"{{\n{textwrap.indent(self._block(body), '  ')}\n}}"

    def _statement(self, node: ast.stmt) -> str:
        writer = getattr(self, f"_write_{type(node).__name__.lower()}", None)
        if writer is None:
            raise self._refuse(node)
        text: str = writer(node)
        return text

    def _write_expr(self, node: ast.Expr) -> str:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return ""  # a docstring
        return f"{self._expression(node.value)};"

    def _write_return(self, node: ast.Return) -> str:
        return f"return {self._expression(node.value) if node.value else 'null'};"

    def _write_assign(self, node: ast.Assign) -> str:
        value = self._expression(node.value)
        return "\n".join(f"{self._target(each)} = {value};" if not isinstance(each, ast.Subscript)
                         else self._put(each, value) for each in node.targets)  # fmt: skip

    def _write_annassign(self, node: ast.AnnAssign) -> str:
        if node.value is None:
            self._target(node.target)
            return ""
        return f"{self._target(node.target)} = {self._expression(node.value)};"

    def _write_augassign(self, node: ast.AugAssign) -> str:
        old = ast.copy_location(_loaded(node.target), node)
        value = self._expression(ast.copy_location(ast.BinOp(old, node.op, node.value), node))
        if isinstance(node.target, ast.Subscript):
            return self._put(node.target, value)
        return f"{self._target(node.target)} = {value};"

    def _put(self, target: ast.Subscript, value: str) -> str:
        whole, key = self._expression(target.value), self._expression(target.slice)
        return f"{self._word('put')}({whole}, {key}, {value});"

    def _write_if(self, node: ast.If) -> str:
        text = f"if ({self._truth(node.test)}) {self._inner(node.body)}"
        return f"{text} else {self._inner(node.orelse)}" if node.orelse else text

    def _write_while(self, node: ast.While) -> str:
        return f"while ({self._truth(node.test)}) {self._inner(node.body)}"

    def _write_for(self, node: ast.For) -> str:
        if node.orelse:
            raise self._refuse(node, "for with else")
        target = self._target(node.target)
        return f"for ({target} of {self._items(node.iter)}) {self._inner(node.body)}"

    def _write_functiondef(self, node: ast.FunctionDef) -> str:
        self._locals[-1].add(node.name)
        return f"{_safe(node.name)} = {self._function(node, 'function')};"

    def _write_break(self, node: ast.Break) -> str:
        return "break;"

    def _write_continue(self, node: ast.Continue) -> str:
        return "continue;"

    def _target(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            self._locals[-1].add(node.id)
            return _safe(node.id)
        if isinstance(node, ast.Tuple | ast.List):
            places = ["" if ast.unparse(each) == "_" else self._target(each) for each in node.elts]
            return f"[{', '.join(places)}]"
        if isinstance(node, ast.Attribute):
            return f"{self._expression(node.value)}.{node.attr}"
        raise self._refuse(node)

    # -- Expressions

    def _expression(self, node: ast.expr) -> str:
        writer = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if writer is None:
            raise self._refuse(node)
        text: str = writer(node)
        return text

    def _truth(self, node: ast.expr) -> str:
        if isinstance(node, ast.Compare):
            return self._expression(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"!{self._word('truth')}({self._expression(node.operand)})"
        return f"{self._word('truth')}({self._expression(node)})"

    def _items(self, node: ast.expr) -> str:
        return f"{self._word('items')}({self._expression(node)})"

    def _of_constant(self, node: ast.Constant) -> str:
        return self._work._constant(node.value, "constant")

    def _of_name(self, node: ast.Name) -> str:
        name = node.id
        if any(name in each for each in self._locals):
            return _safe(name)
        if name in self._globals:
            if self._globals[name] is itertools.groupby:
                return self._word("groupby")
            self._work.need(name, self._globals[name])
            return _safe(name)
        if name in RUNTIME:
            return self._word(name)
        raise self._refuse(node)

    def _of_attribute(self, node: ast.Attribute) -> str:
        if word := METHODS.get(ast.unparse(node)):
            return word if "." in word else self._word(word)
        if isinstance(node.value, ast.Name) and inspect.ismodule(self._globals.get(node.value.id)):
            thing = getattr(self._globals[node.value.id], node.attr)
            self._work.need(node.attr, thing)
            return _safe(node.attr)
        return f"{self._expression(node.value)}.{node.attr}"

    def _of_call(self, node: ast.Call) -> str:
        called = node.func
        strict = isinstance(called, ast.Name) and called.id == "zip"  # which Python has found to hold
        keywords = [] if strict else node.keywords
        if isinstance(called, ast.Subscript):  # an empty list of a kind
            called = called.value
        arguments = [self._argument(each) for each in node.args]
        if isinstance(called, ast.Attribute) and called.attr in OF_DICT:
            given = ", ".join([self._expression(called.value), json.dumps(called.attr), *arguments])
            return f"{self._word('of_dict')}({given})"
        if isinstance(called, ast.Attribute) and called.attr in OF_LISTS:
            given = ", ".join([self._expression(called.value), *arguments])
            return f"{self._word(OF_LISTS[called.attr])}({given})"
        text = self._expression(called)
        if keywords:
            pairs = [f"...{self._word('fields_of')}({self._expression(each.value)})" if each.arg is None
                     else f"{each.arg}: {self._expression(each.value)}" for each in keywords]  # fmt: skip
            return self._with_keywords(node, text, arguments, pairs)
        word = "new " if self._is_class(called) else ""
        return f"{word}{text}({', '.join(arguments)})"

    def _argument(self, node: ast.expr) -> str:
        if isinstance(node, ast.Starred):
            return f"...{self._items(node.value)}"
        return self._expression(node)

    def _with_keywords(self, node: ast.Call, text: str, arguments: list[str], pairs: list[str]) -> str:
        """Write a call with keywords: of a record, a copy with changes, or one of Python's own words."""
        thing = self._called(node.func)
        if isinstance(thing, type) and hasattr(thing, "_fields"):
            return f"{text}.of([{', '.join(arguments)}], {{ {', '.join(pairs)} }})"
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("_replace", "model_copy"):
            return f"{text}({{ {', '.join(pairs)} }})"
        if isinstance(node.func, ast.Name) and node.func.id in ("sorted", "max", "min", "groupby"):
            return f"{text}({', '.join(arguments)}, {{ {', '.join(pairs)} }})"
        raise self._refuse(node, f"{ast.unparse(node)[:60]} with keywords")

    def _called(self, node: ast.expr) -> Any:
        if isinstance(node, ast.Name) and not any(node.id in each for each in self._locals):
            return self._globals.get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = self._globals.get(node.value.id)
            return getattr(module, node.attr, None) if inspect.ismodule(module) else None
        return None

    def _is_class(self, node: ast.expr) -> bool:
        thing = self._called(node)
        return isinstance(thing, type) and not hasattr(thing, "_fields") and thing.__module__ != "builtins"

    def _of_binop(self, node: ast.BinOp) -> str:
        if isinstance(node.op, ast.Mult) and isinstance(node.left, ast.List):
            return f"{self._word('repeat')}({self._expression(node.left)}, {self._expression(node.right)})"
        left, right = self._expression(node.left), self._expression(node.right)
        if type(node.op) in SIGNS:
            return f"({left} {SIGNS[type(node.op)]} {right})"
        if type(node.op) in OPERATORS:
            return f"{self._word(OPERATORS[type(node.op)])}({left}, {right})"
        raise self._refuse(node)

    def _of_unaryop(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Not):
            return self._truth(node)
        if isinstance(node.op, ast.USub):
            return f"(-{self._expression(node.operand)})"
        raise self._refuse(node)

    def _of_boolop(self, node: ast.BoolOp) -> str:
        word = self._word("both" if isinstance(node.op, ast.And) else "either")
        first, *others = (self._expression(each) for each in node.values)
        for each in others:
            first = f"{word}({first}, () => {each})"
        return first

    def _of_ifexp(self, node: ast.IfExp) -> str:
        parts = (self._truth(node.test), self._expression(node.body), self._expression(node.orelse))
        return "({} ? {} : {})".format(*parts)

    def _of_compare(self, node: ast.Compare) -> str:
        sides = [node.left, *node.comparators]
        parts = [self._compared(*each) for each in zip(sides, node.ops, sides[1:], strict=False)]
        return f"({' && '.join(parts)})"

    def _compared(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> str:
        one, other = self._expression(left), self._expression(right)
        if type(sign) in COMPARED:
            return f"{one} {COMPARED[type(sign)]} {other}"
        no = "!" if isinstance(sign, ast.NotEq | ast.IsNot | ast.NotIn) else ""
        if isinstance(sign, ast.In | ast.NotIn):
            return f"{no}{self._word('has')}({other}, {one})"
        return f"{no}{self._word('same')}({one}, {other})"

    def _of_subscript(self, node: ast.Subscript) -> str:
        whole = self._expression(node.value)
        if isinstance(node.slice, ast.Slice):
            if node.slice.step:
                raise self._refuse(node)
            ends = [
                self._expression(each) if each else "null" for each in (node.slice.lower, node.slice.upper)
            ]
            return f"{self._word('part')}({whole}, {', '.join(ends)})"
        return f"{self._word('at')}({whole}, {self._expression(node.slice)})"

    def _of_tuple(self, node: ast.Tuple | ast.List) -> str:
        return f"[{', '.join(map(self._argument, node.elts))}]"

    _of_list = _of_tuple

    def _of_set(self, node: ast.Set) -> str:
        return f"{self._word('set')}([{', '.join(map(self._argument, node.elts))}])"

    def _of_dict(self, node: ast.Dict) -> str:
        pairs = []
        for key, value in zip(node.keys, node.values, strict=True):
            inner = self._expression(value)
            pairs.append(
                f"...{self._word('items_of')}({inner})"
                if key is None
                else f"[{self._expression(key)}, {inner}]"
            )
        return f"{self._word('dict')}([{', '.join(pairs)}])"

    def _of_lambda(self, node: ast.Lambda) -> str:
        names = [each.arg for each in node.args.args]
        self._locals.append(set(names))
        body = self._expression(node.body)
        self._locals.pop()
        return f"(({', '.join(map(_safe, names))}) => {body})"

    def _of_listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> str:
        return self._over(node.generators, lambda: self._expression(node.elt))

    _of_generatorexp = _of_listcomp

    def _of_dictcomp(self, node: ast.DictComp) -> str:
        def pair() -> str:
            return f"[{self._expression(node.key)}, {self._expression(node.value)}]"

        return f"{self._word('dict')}({self._over(node.generators, pair)})"

    def _over(self, loops: list[ast.comprehension], element: Callable[[], str]) -> str:
        first, *others = loops
        items = self._items(first.iter)
        self._locals.append(set())
        target = self._target(first.target)
        for test in first.ifs:
            items += f".filter(({target}) => {self._truth(test)})"
        if others:
            text = f"{items}.flatMap(({target}) => {self._over(others, element)})"
        else:
            text = f"{items}.map(({target}) => {element()})"
        self._locals.pop()
        return text

    def _of_joinedstr(self, node: ast.JoinedStr) -> str:
        parts = []
        for each in node.values:
            if isinstance(each, ast.Constant):
                parts.append(json.dumps(each.value))
            elif isinstance(each, ast.FormattedValue) and each.format_spec is None:
                parts.append(f"{self._word('str')}({self._expression(each.value)})")
            elif isinstance(each, ast.FormattedValue) and isinstance(each.format_spec, ast.JoinedStr):
                form = self._expression(each.format_spec)
                parts.append(f"{self._word('format')}({self._expression(each.value)}, {form})")
            else:
                raise self._refuse(node)
        return f"({' + '.join(parts)})"

    def _of_yield(self, node: ast.Yield) -> str:
        return f"yield {self._expression(node.value) if node.value else 'null'}"

    def _of_yieldfrom(self, node: ast.YieldFrom) -> str:
        return f"yield* {self._items(node.value)}"


def _safe(name: str) -> str:
    return f"{name}_" if name in RESERVED | WORDS else name


def _loaded(node: ast.expr) -> ast.expr:
    """The same place, read where it was written."""
    (statement,) = ast.parse(ast.unparse(node)).body
    assert isinstance(statement, ast.Expr)
    return statement.value
