"""One pull of one system, in a process of its own, so that its memory can be told: `python -m bench.pulling`.

The answers of the first pull are kept on disk. The times are those of pulls that read them from there, against
the bare parsing of the same bytes, so that neither the network nor the simulator is measured.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.stage import database


def main(system: str, overview: dict[str, Any], linked: int) -> dict[str, Any]:
    """What one system's pulls took."""
    with database(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"]}
        from oscar_lt_accounting.services import stock

        warehouse = _warehouse(system, overview)
        Path("/proc/self/clear_refs").write_text("5")  # Linux: the peak begins anew
        idle = _memory("VmRSS")
        with taped(Path(folder)) as tape:
            run = stock.pull(warehouse)
        peak = _memory("VmHWM")
        if not run.is_complete:
            raise RuntimeError(f"{system}: {run.problem}")
        _link(warehouse, linked)
        with replayed(tape):
            first = _counted(lambda: stock.pull(warehouse))
            again = _counted(lambda: stock.pull(warehouse))
        parse = min(_seconds(lambda: parsed(system, tape)) for _ in range(3))
    return {
        "requests": run.requests,
        "seen": run.seen,
        "idle": idle,
        "peak": peak,
        "changed": first["changed"],
        "parse": parse,
        "seconds": again["seconds"],
        "queries": again["queries"],
        "written": again["written"],
    }


def _warehouse(system: str, overview: dict[str, Any]) -> Any:
    from oscar_lt_accounting.models import Integration, Warehouse
    from tests.shop import Shop

    company = next(iter(overview["companies"].values()))
    known = ("api_key", "private_key", "username", "password", "token")
    integration = Integration.objects.create(
        name=system,
        provider=system,
        base_url=overview["url"],
        is_active=True,
        credentials={name: company[name] for name in known if name in company},
        settings={"limits": []},
    )
    partner = Shop().partner(system)
    made = Warehouse.objects.create(integration=integration, partner=partner, code=company["warehouse"], name=system)
    return Warehouse.objects.select_related("integration").get(pk=made.pk)


def _link(warehouse: Any, linked: int) -> None:
    from oscar.apps.catalogue.models import Product, ProductClass
    from oscar.apps.partner.models import StockRecord

    from oscar_lt_accounting.models import ProductLink

    items = list(warehouse.catalogue.order_by("pk")[:linked])
    kind = ProductClass.objects.create(name="bench", slug="bench")
    products = Product.objects.bulk_create(
        Product(product_class=kind, title=item.name, structure="standalone", slug=f"p{item.pk}") for item in items
    )
    records = StockRecord.objects.bulk_create(
        StockRecord(product=product, partner=warehouse.partner, partner_sku=item.code, num_in_stock=0)
        for product, item in zip(products, items, strict=True)
    )
    ProductLink.objects.bulk_create(
        ProductLink(warehouse=warehouse, stockrecord=record, remote_id=item.remote_id)
        for record, item in zip(records, items, strict=True)
    )


def _counted(pull: Any) -> dict[str, Any]:
    from django.db import connection

    queries, written = [0], [0]

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries[0] += 1
        written[0] += "partner_stockrecord" in sql and sql.startswith("UPDATE")
        return execute(sql, *rest)

    begun = time.perf_counter()
    with connection.execute_wrapper(count):
        run = pull()
    return {
        "seconds": time.perf_counter() - begun,
        "queries": queries[0],
        "written": written[0],
        "changed": run.changed,
    }


def _seconds(call: Any) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def _memory(name: str) -> int:
    """One of this process's own figures, in KiB; `ru_maxrss` would begin with the parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


@contextmanager
def taped(folder: Path) -> Iterator[list[Path]]:
    """Keep every answer's body in a file of its own."""
    from oscar_lt_accounting.providers.kit.http_client import HttpClient

    tape: list[Path] = []
    body = HttpClient._body

    def keeping(self: Any, *rest: Any) -> Iterator[bytes]:
        tape.append(folder / str(len(tape)))
        with tape[-1].open("wb") as file:
            for chunk in body(self, *rest):
                file.write(chunk)
                yield chunk

    HttpClient._body = keeping  # type: ignore[method-assign,assignment]
    try:
        yield tape
    finally:
        HttpClient._body = body  # type: ignore[method-assign]


@contextmanager
def replayed(tape: list[Path]) -> Iterator[None]:
    """Answer from the tape, from its beginning for every pull."""
    from oscar_lt_accounting.providers.kit.answers import Answer
    from oscar_lt_accounting.providers.kit.http_client import HttpClient

    at, opening = [0], HttpClient.open

    @contextmanager
    def playing(self: Any, request: Any) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        path = tape[at[0] % len(tape)]
        at[0] += 1
        self.records.append(None)
        with path.open("rb") as file:
            yield Answer(status=200, headers={}, body=b""), iter(lambda: file.read(65536), b"")

    HttpClient.open = playing  # type: ignore[method-assign]
    try:
        yield
    finally:
        HttpClient.open = opening  # type: ignore[method-assign]


def parsed(system: str, tape: list[Path]) -> int:
    """Nothing but the parsing of all answers, with the same library."""
    from lxml import etree

    count = 0
    for path in tape:
        if system == "centas":
            for _event, element in etree.iterparse(path, tag="item"):
                count += 1
                element.clear()
        elif system == "robolabs":
            from oscar_lt_accounting.providers.kit.streams import RowStream

            with path.open("rb") as file:
                chunks = iter(lambda: file.read(65536), b"")
                count += sum(1 for _row in RowStream(chunks, "result", "data").rows())
        else:
            from oscar_lt_accounting.providers.kit.answers import read_json

            count += len(read_json(path.read_bytes()))
    return count


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3]))))
