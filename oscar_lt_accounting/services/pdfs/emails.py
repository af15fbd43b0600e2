"""The e-mail that brings a customer the PDF of an issued document: once for each, and only where the shop wants it."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.text import get_valid_filename
from django.utils.translation import gettext
from oscar.core.loading import get_class, get_model

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.models import AuditLine, Integration, Submission
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.models.submissions import SubmissionQuerySet
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.pdfs import fetching, order_pdfs

logger = logging.getLogger(__name__)
#: Oscar's word for the event, and ours for the line of the activity log that says that it took place.
CODE = "INVOICE_READY"
VERB = "mail"
#: Documents issued longer ago are not mailed, so that switching it on does not write to old customers.
YOUNG = timedelta(days=2)
_AT_ONCE = 20


def ask_due(integration: Integration, clock: Clock = CLOCK) -> int:
    """Ask for the PDFs that will be mailed; returns for how many."""
    if not conf.INVOICE_EMAIL:
        return 0
    rows = _young(integration, clock).filter(pdf__isnull=True)
    return sum(fetching.ask_for(row, clock) is not None for row in rows[:_AT_ONCE])


def send_due(integration: Integration, clock: Clock = CLOCK) -> int:
    """Mail what was fetched; returns how many e-mails went out.

    When one cannot be sent, the rest waits for the next turn: the mail server is probably away.
    """
    if not conf.INVOICE_EMAIL:
        return 0
    sent = 0
    for row in _young(integration, clock).filter(pdf__file__gt="")[:_AT_ONCE]:
        try:
            sent += send_ready(row)
        except Exception:  # whatever the mail server says must not stop the worker
            logger.exception("the e-mail about %s could not be sent", row)
            break
    return sent


def send_ready(submission: Submission) -> bool:
    """Mail one document, unless somebody did. Raises what the mail server raises; then it may be tried again."""
    line = _claim(submission)
    if line is None:
        return False
    try:
        with translation.override(settings.LANGUAGE_CODE):
            _send(submission)
    except Exception:
        line.delete()
        raise
    return True


def _young(integration: Integration, clock: Clock) -> SubmissionQuerySet:
    mailed = AuditLine.objects.filter(submission=OuterRef("pk"), verb=VERB)
    reachable = Q(order__user__email__gt="") | Q(order__user__isnull=True, order__guest_email__gt="")
    since = clock.roughly() - YOUNG
    rows = order_pdfs.issued().filter(reachable, ~Exists(mailed), integration=integration, issued_at__gte=since)
    return rows.select_related("integration", "order__user", "pdf").order_by("pk")


def _claim(submission: Submission) -> AuditLine | None:
    """The line that says that it is mailed, written before the e-mail leaves; None when it was there already."""
    with transaction.atomic():
        Submission.objects.select_for_update().only("pk").get(pk=submission.pk)
        if AuditLine.objects.filter(submission=submission, verb=VERB).exists():
            return None
        line = audit_line(VERB, actor="worker", submission=submission)
        line.save()
        return line


def _send(submission: Submission) -> None:
    order = submission.order
    with submission.pdf.file.open() as file:
        content = file.read()
    name = get_valid_filename(f"{submission.remote_number or submission.reference}.pdf")
    event_type = get_model("communication", "CommunicationEventType")
    event_type.objects.get_or_create(code=CODE, defaults={"name": gettext("Invoice ready")})
    dispatcher = get_class("order.utils", "OrderDispatcher")()
    # `paper` is what version 0.1 called it, for e-mails that shops changed.
    words = {
        "order": order,
        "document": submission,
        "paper": submission,
        "user": order.user,
        "status_path": _status_path(order),
    }
    messages = dispatcher.dispatcher.get_messages(CODE, words)
    attachments = [[name, content, "application/pdf"]]
    dispatcher.dispatch_order_messages(order, messages, CODE, attachments=attachments)


def _status_path(order: Any) -> str:
    words = {"order_number": order.number}
    try:
        if order.user_id:
            return reverse("customer:order", kwargs=words)
        return reverse("customer:anon-order", kwargs={**words, "hash": order.verification_hash()})
    except NoReverseMatch:
        return ""
