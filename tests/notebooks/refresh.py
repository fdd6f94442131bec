"""The notebooks in `docs/notebooks`, run anew with what they print and draw.

    python -m tests.notebooks.refresh

runs each from its first cell to its last, in an empty folder, and writes it back with its outputs and with
nothing else: no times, no counts of one machine. A test runs them likewise and compares what is printed.
"""

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = tuple(sorted(FOLDER.glob("*.ipynb")))
SECONDS = 900  # for a cell: the first one may have to compile the model
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PICTURES = ("image/png", "image/svg+xml")


def executed(path: Path, place: Path) -> Any:
    """Run a notebook in a folder; gives it with its outputs. A cell that fails raises."""
    os.environ["IPYTHONDIR"] = str(place / ".ipython")  # nobody's settings but the notebook's own
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(place)}},
    )
    client.execute()
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def printed(notebook: Any) -> list[list[str]]:
    """What each cell printed or showed, as text; of a picture only that it is there."""
    return [
        [line for output in cell.get("outputs", ()) for line in _text(output)]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def _text(output: Any) -> list[str]:
    if output.output_type == "stream":
        return [f"{output.name}: {line.rstrip()}" for line in output.text.splitlines()]
    data = output.get("data", {})
    shown = [kind for kind in PICTURES if kind in data]
    return shown or str(data.get("text/plain", "")).splitlines()


def main() -> None:
    """Run all notebooks and write them back."""
    for path in NOTEBOOKS:
        with tempfile.TemporaryDirectory() as place:
            notebook = executed(path, Path(place))
        before = printed(nbformat.read(path, as_version=4))
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        print(f"{path.name}: {'changed' if printed(notebook) != before else 'the same'}")


if __name__ == "__main__":
    main()
