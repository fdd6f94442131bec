"""What runs the model: agent by agent on Mesa, or compiled, many runs side by side; the same to the bit."""
