"""Links in files: what a spreadsheet gets, what comes back, and what a broken file can do."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from oscar.apps.catalogue.models import Product, ProductClass
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import LinkChange, ProductLink, Warehouse
from oscar_lt_accounting.services.linking import rows
from oscar_lt_accounting.services.linking.columns import COLUMNS, bare, shielded
from oscar_lt_accounting.services.linking.files import ImportReport, export_links, import_links

FORMATS = ("csv", "xlsx")
NASTY = (
    *("=1+1", "-12", "+370", "@SUM(A1)", "\tcmd", "＝1", "＋1", "－1", "＠a", " =1", "'", "'x", "''=1", "007", "1E5"),
    *('ą"č;ė,', "#N/A", "_x0041_", "_x000D_", "TRUE", "2026-01-02", "4770000000017", "a\rb", "a\nb"),
)


@pytest.fixture
def goods(shop: Any, warehouse: Warehouse) -> Any:
    """Products with the given SKUs; their stock records by SKU."""

    def _goods(*skus: str, title: str = "Prekė", home: Warehouse | None = None) -> dict[str, Any]:
        partner = (home or warehouse).partner
        kind, _ = ProductClass.objects.get_or_create(slug="prekes", defaults={"name": "prekės"})
        products = Product.objects.bulk_create(
            Product(product_class=kind, title=title, slug="p", structure="standalone") for _sku in skus
        )
        records = StockRecord.objects.bulk_create(
            StockRecord(product=product, partner=partner, partner_sku=sku, price=Decimal(1))
            for sku, product in zip(skus, products, strict=True)
        )
        return {record.partner_sku: record for record in records}

    return _goods


def link(warehouse: Warehouse, record: Any, remote_id: str, **values: Any) -> ProductLink:
    return ProductLink.objects.create(warehouse=warehouse, stockrecord=record, remote_id=remote_id, **values)


def links(warehouse: Warehouse) -> dict[str, str]:
    found = ProductLink.objects.filter(warehouse=warehouse)
    return dict(found.values_list("stockrecord__partner_sku", "remote_id"))


def table(*lines: str, heading: str = "sku;remote_id;remote_code;units;sync_stock") -> bytes:
    return "\n".join([heading, *lines]).encode()


def workbook(*lines: Any, heading: Any = COLUMNS, change: Any = None) -> bytes:
    book = openpyxl.Workbook()
    for line in (heading, *lines):
        book.active.append(line)
    if change:
        change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def take(warehouse: Warehouse | None, content: bytes, **options: Any) -> ImportReport:
    file_format = options.pop("file_format", "csv")
    return import_links(warehouse, content, file_format, **{"dry_run": False, "actor": "file", **options})


def cells(content: bytes, file_format: str) -> list[list[Any]]:
    if file_format == "csv":
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(content)).active.values]


def sentences(report: ImportReport) -> list[str]:
    return [f"{error.row} {error.sku}: {error.sentence}" for error in report.errors]


# -- export ------------------------------------------------------------------------------------------------


def test_every_stock_record_of_the_partner_is_written_also_the_unlinked(warehouse, goods, connect):
    made = goods("A", "B", "")
    link(warehouse, made["A"], "24", remote_code="MUG", units=Decimal("6.5000"), sync_stock=False)
    other = connect("Kaunas")
    link(other, goods("C", home=other)["C"], "9")

    name = warehouse.name
    assert cells(export_links(warehouse, "csv"), "csv") == [
        list(COLUMNS),
        [name, "A", "Prekė", "24", "MUG", "6.5", "0"],
        [name, "B", "Prekė", "", "", "", ""],
    ]
    assert cells(export_links(warehouse, "xlsx"), "xlsx")[1:] == [
        [name, "A", "Prekė", "24", "MUG", 6.5, 0],
        [name, "B", "Prekė", None, None, None, None],
    ]
    assert [row[1] for row in cells(export_links(None, "csv"), "csv")[1:]] == ["A", "B", "C"]


def test_a_variant_is_called_like_its_parent(warehouse, goods):
    record = goods("A")["A"]
    parent = Product.objects.create(title="Marškiniai", structure="parent", product_class=record.product.product_class)
    Product.objects.filter(pk=record.product.pk).update(structure="child", parent=parent, product_class=None, title="")
    assert cells(export_links(warehouse, "csv"), "csv")[1][2] == "Marškiniai"


@pytest.mark.parametrize("file_format", FORMATS)
def test_no_cell_of_an_export_is_a_formula(warehouse, goods, file_format):
    for number, (sku, record) in enumerate(goods(*NASTY, title="＝HYPERLINK(1)").items()):
        link(warehouse, record, sku if number % 2 else f"{number}", remote_code=sku)
    content = export_links(warehouse, file_format)
    for row in cells(content, file_format)[1:]:
        assert all(str(cell)[:1] not in "=+-@\t\r＝＋－＠" for cell in row if cell)
    if file_format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert {cell.data_type for cell in sheet["D"][1:] if cell.value} == {"s"}
        assert {cell.data_type for cell in sheet["F"][1:]} == {"n"}
        assert {cell.number_format for cell in sheet["D"][1:]} == {"@"}, "what is typed there stays a text"


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("allow_unlink", [True, False])
def test_a_file_that_comes_back_as_it_was_changes_nothing(warehouse, goods, file_format, allow_unlink):
    made = goods(*NASTY, " spaced ", "\x01", "unlinked")
    for sku, record in made.items():
        if sku != "unlinked":
            link(warehouse, record, sku, remote_code=sku, units=Decimal("0.2500"), sync_stock=sku != "007")
    before = list(ProductLink.objects.order_by("pk").values())

    report = take(None, export_links(None, file_format), file_format=file_format, allow_unlink=allow_unlink)

    assert report == ImportReport(rows=len(made), unchanged=len(made))
    assert list(ProductLink.objects.order_by("pk").values()) == before
    assert not LinkChange.objects.exists()


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_codes_of_an_export_link_another_shop_exactly(warehouse, goods, file_format):
    for sku, record in goods(*NASTY).items():
        link(warehouse, record, sku, remote_code=sku)
    content, before = export_links(warehouse, file_format), links(warehouse)
    ProductLink.objects.all().delete()
    report = take(warehouse, content, file_format=file_format)
    stripped = {sku: remote_id.strip() for sku, remote_id in before.items()}
    assert (report.new, report.errors, links(warehouse)) == (len(NASTY), [], stripped)


@given(st.text())
def test_a_shield_comes_off_exactly(text):
    assert bare(shielded(text)) == text


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_workbook_holds_any_text(text):
    assert rows._WORD.sub(lambda found: chr(int(found[1], 16)), rows.xml_text(text)) == text


# -- import ------------------------------------------------------------------------------------------------


def test_rows_are_linked_changed_and_left_alone(warehouse, goods):
    made = goods("NEW", "SAME", "MOVED", "EMPTY", "HALF")
    link(warehouse, made["SAME"], "1", remote_code="ONE", units=Decimal(2), sync_stock=False)
    link(warehouse, made["MOVED"], "2", remote_code="TWO", units=Decimal(6))
    link(warehouse, made["HALF"], "3")

    report = take(
        warehouse, table(" NEW ; 007 ;MUG;0,5;taip", "", "SAME;1;;;", "MOVED;20;TWO;;", "EMPTY;;;;", "HALF;3;;2;ne")
    )

    assert report == ImportReport(rows=5, new=1, changed=2, unchanged=2)
    found = ProductLink.objects.values_list(
        "stockrecord__partner_sku", "remote_id", "remote_code", "units", "sync_stock"
    )
    assert sorted(found) == [
        ("HALF", "3", "", Decimal(2), False),
        ("MOVED", "20", "", Decimal(6), True),
        ("NEW", "007", "MUG", Decimal("0.5"), True),
        ("SAME", "1", "ONE", Decimal(2), False),
    ]
    assert set(LinkChange.objects.values_list("how", "actor_name")) == {("file", "file")}


def test_columns_may_be_few_and_in_any_order(warehouse, goods):
    goods("A")
    assert take(warehouse, b"Remote ID,something,SKU\n5,x,A\n").new == 1
    link_ = ProductLink.objects.get()
    assert (link_.remote_id, link_.remote_code, link_.units, link_.sync_stock) == (
        *("5", ""),
        Decimal(1),
        True,
    )


def test_a_new_code_beside_a_new_id_is_taken(warehouse, goods):
    link(warehouse, goods("A")["A"], "1", remote_code="ONE")
    take(warehouse, table("A;2;TWO;;"))
    assert ProductLink.objects.get().remote_code == "TWO"
    take(warehouse, table("A;2;THREE;;"))
    assert ProductLink.objects.get().remote_code == "THREE"


def test_an_emptied_id_unlinks_only_where_it_is_allowed(warehouse, goods):
    made = goods("A", "B")
    link(warehouse, made["A"], "1")
    content = table("A;;;;", "B;1;;;")

    report = take(warehouse, content)
    assert (report.emptied, report.removed, links(warehouse)) == (1, 0, {"A": "1"})
    assert "“B” cannot take its stock from 1" in sentences(report)[0]

    report = take(warehouse, content, allow_unlink=True)
    assert report == ImportReport(rows=2, new=1, removed=1)
    assert links(warehouse) == {"B": "1"}, "what was let go is free for another row"


def test_stock_records_may_exchange_their_products(warehouse, goods):
    made = goods("A", "B")
    link(warehouse, made["A"], "1")
    link(warehouse, made["B"], "2")
    assert take(warehouse, table("A;2;;;", "B;1;;;")).changed == 2
    assert links(warehouse) == {"A": "2", "B": "1"}


def test_a_column_that_slid_by_one_row_is_put_right_at_once(warehouse, goods):
    made = goods(*(f"S{number}" for number in range(1100)))
    ProductLink.objects.bulk_create(
        ProductLink(warehouse=warehouse, stockrecord=record, remote_id=sku) for sku, record in made.items()
    )
    report = take(warehouse, table(*(f"S{number};S{number + 1}" for number in range(1100)), heading="sku;remote_id"))
    assert report == ImportReport(rows=1100, changed=1100)


def test_rows_in_a_circle_exchange_and_one_beside_it_is_told(warehouse, goods):
    for sku, record in goods("A", "B", "C", "D", "E").items():
        link(warehouse, record, sku.lower())
    report = take(warehouse, table("A;b", "B;c", "C;a", "D;e", heading="sku;remote_id"))
    assert (report.changed, sentences(report)[0][:40]) == (3, "5 D: “D” cannot take its stock from e, b")
    assert links(warehouse) == {"A": "b", "B": "c", "C": "a", "D": "d", "E": "e"}


def test_a_dry_run_tells_the_same_and_changes_nothing(warehouse, goods):
    made = goods("A", "B", "C", "D")
    link(warehouse, made["B"], "2")
    link(warehouse, made["C"], "3")
    content = table("A;1;;;", "B;20;;;", "C;;;;", "D;1;;;")
    before = links(warehouse)

    tried = take(warehouse, content, dry_run=True, allow_unlink=True)

    assert (links(warehouse), LinkChange.objects.count()) == (before, 0)
    assert (tried.new, tried.changed, tried.removed, len(tried.errors)) == (1, 1, 1, 1)
    assert take(warehouse, content, allow_unlink=True) == tried


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("X;1;;;", "2 X: The shop has no product “X” of the partner of Vilnius sandėlis."),
        (";1;;;", "2 : The shop has no product “” of the partner"),
        ("A;1;;0;", "2 A: The accounting units per shop unit of “A” must be above zero"),
        ("A;1;;-1;", "2 A: The accounting units per shop unit of “A” must be above zero"),
        ("A;1;;six;", "2 A: The accounting units per shop unit of “A” must be above zero"),
        ("A;1;;NaN;", "2 A: The accounting units per shop unit of “A” must be above zero"),
        ("A;1;;1_0;", "2 A: The accounting units per shop unit of “A” must be above zero"),
        ("A;1;;;maybe", "2 A: “maybe” in the column sync_stock of “A” is neither yes nor no."),
        (f"A;{'1' * 65};;;", "2 A: The id or code of the accounting product for “A” is longer than 64"),
        ("A;9;;;", "2 A: “A” cannot take its stock from 9, because “TAKEN” does already"),
        ("GOOD;8;;;", "3 GOOD: “GOOD” is named twice."),
        ("A;1;;;;;x", "2 A: The row has more cells than the first row has columns"),
        ("A;\0;;;", "2 A: The row holds characters that cannot be stored."),
    ],
)
def test_a_bad_row_is_told_and_the_good_ones_are_applied(warehouse, goods, line, sentence):
    made = goods("A", "GOOD", "TAKEN")
    link(warehouse, made["TAKEN"], "9")
    report = take(warehouse, table(line, "GOOD;8;;;"))
    (told,) = sentences(report)
    assert told.startswith(sentence)
    assert links(warehouse) == {"GOOD": "8", "TAKEN": "9"}
    assert (report.rows, report.new) == (2, 1)


def test_one_product_may_be_sold_twice_where_stock_is_not_followed(warehouse, goods):
    goods("A", "B", "C")
    report = take(warehouse, table("A;1;;;1", "B;1;;;0", "C;1;;;1"))
    assert links(warehouse) == {"A": "1", "B": "1"}
    assert "4 C: “C” cannot take its stock from 1, because “A” does already" in sentences(report)[0]


def test_a_file_of_all_warehouses_names_them(warehouse, goods, connect):
    kaunas = connect("Kaunas")
    goods("A")
    goods("A", home=kaunas)
    heading = "warehouse;sku;remote_id"
    report = take(None, table("Vilnius sandėlis;A;1", " Kaunas sandėlis;A;1", "Ryga;A;1", ";A;1", heading=heading))
    assert (links(warehouse), links(kaunas)) == ({"A": "1"}, {"A": "1"})
    assert [line[:36] for line in sentences(report)] == [
        "4 A: There is no warehouse “Ryga” in",
        "5 A: There is no warehouse “” in use",
    ]

    Warehouse.objects.filter(pk=kaunas.pk).update(name=warehouse.name)
    (told,) = sentences(take(None, table("Vilnius sandėlis;A;1", heading=heading)))
    assert "Several warehouses are called “Vilnius sandėlis”" in told


def test_a_row_of_another_warehouse_is_not_linked_here(warehouse, goods):
    goods("A", "B", "C")
    heading = "warehouse;sku;remote_id"
    report = take(warehouse, table("Kaunas;A;1", ";B;2", "Vilnius sandėlis;C;3", heading=heading))
    assert sentences(report) == [
        "2 A: The row is of the warehouse “Kaunas”. Import it for that warehouse, or empty the cell."
    ]
    assert links(warehouse) == {"B": "2", "C": "3"}


# -- files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1257", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_what_spreadsheets_save_is_read(warehouse, goods, encoding, delimiter):
    goods("ŽIŪR-1")
    text = f"sku{delimiter}title{delimiter}remote_id\r\nŽIŪR-1{delimiter}{delimiter}1\r\n"
    assert take(warehouse, text.encode(encoding)).new == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first row does not name the columns sku, remote_id."),
        (b"sku;code\nA;1", "The first row does not name the columns remote_id."),
        (b"sku;remote_id;SKU\nA;1;A", "The first row names the columns sku more than once."),
        (b"sku;remote_id\n\x98\x88\xff;1", "The letters of the file cannot be read."),
        (b"\xff\xfes", "The letters of the file cannot be read."),
        (b"sku;remote_id\nA;1\n" + b'"' + b"a" * 200_000, "The file cannot be read after row 2;"),
        (b'"' + b"a" * 200_000, "The file cannot be read after row 0;"),
        (b" " * (20 * 1024 * 1024 + 1), "The file is larger than 20 MB."),
        (b"sku;remote_id\n" + b"A;1\n" * 50_001, "The file has more than 50000 rows."),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(warehouse, goods, content, sentence):
    goods("A")
    report = take(warehouse, content)
    assert [(error.row, error.sku) for error in report.errors] == [(0, "")]
    assert report.errors[0].sentence.startswith(sentence)
    assert not links(warehouse)


def test_a_file_of_all_warehouses_needs_their_column(warehouse):
    assert "the columns warehouse." in sentences(take(None, table()))[0]


def test_cells_of_a_workbook_are_values(warehouse, goods):
    skus = ("007", "12", "FLAG", "HALF", "DAY", "ERR", "FORMULA")
    made = goods(*skus)
    link(warehouse, made["FORMULA"], "5")
    here = warehouse.name
    content = workbook(
        [here, "007", "'x", "0042", None, 6, 1],
        [here, 12, date(2026, 1, 2), 4770000000017, 1.5, 0.25, False],
        [],
        [here, "FLAG", None, 13.0, None, None, True],
        [here, "HALF", None, "14", None, "2,5", "x"],
        [here, "DAY", None, date(2026, 1, 2)],
        [here, "ERR", None, "#REF!"],
        [here, "FORMULA", None, "=1+1"],
    )
    report = take(warehouse, content, file_format="xlsx")
    found = ProductLink.objects.values_list(
        "stockrecord__partner_sku", "remote_id", "remote_code", "units", "sync_stock"
    )
    assert sorted(found) == [
        ("007", "0042", "", Decimal(6), True),
        ("12", "4770000000017", "1.5", Decimal("0.25"), False),
        ("FLAG", "13", "", Decimal(1), True),
        ("FORMULA", "5", "", Decimal(1), True),
        ("HALF", "14", "", Decimal("2.5"), True),
    ]
    assert [line[:60] for line in sentences(report)] == [
        "7 DAY: The cell in the column remote_id holds a date, a time",
        "8 ERR: The cell in the column remote_id holds a date, a time",
    ]
    assert report.emptied == 1, "a formula that nobody calculated says nothing"


def packed(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", part)
    return file.getvalue()


def tampered(change: Any) -> bytes:
    """A sound workbook, its sheet changed afterwards."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["", "A", "", "1"]))) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.infolist():
            part = old.read(member)
            new.writestr(member.filename, change(part) if member.filename.endswith("sheet1.xml") else part)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"sku;remote_id\nA;1\n", "The file is no XLSX workbook"),
        (packed(a=b"<a/>"), "The file is no XLSX workbook"),
        (packed(a=b" " * (64 * 1024 * 1024 + 1)), "The workbook unpacks to more than 64 MB."),
        (tampered(lambda part: part[:-30]), "The file is no XLSX workbook"),
        (
            tampered(lambda part: part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY e "A">]><worksheet')),
            "The file is no XLSX workbook",
        ),
        (tampered(lambda part: part.decode().encode("utf-16")), "The file is no XLSX workbook"),
        (workbook(heading=["sku"]), "The first row does not name the columns remote_id."),
        (workbook(["a", "b"], heading=[]), "The first row does not name the columns sku, remote_id."),
    ],
)
def test_a_workbook_that_cannot_be_used_is_refused_whole(warehouse, goods, content, sentence):
    goods("A")
    report = take(warehouse, content, file_format="xlsx")
    assert report.errors[0].sentence.startswith(sentence)
    assert (report.errors[0].row, links(warehouse)) == (0, {})


def test_a_row_far_below_ends_the_reading_at_the_last_row_there_can_be(warehouse, goods):
    goods("A")
    content = tampered(lambda part: part.replace(b'<row r="2"', b'<row r="99999999999"').replace(b'r="A2"', b""))
    assert take(warehouse, content, file_format="xlsx").rows == 0


def test_words_that_name_no_character_are_refused(warehouse, goods):
    goods("A")
    content = workbook([warehouse.name, "A", None, "_xD800_"])
    assert "characters that cannot be stored" in sentences(take(warehouse, content, file_format="xlsx"))[0]


# -- many --------------------------------------------------------------------------------------------------


def test_the_number_of_queries_grows_with_batches_and_not_with_rows(warehouse, goods):
    goods(*(f"S{number}" for number in range(2000)))
    content = table(*(f"S{number};{number}" for number in range(2000)), heading="sku;remote_id")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert take(warehouse, content).new == 2000
    assert len(asked) < 100
    with CaptureQueriesContext(connection) as asked:
        assert take(warehouse, content).unchanged == 2000
    assert len(asked) == 4
    with CaptureQueriesContext(connection) as asked:
        export_links(warehouse, "csv")
    assert len(asked) == 1
