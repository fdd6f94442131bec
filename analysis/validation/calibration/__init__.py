"""Filters the priors by the patterns that may set parameters (CAL), and by nothing else.

    python -m analysis.validation.calibration

draws candidates from the priors in numbered order, runs each, and keeps those with which the model shows
every CAL pattern: filtering, in one wave. It writes `sim/sampling/accepted.json` (the numbers of the
sets kept), `sim/sampling/accepted.csv` (what that did to each parameter) and `docs/calibration.md` with its
figure.
"""
