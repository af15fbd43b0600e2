"""Check constraints under the name that every supported Django knows."""

from __future__ import annotations

from typing import Any

import django
from django.db.models import CheckConstraint, Q

# Django 5.1 renamed the argument `check` to `condition` and 6.0 removed the old name.
_ARGUMENT = "condition" if django.VERSION >= (5, 1) else "check"


def check(condition: Q, name: str) -> CheckConstraint:
    """A constraint that holds `condition` in the database."""
    arguments: dict[str, Any] = {_ARGUMENT: condition, "name": name}
    return CheckConstraint(**arguments)
