"""The shop's addresses with those of customers' invoices in front."""

from __future__ import annotations

from django.urls import include, path

from tests.urls import urlpatterns as _shop

urlpatterns = [path("invoices/", include("oscar_lt_accounting.customer.urls")), *_shop]
