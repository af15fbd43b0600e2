"""Centas, simulated from centas.md."""
