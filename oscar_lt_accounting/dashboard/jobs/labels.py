"""What background work is called, how far it is, and what came of it, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models import Job, StockPull, Warehouse

_KINDS: dict[str, Promise] = {
    "pull": _("Update the stock"),
    "match": _("Look for matching products"),
    "apply": _("Link the matching products"),
    "proposals": _("Accept suggested links"),
    "resend": _("Send documents again"),
    "history": _("Send orders of the past"),
    "prices": _("Take over prices and names"),
    "products": _("Create missing products"),
    "import": _("Read a file of links"),
}
_BADGES = {
    Job.State.WAITING: ("fa-clock", "secondary"),
    Job.State.RUNNING: ("fa-hourglass-half", "primary"),
    Job.State.DONE: ("fa-check", "success"),
    Job.State.FAILED: ("fa-times", "danger"),
}
_LINKED = ngettext_lazy("%(n)s link was made.", "%(n)s links were made.", "number")
_REFUSED = ngettext_lazy("%(n)s was rejected.", "%(n)s were rejected.", "number")
_UNLINKED = ngettext_lazy("%(n)s had no match.", "%(n)s had no match.", "number")
#: What a count of a result means, by the kind of work and the count's name.
_RESULTS: dict[tuple[str, str], Promise] = {
    ("resend", "sent"): ngettext_lazy(
        "%(n)s document was put into the queue.", "%(n)s documents were put into the queue.", "number"
    ),
    ("resend", "left"): ngettext_lazy(
        "%(n)s document had changed meanwhile and was left as it is.",
        "%(n)s documents had changed meanwhile and were left as they are.",
        "number",
    ),
    ("history", "orders"): ngettext_lazy("%(n)s order was checked.", "%(n)s orders were checked.", "number"),
    ("history", "documents"): ngettext_lazy(
        "%(n)s new document was put into the queue.", "%(n)s new documents were put into the queue.", "number"
    ),
    ("match", "by_code"): ngettext_lazy(
        "%(n)s product has the same code.", "%(n)s products have the same code.", "number"
    ),
    ("match", "by_barcode"): ngettext_lazy(
        "%(n)s product has the same bar code.", "%(n)s products have the same bar code.", "number"
    ),
    ("match", "by_name"): ngettext_lazy(
        "%(n)s product has a similar name.", "%(n)s products have a similar name.", "number"
    ),
    ("match", "ambiguous"): ngettext_lazy(
        "%(n)s has several matches: decide yourself.", "%(n)s have several matches: decide yourself.", "number"
    ),
    ("match", "unlinked"): _UNLINKED,
    ("match", "linked"): ngettext_lazy("%(n)s was linked before.", "%(n)s were linked before.", "number"),
    ("apply", "linked"): _LINKED,
    ("apply", "refused"): _REFUSED,
    ("proposals", "linked"): _LINKED,
    ("proposals", "refused"): _REFUSED,
    ("prices", "prices"): ngettext_lazy("%(n)s price was written.", "%(n)s prices were written.", "number"),
    ("prices", "names"): ngettext_lazy("%(n)s name was written.", "%(n)s names were written.", "number"),
    ("prices", "kept"): ngettext_lazy(
        "%(n)s was kept, because it was changed in the shop.",
        "%(n)s were kept, because they were changed in the shop.",
        "number",
    ),
    ("products", "made"): ngettext_lazy("%(n)s product was created.", "%(n)s products were created.", "number"),
    ("products", "failed"): _REFUSED,
    ("import", "rows"): ngettext_lazy("%(n)s row was read.", "%(n)s rows were read.", "number"),
    ("import", "new"): _LINKED,
    ("import", "changed"): ngettext_lazy("%(n)s link was changed.", "%(n)s links were changed.", "number"),
    ("import", "removed"): ngettext_lazy("%(n)s link was removed.", "%(n)s links were removed.", "number"),
    ("import", "unchanged"): ngettext_lazy("%(n)s stayed as it was.", "%(n)s stayed as they were.", "number"),
    ("import", "errors"): ngettext_lazy("%(n)s row was rejected.", "%(n)s rows were rejected.", "number"),
}


def label(kind: str) -> str:
    """What is done; a kind nobody has named is shown as it is."""
    return str(_KINDS.get(kind, kind))


def badge(job: Job) -> dict[str, str]:
    """The state's word, icon and colour."""
    icon, colour = _BADGES[Job.State(job.state)]
    return {"word": capfirst(str(job.get_state_display())), "icon": icon, "colour": colour}


def number(count: int) -> str:
    """A count as people write it, with its thousands apart."""
    return str(number_format(count, use_l10n=True, force_grouping=True))


def progress(job: Job) -> str:
    """How far it is, in words."""
    counted = gettext("%(done)s of %(total)s") % {"done": number(job.done), "total": number(job.total)}
    if job.state == Job.State.WAITING:
        return gettext("It waits for its turn.")
    if job.state == Job.State.DONE:
        return gettext("Done.")
    if job.state == Job.State.FAILED:
        return gettext("It stopped after %(counted)s.") % {"counted": counted} if job.total else gettext("It stopped.")
    return counted if job.total else gettext("Under way; how much there is to do is not known yet.")


def subjects(jobs: Collection[Job]) -> dict[int, str]:
    """What each job is about by its primary key: a warehouse, some days, so many documents; in one query."""
    asked = {job.params.get("warehouse") for job in jobs} - {None}
    names = {}
    if asked:
        names = {str(pk): name for pk, name in Warehouse.objects.filter(pk__in=asked).values_list("pk", "name")}
    return {job.pk: _subject(job.params, names) for job in jobs}


def _subject(params: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if "warehouse" in params:
        return names.get(str(params["warehouse"]), gettext("a warehouse that was deleted"))
    if "since" in params and "until" in params:
        return gettext("from %(since)s to %(until)s") % {"since": _day(params["since"]), "until": _day(params["until"])}
    if "submissions" in params:
        count = len(params["submissions"])
        return ngettext("%(n)s document", "%(n)s documents", count) % {"n": number(count)}
    return ""


def _day(text: str) -> str:
    try:
        return str(date_format(date.fromisoformat(text), "Y-m-d"))
    except ValueError:
        return text


def results(job: Job) -> list[str]:
    """What came of it, one sentence for each count."""
    return [_result(job.kind, name, count) for name, count in job.result.items()]


def _result(kind: str, name: str, count: Any) -> str:
    if not isinstance(count, int):
        return f"{_named(kind, name)}: {count}"
    words: Any = _RESULTS.get((kind, name))
    if words is None:
        return f"{_named(kind, name)}: {number(count)}"
    return str(words % {"number": count, "n": number(count)})


def _named(kind: str, name: str) -> str:
    if kind == "pull" and name in StockPull.COUNTS:
        return capfirst(str(getattr(StockPull._meta.get_field(name), "verbose_name", name)))
    return capfirst(name.replace("_", " "))


def waits_long(job: Job) -> bool:
    """Whether it should have begun by now, so that probably no worker is running."""
    return job.state == Job.State.WAITING and job.created_at < timezone.now() - timedelta(minutes=3)
