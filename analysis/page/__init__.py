"""The workshop: a page for a room of people, every setting of its switches run beforehand or on demand."""
