"""What a system needs of whatever it is sent, and the sentences that put it on hold until it has it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document, InvoiceLine, Payment
from oscar_lt_accounting.domain.errors import Held, Unsupported, gettext_noop


def need_number(document: Document, *, system: str) -> str:
    """The shop's own number of a document; raises `Held` where it has none."""
    if document.number:
        return document.full_number
    raise Held(
        gettext_noop(
            "%(system)s does not number documents. Set the integration's numbering to “the shop” and give it a series."
        ),
        code="number_missing",
        system=system,
    )


def need_vat_code(line: InvoiceLine, *, system: str) -> str:
    """The VAT code of a row: the one that is mapped, else the tax office's; raises `Held` where there is none."""
    if code := line.remote_vat or line.vat_code:
        return code
    raise Held(
        gettext_noop(
            "%(system)s needs a VAT code for “%(title)s”. Add a VAT mapping to the integration, then send again."
        ),
        code="vat_mapping",
        system=system,
        title=line.title,
    )


def need_currency(document: Document, currency: str, *, system: str) -> None:
    """Raise `Held` for a document in another currency than the only one that the system takes."""
    if document.currency != currency:
        raise Held(
            gettext_noop("Order %(order)s is in %(currency)s, and %(system)s takes only %(theirs)s. Enter it by hand."),
            code="currency",
            order=document.order_number,
            currency=document.currency,
            system=system,
            theirs=currency,
        )


def need_quantities(quantities: Mapping[str, Decimal]) -> None:
    """Raise `Held` for a write-off of nothing, of less than nothing, or of a product without an id."""
    wrong = next((remote_id for remote_id, quantity in quantities.items() if not remote_id or quantity <= 0), None)
    if wrong is not None or not quantities:
        raise Held(
            gettext_noop("A write-off needs products and quantities above zero (“%(remote_id)s”). Correct it."),
            code="quantity",
            remote_id=wrong or "–",
        )


def need_income(payment: Payment, *, system: str) -> None:
    """Raise `Unsupported` for money that was paid back."""
    if payment.amount <= 0:
        raise Unsupported(
            gettext_noop("%(system)s takes no repayments through its API. Enter the repayment by hand."),
            code="unsupported",
            system=system,
        )


def need_pdf(content: bytes, name: str, *, system: str) -> None:
    """Raise `Held` for a file that is no PDF."""
    if not content.startswith(b"%PDF"):
        raise Held(
            gettext_noop("%(system)s takes only PDF files, which “%(file)s” is not. Add the file there by hand."),
            code="unsupported",
            system=system,
            file=name,
        )
