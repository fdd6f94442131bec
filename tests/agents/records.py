"""Whether a shared record parts the organisations into those who have it and those who have not."""

from collections.abc import Iterator

from sim import load_scenario
from tests.agents.runs import run
from tests.agents.table import Line, Setting, share

LOOKED_AT = 36


def lines(setting: Setting) -> Iterator[Line]:
    """Organisations live on shared records three years after the work on them began."""
    runs = run(setting, load_scenario("shared-records"), [LOOKED_AT], members=True)
    live = runs.at("records_live", LOOKED_AT)
    some = float(((live > 0) & (live < 1)).mean())
    yield Line(f"runs with some live and some not, month {LOOKED_AT}", share(some), "most", some > 0.5)
    yield Line("members live, mean over runs", share(live.mean()))
    yield Line("runs with none live; with all", f"{share((live == 0).mean())}; {share((live == 1).mean())}")
    access = runs.member("record_access", LOOKED_AT)
    spread = float(access.std(axis=1).mean())
    yield Line("spread of records linked", f"{spread:.3f}", "at least 0.02", spread >= 0.02)
