"""One organisation in one run, told from what it did and what befell it."""
