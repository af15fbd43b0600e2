"""Changing how an integration works, copying it, and removing one that nothing hangs on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from oscar_lt_accounting.dashboard.integrations.base_view import IntegrationPage
from oscar_lt_accounting.dashboard.integrations.behaviour_form import BehaviourForm
from oscar_lt_accounting.dashboard.integrations.forms import DuplicateForm
from oscar_lt_accounting.dashboard.integrations.setup_steps import integration_url
from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services.setup.dependents import dependents, duplicate

_TEMPLATES = "oscar_lt_accounting/dashboard/integrations"


class IntegrationEditView(IntegrationPage):
    """Everything but the keys and the switch."""

    template_name = f"{_TEMPLATES}/edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        if "form" not in kwargs:
            kwargs["form"] = BehaviourForm(integration=self.integration)
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save it; a change is written down with the names of what was changed."""
        with transaction.atomic():
            form = BehaviourForm(request.POST, integration=self.locked())
            if not form.is_valid():
                return self.show(form=form)
            changed = [str(form.fields[name].label) for name in form.changed_data]
            form.save()
            if changed:
                self.log_action("edit", reason=", ".join(changed))
        if changed:
            messages.success(request, _("“%(name)s” is saved.") % {"name": form.instance})
        else:
            messages.info(request, _("Nothing was changed."))
        return self.to("detail")


class IntegrationDuplicateView(IntegrationPage):
    """The same settings and mappings for another warehouse."""

    template_name = f"{_TEMPLATES}/duplicate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form."""
        if "form" not in kwargs:
            kwargs["form"] = DuplicateForm(integration=self.integration)
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the copy, once."""
        form = DuplicateForm(request.POST, integration=self.integration)
        if (made := form.made()) is not None:
            return HttpResponseRedirect(integration_url("detail", made.pk))
        if not form.is_valid():
            return self.show(form=form)
        try:
            with transaction.atomic():
                copy = self._copy(form.cleaned_data)
        except Misconfigured as error:
            form.add_error("with_keys", translated(error.problem.message, dict(error.problem.params)))
            return self.show(form=form)
        except IntegrityError:
            made = form.made()
            return HttpResponseRedirect(integration_url("detail", made.pk) if made else integration_url("list"))
        messages.success(
            request, _("“%(name)s” is created and switched off. Next: pair its warehouse.") % {"name": copy}
        )
        return HttpResponseRedirect(integration_url("detail", copy.pk))

    def _copy(self, given: dict[str, Any]) -> Integration:
        copy = duplicate(
            self.integration,
            name=given["name"],
            base_url=given["base_url"],
            with_keys=given["with_keys"],
            uuid=given["uuid"],
        )
        audit_line("duplicate", actor=self.request.user, integration=copy, reason=self.integration.name).save()
        return copy


class IntegrationDeleteView(IntegrationPage):
    """Remove an integration; never one that documents, links or pulls hang on."""

    template_name = f"{_TEMPLATES}/delete.html"
    needs_provider = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What hangs on it."""
        return super().get_context_data(hanging=dependents(self.integration), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Remove it, or say what hangs on it."""
        with transaction.atomic():
            row = self.locked()
            if dependents(row) or row.is_active:
                messages.error(request, _("“%(name)s” was not deleted; see below.") % {"name": row})
                return self.to("delete")
            name = row.name
            row.delete()
            audit_line("delete", actor=request.user, reason=name).save()
        messages.success(request, _("“%(name)s” is deleted.") % {"name": name})
        return HttpResponseRedirect(integration_url("list"))
