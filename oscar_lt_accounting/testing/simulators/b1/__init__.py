"""B1.lt, simulated from b1.md."""
