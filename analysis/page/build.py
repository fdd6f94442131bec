"""Write what ships of the page: ``python -m analysis.page.build``.

It is the whole model in one page, with the study region in it, as `mcn open` opens it, and as one module for
other programs. A test holds both to what they are made of, and says when they are to be built anew.
"""

from __future__ import annotations

from analysis.page import module_file, opening

if __name__ == "__main__":
    opening.open_page([], opening.BUILT, show=False, force=True)
    module_file.BUILT.write_text(module_file.module(), encoding="utf-8")
