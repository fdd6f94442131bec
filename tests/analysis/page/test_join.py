"""Modules joined into one script keep their own scopes and run in the order in which they need each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.page.join import WEB, joined
from analysis.page.module_file import module
from analysis.page.page_file import translations


def written(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder


def test_a_module_stands_behind_those_that_it_imports_and_keeps_its_names_to_itself(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        page='import { one, two as second } from "./parts.js";\nconst own = one + second;\n',
        parts="const own = 1;\nexport const one = own;\nexport function two() {}\nexport class Three {}\n",
    )
    script = joined("page.js", folder)
    assert script.index('modules["parts.js"]') < script.index('modules["page.js"]')
    assert 'const { one, two: second } = modules["parts.js"];' in script
    assert "return { one, two, Three };" in script


def test_a_circle_of_modules_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, a='import { b } from "./b.js";\n', b='import { a } from "./a.js";\n')
    with pytest.raises(ValueError, match=r"in a circle: .*a\.js"):
        joined("a.js", folder)


@pytest.mark.parametrize("line", ["export default 1;", 'import all from "./b.js";', "export { one };"])
def test_what_cannot_be_joined_is_refused(line: str, tmp_path: Path) -> None:
    folder = written(tmp_path, a=f"{line}\n", b="")
    with pytest.raises(ValueError, match="no import or export that can be joined"):
        joined("a.js", folder)


def test_every_module_is_joined_to_the_page_its_workers_or_the_module_for_others() -> None:
    scripts = joined("page.js", made=translations()) + joined("engine/worker.js") + module()
    modules = [
        path.relative_to(WEB).as_posix() for path in WEB.glob("*/*.js") if path.parent.name != "vendor"
    ]
    assert [each for each in modules if f'modules["{each}"]' not in scripts] == []
