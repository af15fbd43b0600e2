"""The demo's own order creator."""
