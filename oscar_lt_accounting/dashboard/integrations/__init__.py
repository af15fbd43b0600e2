"""Connecting accounting systems and changing how they work."""
