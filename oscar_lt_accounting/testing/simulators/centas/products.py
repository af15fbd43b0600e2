"""Products in and out, as XML (centas.md §6.3, §6.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas import imports
from oscar_lt_accounting.testing.simulators.centas.records import Context
from oscar_lt_accounting.testing.simulators.centas.refusals import invalid
from oscar_lt_accounting.testing.simulators.toolkit import xml

_PIECE = 200
# How far the overall balance is from the sum of the warehouses (centas.md §11 no. 18).
_APART = Decimal(1000)
_KEPT = ("grupe1", "grupe2", "grupe3", "Nuotrauka", "aprasymas")
_NOTHING_KEPT = "".join(xml.text_element(name, "") for name in _KEPT)
_LISTS = ("Stocks", "ProductParameters", "AnalogProducts", "RecommendedProducts")
_KINDS = {
    # centas.md §11 no. 17: the only value shown; it also creates.
    "update": kit.one_of(("UPD",)),
    "digits": kit.text(pattern="[1-9][0-9]{0,17}"),
    "quantity": kit.digits(places=4),
    "price": kit.digits(places=6, least=0),
    "rate": kit.digits(places=2, least=0),
}
_ITEM = kit.form(
    "token? oper:update id?:digits kodas? pavadinimas? matovnt? kaina?:price pvmtar?:rate likutis?:quantity barkodas? "
    "grupe1? grupe2? grupe3? Nuotrauka? aprasymas?",
    kinds=_KINDS,
)
_STOCK = kit.form("WarehouseId WarehouseName? Quantity:quantity", kinds=_KINDS)
_PARAMETER = kit.form("Name Value?")
_ROWS = {"Stocks": ("Stock", _STOCK), "ProductParameters": ("Parameter", _PARAMETER)}


def take_in(context: Context, sent: Mapping[str, str]) -> dict[str, Any]:
    """Create and change products; stock that is named is changed too (no. 15)."""
    found, items = imports.records(context, sent, "item", _read)
    created = 0
    for item in items:
        created += _put(context, item)
    return {
        "success": 1,
        "products_found_xml": found,
        "products_created": created,
        "products_updated": len(items) - created,
    }


def give_out(context: Context, sent: Mapping[str, str]) -> kit.Reply:
    """All products, or the one with the id that is asked for, as a stream of XML."""
    products = list(context.records.products.values())
    if sent.get("id"):
        products = [product for product in products if str(product.id) == sent["id"]]
    return kit.Reply(stream=_export(context, products), content_type=kit.XML, said=f"{len(products)} products")


def _read(context: Context, item: xml.Element) -> dict[str, Any]:
    fields: dict[str, Any] = imports.fields_of(item, _ITEM, _LISTS)
    named = fields.pop("token", "")
    if named != context.company.token and (named or context.switches.key_in_items == "required"):
        raise kit.RefusalError("item.token is not that of the call")
    kit.refuse_if(not (fields.get("id") or fields.get("kodas")), invalid([("item.id", "or item.kodas must be given")]))
    for element in item.inside:
        if element.name in _ROWS:
            name, form = _ROWS[element.name]
            if any(inner.name != name for inner in element.inside):
                raise invalid([(f"item.{element.name}", f"holds nothing but {name}")])
            fields[element.name] = [imports.fields_of(inner, form) for inner in element.inside]
    if _known(context, fields) is None and not fields.get("pavadinimas"):
        raise invalid([("item.pavadinimas", "cannot be missing")])
    return fields


def _known(context: Context, fields: Mapping[str, Any]) -> kit.Product | None:
    """By the id if there is one, else by the code (no. 14)."""
    if "id" in fields:
        return context.records.product(int(fields["id"]))
    return next(iter(context.records.with_code(fields["kodas"])), None)


def _put(context: Context, fields: Mapping[str, Any]) -> bool:
    """Enter one item; tells whether it is a new product."""
    known = _known(context, fields)
    row = kit.pick(fields, "code=kodas name=pavadinimas unit=matovnt barcode=barkodas")
    row |= kit.pick(fields, "price_without_vat=kaina vat_rate=pvmtar total=likutis")
    row["id"] = known.id if known else fields.get("id", context.records.next("product", 1001))
    stocks = fields.get("Stocks", [])
    if "likutis" in fields and not stocks:
        row["quantity"] = fields["likutis"]
    product = kit.put_products(context.records, context.company.warehouse, [row], context.at)[0]
    for stock in stocks:
        code = stock["WarehouseId"]
        context.records.warehouses.setdefault(code, stock.get("WarehouseName", code))
        product.stock[code] = Decimal(stock["Quantity"])
    for name in (*_KEPT, "ProductParameters"):
        if name in fields:
            product.keep(name, fields[name])
    return known is None


def _export(context: Context, products: list[kit.Product]) -> Iterator[bytes]:
    yield f"{xml.HEAD}<root>\n".encode()
    rest = iter(products)
    while piece := list(islice(rest, _PIECE)):
        yield "".join(_item(context, product) for product in piece).encode()
    yield b"</root>\n"


def _item(context: Context, product: kit.Product) -> str:
    write = xml.text_element
    stocks = [(code, quantity) for code, quantity in list(product.stock.items()) if quantity is not None]
    rate = "0" if product.vat_rate is None else f"{product.vat_rate.normalize():f}"
    kept = "".join(write(name, product.kept(name, "")) for name in _KEPT) if product.more else _NOTHING_KEPT
    return (
        f"<item>{write('token', context.company.token)}<oper>UPD</oper><id>{product.id}</id>"
        f"{write('kodas', product.code)}{write('pavadinimas', product.name)}{write('matovnt', product.unit)}"
        f"<kaina>{kit.rounded(product.price_without_vat)}</kaina><pvmtar>{rate}</pvmtar>"
        f"<likutis>{balance(product):f}</likutis>{kept}{write('barkodas', product.barcode)}"
        f"{_list('Stocks', [_stock(context, *one) for one in stocks])}"
        f"{_list('ProductParameters', [_parameter(one) for one in product.kept('ProductParameters', [])])}</item>\n"
    )


def _stock(context: Context, code: str, quantity: Decimal) -> str:
    name = xml.text_element("WarehouseName", context.records.warehouses[code])
    quantity = kit.rounded(quantity, 4)
    return f"<Stock>{xml.text_element('WarehouseId', code)}{name}<Quantity>{quantity}</Quantity></Stock>"


def _parameter(one: Mapping[str, str]) -> str:
    name, value = xml.text_element("Name", one["Name"]), xml.text_element("Value", one.get("Value", ""))
    return xml.element("Parameter", name, value)


def _list(name: str, entries: list[str]) -> str:
    return xml.element(name, *entries) if entries else ""


def balance(product: kit.Product) -> Decimal:
    """`likutis`: the overall balance, which is never the sum of the warehouses."""
    summed = sum((quantity for quantity in list(product.stock.values()) if quantity), Decimal(0))
    told = kit.rounded(summed, 4) if product.total is None else product.total
    return told + _APART if told == summed else told
