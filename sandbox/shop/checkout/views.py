"""Steps of the checkout that differ from Oscar's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView
from oscar.apps.checkout import views
from oscar.apps.checkout.exceptions import FailedPreCondition
from oscar.apps.checkout.session import CheckoutSessionMixin

from sandbox.shop import buyers, payment
from sandbox.shop.checkout.forms import BuyerForm, PaymentForm
from sandbox.shop.models import CompanyDetails

if TYPE_CHECKING:
    _BuyerFormView = FormView[BuyerForm]
else:
    _BuyerFormView = FormView


class IndexView(views.IndexView):
    """E-mail or log-in, then the buyer."""

    success_url = reverse_lazy("checkout:buyer")

    def form_valid(self, form: Any) -> HttpResponse:
        """Go on to the buyer, also by way of a new account."""
        response: HttpResponse = super().form_valid(form)
        if form.is_new_account_checkout():
            here, there = reverse("checkout:shipping-address"), reverse("checkout:buyer")
            return redirect(response["Location"].replace(f"next={here}", f"next={there}"))
        return response


class BuyerView(CheckoutSessionMixin, _BuyerFormView):
    """Person or company. Optional: who skips it is a person."""

    template_name = "oscar/checkout/buyer.html"
    form_class = BuyerForm
    success_url = reverse_lazy("checkout:shipping-address")
    pre_conditions = ("check_basket_is_not_empty", "check_basket_is_valid", "check_user_email_is_captured")

    def get_initial(self) -> dict[str, Any]:
        """The answer given before, else the company this customer last bought for."""
        company = buyers.remembered(self.request)
        user = self.request.user
        if company is None and user.is_authenticated and not buyers.has_answered(self.request):
            last = CompanyDetails.objects.filter(order__user_id=user.pk).order_by("order__date_placed").last()
            if last is not None:
                company = buyers.Company(name=last.name, code=last.code, vat_code=last.vat_code)
        return {"buyer": BuyerForm.COMPANY, **company} if company else {}

    def form_valid(self, form: BuyerForm) -> HttpResponse:
        """Keep the answer for the order."""
        buyers.remember(self.request, form.company())
        return super().form_valid(form)


class PaymentDetailsView(views.PaymentDetailsView):
    """Choice of the way to pay, then the preview."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Oscar's context, the choice and what was chosen."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = self.checkout_session.payment_method()
        context.setdefault("payment_form", self._form(context["shipping_address"]))
        context["payment_way"] = payment.WAYS.get(chosen) if context["order_total"].incl_tax else None
        context["company"] = buyers.remembered(self.request)
        return context

    def handle_payment_details_submission(self, request: Any) -> HttpResponse:
        """Keep the choice and show the preview."""
        form = self._form(self.get_shipping_address(request.basket), request.POST)
        if not form.is_valid():
            again: HttpResponse = self.render_payment_details(request, payment_form=form)
            return again
        self.checkout_session.pay_by(form.cleaned_data["method"])
        return HttpResponseRedirect(reverse("checkout:preview"))

    def check_payment_data_is_captured(self, request: Any) -> None:
        """A way to pay that is open to this order was chosen, unless it is free."""
        if request.method == "POST" and request.POST.get("action") != "place_order":
            return
        submission = self.build_submission()
        open_ways = {way.code for way in payment.ways_for(submission["shipping_address"])}
        if submission["order_total"].incl_tax and self.checkout_session.payment_method() not in open_ways:
            raise FailedPreCondition(url=reverse("checkout:payment-details"), message=_("Please choose how to pay"))

    def _form(self, address: Any | None, answer: Any | None = None) -> PaymentForm:
        ways = payment.ways_for(address)
        chosen = self.checkout_session.payment_method()
        initial = {"method": chosen} if chosen in {way.code for way in ways} else {}
        return PaymentForm(answer, ways=ways, initial=initial)
