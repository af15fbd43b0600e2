"""The buyer's data of one document, corrected by a person where they were refused."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.invoices.decision_forms import SeenForm
from oscar_lt_accounting.domain.documents import Buyer
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.services.invoicing.corrections import FIELDS, corrected, correction_of, resolved, values_of

logger = logging.getLogger(__name__)
#: Problems that speak of the buyer.
ABOUT_THE_BUYER = frozenset({"buyer_incomplete", "buyer_code", "buyer_too_long", "b1_verify"})
# What an accounting system refuses in its own words may be about the buyer, too.
_PERHAPS = ABOUT_THE_BUYER | {"rejected"}


def _text(label: Any, length: int, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text, widget=widget)


class BuyerForm(SeenForm):
    """Who the document is made out to; what stays as the order has it is not kept."""

    states: ClassVar[tuple[State, ...]] = (State.REJECTED, State.HELD)

    name = _text(_("Name"), 255, required=True)
    company_code = _text(_("Company code"), 32, _("With a code the buyer counts as a company."))
    vat_code = _text(_("VAT code of the buyer"), 32, _("With the letters of its country, such as LT100001919017."))
    street = _text(_("Street and house"), 255)
    city = _text(_("City"), 255)
    postcode = _text(_("Post code"), 32)
    country = _text(_("Country"), 2, _("Two letters, such as LT."))
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, submission: Submission, name: str) -> None:
        super().__init__(data, submission=submission, name=name)
        if self.is_possible and self.ordered is not None:
            self.initial |= values_of(self.ordered) | submission.buyer_correction

    @cached_property
    def ordered(self) -> Buyer | None:
        """The buyer as the order has it, None where the shop cannot tell."""
        try:
            return resolved(self.submission.order)
        except Exception:  # the shop's own resolver must not take the page away
            logger.exception("the buyer of order %s could not be resolved", self.submission.order_id)
            return None

    @property
    def is_possible(self) -> bool:
        """Whether the document was stopped by something its buyer's data can be the cause of."""
        return super().is_possible and self.submission.problem_code in _PERHAPS and self.ordered is not None

    @property
    def is_likely(self) -> bool:
        """Whether the problem is certainly about the buyer."""
        return self.submission.problem_code in ABOUT_THE_BUYER

    def clean(self) -> dict[str, Any]:
        """The data can be right, as far as can be told without asking anybody."""
        values = super().clean() or {}
        if self.ordered is not None and not self.errors:
            wanted = {name: values[name] for name in FIELDS}
            self.correction = correction_of(self.ordered, wanted)
            try:
                corrected(self.ordered, self.correction, order=self.submission.order.number)
            except Held as error:
                place = "country" if error.code == "buyer_incomplete" else "vat_code"
                problem = error.problem
                self.add_error(place, ValidationError(translated(problem.message, dict(problem.params))))
        return values
