"""Long work asked for by a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from oscar_lt_accounting.services import jobs


def begin(request: HttpRequest, kind: str, params: Mapping[str, Any]) -> HttpResponse:
    """Ask for it, and show how far it is; asking twice gives the same work."""
    job = jobs.start(kind, params, actor=request.user)
    messages.info(request, _("This goes on in the background; you may leave the page."))
    return HttpResponseRedirect(reverse("accounting-dashboard:accounting-job-detail", kwargs={"pk": job.pk}))
