"""Runs the command where its script is not on the path: python -m analysis.cli."""

from analysis.cli import main

main()
