"""iTax API v2, simulated from itax.md."""
