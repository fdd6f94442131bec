"""The command `mcn`.

Here stand the commands, their options and their help; what they do stands in other modules of `analysis`,
which are imported only when a command runs, so that help is quick. Commands are listed in the order of these
imports.
"""

from analysis.cli import analyses, report, workshop, model, inputs, validation  # noqa: F401, I001 (in the order of help)
from analysis.cli.app import app, main

__all__ = ["app", "main"]
