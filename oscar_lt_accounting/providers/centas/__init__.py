"""Centas: its client, its payload, its provider."""
