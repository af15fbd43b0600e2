"""Forms of the checkout that Oscar does not have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.checkout import forms as oscar_forms

from oscar_lt_accounting.domain.identifiers import compact_vat_code, eu_vat_country
from sandbox.shop.buyers import Company
from sandbox.shop.payment import Way


class ShippingAddressForm(oscar_forms.ShippingAddressForm):
    """Oscar's address, with the lines a Lithuanian address has."""

    class Meta(oscar_forms.ShippingAddressForm.Meta):
        """Neither a third line nor a state."""

        fields = tuple(
            field for field in oscar_forms.ShippingAddressForm.Meta.fields if field not in {"line3", "state"}
        )


class BuyerForm(forms.Form):
    """A private person, or a company with its codes."""

    PERSON, COMPANY = "person", "company"

    buyer = forms.ChoiceField(
        label=_("Who is buying?"),
        choices=[(PERSON, _("A private person")), (COMPANY, _("A company"))],
        widget=forms.RadioSelect,
        initial=PERSON,
    )
    name = forms.CharField(label=_("Company name"), max_length=255, required=False)
    code = forms.CharField(label=_("Company code"), max_length=20, required=False)
    vat_code = forms.CharField(
        label=_("VAT code"),
        max_length=20,
        required=False,
        help_text=_("With the two letters of the country. Leave empty if the company is not a VAT payer."),
    )

    def clean_vat_code(self) -> str:
        """The code without blanks, refused when no EU state has such numbers."""
        code = compact_vat_code(self.cleaned_data["vat_code"])
        if code and not eu_vat_country(code):
            raise forms.ValidationError(_("No country of the EU has such a VAT code."))
        return code

    def clean(self) -> dict[str, Any]:
        """Companies have a name and a code."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("buyer") == self.COMPANY:
            for field in ("name", "code"):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, _("A company has one."))
        return cleaned

    def company(self) -> Company | None:
        """The company of a valid form."""
        cleaned = self.cleaned_data
        if cleaned["buyer"] != self.COMPANY:
            return None
        return Company(name=cleaned["name"], code=cleaned["code"], vat_code=cleaned["vat_code"])


class PaymentForm(forms.Form):
    """A choice among the ways open to the order."""

    method = forms.ChoiceField(label=_("How would you like to pay?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Sequence[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = ways
        self.fields["method"].choices = [(way.code, way.title) for way in ways]  # type: ignore[attr-defined]
        self.initial.setdefault("method", ways[0].code)
