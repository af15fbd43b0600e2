"""The whole demo, loaded twice in a process of its own, as the sandbox loads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal

import pytest

from oscar_lt_accounting.testing.simulators import Server, all_systems
from sandbox.demo import files
from tests.settings import ROOT

SCRIPT = """
import json, django
django.setup()
from django.core.management import call_command
from django.test import Client
from oscar.core.loading import get_model
from sandbox.shop.buyers import company_details
from sandbox.shop.loading import orders

call_command("migrate", run_syncdb=True, verbosity=0)
counts = []
for _ in range(2):
    call_command("demo_shop", verbosity=0)
    call_command("demo_books", verbosity=0)
    call_command("demo_orders", verbosity=0)
    models = [("catalogue", "Product"), ("partner", "StockRecord"), ("order", "Order"), ("payment", "Source"),
              ("offer", "ConditionalOffer"), ("voucher", "Voucher"), ("address", "Country"), ("catalogue", "Category")]
    counts.append([get_model(*model).objects.count() for model in models])

told = {}
for row in orders.files.orders():
    order = orders.by_kind(row["kind"])
    order.refresh_from_db()
    lines = list(order.lines.all())
    told[row["kind"]] = {
        "number": order.number, "total": str(order.total_incl_tax), "net": str(order.total_excl_tax),
        "warehouses": sorted({line.partner.code for line in lines}),
        "codes": sorted({str(line.tax_code) for line in lines}),
        "lines": len(lines), "shipping": str(order.shipping_incl_tax), "shipping_code": str(order.shipping_tax_code),
        "fees": [[fee.code, str(fee.incl_tax), fee.tax_code] for fee in order.surcharges.all()],
        "sources": [[source.source_type.code, str(source.amount_allocated), str(source.amount_debited)]
                    for source in order.sources.all()],
        "status": order.status, "company": company_details(order), "guest": order.guest_email,
        "allocated": sum(line.stockrecord.num_allocated or 0 for line in lines),
    }
client = Client(HTTP_HOST="127.0.0.1")
pages = {path: client.get(path, HTTP_ACCEPT_LANGUAGE="en").status_code for path in
         ("/catalogue/", "/search/?q=puodelis", "/basket/", "/accounts/login/", "/offers/")}
from oscar_lt_accounting.models import Integration, Submission
from oscar_lt_accounting.services.outbox.worker import Worker
for integration in Integration.objects.all():
    integration.settings["limits"] = []
    integration.save()
Submission.objects.update(not_before="2020-01-01T00:00:00Z")
Worker(parallel=False).run()
documents = [
    {"order": row.order.number, "total": str(row.total), "state": row.state, "code": row.problem_code,
     "system": row.integration.provider, "number": row.remote_number}
    for row in Submission.objects.select_related("order", "integration")
]
print(json.dumps({"counts": counts, "orders": told, "pages": pages, "documents": documents}))
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.sandbox.quick",
        "SANDBOX_VAR": str(tmp_path_factory.mktemp("var")),
    }
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", SCRIPT]
    with Server(all_systems()) as server:
        environment["SIMULATOR_PORT"] = server.address.rpartition(":")[2]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr
        books = {
            "b1": [
                (str(document.gross), document.issued) for document in server.systems["b1"].books["vilnius"].documents
            ],
            "robolabs": [
                (str(document.gross), document.issued)
                for document in server.systems["robolabs"].books["kaunas"].documents
            ],
        }
    return {**json.loads(done.stdout.splitlines()[-1]), "books": books}


@pytest.fixture(scope="module")
def orders(demo):
    return demo["orders"]


def test_the_second_time_adds_nothing(demo):
    first, second = demo["counts"]
    assert first == second
    assert first[0] == len(files.products())
    assert first[2] == len(files.orders())


def test_the_pages_open(demo):
    assert set(demo["pages"].values()) == {200}


