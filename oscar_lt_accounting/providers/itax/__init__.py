"""iTax: its client, its payload, its provider."""
