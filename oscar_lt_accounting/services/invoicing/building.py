"""The document of one submission, built when it is first delivered and then frozen."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.documents import DOCUMENT_KINDS, Address, Document, Payment
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import ZERO, round_cents, split
from oscar_lt_accounting.models import Numbering, ProductLink, State, Submission, Warehouse
from oscar_lt_accounting.providers.base import Provider
from oscar_lt_accounting.providers.capabilities import Capability
from oscar_lt_accounting.services.clock import Clock, day_in_lithuania
from oscar_lt_accounting.services.invoicing.buyers import postal_address
from oscar_lt_accounting.services.invoicing.corrections import clean_address, corrected, resolved
from oscar_lt_accounting.services.invoicing.orders import OrderFacts, read_order
from oscar_lt_accounting.services.invoicing.rates import rates_of
from oscar_lt_accounting.services.invoicing.rows import Rows
from oscar_lt_accounting.services.invoicing.shares import Share, shares_of
from oscar_lt_accounting.services.invoicing.undeducted import keep_undeducted_lines
from oscar_lt_accounting.services.invoicing.warnings import check_order


class NothingToInvoice(Held):
    """This part of an order amounts to 0.00 and nothing of it leaves a warehouse: its document is closed."""


def freeze_document(submission: Submission, clock: Clock) -> bool:
    """Build the submission's document and keep it; False when somebody else was first.

    Raises `Held` when it cannot be built for sure, `Misconfigured` when the integration cannot be used.
    """
    document = built(submission, day_in_lithuania(clock.now()))
    with transaction.atomic():
        kept = submission.keep(_numbered(submission, document))
        if kept:
            keep_undeducted_lines(submission, document)
        else:
            transaction.set_rollback(True)  # a number that was taken for nothing goes back
    if not kept:
        submission.refresh_from_db()
    return kept


def add_rows(submission: Submission, document: Document, provider: Provider) -> Document:
    """`document` with the rows that will be sent, kept beside it, where it was frozen before rows were.

    Raises `Held` where no rows make the accounting system record its sums.
    """
    if document.rows is not None:
        return document
    priced = provider.priced(document)
    with transaction.atomic():
        if submission.keep_rows(priced):
            keep_undeducted_lines(submission, priced)
    return priced


def note_undeducted(submission: Submission, document: Document, provider: Provider) -> None:
    """Write down what a document does not deduct that was sent before its rows were frozen, and is now found."""
    if document.rows is None:
        with suppress(Held), transaction.atomic():
            keep_undeducted_lines(submission, provider.priced(document))


def built(submission: Submission, today: date) -> Document:
    """The document that `submission` owes with the rows that its accounting system will be sent, without a number.

    Raises `Held` or `Misconfigured`.
    """
    document: Document = import_string(conf.INVOICE_BUILDER)(submission, today)
    return _warehouse(submission).integration.connect().priced(document)


def build_document(submission: Submission, today: date) -> Document:
    """The document that `submission` owes, dated `today` (a day in Lithuania), without a number.

    This is what INVOICE_BUILDER names by default. Raises `Held` or `Misconfigured`.
    """
    warehouse = _warehouse(submission)
    integration = warehouse.integration
    provider = integration.connect()
    order = read_order(submission.order_id)
    if order.currency != "EUR" and not provider.can(Capability.FOREIGN_CURRENCY):
        raise Held(
            gettext_noop("Order %(order)s is in %(currency)s, and %(system)s takes only euros. Enter it by hand."),
            code="currency",
            order=order.number,
            currency=order.currency,
            system=provider.name,
        )
    check_order(order, submission)
    shares = shares_of(order, rates_of(order), prices_include_tax=integration.prices_include_tax)
    share = _own_share(submission, order, shares)
    buyer = corrected(resolved(order.order), submission.buyer_correction, order=order.number)
    language = str(integration.option("language", "lt"))
    with translation.override(language):
        rows = Rows(order=order, share=share, buyer=buyer, warehouse=warehouse, provider=provider)
        lines = rows.build()
    day = order.day if integration.option("document_day") == "order" else today
    due_days = integration.option("due_days")
    return DOCUMENT_KINDS[submission.kind](
        reference=submission.reference,
        shop_id=conf.SHOP_ID,
        order_id=order.pk,
        order_number=order.number,
        sequence=submission.sequence,
        partner_key=submission.partner_key,
        day=day,
        supply_day=order.day,
        due_day=day + timedelta(days=int(due_days)) if due_days is not None else None,
        currency=order.currency,
        language=language,
        prices_include_vat=integration.prices_include_tax,
        warehouse=warehouse.code,
        buyer=buyer,
        delivery=_delivery(order),
        lines=lines,
        payments=_payments(order, shares, submission.partner_key, warehouse),
        notes=tuple(rows.notes),
    )


def _warehouse(submission: Submission) -> Warehouse:
    if submission.warehouse is None or submission.integration is None:
        raise Held(
            gettext_noop(
                "The products of order %(order)s are supplied by “%(partner)s”, which has no warehouse in the "
                "accounting system. Connect the partner to a warehouse; everything that waits for it is then sent."
            ),
            code="no_warehouse",
            order=submission.order.number,
            partner=submission.warehouse_name or "–",
        )
    return submission.warehouse


def _own_share(submission: Submission, order: OrderFacts, shares: Mapping[str, Share]) -> Share:
    share = shares.get(submission.partner_key)
    if share is None:
        raise Held(
            gettext_noop(
                "Order %(order)s has no lines of this warehouse any more. If it was changed on purpose, cancel this "
                "document."
            ),
            code="order_changed",
            order=order.number,
        )
    if share.total <= 0:
        raise _nothing_to_sell(submission, order, share)
    frozen = (
        Submission.objects.filter(order_id=order.pk, kind=submission.kind, total__isnull=False)
        .exclude(pk=submission.pk)
        .exclude(state=State.CANCELLED)
    )
    for partner_key, total in frozen.values_list("partner_key", "total"):
        if partner_key not in shares or shares[partner_key].total != total:
            raise Held(
                gettext_noop(
                    "Order %(order)s was changed after a document of it had been made, so the documents would not add "
                    "up to the order. Correct the order or the other document."
                ),
                code="order_changed",
                order=order.number,
            )
    return share


def _nothing_to_sell(submission: Submission, order: OrderFacts, share: Share) -> Held:
    """Why a part of an order that is not above zero gets no document (never an invoice of nothing, or below)."""
    if share.total < 0:
        return Held(
            gettext_noop(
                "Order %(order)s amounts to %(total)s, and no document is issued below zero. Correct the order, or "
                "cancel this document here."
            ),
            code="negative_total",
            order=order.number,
            total=share.total,
        )
    if order.total == 0:
        return Held(
            gettext_noop("Order %(order)s amounts to 0.00, so there is nothing to invoice. Cancel this document."),
            code="zero_total",
            order=order.number,
        )
    records = [line.stockrecord_id for line in share.lines if line.stockrecord_id]
    links = ProductLink.objects.filter(warehouse=submission.warehouse, stockrecord__in=records, sync_stock=True)
    if links.exists():
        return Held(
            gettext_noop(
                "All that order %(order)s has from “%(warehouse)s” was free, so there is nothing to invoice, but the "
                "goods leave the warehouse. Write them off in the accounting system, then cancel this document here."
            ),
            code="free_goods",
            order=order.number,
            warehouse=submission.warehouse_name,
        )
    return NothingToInvoice(
        gettext_noop("The part of order %(order)s from “%(warehouse)s” amounts to 0.00: there is nothing to invoice."),
        code="nothing_to_invoice",
        order=order.number,
        warehouse=submission.warehouse_name,
    )


def _numbered(submission: Submission, document: Document) -> Document:
    """`document` with the shop's own number, if the shop numbers; a number once taken stays the row's."""
    integration = submission.integration
    if integration is None or integration.numbering != Numbering.SHOP:
        return document
    if not submission.own_number:
        series = integration.series.filter(kind=submission.kind).first()
        if series is None:
            raise Held(
                gettext_noop("“%(integration)s” numbers its documents in the shop, but has no series. Add a series."),
                code="series_missing",
                integration=integration.name,
            )
        submission.take_number(series.prefix, series.take())
    return replace(document, series=submission.own_series, number=submission.own_number)


def _delivery(order: OrderFacts) -> Address:
    address = order.order.shipping_address
    return clean_address(postal_address(address)) if address else Address()


def _payments(
    order: OrderFacts, shares: Mapping[str, Share], partner_key: str, warehouse: Warehouse
) -> tuple[Payment, ...]:
    """The order's payments; those of an order that was split are shared out like its total."""
    names = dict(warehouse.integration.payment_mappings.values_list("source_type", "remote_code"))
    payments = []
    for source in order.order.sources.all():
        paid = round_cents(_received(source))
        parts = split(paid, [share.total for share in shares.values()])
        amount = parts[list(shares).index(partner_key)]
        if amount > ZERO:
            code = source.source_type.code
            payments.append(
                Payment(method=code, amount=amount, reference=source.reference or "", remote_code=names.get(code, ""))
            )
    return tuple(payments)


def _received(source: Any) -> Decimal:
    received: Decimal = source.amount_debited - source.amount_refunded
    return received
