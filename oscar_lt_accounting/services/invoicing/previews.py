"""What would be sent if it were sent now: built like the real thing, and thrown away."""

from __future__ import annotations

from django.db import transaction

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.services.clock import CLOCK, Clock, day_in_lithuania
from oscar_lt_accounting.services.invoicing.building import built


def preview(submission: Submission, clock: Clock = CLOCK) -> Document:
    """The document `submission` owes as it would be built now, without a number of its own; nothing is kept.

    Raises `Held` or `Misconfigured` with the sentence that would hold it.
    """
    with transaction.atomic():
        document = built(submission, day_in_lithuania(clock.now()))
        transaction.set_rollback(True)  # a builder of the shop's own may write
    return document
