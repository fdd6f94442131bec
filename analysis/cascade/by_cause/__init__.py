"""What one thing brings about, problem by problem, and through what."""
