"""Shipped networks (folders) and scenarios (YAML), as package data."""
