"""B1.lt: its client, its payload, its provider."""
