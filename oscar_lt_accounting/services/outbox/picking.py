"""Picking rows that no other transaction holds."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import QuerySet

from oscar_lt_accounting.models import Submission


def not_locked(rows: QuerySet[Submission]) -> list[Submission]:
    """`rows` without those that another transaction has locked: one that stays open must not stop the others."""
    features = connection.features
    if not features.has_select_for_update_skip_locked:
        return list(rows)
    with transaction.atomic():
        no_key = features.has_select_for_no_key_update
        return list(rows.select_for_update(skip_locked=True, of=("self",), no_key=no_key))