def test_orders_draw_on_the_warehouses_they_should(orders):
    assert orders["one-warehouse"]["warehouses"] == ["vilnius"]
    assert orders["two-warehouses"]["warehouses"] == ["kaunas", "vilnius"]
    assert orders["fifty-lines"]["warehouses"] == ["kaunas", "vilnius"]
    assert orders["sold-out-first"]["warehouses"] == ["kaunas"]
    assert orders["fifty-lines"]["lines"] == 50


def test_vat_follows_goods_buyer_and_destination(orders):
    codes = {kind: order["codes"] for kind, order in orders.items()}
    assert codes["mixed-vat"] == ["PVM1", "PVM3", "PVM58"]
    assert codes["eu-consumer"] == ["PVM1", "PVM3"]
    assert codes["eu-business"] == ["PVM13"]
    assert codes["eu-business-service"] == ["PVM15"]
    assert codes["export"] == ["PVM12"]
    assert codes["gift-card"] == ["None"]
    for kind in ("eu-business", "eu-business-service", "export", "gift-card"):
        assert orders[kind]["total"] == orders[kind]["net"]
    assert orders["eu-business"]["shipping_code"] == "PVM13"
    assert orders["export"]["shipping_code"] == "PVM12"


def test_discounts_and_fees(orders):
    assert orders["three-for-two"]["total"] == "23.39"
    assert orders["voucher"]["total"] == "80.28"
    assert orders["fixed-discount"]["total"] == "53.69"
    assert orders["free"]["total"] == "0.00"
    assert orders["free-goods"]["total"] == orders["free-goods"]["shipping"] == "2.99"
    assert orders["two-warehouses"]["shipping"] == "0.00"
    assert orders["cash-on-delivery"]["fees"] == [["cash-on-delivery", "1.50", "PVM1"]]


def test_money_is_promised_or_there(orders):
    assert orders["guest"]["sources"] == [["card", "28.49", "28.49"]]
    assert orders["company"]["sources"] == [["bank-transfer", "126.40", "0.00"]]
    assert orders["free"]["sources"] == []
    assert {kind for kind, order in orders.items() if order["status"] == "Pending"} == {
        "company",
        "company-without-vat",
        "eu-business",
        "cash-on-delivery",
        "fifty-lines",
    }


def test_buyers(orders):
    assert orders["company"]["company"]["vat_code"].startswith("LT")
    assert orders["company-without-vat"]["company"]["vat_code"] == ""
    assert orders["guest"]["company"] is None
    assert orders["guest"]["guest"]
    assert not orders["one-warehouse"]["guest"]


def test_shipped_and_cancelled_orders_hold_no_stock(orders):
    assert orders["shipped"]["status"] == "Shipped"
    assert orders["cancelled"]["status"] == "Cancelled"
    assert orders["shipped"]["allocated"] == orders["cancelled"]["allocated"] == 0
    assert orders["guest"]["allocated"] == 1


#: Orders that are not sent, and why.
NOT_SENT = {
    "200012": "buyer_code",  # RoboLabs asks a code of every foreigner
    "200013": "buyer_code",
    "200014": "gift_card",
    "200015": "gift_card",
    "200024": "zero_total",
    "200029": "order_ended",
}


def test_every_order_is_in_the_books_or_says_why_not(demo):
    held = {document["order"]: document["code"] for document in demo["documents"] if document["state"] != "issued"}
    assert held == NOT_SENT
    assert len(demo["documents"]) > len(demo["orders"])


def test_the_documents_of_an_order_add_up_to_it(demo):
    totals = {order["number"]: Decimal(order["total"]) for order in demo["orders"].values()}
    for number, total in totals.items():
        documents = [document for document in demo["documents"] if document["order"] == number]
        if number not in NOT_SENT:
            assert sum(Decimal(document["total"]) for document in documents) == total


def test_the_simulated_books_hold_just_these_documents(demo):
    for system, documents in demo["books"].items():
        ours = [row["total"] for row in demo["documents"] if row["system"] == system and row["state"] == "issued"]
        assert sorted(gross for gross, _issued in documents) == sorted(ours)
        assert all(issued for _gross, issued in documents)
