"""The rest of the contract: prints, e-mails, abilities, settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.providers.base import Capability
from tests.domain.makers import D
from tests.providers.itax import (
    CLIENTS,
    INVOICE,
    KEYS,
    failing,
    proforma,
    refused,
    sale,
)

REMOTE = RemoteDocument(remote_id="2556718", number="S-0001")
EMAIL = "POST invoices/{id}/email_messages"
MAILS = {"email_path": "invoices/{id}/email_messages"}


@pytest.mark.parametrize("version", ["v2", "v1"])
def test_the_print_is_itaxs_own(version, shop):
    shop.simulator.switches.pdf_version = version
    shop.submit()

    assert shop.provider(pdf_version=version).pdf(REMOTE, sale()).startswith(b"%PDF")

    call = shop.simulator.calls[-1]
    assert call.path.endswith(f"/{version}/downloads.pdf")
    assert call.payload == {"document": "invoice", "id": "2556718"}


def test_the_other_versions_address_gives_no_print(shop):
    shop.submit()

    error = failing(lambda: shop.provider(pdf_version="v1").pdf(REMOTE, sale()))

    assert isinstance(error, Rejected)
    assert error.code == "no_pdf"
    assert "choose the other API version" in str(error)


@pytest.mark.parametrize(
    ("kind", "error"), [("unavailable", Throttled), ("challenge", Misconfigured), ("html", Rejected)]
)
def test_a_print_that_does_not_come(kind, error, shop):
    shop.submit()
    shop.simulator.fail("GET downloads.pdf", kind)

    assert isinstance(failing(lambda: shop.provider().pdf(REMOTE, sale())), error)


def test_advance_invoices_are_not_printed(shop):
    assert isinstance(failing(lambda: shop.provider().pdf(REMOTE, proforma())), Unsupported)


def test_e_mails_are_sent_once_somebody_knows_where(shop):
    shop.simulator.switches.email_path = MAILS["email_path"]
    shop.submit()
    provider = shop.provider(**MAILS, email_sender="romas@example.lt")

    provider.email(REMOTE, sale())
    provider.email(REMOTE, sale(language="en"))

    first, second = (sent["email_message"] for sent in shop.sent(EMAIL))
    assert first == {
        "recipient_email": "info@example.lt", "subject": "Sąskaita faktūra S-0001",
        "body": "Laba diena,\n\nsiunčiame sąskaitą faktūrą.", "sender_email": "romas@example.lt",
        "bcc_to_sender": False,
    }  # fmt: skip
    assert second["subject"] == "Invoice S-0001"


def test_e_mails_without_an_address_are_refused_with_a_sentence(shop):
    error = failing(lambda: shop.provider().email(REMOTE, sale()))
    assert isinstance(error, Unsupported)
    assert "iTax sends no e-mail" in str(error)

    nobody = sale(buyer=replace(sale().buyer, email=""))
    error = failing(lambda: shop.provider(**MAILS).email(REMOTE, nobody))
    assert isinstance(error, Held)
    assert "invoice S-0001 has no e-mail address" in str(error)


def test_e_mails_that_may_not_have_been_sent_say_so(shop, spoken):
    error = failing(lambda: shop.provider(**MAILS).email(REMOTE, sale()))
    assert isinstance(error, Uncertain)
    assert "whether it sent invoice S-0001 by e-mail" in str(error)

    books, settings = spoken
    books.on(EMAIL, refused("recipient_email", "neteisingas"))
    assert isinstance(failing(lambda: shop.provider(**MAILS, **settings).email(REMOTE, sale())), Rejected)


# -- abilities -------------------------------------------------------------------------------------


def test_abilities_follow_the_settings(shop):
    bare, full = shop.provider(), shop.provider(credit_notes=True, **MAILS)

    for capability in (Capability.CREDIT_NOTES, Capability.EMAILS):
        assert (bare.can(capability), full.can(capability)) == (False, True)
    assert bare.can(Capability.UPDATES)
    assert not full.can(Capability.ATTACHES_FILES)
    assert not full.can(Capability.RECEIPTS)


def test_files_are_refused_with_a_sentence(shop):
    error = failing(lambda: shop.provider().attach(REMOTE, sale(), "a.pdf", b""))

    assert "Add the file to the document in the accounting system" in str(error)


@pytest.mark.parametrize(
    "settings",
    [
        {"posted": "sometimes"},
        {"shipping_product_id": "0"},
        {"vat_code_field": "a; b"},
        {"email_path": "https://elsewhere/{id}"},
        {"email_path": "../{id}"},
        {"pdf_version": "v3"},
        {"credit_notes": "yes"},
    ],
)
def test_settings_that_cannot_be_used_are_told(settings, shop):
    assert isinstance(failing(lambda: shop.provider(**settings)), Misconfigured)


@pytest.mark.parametrize("missing", list(KEYS))
def test_both_halves_of_the_key_are_needed(missing, shop):
    keys = {name: value for name, value in KEYS.items() if name != missing}

    assert isinstance(failing(lambda: shop.provider(credentials=keys)), Misconfigured)


def test_records_keep_neither_the_password_nor_the_buyer(shop, spoken):
    books, settings = spoken
    books.on(INVOICE, refused("name", f"UAB Klientas {KEYS['password']}"))
    provider = shop.provider(**settings)

    paid = Payment(method="card", amount=D("1.00"), remote_code="1")
    error = failing(lambda: provider.register_payment(REMOTE, sale(), paid))

    assert "UAB Klientas" not in str(error)
    assert KEYS["password"] not in str(error)
    assert KEYS["password"] not in str(provider.http.records)


def test_what_is_out_of_order_is_asked_again(shop):
    shop.simulator.fail(CLIENTS, "server_error")

    assert isinstance(shop.fails(), Unavailable)


def test_whether_it_answers_again_is_asked_in_one_small_question(shop):
    shop.provider().probe()

    assert shop.asked == ["GET locations"]
    assert shop.sent("GET locations")[0]["per_page"] == "1"
    shop.simulator.fail("GET locations", "server_error")
    assert isinstance(failing(shop.provider().probe), Unavailable)
