"""Addresses of the demo shop."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.urls import include, path, re_path
from django.views.static import serve


def _app(label: str) -> Any:
    return apps.get_app_config(label)


urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    # Without ATOMIC_REQUESTS: a picture must not wait for the database.
    re_path(r"^media/(?P<path>.*)$", transaction.non_atomic_requests(serve), {"document_root": settings.MEDIA_ROOT}),
]
if apps.is_installed("oscar_lt_accounting.dashboard"):
    urlpatterns.append(path("dashboard/accounting/", _app("accounting_dashboard").urls))
if apps.is_installed("oscar_lt_accounting"):
    urlpatterns.append(path("invoices/", include("oscar_lt_accounting.customer.urls")))
urlpatterns.append(path("", include(_app("oscar").urls[0])))
