"""The e-mail with the PDF: one for each issued document, where the shop wants it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation
from oscar.apps.communication.models import CommunicationEventType
from oscar.apps.order.models import CommunicationEvent

from oscar_lt_accounting.models import AuditLine, DocumentKind, DocumentPdf, State, Submission
from oscar_lt_accounting.services.pdfs import emails
from tests.oscar_pages.conftest import PDF


@pytest.fixture(autouse=True)
def wanted(settings):
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "INVOICE_EMAIL": True}


@pytest.fixture
def issued(make):
    def _issued(**values):
        return make(State.ISSUED, **{"issued_at": timezone.now(), "remote_number": "VIL7", **values})

    return _issued


def test_a_guest_gets_the_pdf_once(issued, keep):
    row = issued()
    keep(row)
    assert emails.send_due(row.integration) == 1
    assert emails.send_due(row.integration) == 0
    assert not emails.send_ready(Submission.objects.get(pk=row.pk))
    (message,) = mail.outbox
    assert message.to == ["jonas@example.com"]
    assert message.subject == f"Invoice VIL7 for order {row.order.number}"
    assert message.attachments == [("VIL7.pdf", PDF, "application/pdf")]
    assert f"Invoice VIL7 for your order {row.order.number} is attached as PDF." in message.body
    assert f"/accounts/order-status/{row.order.number}/" in message.body
    assert isinstance(message, mail.EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert "is attached as PDF" in html
    assert CommunicationEvent.objects.get().event_type.code == "INVOICE_READY"
    assert AuditLine.objects.get(submission=row, verb="mail").actor_name == "worker"


def test_a_customer_with_an_account_gets_it_at_the_accounts_address(issued, keep, people):
    row = issued()
    row.order.user = people["customer"]
    row.order.save()
    keep(row)
    assert emails.send_due(row.integration) == 1
    (message,) = mail.outbox
    assert message.to == ["customer@example.com"]
    assert f"/accounts/orders/{row.order.number}/" in message.body


def test_each_document_has_its_own_e_mail(issued, keep):
    first, second = issued(remote_number="A"), issued(remote_number="B")
    keep(first)
    keep(second)
    assert emails.send_due(first.integration) == 2
    assert [message.attachments[0][0] for message in mail.outbox] == ["A.pdf", "B.pdf"]
    assert CommunicationEventType.objects.filter(code="INVOICE_READY").count() == 1


def test_it_is_written_in_the_shops_language(issued, keep, settings):
    row = issued()
    keep(row)
    with translation.override("lt"):
        emails.send_due(row.integration)
    assert "is attached as PDF" in mail.outbox[0].body


def test_words_of_the_dashboard_win(issued, keep):
    CommunicationEventType.objects.create(code="INVOICE_READY", name="Ours", email_subject_template="Sąskaita")
    row = issued()
    keep(row)
    emails.send_due(row.integration)
    assert mail.outbox[0].subject == "Sąskaita"


def _switched_off(row, settings):
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "INVOICE_EMAIL": False}


def _old(row, settings):
    Submission.objects.update(issued_at=timezone.now() - timedelta(days=3))


def _proforma(row, settings):
    Submission.objects.update(kind=DocumentKind.PROFORMA)


def _nobody(row, settings):
    row.order.guest_email = ""
    row.order.save()


@pytest.mark.parametrize("arrange", [_switched_off, _old, _proforma, _nobody])
def test_nothing_is_asked_for_or_mailed(issued, keep, settings, arrange):
    row, other = issued(), issued()
    keep(row)
    arrange(row, settings)
    if arrange is _nobody:
        Submission.objects.filter(pk=other.pk).delete()
    assert emails.ask_due(row.integration) == 0
    assert emails.send_due(row.integration) == 0
    assert mail.outbox == []
    assert DocumentPdf.objects.count() == 1


def test_what_is_not_fetched_yet_is_asked_for_and_waits(issued):
    row = issued()
    assert emails.ask_due(row.integration) == 1
    assert emails.ask_due(row.integration) == 0
    assert emails.send_due(row.integration) == 0
    assert DocumentPdf.objects.get().not_before is not None


def test_other_integrations_are_left_to_their_own_turn(issued, keep, connect):
    keep(issued())
    other = connect("Kaunas").integration
    assert emails.send_due(other) == 0


def test_a_mail_server_that_is_away_is_tried_again_later(issued, keep, monkeypatch, caplog, settings):
    rows = [issued(), issued()]
    for row in rows:
        keep(row)
    settings.EMAIL_BACKEND = "tests.oscar_pages.test_mailing.Away"
    Away.tries = 0
    assert emails.send_due(rows[0].integration) == 0
    assert Away.tries == 1, "the next turn tries the rest"
    assert "could not be sent" in caplog.text
    assert not AuditLine.objects.filter(verb="mail").exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert emails.send_due(rows[0].integration) == 2


class Away:
    """A mail server that does not answer."""

    tries = 0

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        type(self).tries += 1
        raise OSError("nobody there")


def test_odd_order_numbers_have_no_page_to_lead_to(issued, keep):
    row = issued(number="A/7")
    keep(row)
    assert emails.send_due(row.integration) == 1
    assert "page of your order" not in mail.outbox[0].body
