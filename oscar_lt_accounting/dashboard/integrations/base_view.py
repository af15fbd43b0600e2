"""What all pages of one integration share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.integrations.setup_steps import integration_url
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.records import audit_line


class IntegrationPage(TemplateView):
    """A page of one integration."""

    integration: Integration
    #: Whether the page makes no sense while the accounting system's package is not installed.
    needs_provider = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the integration; without its package only its own page and its end are left."""
        self.integration = get_object_or_404(Integration, pk=kwargs["pk"])
        if self.needs_provider and self.integration.provider_name == self.integration.provider:
            messages.error(
                request,
                _("The accounting system “%(provider)s” is not installed. Install its package again.")
                % {"provider": self.integration.provider},
            )
            return self.to("detail")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The integration, and what the templates need of it."""
        return super().get_context_data(integration=self.integration, **kwargs)

    def show(self, **words: Any) -> HttpResponse:
        """The page once more, as an answer to what was sent."""
        return self.render_to_response(self.get_context_data(**words))

    def to(self, name: str) -> HttpResponseRedirect:
        """Go to another page of this integration."""
        return HttpResponseRedirect(integration_url(name, self.integration.pk))

    def log_action(self, verb: str, **words: Any) -> None:
        """Write down what this visitor did."""
        audit_line(verb, actor=self.request.user, integration=self.integration, **words).save()

    def locked(self) -> Integration:
        """The row as it is now, for this transaction alone."""
        self.integration = get_object_or_404(Integration.objects.select_for_update(), pk=self.integration.pk)
        return self.integration
