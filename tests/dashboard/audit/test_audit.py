"""The activity log: who may read it, what it finds, and the file."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timezone

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oscar_lt_accounting.dashboard.audit import views
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import AuditLine, LinkChange, State
from oscar_lt_accounting.models.records import audit_line

TABS = ("list", "links")
ALL = (*TABS, "list-file", "links-file")
CLOSED = Problem(code="closed", message="The period %(day)s is closed.", params={"day": "May"})


def page(name):
    return reverse(f"accounting-dashboard:accounting-audit-{name}")


@pytest.fixture
def auditor(people):
    person = people["clerk"]
    person.user_permissions.add(Permission.objects.get(codename="view_auditline"))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def trail(make, people):
    """A few deeds of people and machinery."""
    first, second = make(State.PENDING, number="A1"), make(State.HELD, number="A2")
    audit_line("retry", actor=people["keeper"], submission=first, from_state="held", to_state="pending").save()
    audit_line("hold", actor="worker", submission=second, to_state="held", problem=CLOSED).save()
    audit_line("cancel", actor=people["boss"], submission=second, reason="=1+1").save()
    audit_line("connect", actor=people["boss"], integration=second.integration).save()
    audit_line("nothing", actor=None).save()
    return first, second


@pytest.fixture
def changes(placed, people):
    warehouse = placed[1]

    def change(sku, verb="link", **values):
        return LinkChange.objects.create(warehouse=warehouse, sku=sku, verb=verb, **values)

    change("SKU-1", to_id="7", to_code="PRK-7", actor=people["keeper"], actor_name="keeper")
    change("SKU-2", verb="unlink", from_id="8", how="file")
    change("=cmd", verb="relink", from_id="8", to_id="9", actor_name="@boss")
    return warehouse


def _whats(response):
    return [told["row"].verb for told in response.context["lines"]]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("who", ["customer", "clerk", "keeper", "seller", "helper"])
def test_the_trail_is_not_for_everybody(visit, people, name, who):
    assert visit(who).get(page(name)).status_code == 403


@pytest.mark.parametrize("name", ALL)
def test_strangers_are_asked_to_log_in(visit, people, name):
    assert "/login/" in visit().get(page(name))["Location"]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("codename", ["view_auditline", "change_integration", ""])
def test_auditors_and_those_who_configure_read_it(visit, people, name, codename):
    if codename:
        people["clerk"].user_permissions.add(Permission.objects.get(codename=codename))
    assert visit("clerk" if codename else "boss").get(page(name)).status_code == 200


def test_a_partner_with_the_permission_does_not(visit, people):
    people["seller"].user_permissions.add(Permission.objects.get(codename="view_auditline"))
    assert visit("seller").get(page("list")).status_code == 403


def test_who_lacks_it_is_told_which_group_has_it(visit, people):
    text = visit("clerk").get(page("list")).content.decode()
    assert "Accounting: view" in text
    assert "Can view audit line" in text


def test_an_empty_trail_says_what_comes(auditor):
    assert "Nothing was done yet." in auditor.get(page("list")).content.decode()
    assert "No product was linked yet." in auditor.get(page("links")).content.decode()


def test_who_did_what_to_what_and_why(auditor, trail):
    response = auditor.get(page("list"))
    text = response.content.decode()
    assert _whats(response) == ["nothing", "connect", "cancel", "hold", "retry"]
    for shown in (
        "To be sent again", "keeper", "automatically", "The period May is closed.", "Order A1", "Cancelled", "boss",
        "memory Vilnius", "unknown", "Vilnius sandėlis",
    ):  # fmt: skip
        assert shown in text
    assert reverse("accounting-dashboard:accounting-submission-detail", kwargs={"pk": trail[0].pk}) in text


def test_links_are_told_with_their_ids(auditor, changes):
    text = auditor.get(page("links")).content.decode()
    for shown in ("SKU-1", "PRK-7", "keeper", "Unlinked", "from a file", "Linked to another product"):
        assert shown in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "KEEP"}, ["retry"]),
        ({"what": "hold"}, ["hold"]),
        ({"order": "A2"}, ["cancel", "hold"]),
        ({"order": "A"}, []),
        ({"who": "boss", "order": "A2"}, ["cancel"]),
        ({"since": "2020-01-01", "until": "2020-01-02"}, []),
        ({"since": "2020-01-01"}, ["nothing", "connect", "cancel", "hold", "retry"]),
    ],
)
def test_the_trail_is_narrowed(auditor, trail, query, found):
    response = auditor.get(page("list"), query)
    assert _whats(response) == found
    assert ("Nothing matches these filters." in response.content.decode()) is (not found)


def test_days_are_the_readers(auditor, trail):
    late = datetime(2025, 5, 1, 21, 30, tzinfo=timezone.utc)
    AuditLine.objects.filter(verb="hold").update(at=late)
    assert _whats(auditor.get(page("list"), {"since": "2025-05-02", "until": "2025-05-02"})) == ["hold"]
    assert _whats(auditor.get(page("list"), {"until": "2025-05-01"})) == []


def test_links_are_narrowed(auditor, changes):
    look = lambda **query: [told["row"].sku for told in auditor.get(page("links"), query).context["lines"]]  # noqa: E731
    assert look() == ["=cmd", "SKU-2", "SKU-1"]
    assert look(sku="SKU-2") == ["SKU-2"]
    assert look(what="link") == ["SKU-1"]
    assert look(who="keeper") == ["SKU-1"]


@pytest.mark.parametrize("tab", TABS)
def test_a_filter_that_makes_no_sense_is_said_and_kept(auditor, tab):
    text = auditor.get(page(tab), {"since": "yesterday", "what": "cook"}).content.decode()
    assert "Some of the filter could not be understood" in text
    assert 'value="yesterday"' in text
    assert auditor.get(page(f"{tab}-file"), {"since": "yesterday"}).status_code == 400


def test_pages_keep_the_filter(auditor, make, settings):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 2
    row = make()
    for _ in range(5):
        audit_line("retry", submission=row).save()
    audit_line("hold", submission=row).save()
    first = auditor.get(page("list"), {"what": "retry"})
    keys = [told["row"].pk for told in first.context["lines"]]
    second = auditor.get(f"{page('list')}?{first.context['older']}")
    later = [told["row"].pk for told in second.context["lines"]]
    assert len(keys + later) == len(set(keys + later)) == 4
    assert "what=retry" in second.context["newer"]
    back = auditor.get(f"{page('list')}?{second.context['newer']}")
    assert [told["row"].pk for told in back.context["lines"]] == keys


def test_the_page_costs_the_same_however_long_it_is(auditor, make, changes):
    def queries(name):
        with CaptureQueriesContext(connection) as caught:
            auditor.get(page(name))
        assert not [query["sql"] for query in caught if '"snapshot"' in query["sql"] or '"credentials"' in query["sql"]]
        return len(caught)

    def more():
        for _ in range(4):
            row = make()
            audit_line("retry", submission=row, integration=row.integration).save()
        LinkChange.objects.create(warehouse=changes, sku="S", verb="link")

    more()
    few = [queries(name) for name in TABS]
    more()
    assert [queries(name) for name in TABS] == few
    assert max(few) <= 12


def _file(response):
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def test_the_file_says_the_same_and_runs_nothing(auditor, trail, changes):
    response = auditor.get(page("list-file"), {"order": "A2"})
    assert "attachment" in response["Content-Disposition"]
    lines = _file(response)
    assert lines[0] == ["When", "Who", "What", "Order", "Integration", "From", "To", "Why"]
    assert lines[1][1:] == ["boss", "Cancelled", "A2", "", "", "", "'=1+1"]
    assert lines[2][1:] == ["automatically", "On hold", "A2", "", "", "On hold", "The period May is closed."]
    assert len(lines) == 3
    links = _file(auditor.get(page("links-file")))
    assert links[1][1:4] == ["'@boss", "Vilnius sandėlis", "'=cmd"]
    assert links[2][4:] == ["unlinked", "from a file", "8", "", ""]


def test_a_line_of_an_integration_has_no_order(auditor, trail):
    assert _file(auditor.get(page("list-file"), {"who": "boss"}))[1][3:5] == ["", "memory Vilnius"]


def test_the_file_has_an_end(auditor, trail, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    assert [line[2] for line in _file(auditor.get(page("list-file")))[1:]] == ["nothing", "connect"]


def test_the_download_keeps_the_filter(auditor, trail):
    text = auditor.get(page("list"), {"who": "boss"}).content.decode()
    assert f'href="{page("list-file")}?who=boss"' in text
