"""The activity log: what was done to documents and integrations, and to links, newest first."""

from __future__ import annotations

import csv
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from oscar_lt_accounting.dashboard import labels as names
from oscar_lt_accounting.dashboard.audit import filters
from oscar_lt_accounting.dashboard.pagination import list_page
from oscar_lt_accounting.models import AuditLine, LinkChange
from oscar_lt_accounting.services.linking.columns import written

#: How many entries a download has at most, the newest.
MOST = 10_000


class TrailView(TemplateView, ABC):
    """One tab: a filter, a list_page of the table, and the download of what is shown."""

    template_name = "oscar_lt_accounting/dashboard/audit/list.html"
    tab: ClassVar[str] = ""
    form_class: ClassVar[type[filters.TrailForm]]

    @abstractmethod
    def rows(self, asked: dict[str, Any]) -> QuerySet[Any]:
        """The entries that were asked for."""

    def in_words(self, row: Any) -> dict[str, Any]:
        """One entry with its words."""
        return {"row": row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One list_page; how many there are in all is not counted, since the log only grows."""
        form = self.form_class(self.request.GET)
        asked = form.asked()
        page = list_page(
            cast("Any", self.rows(asked)),
            size=getattr(settings, "OSCAR_DASHBOARD_ITEMS_PER_PAGE", 20),
            before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )
        return super().get_context_data(
            tab=self.tab,
            form=form,
            lines=[self.in_words(line) for line in page.rows],
            is_filtered=bool(asked) or not form.is_valid(),
            list_url=reverse(f"accounting-dashboard:accounting-audit-{self.tab}"),
            download=f"{reverse(f'accounting-dashboard:accounting-audit-{self.tab}-file')}?{form.address()}",
            most=MOST,
            older=form.address(before=page.older) if page.older else "",
            newer=form.address(after=page.newer) if page.newer else "",
            newest=form.address(),
            **kwargs,
        )


class DocumentTrailView(TrailView):
    """Documents and integrations."""

    tab = "list"
    form_class = filters.DocumentsForm

    def rows(self, asked: dict[str, Any]) -> QuerySet[AuditLine]:
        """Who did what to which document or integration."""
        return filters.documents(asked)

    def in_words(self, row: AuditLine) -> dict[str, Any]:
        """Who and what as people read it."""
        return {"row": row, "who": names.actor_label(row), "what": names.action_label(row)}


class LinkTrailView(TrailView):
    """Links of products."""

    tab = "links"
    form_class = filters.LinksForm

    def rows(self, asked: dict[str, Any]) -> QuerySet[LinkChange]:
        """Who linked what, and how."""
        return filters.links(asked)


class _Echo:
    """Hands each line of a CSV file on instead of keeping it."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


class FileView(View, ABC):
    """A tab's entries as a CSV file that spreadsheets open without running anything."""

    form_class: ClassVar[type[filters.TrailForm]]
    name: ClassVar[str] = ""

    @abstractmethod
    def rows(self, asked: dict[str, Any]) -> QuerySet[Any]:
        """The entries that were asked for."""

    @abstractmethod
    def headings(self) -> Sequence[str]:
        """The first line."""

    @abstractmethod
    def cells(self, row: Any) -> Sequence[str]:
        """One entry."""

    def get(self, request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
        """The newest entries, at most `MOST`; a filter that was not understood gives no file."""
        form = self.form_class(request.GET)
        if not form.is_valid():
            return HttpResponse(
                _("The filter could not be understood."), status=400, content_type="text/plain; charset=utf-8"
            )
        rows = self.rows(form.asked()).order_by("-pk")[:MOST]
        answer = StreamingHttpResponse(self._lines(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.name}-{timezone.localdate():%Y-%m-%d}.csv"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _lines(self, rows: QuerySet[Any]) -> Iterator[str]:
        write: Callable[[Sequence[str]], Any] = csv.writer(cast("Any", _Echo())).writerow
        yield "\ufeff"  # by this Excel knows that it is UTF-8
        yield write(self.headings())
        for row in rows.iterator(1000):
            yield write([written(cell) for cell in self.cells(row)])


class DocumentFileView(FileView):
    """Documents and integrations."""

    form_class = filters.DocumentsForm
    name = "accounting-audit"

    def rows(self, asked: dict[str, Any]) -> QuerySet[AuditLine]:
        """As the tab shows them."""
        return filters.documents(asked)

    def headings(self) -> Sequence[str]:
        """In the reader's language."""
        return _("When"), _("Who"), _("What"), _("Order"), _("Integration"), _("From"), _("To"), _("Why")

    def cells(self, row: AuditLine) -> Sequence[str]:
        """When, who, what, at which order, from which state to which, and why."""
        return (
            _moment(row.at),
            names.actor_label(row),
            names.action_label(row),
            row.submission.order.number if row.submission else "",
            row.integration.name if row.integration else "",
            _state(row.from_state),
            _state(row.to_state),
            row.reason_text,
        )


class LinkFileView(FileView):
    """Links of products."""

    form_class = filters.LinksForm
    name = "accounting-links-audit"

    def rows(self, asked: dict[str, Any]) -> QuerySet[LinkChange]:
        """As the tab shows them."""
        return filters.links(asked)

    def headings(self) -> Sequence[str]:
        """In the reader's language."""
        where = (_("When"), _("Who"), _("Warehouse"), _("SKU"))
        return *where, _("What"), _("How"), _("Id before"), _("Id after"), _("Code after")

    def cells(self, row: LinkChange) -> Sequence[str]:
        """When, who, where, which product, what and how, and the ids."""
        return (
            _moment(row.at),
            row.actor_name,
            row.warehouse.name,
            row.sku,
            str(row.get_verb_display()),
            str(row.get_how_display()),
            row.from_id,
            row.to_id,
            row.to_code,
        )


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"


def _state(word: str) -> str:
    return names.state_label(word) if word else ""
