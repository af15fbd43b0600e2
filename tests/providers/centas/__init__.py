"""Centas: its client, its payloads, its provider."""

TOKEN = "tk_test_0001"
