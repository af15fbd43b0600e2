"""Whether the books are in order, at one look."""
