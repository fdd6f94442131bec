"""Runs done for a command: cut into chunks, written so that they survive, and the folder they fill."""
