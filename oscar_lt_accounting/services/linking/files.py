"""Links as a file that people fill in: written for a spreadsheet, and read back without losing a good row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.models import LinkChange, ProductLink, Warehouse
from oscar_lt_accounting.services.linking.columns import COLUMNS, NEEDED, TEXTS, flag_of, shielded, units_of, written
from oscar_lt_accounting.services.linking.links import link_many, unlink
from oscar_lt_accounting.services.linking.refusals import LinkRefused, named_twice
from oscar_lt_accounting.services.linking.rows import Format, Line, read, released_first, xml_text
from oscar_lt_accounting.services.linking.writing import LinkRow, batches

_AT_ONCE = 1000
_TEXT = "@"
# Lithuanian spreadsheets open a file with semicolons and this mark at the start without asking.
_DELIMITER, _ENCODING = ";", "utf-8-sig"


@dataclass(frozen=True)
class RowError:
    """What is wrong with a row, counted as spreadsheets count; row 0 is the file as a whole."""

    row: int
    sku: str
    sentence: str


@dataclass
class ImportReport:
    """What an import did, or would do: every row is counted once, or stands among the errors.

    `emptied` are links whose id was deleted in the file and which were left as they are.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    emptied: int = 0
    errors: list[RowError] = field(default_factory=list)


def export_links(warehouse: Warehouse | None, file_format: Format) -> bytes:
    """Every stock record of the warehouse's partner, linked or not; without a warehouse, of all that are in use."""
    chosen = [warehouse] if warehouse else list(Warehouse.objects.filter(is_active=True))
    rows = (row for one in chosen for row in _rows_of(one))
    return _workbook(rows) if file_format == "xlsx" else _table(rows)


def import_links(
    warehouse: Warehouse | None,
    content: bytes,
    file_format: Format,
    *,
    dry_run: bool,
    actor: Any,
    allow_unlink: bool = False,
) -> ImportReport:
    """Link what the file says: good rows are applied, each bad one is told with its number and a sentence.

    Without a warehouse, the file's own column says which one each row means. A row whose id is empty is left
    alone, or unlinked with `allow_unlink`. With `dry_run` nothing is changed. Calls no accounting system.
    """
    needed = NEEDED if warehouse else ("warehouse", *NEEDED)
    try:
        lines = read(content, file_format, needed=needed)
    except LinkRefused as refusal:
        return ImportReport(errors=[RowError(0, "", refusal.sentence)])
    report = ImportReport(rows=len(lines))
    if dry_run:
        with transaction.atomic():
            _import(warehouse, lines, report, actor, allow_unlink=allow_unlink)
            transaction.set_rollback(True)
    else:
        _import(warehouse, lines, report, actor, allow_unlink=allow_unlink)
    report.errors.sort(key=lambda error: error.row)
    return report


# -- writing -------------------------------------------------------------------------------------------


def _rows_of(warehouse: Warehouse) -> Iterator[tuple[Any, ...]]:
    ours = FilteredRelation("accounting_links", condition=Q(accounting_links__warehouse=warehouse))
    records = get_model("partner", "StockRecord").objects.filter(partner=warehouse.partner_id).exclude(partner_sku="")
    found = records.annotate(link=ours, above=F("product__parent__title")).order_by("partner_sku")
    for sku, title, above, *link in found.values_list(
        "partner_sku",
        "product__title",
        "above",
        "link__remote_id",
        "link__remote_code",
        "link__units",
        "link__sync_stock",
    ).iterator(chunk_size=_AT_ONCE):
        yield (warehouse.name, sku, title or above or "", *link)


