"""Calibrate: look through candidates until enough are accepted, and write the files and the page.

    python -m analysis.validation.calibration [--sets N] [--work FOLDER] [--out FOLDER]

It takes some minutes on two cores, says how far it is, and goes on where it was stopped.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.report.marginals import marginals
from analysis.report.style import save
from analysis.statistics import informed
from analysis.validation.calibration import document, filter, ranking
from analysis.validation.calibration.filter import Acceptance
from analysis.validation.calibration.search import Search, search
from sim import load_scenario
from sim.engine import ensemble
from sim.inputs.packaged import packaged
from sim.model.own_rules import rules_digest
from sim.sampling import parameter_sets
from sim.sampling.accepted import Accepted
from sim.sampling.candidates import Candidates

SEED = 20190701  # nobody's: sets are not to be judged again by the lucks that chose them
LUCKS = 10
WIDTHS = {"halved": 0.5, "doubled": 2.0}
FEWEST = 30  # sets that a ranking may rest on
PANELS = 12
SAMPLE = 8192  # candidates in which every pattern is looked at
FAILED, DONE = 1, 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate as asked; gives the exit code."""
    options = _options(arguments)
    ensemble.ready(tell=_say)
    candidates = Candidates(SEED, LUCKS)
    acceptance = _search(options, candidates, "accepted", options.sets, options.most)
    if len(acceptance.accepted) < options.sets:
        few, all_of_them = len(acceptance.accepted), f"{acceptance.candidates:,}"
        _say(f"Only {few} of {all_of_them} candidates are accepted: raise --most")
        return FAILED
    accepted = Accepted(
        seed=SEED,
        candidates=acceptance.candidates,
        lucks=LUCKS,
        share=filter.share_of_lucks(),
        patterns=filter.criteria(),
        priors=parameter_sets.priors_digest(),
        model=filter.fingerprint(candidates),
        network=load_scenario("baseline").network.name,
        rules=rules_digest(),
        sets=tuple(acceptance.accepted),
    )
    _write(
        options.out / "sim" / "sampling" / "accepted.json", json.dumps(accepted.model_dump(), indent=1) + "\n"
    )
    _say("Looking at every pattern by itself ...")
    rejects = filter.rejected(candidates, range(1, options.sample + 1))
    shares = candidates.shares(acceptance.accepted)
    parameters = informed.informed(shares)
    table = parameters.to_csv(index=False, float_format="%.6g", lineterminator="\n")
    _write(options.out / "sim" / "sampling" / "accepted.csv", table)
    shown = parameters.loc[parameters["informed"], "parameter"].head(PANELS).tolist()
    docs = options.out / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    if shown:
        save(marginals(informed.panels(shown, shares)), docs / "calibration.svg")
    rankings = _rankings(options, candidates, acceptance) if options.each else None
    _write(docs / "calibration.md", document.page(accepted, acceptance, rejects, parameters, rankings))
    _say(f"{len(accepted.sets):,} of {accepted.candidates:,} sets accepted; see {docs / 'calibration.md'}")
    return DONE


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m analysis.validation.calibration", description="Filter the priors by the CAL patterns."
    )
    root = packaged("sim").parent
    parser.add_argument("--sets", type=int, default=2000, help="accepted sets wanted, at least")
    parser.add_argument("--each", type=int, default=300, help="those wanted with ranges halved and doubled")
    parser.add_argument("--most", type=int, default=4_000_000, help="candidates after which to give up")
    parser.add_argument("--most-each", type=int, default=100_000, help="their candidates, at most")
    parser.add_argument("--sample", type=int, default=SAMPLE, help="candidates that every pattern looks at")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="threads; same answer")
    parser.add_argument("--work", type=Path, default=Path("mcn-results/calibration"), help="what is done")
    parser.add_argument("--out", type=Path, default=root, help="folder that holds sim/ and docs/")
    return parser.parse_args(arguments)


def _search(
    options: argparse.Namespace, candidates: Candidates, name: str, wanted: int, most: int
) -> Acceptance:
    begun = time.monotonic()
    last_notice = [begun]

    def tell(looked: int, accepted: int) -> None:
        now = time.monotonic()
        if now - last_notice[0] >= 10:
            last_notice[0] = now
            _say(f"{name}: {accepted:,} of {looked:,} accepted, {wanted:,} wanted; {now - begun:,.0f} s")

    return search(Search(candidates, wanted, most, options.work), options.workers, tell)


def _rankings(
    options: argparse.Namespace, candidates: Candidates, acceptance: Acceptance
) -> document.Rankings:
    """Rank the levers under each source of parameters."""
    every = Acceptance(len(acceptance.accepted), {}, list(range(1, len(acceptance.accepted) + 1)))
    sources = {"accepted": (candidates, acceptance), "prior": (candidates, every)}
    too_few = {}
    for name, width in WIDTHS.items():
        changed = candidates._replace(width=width)
        found = _search(options, changed, name, options.each, options.most_each)
        if len(found.accepted) < FEWEST:
            _say(f"{name}: only {len(found.accepted)} accepted; the ranking is of sets not filtered")
            too_few[name] = found
            name, found = f"{name}, not filtered", every
        sources[name] = (changed, found)
    effects: dict[str, pd.DataFrame] = {}
    for name, (source, found) in sources.items():
        _say(f"Ranking the levers: {name} ...")
        effects[name] = ranking.effects(source, found.accepted, options.workers)
    return document.Rankings(
        effects,
        {name: len(found.accepted) for name, (_, found) in sources.items()},
        {name: found.candidates for name, (_, found) in sources.items()},
        ranking.agreement(effects, "accepted"),
        too_few,
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
