"""Something of everything for the dashboard: documents in each state, linked, known and unknown products."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from io import BytesIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from inside import selling
from oscar.core.loading import get_model
from PIL import Image

from oscar_lt_accounting.models import Integration, ProductLink, Submission, VatMapping, Warehouse

#: States in which a document can be found, beside those that come of themselves (issued, on hold, waiting).
_ODD = ("rejected", "uncertain", "uncertain", "cancelled", "accepted")


def fill() -> None:
    """Sell, deliver, and change what cannot be brought about quickly."""
    jane = selling.browser(get_user_model().objects.get(username="jane"))
    warehouse = Warehouse.objects.get()
    goods = [selling.product(f"SKU-{number}") for number in (2, 3, 4, 5)]
    for _state in _ODD:
        selling.buy(jane, goods[0])
    held = selling.buy(jane, goods[1], address=selling.VILNIUS)
    other = _connect_memory()
    selling.buy(jane, selling.product("SKU-6", partner="Kaunas"))
    selling.hurry()
    call_command("accounting_deliver", verbosity=0)
    _make_odd(Submission.objects.exclude(order=held).order_by("-pk")[: len(_ODD)])
    VatMapping.objects.create(integration=other, rate=21, remote_code="PVM1")
    ProductLink.objects.create(
        warehouse=warehouse, stockrecord=goods[0].stockrecords.get(), remote_id="1002", remote_code="SKU-2"
    )
    call_command("accounting_pull_stock", verbosity=0)
    call_command("accounting_match", warehouse=[warehouse.pk], verbosity=0)
    selling.buy(jane, goods[2])
    _picture(goods[0])
    _empty_the_system()


def _picture(product: Any) -> None:
    """A picture of one dot."""
    data = BytesIO()
    Image.new("RGB", (1, 1)).save(data, "PNG")
    get_model("catalogue", "ProductImage").objects.create(
        product=product, original=SimpleUploadedFile("dot.png", data.getvalue(), "image/png")
    )


def _empty_the_system() -> None:
    """A stock update that is not believed: the accounting system lists nothing any more."""
    os.kill(selling.place()["process"], signal.SIGUSR1)
    with suppress(CommandError):
        call_command("accounting_pull_stock", verbosity=0)


def _connect_memory() -> Integration:
    """A system that is sent documents only by hand, can be asked nothing, and has documents that need attention."""
    Integration.objects.create(name="Old", provider="memory", start_date=timezone.localdate())
    partner = get_model("partner", "Partner").objects.create(name="Kaunas")
    other = Integration.objects.create(
        name="Memory", provider="memory", is_active=True, start_date=timezone.localdate(), trigger="manual"
    )
    Warehouse.objects.create(integration=other, partner=partner, code="1", name="Kaunas", is_active=True)
    return other


def _make_odd(rows: Any) -> None:
    memory = Integration.objects.get(name="Memory")
    for number, (row, state) in enumerate(zip(rows, _ODD, strict=True)):
        assert row.state == "issued", (row.state, row.problem)
        values: dict[str, Any] = {"state": state, "remote_id": "", "remote_number": "", "problem": "A reason."}
        if number == 1:
            values |= {"integration": memory, "warehouse": memory.warehouses.get()}
        Submission.objects.filter(pk=row.pk).update(**values, problem_code="" if state == "cancelled" else "reason")
