"""The first three steps: choose the system, enter its keys, test the connection."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.integrations import last_test
from oscar_lt_accounting.dashboard.integrations.base_view import IntegrationPage
from oscar_lt_accounting.dashboard.integrations.forms import CreateForm, KeysForm
from oscar_lt_accounting.dashboard.integrations.setup_steps import (
    FAULT,
    OK,
    connect_or_reason,
    integration_url,
    missing_settings,
    next_open_step_url,
    next_step_url,
    steps,
)
from oscar_lt_accounting.dashboard.integrations.system_cards import cards, key_instructions, offered_systems
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.setup.timed_check import check_within_deadline

_TEMPLATES = "oscar_lt_accounting/dashboard/integrations"


class IntegrationCreateView(TemplateView):
    """Choose a system from cards, then enter what it takes; the row that is saved is switched off."""

    template_name = f"{_TEMPLATES}/create.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The cards, or the form of the system that was chosen."""
        code = request.GET.get("system", "")
        if not code:
            return self.render_to_response(self.get_context_data(cards=cards()))
        return self._ask(code, None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save it, once; what was typed stays where something has to be corrected, except keys."""
        form = CreateForm(request.POST, provider=self._provider(request.GET.get("system", "")))
        if (made := form.made()) is not None:
            return HttpResponseRedirect(integration_url("detail", made.pk))
        if not form.is_valid():
            return self._ask(request.GET["system"], form)
        try:
            with transaction.atomic():
                row = form.create()
                audit_line("create", actor=request.user, integration=row, reason=row.name).save()
        except IntegrityError:
            return self._lost(form)
        messages.success(request, _("“%(name)s” is saved and switched off. Next: test the connection.") % {"name": row})
        return HttpResponseRedirect(next_step_url("keys", row))

    def _ask(self, code: str, form: CreateForm | None) -> HttpResponse:
        provider = self._provider(code)
        form = form or CreateForm(provider=provider)
        return self.render_to_response(
            self.get_context_data(form=form, system=provider.name, instructions=key_instructions(code))
        )

    @staticmethod
    def _lost(form: CreateForm) -> HttpResponse:
        """Somebody, or the same form, was quicker."""
        made = form.made()
        return HttpResponseRedirect(integration_url("detail", made.pk) if made else integration_url("list"))

    @staticmethod
    def _provider(code: str) -> Any:
        try:
            return offered_systems()[code]
        except KeyError:
            raise Http404(code) from None


class IntegrationKeysView(IntegrationPage):
    """The address and the keys, entered anew; they are never shown."""

    template_name = f"{_TEMPLATES}/keys.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and where its answers are found."""
        kwargs.setdefault("form", KeysForm(integration=self.integration))
        return super().get_context_data(instructions=key_instructions(self.integration.provider), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was entered."""
        with transaction.atomic():
            form = KeysForm(request.POST, integration=self.locked())
            if not form.is_valid():
                return self.show(form=form)
            form.save()
            self.log_action("keys")
        last_test.forget(request, self.integration)
        messages.success(
            request, _("The keys of “%(name)s” are saved. Test the connection.") % {"name": form.integration}
        )
        return self.to("test")


# A remote call must hold no locks, also where the shop sets ATOMIC_REQUESTS.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class IntegrationTestView(IntegrationPage):
    """Ask the accounting system what the keys open, and look at our own set-up."""

    template_name = f"{_TEMPLATES}/test.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the last test of this visitor found."""
        row = self.integration
        provider, why = connect_or_reason(row)
        return super().get_context_data(
            tested=last_test.load(self.request, row),
            why=why,
            next=next_open_step_url("test", row, steps(row, why, missing_settings(row, provider))),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Test now; nothing is changed in the accounting system."""
        found = check_within_deadline(self.integration)
        last_test.keep(request, found, CLOCK.roughly())
        self.log_action("check", to_state=OK if found.ok else FAULT)
        if found.ok:
            messages.success(request, _("The connection works."))
        else:
            messages.warning(request, _("The test found something to fix; see below."))
        asked = request.POST.get("next", "")
        return self.to(asked if asked in ("warehouses", "mappings") else "test")
