"""The whole model in one page, for a browser: network, scenarios, the answer, the cascade, a room of people."""
