"""A person fixes the buyer's data of a document that was rejected or on hold, and it is sent again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.invoicing.corrections import FIELDS

VERB = "correct buyer"


def correct_buyer(
    submission: Submission,
    correction: Mapping[str, str],
    *,
    actor: Any,
    tries: int | None = None,
    clock: Clock = CLOCK,
) -> bool:
    """Keep `correction` for this document and send it again, built anew; False when it moved on meanwhile.

    The activity log gets the names of the fields that changed, never their values.
    """
    before = submission.buyer_correction
    changed = [name for name in FIELDS if before.get(name) != correction.get(name)]
    with transaction.atomic():
        if not submission.retry(actor=actor, now=clock.now(), anew=True, tries=tries):
            return False
        Submission.objects.filter(pk=submission.pk).update(buyer_correction=dict(correction))
        if changed:
            audit_line(VERB, actor=actor, submission=submission, problem=_told(changed)).save()
    submission.buyer_correction = dict(correction)
    return True


def _told(changed: list[str]) -> Problem:
    return Problem(
        code="",
        message=gettext_noop("Fixed for this document: %(fields_msgs)s."),
        params={"fields_msgs": "|".join(FIELDS[name] for name in changed)},
    )
