"""The model for other programs, as one module of JavaScript: ``hubspoke.js``, in a browser or in Node."""

from __future__ import annotations

import json

from analysis.page.join import joined
from analysis.page.model_data import model_data
from analysis.page.page_file import translations
from sim.inputs.packaged import packaged

BUILT = packaged("analysis.page", "built", "hubspoke.js")  # which ships
ENTRY, OWN = "engine/hubspoke.js", "engine/own.js"
EXPORTS = ("model", "simulate", "stop")
APART = ("answer", "bases", "problems")  # what the page alone tells
HEAD = "// hubspoke: the whole model as a module. See docs/guide/javascript.md\n"


def module() -> str:
    """Write the module: all that it needs is in it."""
    data = {name: each for name, each in model_data().items() if name not in APART}
    own = f"export const data = {_json(data)};\nexport const worker = {_json(joined('engine/worker.js'))};\n"
    script = joined(ENTRY, made={**translations(), OWN: own})
    body = script.removeprefix('"use strict";\n{\n').removesuffix("}\n")
    return f"{HEAD}{body}export const {{ {', '.join(EXPORTS)} }} = modules[{json.dumps(ENTRY)}];\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=list)
