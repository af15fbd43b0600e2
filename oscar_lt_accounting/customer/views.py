"""The PDF of a customer's own invoice: the file, or a page that says when it will be there."""

from __future__ import annotations

from abc import abstractmethod
from datetime import timedelta
from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.text import get_valid_filename
from django.views.generic import View
from oscar.core.loading import get_model

from oscar_lt_accounting.models import DocumentPdf, Submission
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.pdfs import fetching, order_pdfs

#: How long the page looks again by itself; after that the customer is asked to come back.
PATIENCE = timedelta(minutes=5)
RELOAD_SECONDS = 5


class PdfView(View):
    """Asks for the PDF at most; a worker fetches it, so no customer waits for the accounting system."""

    http_method_names = ("get", "head", "options")

    @abstractmethod
    def document(self, **kwargs: Any) -> Submission:
        """The document that is asked for, if this customer may have it; raises `Http404`."""

    @abstractmethod
    def order_url(self, submission: Submission) -> str:
        """The page of the order, to go back to."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The file if it is there, else a page that says why not."""
        submission = self.document(**kwargs)
        row = fetching.ask_for(submission)
        response = _file(submission, row) or self._page(submission, row)
        patch_cache_control(response, private=True, no_store=True)
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _page(self, submission: Submission, row: DocumentPdf | None) -> HttpResponseBase:
        waits = row is not None and not row.file and row.not_before is not None
        context = {
            "submission": submission,
            "order": submission.order,
            "order_url": self.order_url(submission),
            "waits": waits,
            "reload_after": RELOAD_SECONDS if waits and row and CLOCK.roughly() - row.asked_at < PATIENCE else 0,
        }
        return render(self.request, "oscar_lt_accounting/customer/invoice.html", context, status=202 if waits else 200)


class InvoicePdfView(LoginRequiredMixin, PdfView):
    """For customers with an account: their own orders only."""

    def document(self, **kwargs: Any) -> Submission:
        """An issued document of one of the reader's own orders."""
        user: Any = self.request.user
        return get_object_or_404(order_pdfs.issued().filter(order__user=user), pk=kwargs["pk"])

    def order_url(self, submission: Submission) -> str:
        """In the customer's account."""
        return reverse("customer:order", kwargs={"order_number": submission.order.number})


class GuestInvoicePdfView(PdfView):
    """For guests: the link of their order's page and the order's e-mail, as that page itself asks for them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask for the e-mail first where Oscar's own page of the order would."""
        order = get_model("order", "Order").objects.filter(user=None, number=kwargs["number"]).first()
        if order is None or not order.check_verification_hash(kwargs["hash"]):
            raise Http404
        if not order.email or request.session.get("anon_order_email") != order.email:
            return HttpResponseRedirect(self._address("customer:anon-order-form"))
        return super().dispatch(request, *args, **kwargs)

    def document(self, **kwargs: Any) -> Submission:
        """An issued document of the order that the link is for."""
        rows = order_pdfs.issued().filter(order__user=None, order__number=kwargs["number"])
        return get_object_or_404(rows, pk=kwargs["pk"])

    def order_url(self, submission: Submission) -> str:
        """The guest's page of the order."""
        return self._address("customer:anon-order")

    def _address(self, name: str) -> str:
        return reverse(name, kwargs={"order_number": self.kwargs["number"], "hash": self.kwargs["hash"]})


def _file(submission: Submission, row: DocumentPdf | None) -> FileResponse | None:
    if row is None or not row.file:
        return None
    try:
        content = row.file.open()
    except FileNotFoundError:
        return None
    name = get_valid_filename(f"{submission.remote_number or submission.reference}.pdf")
    return FileResponse(content, as_attachment=True, content_type="application/pdf", filename=name)
