"""The model described from its own data and docstrings: ODD, STRESS-ABS and TRACE, as Markdown and HTML."""
