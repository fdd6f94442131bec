"""The model for other programs, as one module of JavaScript: ``hubspoke.js``, in a browser or in Node."""

from __future__ import annotations

import json

from analysis.page.join import joined
from analysis.page.model_data import model_data
from analysis.page.page_file import as_json, translations
from sim.inputs.packaged import packaged

BUILT = packaged("analysis.page", "built", "hubspoke.js")  # which ships
ENTRY, OWN = "engine/hubspoke.js", "engine/own.js"
EXPORTS = ("model", "simulate", "stop")
APART = ("answer", "bases", "problems")  # what the page alone tells
HEAD = "// hubspoke: the whole model as a module. See docs/guide/javascript.md\n"


def module() -> str:
    """Write the module: all that it needs is in it."""
    data = {name: each for name, each in model_data().items() if name not in APART}
    made = {"data": data, "worker": joined("engine/worker.js")}
    own = "".join(f"export const {name} = {as_json(each)};\n" for name, each in made.items())
    script = joined(ENTRY, made={**translations(), OWN: own})
    body = script.removeprefix('"use strict";\n{\n').removesuffix("}\n")
    return f"{HEAD}{body}export const {{ {', '.join(EXPORTS)} }} = modules[{json.dumps(ENTRY)}];\n"
