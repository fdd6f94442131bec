"""Both engines go through a month in the order of `PHASES`, read off their sources."""

import ast
from collections.abc import Iterator
from pathlib import Path

import sim.engine
from sim.model import month

ENGINE = Path(sim.engine.__file__).parent
# Which class a call in the Mesa model goes to, by what it is called on.
CLASSES = {"self": "NetworkModel.", "members": "Organisation.", "tie": "Tie.", "locality": "Locality."}

Functions = dict[str, ast.FunctionDef]


def functions(path: Path) -> Functions:
    """The functions of a module by name, and its methods by class and name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [("", tree), *((f"{each.name}.", each) for each in tree.body if isinstance(each, ast.ClassDef))]
    return {
        prefix + each.name: each
        for prefix, holder in classes
        for each in holder.body
        if isinstance(each, ast.FunctionDef)
    }


def phases(name: str, known: Functions) -> Iterator[str]:
    """The functions of `sim.model.month` that a function calls, itself or by others, from top to bottom."""
    calls = [each for each in ast.walk(known[name]) if isinstance(each, ast.Call)]
    for call in sorted(calls, key=lambda each: (each.end_lineno, each.end_col_offset)):
        holder, _, called = ast.unparse(call.func).rpartition(".")
        if holder == "month":
            yield called
        elif called == "invoke":  # invoke(calls[TIE_ALL], ...)
            yield from phases(ast.unparse(call.args[0])[len("calls[") : -1].lower(), known)
        elif holder in CLASSES:
            method = ast.literal_eval(call.args[0]) if called == "do" else called
            if CLASSES[holder] + method in known:
                yield from phases(CLASSES[holder] + method, known)


def test_the_mesa_model_keeps_the_order() -> None:
    assert list(phases("NetworkModel.step", functions(ENGINE / "mesa_model.py"))) == list(month.PHASES)


def test_the_kernels_keep_the_order() -> None:
    assert list(phases("one_month", functions(ENGINE / "kernels.py"))) == list(month.PHASES)


def test_another_order_is_seen(tmp_path: Path) -> None:
    text = (ENGINE / "kernels.py").read_text(encoding="utf-8")
    (tmp_path / "kernels.py").write_text(text.replace("month.tie(pair)", "month.closing(pair)"), "utf-8")
    assert list(phases("one_month", functions(tmp_path / "kernels.py"))) != list(month.PHASES)
