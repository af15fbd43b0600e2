"""Links as a file: written for a spreadsheet, read back after a preview."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from oscar_lt_accounting.dashboard.links.uploads import Upload, keep, kept
from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses, warehouse_or_404
from oscar_lt_accounting.models import Warehouse
from oscar_lt_accounting.services.linking.columns import written
from oscar_lt_accounting.services.linking.files import ImportReport, export_links, import_links
from oscar_lt_accounting.services.linking.rows import LARGEST, MEGABYTE, MOST_ROWS, Format

#: Errors that the page itself shows.
SHOWN = 200
_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class LinkExportView(View):
    """Every stock record of one warehouse, or of all in use, with its link."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As a file to keep."""
        warehouse = warehouse_or_404(request.GET["warehouse"]) if request.GET.get("warehouse") else None
        file_format: Format = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
        return _file(export_links(warehouse, file_format), "links", file_format)


class ImportForm(forms.Form):
    """The file and what it may do."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX with the columns of the export; %(rows)s rows and %(size)s MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx", "aria-describedby": "id_file_helptext"}),
    )
    warehouse = forms.ChoiceField(
        label=gettext_lazy("Warehouse"),
        required=False,
        help_text=gettext_lazy("Without one, the column “warehouse” of the file says which one each row means."),
    )
    allow_unlink = forms.BooleanField(
        label=gettext_lazy("Unlink rows whose id is empty"),
        required=False,
        help_text=gettext_lazy("Otherwise rows without an id are left as they are."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box: Any = self.fields["warehouse"]
        box.choices = [
            ("", _("As the file says")),
            *((str(warehouse.pk), warehouse.name) for warehouse in active_warehouses()),
        ]
        box.widget.attrs["class"] = "no-widget-init"
        file = self.fields["file"]
        file.help_text = str(file.help_text) % {"rows": MOST_ROWS, "size": LARGEST // MEGABYTE}

    def clean_file(self) -> Any:
        """Refuse what cannot be read before reading it."""
        file = self.cleaned_data["file"]
        if _format_of(file.name) is None:
            raise forms.ValidationError(_("The file must be CSV or XLSX. Save it as one of these and choose it again."))
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than %(size)s MB. Split it and import the parts one after the other.")
                % {"size": LARGEST // MEGABYTE}
            )
        return file


class LinkImportView(TemplateView):
    """Choose a file, see what it would do, and let it."""

    template_name = "oscar_lt_accounting/dashboard/links/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the preview once there is one."""
        return super().get_context_data(**{"form": ImportForm(), "shown": SHOWN, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The first step shows what the file would do, the second does it."""
        if "token" in request.POST:
            return self._apply()
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        upload = keep(
            form.cleaned_data["file"].read(),
            user=request.user,
            file_format=_format_of(form.cleaned_data["file"].name),
            warehouse=int(form.cleaned_data["warehouse"]) if form.cleaned_data["warehouse"] else None,
            allow_unlink=form.cleaned_data["allow_unlink"],
        )
        report = _run(upload, request.user, dry_run=True) or ImportReport()
        return self.render_to_response(
            self.get_context_data(
                form=form,
                upload=upload,
                report=report,
                errors=report.errors[:SHOWN],
                effect=report.new + report.changed + report.removed,
            )
        )

    def _apply(self) -> HttpResponse:
        upload = kept(self.request.POST["token"], self.request.user)
        report = _run(upload, self.request.user, dry_run=False) if upload else None
        if upload is None or report is None:
            messages.warning(self.request, _("Nothing was done: this file was imported already, or is too old."))
        else:
            upload.forget()
            messages.success(self.request, _result(report))
        return HttpResponseRedirect(reverse("accounting-dashboard:accounting-link-list"))


class LinkImportErrorsView(View):
    """All errors of a file that waits for its import, as a file."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Row, SKU and what is wrong."""
        upload = kept(request.POST.get("token", ""), request.user)
        report = _run(upload, request.user, dry_run=True) if upload else None
        if report is None:
            messages.warning(request, _("The file is not here any more. Choose it again."))
            return HttpResponseRedirect(reverse("accounting-dashboard:accounting-link-import"))
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";")
        writer.writerow([_("row"), _("SKU"), _("what is wrong")])
        for error in report.errors:
            writer.writerow([error.row, written(error.sku), written(error.sentence)])
        return _file(file.getvalue().encode("utf-8-sig"), "link-errors", "csv")


def _run(upload: Upload, user: Any, *, dry_run: bool) -> ImportReport | None:
    content = upload.content()
    if content is None:
        return None
    warehouse = Warehouse.objects.filter(pk=upload.warehouse, is_active=True).first() if upload.warehouse else None
    if upload.warehouse and warehouse is None:
        return None
    return import_links(
        warehouse, content, upload.file_format, dry_run=dry_run, actor=user, allow_unlink=upload.allow_unlink
    )


def _result(report: ImportReport) -> str:
    return _(
        "The file was imported: %(new)s new links, %(changed)s changed, %(removed)s removed, %(unchanged)s as before, "
        "%(errors)s rows left out."
    ) % {
        "new": report.new,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged + report.emptied,
        "errors": len(report.errors),
    }


def _format_of(name: str) -> Format | None:
    ending = name.rpartition(".")[2].lower()
    return "csv" if ending == "csv" else "xlsx" if ending == "xlsx" else None


def _file(content: bytes, name: str, file_format: Format) -> HttpResponse:
    day = timezone.localdate().isoformat()
    response = HttpResponse(content, content_type=_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{file_format}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response
