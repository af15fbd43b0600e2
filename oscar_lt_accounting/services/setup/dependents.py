"""What hangs on an integration, and a copy of one for another warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from oscar_lt_accounting.models import Integration, ProductLink, StockPull


@dataclass(frozen=True, kw_only=True)
class Dependents:
    """How much hangs on an integration that must not be lost."""

    submissions: int
    links: int
    pulls: int

    def __bool__(self) -> bool:
        return bool(self.submissions or self.links or self.pulls)


def dependents(integration: Integration) -> Dependents:
    """Its documents, and the links and pulls of its warehouses."""
    return Dependents(
        submissions=integration.submissions.count(),
        links=ProductLink.objects.filter(warehouse__integration=integration).count(),
        pulls=StockPull.objects.filter(warehouse__integration=integration).count(),
    )


#: What a copy does not take over: its own identity, its state, and where the keys are.
_OWN = ("id", "uuid", "name", "credentials", "is_active", "start_date", "created_at", "read_back_at")
_STATE = ("resting_until", "is_blocked", "failures", "problem_code", "problem", "problem_detail")


def duplicate(integration: Integration, *, name: str, base_url: str, with_keys: bool, uuid: UUID) -> Integration:
    """A switched-off integration `name` with the same settings and mappings, without warehouses.

    The keys go along only to the same address. Series do not: two integrations would hand out the same
    numbers. Raises `Misconfigured` when the keys are asked for and cannot be opened.
    """
    fields = [field.attname for field in Integration._meta.concrete_fields]
    values = {field: getattr(integration, field) for field in fields if field not in (*_OWN, *_STATE)}
    keys = dict(integration.credentials) if with_keys and base_url == integration.base_url else {}
    with transaction.atomic():
        copy = Integration(**{**values, "uuid": uuid, "name": name, "base_url": base_url, "credentials": keys})
        copy.save()
        for mapping in integration.vat_mappings.all():
            copy.vat_mappings.create(
                rate=mapping.rate,
                destination=mapping.destination,
                buyer=mapping.buyer,
                remote_code=mapping.remote_code,
            )
        for payment in integration.payment_mappings.all():
            copy.payment_mappings.create(source_type=payment.source_type, remote_code=payment.remote_code)
    return copy
