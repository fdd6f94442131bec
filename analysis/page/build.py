"""Write the pages that ship with the package: ``python -m analysis.page.build``.

They are the study region with the usual switches, as `mcn workshop export baseline` writes it, the whole
model in one page, as `mcn open` opens it, and as one module for other programs. Tests hold them to the model
and to what they are told.
"""

from __future__ import annotations

from analysis.page import command, module_file, opening
from analysis.page.html import BUILT
from analysis.page.question import ExportQuestion

QUESTION = ExportQuestion(scenarios=("baseline",), output=BUILT)

if __name__ == "__main__":
    opening.open_page([], opening.BUILT, show=False, force=True)
    module_file.BUILT.write_text(module_file.module(), encoding="utf-8")
    command.export(QUESTION)  # where it is stopped, the same goes on
