"""Products in and out, as XML (centas.md §6.3, §6.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any

from oscar_lt_accounting.testing.simulators.centas import imports, xml
from oscar_lt_accounting.testing.simulators.centas.books import Office
from oscar_lt_accounting.testing.simulators.centas.refusal import CentasRefusalError, invalid
from oscar_lt_accounting.testing.simulators.centas.texts import amount
from oscar_lt_accounting.testing.simulators.cents import rounded
from oscar_lt_accounting.testing.simulators.fields import Field, Form, one_of, optional, text
from oscar_lt_accounting.testing.simulators.seeding import put_products
from oscar_lt_accounting.testing.simulators.state import Product
from oscar_lt_accounting.testing.simulators.wire import XML, Reply

_PIECE = 200
# How far the overall balance is from the sum of the warehouses (centas.md §11 no. 18).
_APART = Decimal(1000)
_QUANTITY = amount(places=4)
_TEXT = optional(text())
_KEPT = ("grupe1", "grupe2", "grupe3", "Nuotrauka", "aprasymas")
_NOTHING_KEPT = "".join(xml.leaf(name, "") for name in _KEPT)
_LISTS = ("Stocks", "ProductParameters", "AnalogProducts", "RecommendedProducts")
_ITEM: Form = {
    "token": _TEXT,
    # centas.md §11 no. 17: the only value shown; it also creates.
    "oper": Field(one_of(("UPD",))),
    "id": optional(text(pattern="[1-9][0-9]{0,17}")),
    "kodas": _TEXT,
    "pavadinimas": _TEXT,
    "matovnt": _TEXT,
    "kaina": optional(amount(places=6, least=0)),
    "pvmtar": optional(amount(places=2, least=0)),
    "likutis": optional(_QUANTITY),
    "barkodas": _TEXT,
    **dict.fromkeys(_KEPT, _TEXT),
}
_STOCK: Form = {"WarehouseId": Field(text()), "WarehouseName": _TEXT, "Quantity": Field(_QUANTITY)}
_PARAMETER: Form = {"Name": Field(text()), "Value": _TEXT}
_ROWS = {"Stocks": ("Stock", _STOCK), "ProductParameters": ("Parameter", _PARAMETER)}


def take_in(office: Office, sent: Mapping[str, str]) -> dict[str, Any]:
    """Create and change products; stock that is named is changed too (no. 15)."""
    found, items = imports.records(office, sent, "item", _read)
    created = 0
    for item in items:
        created += _put(office, item)
    return {
        "success": 1,
        "products_found_xml": found,
        "products_created": created,
        "products_updated": len(items) - created,
    }


def give_out(office: Office, sent: Mapping[str, str]) -> Reply:
    """All products, or the one with the id that is asked for, as a stream of XML."""
    products = list(office.books.products.values())
    if sent.get("id"):
        products = [product for product in products if str(product.id) == sent["id"]]
    return Reply(stream=_export(office, products), content_type=XML, said=f"{len(products)} products")


def _read(office: Office, item: xml.Element) -> dict[str, Any]:
    fields: dict[str, Any] = imports.fields_of(item, _ITEM, _LISTS)
    named = fields.pop("token", "")
    if named != office.company.token and (named or office.switches.key_in_items == "required"):
        raise CentasRefusalError("item.token is not that of the call")
    if not (fields.get("id") or fields.get("kodas")):
        raise invalid([("item.id", "or item.kodas must be given")])
    for element in item.inside:
        if element.name in _ROWS:
            name, form = _ROWS[element.name]
            if any(inner.name != name for inner in element.inside):
                raise invalid([(f"item.{element.name}", f"holds nothing but {name}")])
            fields[element.name] = [imports.fields_of(inner, form) for inner in element.inside]
    if _known(office, fields) is None and not fields.get("pavadinimas"):
        raise invalid([("item.pavadinimas", "cannot be missing")])
    return fields


def _known(office: Office, fields: Mapping[str, Any]) -> Product | None:
    """By the id if there is one, else by the code (no. 14)."""
    if "id" in fields:
        return office.books.product(int(fields["id"]))
    return next(iter(office.books.with_code(fields["kodas"])), None)


def _put(office: Office, fields: Mapping[str, Any]) -> bool:
    """Enter one item; tells whether it is a new product."""
    known = _known(office, fields)
    product_id = known.id if known else fields.get("id", office.books.next("product", 1001))
    row: dict[str, Any] = {"id": product_id, "code": fields.get("kodas"), "name": fields.get("pavadinimas")}
    row |= {"unit": fields.get("matovnt"), "barcode": fields.get("barkodas")}
    for name, column in (("kaina", "price_without_vat"), ("pvmtar", "vat_rate"), ("likutis", "total")):
        if name in fields:
            row[column] = fields[name]
    stocks = fields.get("Stocks", [])
    if "likutis" in fields and not stocks:
        row["quantity"] = fields["likutis"]
    product = put_products(office.books, office.company.warehouse, [row], office.at)[0]
    for stock in stocks:
        code = stock["WarehouseId"]
        office.books.warehouses.setdefault(code, stock.get("WarehouseName", code))
        product.stock[code] = Decimal(stock["Quantity"])
    for name in (*_KEPT, "ProductParameters"):
        if name in fields:
            product.keep(name, fields[name])
    return known is None


def _export(office: Office, products: list[Product]) -> Iterator[bytes]:
    yield f"{xml.HEAD}<root>\n".encode()
    rest = iter(products)
    while piece := list(islice(rest, _PIECE)):
        yield "".join(_item(office, product) for product in piece).encode()
    yield b"</root>\n"


def _item(office: Office, product: Product) -> str:
    stocks = "".join(
        _stock(office, code, quantity) for code, quantity in list(product.stock.items()) if quantity is not None
    )
    rate = "0" if product.vat_rate is None else f"{product.vat_rate.normalize():f}"
    return (
        f"<item>{xml.leaf('token', office.company.token)}<oper>UPD</oper><id>{product.id}</id>"
        f"{xml.leaf('kodas', product.code)}{xml.leaf('pavadinimas', product.name)}{xml.leaf('matovnt', product.unit)}"
        f"<kaina>{rounded(product.price_without_vat)}</kaina><pvmtar>{rate}</pvmtar>"
        f"<likutis>{balance(product):f}</likutis>"
        f"{''.join(xml.leaf(name, product.kept(name, '')) for name in _KEPT) if product.more else _NOTHING_KEPT}"
        f"{xml.leaf('barkodas', product.barcode)}{f'<Stocks>{stocks}</Stocks>' if stocks else ''}"
        f"{_parameters(product)}</item>\n"
    )


def _stock(office: Office, code: str, quantity: Decimal) -> str:
    return (
        f"<Stock>{xml.leaf('WarehouseId', code)}{xml.leaf('WarehouseName', office.books.warehouses[code])}"
        f"<Quantity>{rounded(quantity, 4)}</Quantity></Stock>"
    )


def _parameters(product: Product) -> str:
    parameters = product.kept("ProductParameters", [])
    inside = (
        xml.branch("Parameter", xml.leaf("Name", one["Name"]), xml.leaf("Value", one.get("Value", "")))
        for one in parameters
    )
    return xml.branch("ProductParameters", *inside) if parameters else ""


def balance(product: Product) -> Decimal:
    """`likutis`: the overall balance, which is never the sum of the warehouses."""
    summed = sum((quantity for quantity in list(product.stock.values()) if quantity), Decimal(0))
    told = rounded(summed, 4) if product.total is None else product.total
    return told + _APART if told == summed else told
