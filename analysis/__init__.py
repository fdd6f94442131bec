"""Runs scenarios, compares them and says what was found."""

from analysis.names import find_former_names

find_former_names()
