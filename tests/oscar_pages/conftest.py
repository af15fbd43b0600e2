from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oscar_lt_accounting.services.pdfs import fetching
from tests.dashboard.conftest import keeper, make, no_remote_calls, people, visit
from tests.shop import Item

__all__ = ["keeper", "make", "no_remote_calls", "people", "placed", "visit"]

PDF = b"%PDF-1.4 the invoice"


@pytest.fixture(autouse=True)
def whole_shop(settings, tmp_path):
    settings.ROOT_URLCONF = "tests.oscar_pages.urls"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING}


@pytest.fixture
def placed(shop, connect):  # the same as the dashboard's, in a system that gives PDFs
    order = shop.place([Item("24.20", title="Medus")], number="T-placed")
    return order, connect("Vilnius", provider="robolabs", name="system with PDFs")


@pytest.fixture
def queries():
    """How many queries a page takes."""

    def _queries(client, address):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    return _queries


@pytest.fixture
def keep():
    """Puts the PDF of a document where the worker puts it."""

    def _keep(row):
        asked = fetching.ask_for(row)
        assert asked
        asked.keep(PDF)

    return _keep


def order_page(order):
    return reverse("dashboard:order-detail", kwargs={"number": order.number})


def order_list():
    return reverse("dashboard:order-list")
