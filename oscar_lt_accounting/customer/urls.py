"""Addresses of customers' invoices, to be included before Oscar's own."""

from __future__ import annotations

from django.urls import path

from oscar_lt_accounting.customer.views import GuestInvoicePdfView, InvoicePdfView

app_name = "accounting-customer"
urlpatterns = [
    path("<int:pk>/pdf/", InvoicePdfView.as_view(), name="invoice-pdf"),
    path("guest/<str:number>/<str:hash>/<int:pk>/pdf/", GuestInvoicePdfView.as_view(), name="guest-invoice-pdf"),
]
