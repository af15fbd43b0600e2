"""Documents for an order that has none: made because somebody asks for them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View
from oscar.core.loading import get_model

from oscar_lt_accounting.models import Trigger
from oscar_lt_accounting.page_urls import order_url
from oscar_lt_accounting.services.outbox.enqueue import Occasion, enqueue, known_partners, warehouses_in_use


class EnqueueView(View):
    """Puts what the order still owes into the queue, whatever its integrations wait for."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        """Nothing is made by following a link."""
        return self._back(number)

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Make the rows once; a second press finds them made."""
        order = get_object_or_404(get_model("order", "Order"), number=number)
        if not warehouses_in_use():
            messages.warning(
                request, _("No partner is connected to a warehouse in use, so there is nowhere to send to.")
            )
            return self._back(number)
        if made := _make(order, request.user):
            sentence = ngettext(
                "%(count)d document of order %(number)s is in the queue and is sent next.",
                "%(count)d documents of order %(number)s are in the queue and are sent next.",
                made,
            )
            messages.success(request, sentence % {"count": made, "number": order.number})
        else:
            sentence = _("Order %(number)s has all its documents already; nothing was made.")
            messages.info(request, sentence % {"number": order.number})
        return self._back(number)

    def _back(self, number: str) -> HttpResponse:
        listed = reverse("accounting-dashboard:accounting-submission-list")
        return HttpResponseRedirect(order_url(self.request.user, number) or listed)


def _make(order: Any, actor: Any) -> int:
    try:
        with transaction.atomic():
            return len(enqueue(order, Occasion(Trigger.MANUAL, actor=actor), known=known_partners(order.pk)))
    except IntegrityError:
        return 0
