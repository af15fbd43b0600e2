"""Fakturownia: its client, its payload, its provider."""
