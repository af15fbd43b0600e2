"""Puts the demo files into Oscar: adds what is missing and leaves the rest as it is."""
