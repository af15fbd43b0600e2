"""Requests a day against the plan, and how often the stock can be read within it."""

from oscar_lt_accounting.services.requests.planning import Plan, Row, plan

__all__ = ["Plan", "Row", "plan"]
