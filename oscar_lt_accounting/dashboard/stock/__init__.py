"""Pulls of warehouses."""
