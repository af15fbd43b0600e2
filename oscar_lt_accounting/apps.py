"""The app's entry into a Django project."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountingConfig(AppConfig):
    """Orders to the accounting system, stock back."""

    name = "oscar_lt_accounting"
    label = "oscar_lt_accounting"
    verbose_name = _("Accounting")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to orders, and check the settings at start."""
        from oscar_lt_accounting import checks, receivers

        checks.register_all()
        receivers.connect()
