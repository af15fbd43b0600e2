"""The list of documents as Oscar's dashboard shows lists."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, TemplateColumn
from oscar.core.loading import get_class

from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.services.outbox.resendable import can_be_resent

DashboardTable: Any = get_class("dashboard.tables", "DashboardTable")
_CELLS = "oscar_lt_accounting/dashboard/invoices/cells"


def _attributes(heading: Any, css_class: str = "") -> dict[str, Any]:
    """Each value carries its heading, which is shown beside it where the screen is narrow."""
    return {
        "th": {"role": "columnheader", "scope": "col", "class": css_class},
        "td": {"role": "cell", "data-label": heading, "class": css_class},
    }


def _cell(name: str, heading: Any, css_class: str = "") -> TemplateColumn:
    return TemplateColumn(
        verbose_name=heading,
        template_name=f"{_CELLS}/{name}.html",
        orderable=False,
        empty_values=(),
        attrs=_attributes(heading, css_class),
    )


def _text(accessor: str, heading: Any, css_class: str = "") -> Column:
    attributes = _attributes(heading, css_class)
    return Column(accessor=accessor, verbose_name=heading, orderable=False, empty_values=(), attrs=attributes)


class SubmissionTable(DashboardTable):
    """Documents, newest first."""

    chosen = _text("pk", _("Choose"))
    order = _cell("order", _("Order"))
    ordered = _cell("ordered", _("Ordered"))
    document = _text("get_kind_display", _("Document"))
    warehouse = _cell("warehouse", _("Warehouse"))
    total = _cell("total", _("Total"), "text-right text-nowrap")
    state = _cell("state", _("State"))
    remote = _text("remote_number", _("Invoice number"), "accounting-long")
    problem = _text("problem_code", _("Problem"), "accounting-long")

    icon = "fas fa-file-invoice"

    def __init__(self, *args: Any, total: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows_in_all = total

    def get_caption_display(self) -> str:
        """How many there are in all, not only on this page."""
        return ngettext("%(count)d document", "%(count)d documents", self.rows_in_all) % {"count": self.rows_in_all}

    def render_chosen(self, record: Submission) -> str:
        """A box to tick, for what can be sent again."""
        if not can_be_resent(record):
            return ""
        label = gettext("Choose the document of order %(number)s") % {"number": record.order.number}
        return format_html('<input type="checkbox" name="chosen" value="{}" aria-label="{}">', record.pk, label)

    def render_document(self, value: str) -> str:
        """Its kind."""
        return capfirst(value)

    def render_problem(self, record: Submission) -> str:
        """The beginning of what is wrong, in the reader's language."""
        return Truncator(record.problem_text).chars(110) if record.problem_code else ""

    class Meta(DashboardTable.Meta):
        template_name = "oscar_lt_accounting/dashboard/table.html"
        attrs = {"class": "table table-striped table-bordered accounting-stacked", "role": "table"}  # noqa: RUF012
        row_attrs = {"role": "row"}  # noqa: RUF012
        order_by = ()
