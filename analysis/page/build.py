"""Write the page that ships with the package: ``python -m analysis.page.build``.

It is the page of the study region with the usual switches, as `mcn workshop export baseline` writes it. A
test holds it to the model, to the page and to what they are told, and says when it is to be built anew.
"""

from __future__ import annotations

from analysis.page import command
from analysis.page.html import BUILT
from analysis.page.question import ExportQuestion

QUESTION = ExportQuestion(scenarios=("baseline",), output=BUILT)

if __name__ == "__main__":
    command.export(QUESTION)  # where it is stopped, the same goes on
