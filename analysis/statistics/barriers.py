"""The four barriers that the study names first, its weakest links, and the month in which it observed."""

from __future__ import annotations

OBSERVED = 0  # the month in which the study observed

BARRIERS = {  # the levers that relieve each of the four first-order barriers (F109)
    "money": ("multi-year-funding",),
    "records": ("shared-records",),
    "standards": ("outcome-set",),
    "staff": ("more-staff", "work-differently"),
}

WEAK_LINKS = {  # cited, implied, recommended or called a risk in the study, and not observed
    "C18": "workarounds drive members away",
    "C12": "worth shown brings money",
    "C47": "sharing achievements engages",
    "C46": "engagement decays",
    "C43": "training for the core widens the gap",
}
