"""What people enter when they decide about a document."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.services.invoicing.warnings import RELEASABLE


class SeenForm(forms.Form):
    """A decision, with the state and the number of attempts of the document its maker looked at.

    `states` are those in which the decision can be made.
    """

    states: ClassVar[tuple[State, ...]] = ()

    seen_state = forms.CharField(widget=forms.HiddenInput)
    seen_attempts = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, submission: Submission, name: str) -> None:
        seen = {"seen_state": submission.state, "seen_attempts": submission.attempt_count}
        super().__init__(data, initial=seen, auto_id=f"{name}-%s")
        self.submission = submission
        for word, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"{name}-{word}_helptext"

    @property
    def is_possible(self) -> bool:
        """Whether the document is in a state in which this can be decided."""
        return self.submission.state in self.states

    @property
    def is_current(self) -> bool:
        """Whether the document is still as its maker saw it, and the decision can be made."""
        seen = (self.data.get("seen_state"), self.data.get("seen_attempts"))
        return self.is_possible and seen == (self.submission.state, str(self.submission.attempt_count))


def _reason(help_text: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=_("Reason"), max_length=500, widget=widget, help_text=help_text)


class SendForm(SeenForm):
    """Send it again, or now."""

    states = (State.REJECTED, State.HELD, State.PENDING)


class ConfirmForm(SeenForm):
    """It is in the accounting system."""

    states = (State.UNCERTAIN,)

    number = forms.CharField(
        label=_("Invoice number"),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As the accounting system shows it."),
    )
    reason = _reason(_("How you know, for example: found under the order's number. It is kept with your name."))

    def clean_number(self) -> str:
        """A number belongs to one document only."""
        number: str = self.cleaned_data["number"]
        others = Submission.objects.filter(integration=self.submission.integration_id, remote_number=number)
        other = others.exclude(pk=self.submission.pk).select_related("order").only("order__number").first()
        if other is not None:
            raise ValidationError(
                _("This number already belongs to the document of order %(number)s."),
                params={"number": other.order.number},
            )
        return number


class ResendForm(SeenForm):
    """It is not in the accounting system: send it again."""

    states = (State.UNCERTAIN,)

    reason = _reason(_("Where you looked, for example: not in the list of sales. It is kept with your name."))
    confirmation = forms.CharField(
        label=_("The order's number, typed once more"),
        max_length=128,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_confirmation(self) -> str:
        """Typing the number shows that it is the document that is meant."""
        typed: str = self.cleaned_data["confirmation"]
        if typed != self.submission.order.number:
            raise ValidationError(
                _("This is not the number of the order. Type %(number)s to send it again."),
                params={"number": self.submission.order.number},
            )
        return typed


class AcknowledgeForm(SeenForm):
    """What the comparison with the accounting system brought up was dealt with."""

    states = (State.ISSUED,)

    reason = _reason(
        _("For example: corrected in the accounting system with the accountant. It is kept with your name.")
    )

    @property
    def is_possible(self) -> bool:
        """Only an issued document with a problem has something to deal with."""
        return super().is_possible and bool(self.submission.problem_code)


class SendAnywayForm(SeenForm):
    """Send it in spite of a warning."""

    states = (State.HELD,)

    reason = _reason(_("Why it is a sale, for example: the customer kept the goods. It is kept with your name."))

    @property
    def is_possible(self) -> bool:
        """Only a warning can be overruled, never unclear sums or VAT."""
        return super().is_possible and self.submission.problem_code in RELEASABLE


class CancelForm(SeenForm):
    """It shall never be sent."""

    states = (State.PENDING, State.REJECTED, State.HELD)

    reason = _reason(_("For example: entered by hand. It is kept with your name."))
