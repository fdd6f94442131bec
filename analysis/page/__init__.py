"""The whole model in one page, for a browser: network, scenarios, answer, cascade, a room of people."""
