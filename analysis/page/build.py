"""Write the pages that ship with the package: ``python -m analysis.page.build``.

They are the study region with the usual switches, as `mcn workshop export baseline` writes it, and
the whole model in one page, as `mcn open` opens it. Tests hold them to the model and to what they are told.
"""

from __future__ import annotations

from analysis.page import command, opening
from analysis.page.html import BUILT
from analysis.page.question import ExportQuestion

QUESTION = ExportQuestion(scenarios=("baseline",), output=BUILT)

if __name__ == "__main__":
    opening.open_page([], opening.BUILT, show=False, force=True)
    command.export(QUESTION)  # where it is stopped, the same goes on
