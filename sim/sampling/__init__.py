"""What a run draws: its luck, keyed, and its parameter set, from the priors or from the accepted sets."""
