"""What each page that is handed on says of whose work is in it, and on what terms."""

from __future__ import annotations

from sim.inputs.packaged import packaged

STUDY = (
    "Papworth, Fraser and Taylor (2020), Development of a managed clinical network for children's palliative"
    " care: a qualitative evaluation. Preprint, doi:10.21203/rs.3.rs-39337/v1, CC BY 4.0"
)
EVIDENCE = f"Evidence, shortened and arranged, from: {STUDY} (creativecommons.org/licenses/by/4.0)."


def notices() -> str:
    """Give the licence of the program, and whom the evidence is from."""
    package = packaged("analysis")
    places = (package / "LICENSE", package.parent / "LICENSE")  # as installed, and in a checkout
    licence = next(place for place in places if place.is_file()).read_text(encoding="utf-8")
    return f"Made with hubspoke.\n\n{licence}\n{EVIDENCE}"
