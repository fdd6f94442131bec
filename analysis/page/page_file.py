"""The page as one file: style, scripts, model and a study, under a policy that lets nothing in or out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis.page.join import WEB, joined
from analysis.page.model_data import model_data
from analysis.page.network_checks import network_checks
from analysis.page.preparation import preparation
from analysis.report.notices import notices
from analysis.report.text import WARNING

MARK = "hubspoke: the model in one page"  # near the start of each page
# What draws: the parts of D3 that are used, in the order in which they need one another.
VENDOR = (
    *("d3-array", "d3-color", "d3-format", "d3-interpolate", "d3-path", "d3-time", "d3-time-format"),
    *("d3-scale", "d3-selection", "d3-shape", "d3-axis"),
)
YAML = "js-yaml"  # scenarios' files, dropped into the page


def page(study: Mapping[str, Any], *others: Mapping[str, Any]) -> str:
    """Write the page that opens with a study, and has others to choose among.

    Parameters
    ----------
    study, *others : mapping
        As :func:`analysis.page.study_data.study_data` gives them.
    """
    environment = Environment(
        loader=PackageLoader("analysis.page", "web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    script, vendor, style = _closed(joined("page.js", made=translations())), _vendor(), styles()
    held = (study, *others) if others else study
    key = hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()[:12]
    data: dict[str, Any] = {"key": key, **model_data()}
    return environment.get_template("hubspoke.html.j2").render(
        mark=MARK,
        notices=Markup(notices()),
        warning=WARNING,
        vendor=Markup(vendor),
        script=Markup(script),
        worker=Markup(_closed(joined("engine/worker.js"))),
        style=Markup(style),
        policy=Markup(policy((vendor, script), style)),
        data=Markup(as_json({"data": data, "study": study, "others": others})),
    )


def translations() -> dict[str, str]:
    """Write the modules of the page that are translated from Python, by their names."""
    return {"engine/preparation.js": preparation(), "network/checks.js": network_checks()}


def policy(scripts: tuple[str, ...], style: str) -> str:
    """Write the content-security policy of the page: its own scripts, style and model, and nothing else."""
    allowed = " ".join(f"'sha256-{_hash(each)}'" for each in scripts)
    return (
        f"default-src 'none'; script-src {allowed} 'wasm-unsafe-eval' blob:; worker-src blob:; "
        f"style-src 'sha256-{_hash(style)}'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def styles() -> str:
    """Join the style sheets: what all views share, then those of each."""
    shared = [WEB / "parts" / "page.css"]
    own = sorted(each for each in WEB.glob("*/*.css") if each not in shared)
    return "\n".join(each.read_text(encoding="utf-8") for each in (*shared, *own))


def _vendor() -> str:
    folder = WEB / "vendor"
    texts = [f"/*\n{(folder / 'LICENSE').read_text(encoding='utf-8')}*/"]
    texts += [(folder / f"{name}.min.js").read_text(encoding="utf-8") for name in VENDOR]
    texts += [f"/*\n{(folder / f'LICENSE-{YAML}').read_text(encoding='utf-8')}*/"]
    texts += [(folder / f"{YAML}.min.js").read_text(encoding="utf-8")]
    return _closed("\n".join(texts))


def _closed(script: str) -> str:
    """Refuse a script that would end the element it stands in."""
    if re.search(r"</script|<!--", script, re.IGNORECASE):
        raise ValueError("a script holds what would end its element")
    return script


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def as_json(data: object) -> str:
    """Write JSON that may stand in a page: nothing in it ends the element."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=list)
    return text.replace("<", "\\u003c")