def _table(rows: Iterable[Sequence[Any]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=_DELIMITER)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(written(value) for value in row)
    return file.getvalue().encode(_ENCODING)


def _workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    import openpyxl  # large, and needed for nothing else

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Links")
    sheet.freeze_panes = "A2"
    sheet.append(COLUMNS)
    for row in rows:
        sheet.append([_cell(sheet, name, value) for name, value in zip(COLUMNS, row, strict=True)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, name: str, value: Any) -> Any:
    """Texts stay texts, so that codes keep their zeros, also those that are typed into empty cells."""
    if name not in TEXTS:
        return int(value) if isinstance(value, bool) else value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=xml_text(shielded(value or "")))
    cell.data_type = "s"
    cell.number_format = _TEXT
    return cell


# -- reading -------------------------------------------------------------------------------------------


class _Known(NamedTuple):
    """A stock record that a row names, and its link."""

    pk: int
    link: ProductLink | None


def _import(
    warehouse: Warehouse | None, lines: Iterable[Line], report: ImportReport, actor: Any, *, allow_unlink: bool
) -> None:
    homes = [warehouse] if warehouse else list(Warehouse.objects.filter(is_active=True))
    by_home: dict[Warehouse, list[Line]] = {}
    for line in lines:
        try:
            if line.fault:
                raise line.fault
            by_home.setdefault(_home(line, homes, chosen=warehouse is not None), []).append(line)
        except LinkRefused as refusal:
            report.errors.append(RowError(line.number, line.cells.get("sku", ""), refusal.sentence))
    for home, its_lines in by_home.items():
        _Import(home, report, actor, allow_unlink=allow_unlink).run(its_lines)


def _home(line: Line, homes: Sequence[Warehouse], *, chosen: bool) -> Warehouse:
    name = line.cells.get("warehouse", "")
    if chosen and not name.strip():
        return homes[0]
    found = [home for home in homes if home.name == name] or [home for home in homes if home.name == name.strip()]
    if len(found) == 1:
        return found[0]
    if found:
        message = gettext_noop("Several warehouses are called “%(name)s”. Import the file of one warehouse at a time.")
    elif chosen:
        message = gettext_noop(
            "The row is of the warehouse “%(name)s”. Import it for that warehouse, or empty the cell."
        )
    else:
        message = gettext_noop("There is no warehouse “%(name)s” in use. Write its name as the integration has it.")
    raise LinkRefused(message, code="file_warehouse", name=name[:64])


class _Import:
    """One warehouse's rows of a file."""

    def __init__(self, warehouse: Warehouse, report: ImportReport, actor: Any, *, allow_unlink: bool) -> None:
        self.warehouse, self.report, self.actor, self.allow_unlink = warehouse, report, actor, allow_unlink
        self.wanted: dict[int, tuple[Line, LinkRow, ProductLink | None]] = {}
        self.leaving: list[int] = []
        self.seen: set[int] = set()

    def run(self, lines: Iterable[Line]) -> None:
        """What is unlinked lets its product go before the others are linked."""
        for batch in batches(lines, _AT_ONCE):
            self._look_at(batch)
        if self.leaving:
            self.report.removed += unlink(self.leaving, actor=self.actor)
        if not self.wanted:
            return
        done = link_many(self.warehouse, self._in_order(), actor=self.actor, how=LinkChange.How.FILE)
        for row, refusal in done.refused:
            self._refuse(self.wanted.pop(row.stockrecord_id)[0], refusal)
        made = sum(link is None for _line, _row, link in self.wanted.values())
        self.report.new += made
        self.report.changed += len(self.wanted) - made

    def _in_order(self) -> list[LinkRow]:
        """When a column slid down by one row, each row waits for the next one."""
        wanted = {pk: row.remote_id for pk, (_line, row, _link) in self.wanted.items()}
        held = {link.remote_id: pk for pk, (_line, _row, link) in self.wanted.items() if link and link.sync_stock}
        return [self.wanted[pk][1] for pk in released_first(wanted, held)]

    def _look_at(self, lines: Sequence[Line]) -> None:
        known = self._known(lines)
        for line in lines:
            sku = line.cells["sku"]
            try:
                self._take(line, known.get(sku) or known.get(sku.strip()))
            except LinkRefused as refusal:
                self._refuse(line, refusal)

    def _known(self, lines: Sequence[Line]) -> dict[str, _Known]:
        skus = {text for line in lines for text in (line.cells["sku"], line.cells["sku"].strip()) if text}
        records = get_model("partner", "StockRecord").objects.filter(partner=self.warehouse.partner_id)
        found = dict(records.filter(partner_sku__in=skus).order_by().values_list("partner_sku", "pk"))
        links = ProductLink.objects.filter(warehouse=self.warehouse, stockrecord__in=found.values()).order_by()
        by_record = {link.stockrecord_id: link for link in links}
        return {sku: _Known(pk, by_record.get(pk)) for sku, pk in found.items()}

    def _take(self, line: Line, known: _Known | None) -> None:
        sku, remote_id = line.cells["sku"], line.cells["remote_id"]
        if known is None:
            raise _unknown(sku, self.warehouse)
        if known.pk in self.seen:
            raise named_twice(sku)
        self.seen.add(known.pk)
        link = known.link
        if not remote_id.strip():
            self._leave(link)
            return
        row = self._row(line, known)
        if link and _facts(link) == _facts(row):
            self.report.unchanged += 1
            return
        self.wanted[known.pk] = (line, row, link)

    def _leave(self, link: ProductLink | None) -> None:
        if link is None:
            self.report.unchanged += 1
        elif self.allow_unlink:
            self.leaving.append(link.pk)
        else:
            self.report.emptied += 1

    def _row(self, line: Line, known: _Known) -> LinkRow:
        """The link that a line means; what it does not say stays as it is."""
        link, sku = known.link, line.cells["sku"]
        remote_id = _same(line.cells["remote_id"], link.remote_id if link else "")
        units, sync = (line.cells.get(name, "").strip() for name in ("units", "sync_stock"))
        return LinkRow(
            stockrecord_id=known.pk,
            remote_id=remote_id,
            remote_code=_code(line.cells.get("remote_code", ""), link, remote_id),
            units=units_of(units, sku) if units else (link.units if link else Decimal(1)),
            sync_stock=flag_of(sync, sku) if sync else (link.sync_stock if link else True),
            sku=sku,
        )

    def _refuse(self, line: Line, refusal: LinkRefused) -> None:
        self.report.errors.append(RowError(line.number, line.cells["sku"], refusal.sentence))


def _same(text: str, before: str) -> str:
    """`text` without blanks around it, unless exactly so it was before."""
    return before if text == before else text.strip()


def _code(text: str, link: ProductLink | None, remote_id: str) -> str:
    """The code that a row gives; the old one beside a new id was only left standing there."""
    before = link.remote_code if link else ""
    code = _same(text, before)
    if link and link.remote_id == remote_id:
        return code or before
    return "" if code == before else code


def _facts(link: ProductLink | LinkRow) -> tuple[Any, ...]:
    return link.remote_id, link.remote_code, link.units, link.sync_stock


def _unknown(sku: str, warehouse: Warehouse) -> LinkRefused:
    return LinkRefused(
        gettext_noop("The shop has no product “%(sku)s” of the partner of %(warehouse)s. Correct the SKU in the row."),
        code="file_sku",
        sku=sku[:128],
        warehouse=warehouse.name,
    )
