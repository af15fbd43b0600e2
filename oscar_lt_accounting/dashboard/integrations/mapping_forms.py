"""The tables a person fills in: warehouses and their partners, VAT codes, payment types, series."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.vat import rates_on
from oscar_lt_accounting.models import (
    DocumentKind,
    Integration,
    Numbering,
    PaymentMapping,
    ProductLink,
    Series,
    VatMapping,
    Warehouse,
)
from oscar_lt_accounting.providers.base import Choice

_SINCE = timedelta(days=90)
Lists = Mapping[str, Sequence[Choice]]


class _Row(forms.ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """A row; a new one counts only once its `key` is filled in, so that suggestions may stay as they are."""

    key = ""

    def has_changed(self) -> bool:
        """Whether there is anything to save."""
        if self.instance.pk or not self.is_bound:
            return super().has_changed()
        return bool(str(self.data.get(self.add_prefix(self.key), "")).strip())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = str(self.prefix or "").rpartition("-")[0]
        for name, field in self.fields.items():
            css_class = (
                "form-check-input position-static ml-0" if isinstance(field, forms.BooleanField) else "form-control"
            )
            field.widget.attrs.update({"class": f"{css_class} no-widget-init", "autocomplete": "off"})
            if field.help_text:  # it stands once, in the head of the table
                field.widget.attrs["aria-describedby"] = f"{table}-{name}_help"


class WarehouseRow(_Row):
    """A warehouse of the accounting system and its partner in the shop."""

    key = "partner"

    class Meta:
        model = Warehouse
        fields = ("name", "code", "partner", "priority", "is_active")

    def clean_partner(self) -> Any:
        """Links belong to the partner's products, so a warehouse with links keeps its partner."""
        partner = self.cleaned_data["partner"]
        row = self.instance
        if row.pk and partner.pk != row.partner_id and ProductLink.objects.filter(warehouse=row).exists():
            raise ValidationError(
                _("Products are linked to this warehouse, so it keeps its partner. Add another warehouse instead.")
            )
        return partner

    def clean(self) -> dict[str, Any]:
        """A partner sells from one warehouse at a time."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        partner = cleaned.get("partner")
        if partner and cleaned.get("is_active"):
            rows = Warehouse.objects.filter(partner=partner, is_active=True).exclude(pk=self.instance.pk)
            other = rows.select_related("integration").first()
            if other is not None:
                raise ValidationError(
                    {
                        "partner": gettext(
                            "“%(partner)s” already has the warehouse “%(warehouse)s” of “%(integration)s” in use. "
                            "Choose another partner, or take that warehouse out of use and save first."
                        )
                        % {"partner": partner, "warehouse": other.name, "integration": other.integration.name}
                    }
                )
        return cleaned


class VatRow(_Row):
    """A VAT rate and its code in the accounting system."""

    key = "remote_code"

    class Meta:
        model = VatMapping
        fields = ("rate", "destination", "buyer", "remote_code")


class PaymentRow(_Row):
    """A way of paying and its code in the accounting system."""

    key = "remote_code"

    class Meta:
        model = PaymentMapping
        fields = ("source_type", "remote_code")


class SeriesRow(_Row):
    """A numbering series of the shop."""

    key = "prefix"

    class Meta:
        model = Series
        fields = ("kind", "prefix", "digits", "next_number")


class _Warehouses(BaseInlineFormSet):  # type: ignore[type-arg]
    """No partner twice."""

    def clean(self) -> None:
        """Say which partner was chosen for two warehouses in use."""
        super().clean()
        seen: set[int] = set()
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            partner = cleaned.get("partner")
            if not partner or not cleaned.get("is_active"):
                continue
            if partner.pk in seen:
                form.add_error("partner", gettext("“%(partner)s” is chosen twice.") % {"partner": partner})
            seen.add(partner.pk)


def warehouse_rows(integration: Integration, lists: Lists, data: Any = None) -> Any:
    """A row for each warehouse that is paired or was found in the accounting system, and an empty one."""
    rows = _formset(Warehouse, WarehouseRow, integration, data, formset=_Warehouses, delete=False)
    known = {row.code for row in rows.get_queryset()}
    found = [one for one in lists.get("warehouses", ()) if one.code not in known]
    _suggest(rows, [{"code": one.code, "name": one.name or one.code} for one in found])
    partners = [("", "–"), *((partner.pk, str(partner)) for partner in get_model("partner", "Partner").objects.all())]
    for form in rows.forms:
        form.fields["partner"].choices = partners
    return rows


def vat_rows(integration: Integration, lists: Lists, today: date, data: Any = None) -> Any:
    """A row for each mapping, and one for each rate that an order of the last 90 days can have."""
    rows = _formset(VatMapping, VatRow, integration, data)
    known = {row.rate for row in rows.get_queryset()}
    rates = sorted({*rates_on(today), *rates_on(today - _SINCE), Decimal(0)} - known, reverse=True)
    choices = lists.get("vat_codes", ())
    return _suggest(rows, [{"rate": f"{rate:f}", "remote_code": _only(choices, f"{rate:f}")} for rate in rates])


def payment_rows(integration: Integration, data: Any = None) -> Any:
    """A row for each mapping, and one for each way of paying that the shop has."""
    rows = _formset(PaymentMapping, PaymentRow, integration, data)
    known = {row.source_type for row in rows.get_queryset()}
    codes = get_model("payment", "SourceType").objects.order_by("code").values_list("code", flat=True)
    return _suggest(rows, [{"source_type": code} for code in codes if code not in known])


def series_rows(integration: Integration, lists: Lists, data: Any = None) -> Any:
    """A row for each series, and one for invoices where the shop numbers and has none."""
    rows = _formset(Series, SeriesRow, integration, data)
    kinds = {row.kind for row in rows.get_queryset()}
    if integration.numbering != Numbering.SHOP or DocumentKind.INVOICE in kinds:
        return _suggest(rows, [])
    choices = lists.get("series", ())
    return _suggest(rows, [{"kind": DocumentKind.INVOICE, "prefix": choices[0].code if len(choices) == 1 else ""}])


def _only(choices: Sequence[Choice], rate: str) -> str:
    """The code of the one choice whose name has `rate` as a percentage; empty when several or none do."""
    percentage = re.compile(rf"(?<![\d.,]){re.escape(rate)}\s*%")
    fitting = [one for one in choices if percentage.search(one.name)]
    return fitting[0].code if len(fitting) == 1 else ""


def _suggest(rows: Any, initial: list[dict[str, Any]]) -> Any:
    """`rows` with one new row for each of `initial`, and an empty one."""
    rows.initial_extra = [*initial, {}]
    rows.extra = len(rows.initial_extra)
    return rows


def _formset(
    model: Any,
    form: type[_Row],
    integration: Integration,
    data: Any,
    *,
    formset: Any = BaseInlineFormSet,
    delete: bool = True,
) -> Any:
    made: Any = inlineformset_factory(
        Integration, model, form=form, formset=formset, extra=0, can_delete=delete, can_delete_extra=False
    )
    return made(data, instance=integration, prefix=model._meta.model_name)
