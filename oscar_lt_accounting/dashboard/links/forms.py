"""The forms of the product links."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.links.lookup import item_words, typed_item
from oscar_lt_accounting.models import CatalogueItem, ProductLink, Warehouse
from oscar_lt_accounting.services.linking.refusals import nameless
from oscar_lt_accounting.services.linking.states import LinkState

_NO_NUL = RegexValidator(r"^[^\x00]*$", _("This text cannot be searched for."))


class LinkFilterForm(forms.Form):
    """What may be asked of the list."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=128,
        validators=[_NO_NUL],
        widget=forms.TextInput(attrs={"type": "search", "aria-describedby": "id_q_helptext"}),
        help_text=_("SKU or accounting code from its beginning, a part of the title, or the whole bar code."),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *((value, capfirst(str(label))) for value, label in LinkState.choices)],
    )

    def asked(self) -> dict[str, str]:
        """What was asked and could be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class LinkForm(forms.Form):
    """Which accounting product a stock record is; it works with and without a script."""

    item = forms.CharField(label=_("Accounting product"), required=False, max_length=18)
    typed = forms.CharField(
        label=_("or its code, bar code or id"), required=False, max_length=128, validators=[_NO_NUL]
    )
    units = forms.DecimalField(label=_("Accounting units per shop unit"), localize=True, required=False)
    sync_stock = forms.BooleanField(label=_("Update stock from the accounting system"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        record: Any,
        warehouse: Warehouse,
        link: ProductLink | None = None,
        options: list[CatalogueItem] | None = None,
        chosen: CatalogueItem | None = None,
    ) -> None:
        self.record, self.warehouse, self.link = record, warehouse, link
        self.options = list(options or ())
        if chosen is not None and chosen not in self.options:
            self.options.insert(0, chosen)
        super().__init__(
            data,
            auto_id=f"id_{record.pk}_%s",
            initial={
                "item": str(chosen.pk) if chosen else "",
                "units": (link.units if link else Decimal(1)).normalize() + 0,
                "sync_stock": link.sync_stock if link else True,
            },
        )
        self.fields["item"].widget = self._box(chosen)
        self.fields["units"].widget.attrs["inputmode"] = "decimal"

    def _box(self, chosen: CatalogueItem | None) -> forms.Select:
        address = f"{reverse('accounting-dashboard:accounting-catalogue-lookup')}?warehouse={self.warehouse.pk}"
        choices = [("", ""), *((str(item.pk), item_words(item)) for item in self.options)]
        attrs = {"class": "select2 form-control", "data-ajax-url": address, "data-width": "100%"}
        return forms.Select(choices=choices, attrs=attrs)

    def keep(self, item: CatalogueItem) -> None:
        """Offer what was chosen, when the form is shown again."""
        self.options.insert(0, item)
        self.fields["item"].widget = self._box(item)

    def clean_units(self) -> Decimal:
        """Empty means that both count the same, or as before."""
        given = self.cleaned_data["units"]
        if given is not None:
            return Decimal(given)
        return self.link.units if self.link else Decimal(1)

    def wanted(self) -> tuple[str, str]:
        """Id and code of the product; raises `LinkRefused`.

        What was typed counts before what is chosen in the box; with neither, a link keeps its product.
        """
        if typed := self.cleaned_data["typed"].strip():
            return typed_item(self.warehouse, typed)
        if chosen := self.cleaned_data["item"]:
            item = CatalogueItem.objects.filter(warehouse=self.warehouse, pk=_number(chosen)).first()
            if item is not None:
                self.keep(item)
                return item.remote_id, item.code
        elif self.link:
            return self.link.remote_id, self.link.remote_code
        raise nameless(self.record.partner_sku)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
