"""What is asked of the model: comparison, figures, output folders and the command line."""
