"""Fakturownia, simulated from fakturownia.md."""
